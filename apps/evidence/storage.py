"""Where the bytes of evidence lie: below ``EVIDENCE_ROOT``, outside of everything that is served.

A file is written to ``incoming/``, flushed to the disk and only then renamed to its place, under
the id of its revision. Whoever dies on the way leaves a file that no row names: invisible, and
swept up later.
"""

import hashlib
import os
import uuid
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings

BLOCK = 1 << 20


@dataclass(frozen=True)
class Kept:
    """What was written: bytes, and their SHA-256 in hexadecimal."""

    size: int
    sha256: str


def root() -> Path:
    return Path(settings.EVIDENCE_ROOT)


def incoming() -> Path:
    """Where files grow until they are whole."""
    return root() / "incoming"


def path_of(key: uuid.UUID) -> Path:
    """The place of a revision's file. The last digits of an id are random: folders fill evenly."""
    name = key.hex
    return root() / "files" / name[-2:] / name[-4:-2] / name


def keep(key: uuid.UUID, content: Any) -> Kept:
    """Write ``content`` (a Django file) to the place of ``key``: all of it or nothing."""
    place = path_of(key)
    incoming().mkdir(parents=True, exist_ok=True, mode=0o700)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = incoming() / f"{key.hex}.part"
    digest, size = hashlib.sha256(), 0
    try:
        with temporary.open("xb") as target:
            temporary.chmod(0o600)
            content.seek(0)
            for block in content.chunks(BLOCK):
                target.write(block)
                digest.update(block)
                size += len(block)
            target.flush()
            os.fsync(target.fileno())
        temporary.rename(place)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _flush_folder(place.parent)
    return Kept(size, digest.hexdigest())


def discard(key: uuid.UUID) -> None:
    """Remove a file that no row names."""
    path_of(key).unlink(missing_ok=True)


def opened(key: uuid.UUID) -> BinaryIO:
    """The file, opened for reading. Raises ``FileNotFoundError``."""
    return path_of(key).open("rb")


def digest_of(content: BinaryIO) -> Kept:
    """Size and SHA-256 of what an open file holds now; it stands at its beginning again."""
    content.seek(0)
    digest, size = hashlib.sha256(), 0
    while block := content.read(BLOCK):
        digest.update(block)
        size += len(block)
    content.seek(0)
    return Kept(size, digest.hexdigest())


def unfinished(before: float) -> Iterator[Path]:
    """What was being written and has not been touched since ``before`` (seconds of the epoch)."""
    if incoming().is_dir():
        yield from (path for path in incoming().iterdir() if _older(path, before))


def finished(before: float) -> Iterator[uuid.UUID]:
    """The keys of all files that have lain in their place since ``before``."""
    for path in (root() / "files").glob("??/??/*"):
        with suppress(ValueError):
            key = uuid.UUID(path.name)
            if _older(path, before):
                yield key


def _older(path: Path, before: float) -> bool:
    try:
        return path.stat().st_mtime < before
    except FileNotFoundError:
        return False


def _flush_folder(folder: Path) -> None:
    """A rename is on the disk when its folder is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
