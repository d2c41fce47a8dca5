"""What a worker does before its first request."""

import gc
import logging
from types import SimpleNamespace

from config import gunicorn


def test_what_lives_as_long_as_the_worker_is_left_out_of_the_search_for_garbage() -> None:
    before = gc.get_freeze_count()
    try:
        gunicorn.post_worker_init(SimpleNamespace(log=logging.getLogger("gunicorn.error")))
        assert gc.get_freeze_count() > before
    finally:
        gc.unfreeze()
    assert gc.get_freeze_count() == 0
