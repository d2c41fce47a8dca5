"""What the web server does before its first worker."""

import gc
import logging
from types import SimpleNamespace

from config import gunicorn


def test_what_lives_as_long_as_a_worker_is_left_out_of_the_search_for_garbage() -> None:
    before = gc.get_freeze_count()
    try:
        gunicorn.when_ready(SimpleNamespace(log=logging.getLogger("gunicorn.error")))
        assert gc.get_freeze_count() > before
    finally:
        gc.unfreeze()
    assert gc.get_freeze_count() == 0


def test_workers_begin_with_what_is_loaded_once() -> None:
    assert gunicorn.preload_app
