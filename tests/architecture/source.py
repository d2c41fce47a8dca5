"""The project's files as git sees them: tracked, or new and not ignored."""

import subprocess
from functools import cache
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)


@cache
def files() -> tuple[Path, ...]:
    listed = subprocess.run(
        # A checkout may belong to another user than the one who tests it.
        [
            "git",
            "-c",
            "safe.directory=*",
            "ls-files",
            "--cached",
            "--others",
            "--exclude-standard",
            "-z",
        ],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return tuple(path for name in listed.split("\0") if name and (path := ROOT / name).is_file())


def matching(*suffixes: str, under: str = "") -> list[Path]:
    """The files with one of `suffixes`, below the folder `under`."""
    return [p for p in files() if p.suffix in suffixes and p.is_relative_to(ROOT / under)]


def name(path: Path) -> str:
    """What a failing test prints."""
    return str(path.relative_to(ROOT))
