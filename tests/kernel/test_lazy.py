"""Libraries that few requests need are loaded by those requests, not by the start."""

import subprocess
import sys

import pytest

from config.embedded import BASE_DIR
from focalpoint.lazy import lazy

HEAVY = ("bs4", "dateparser", "holidays", "icalendar", "openpyxl", "puremagic", "typst")


def test_a_library_is_there_when_it_is_used():
    assert lazy("colorsys").hsv_to_rgb(0, 0, 1) == (1, 1, 1)


@pytest.mark.slow
def test_a_web_worker_starts_without_what_few_requests_need():
    program = (
        "import sys, config.wsgi; from django.urls import get_resolver;"
        " get_resolver().url_patterns; print(sorted(set(sys.argv[1:]) & sys.modules.keys()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *HEAVY], cwd=BASE_DIR, capture_output=True, check=True
    )
    assert done.stdout.decode().strip() == "[]"
