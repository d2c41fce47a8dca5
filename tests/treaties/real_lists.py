"""Where real lists lie, for tests that read them: they are no part of the project."""

import os
from pathlib import Path

import pytest
from django.conf import settings

FOLDER = Path(os.environ.get("SHARED_DATA", Path(settings.BASE_DIR).parent / "shared" / "data"))
needs_real_lists = pytest.mark.skipif(
    not (FOLDER / "untc_2015").is_dir(), reason="the real lists are not here"
)


def real(place: str) -> bytes:
    """The content of a file of the folder."""
    return (FOLDER / place).read_bytes()
