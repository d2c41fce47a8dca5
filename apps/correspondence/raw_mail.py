"""Mails as they came, kept for good below ``MAIL_ROOT``, outside of everything that is served.

A mail is written to ``incoming/``, flushed to the disk and only then renamed to its place; after
that its row is written, and then the sender hears "taken".
"""

import hashlib
import os
import uuid
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils import timezone


class ChangedMailError(Exception):
    """The file of a mail is gone, or is not what came in."""


def keep(raw: bytes) -> str:
    """Write a mail so that it survives a loss of power, and return its name.

    Each name is new: a process that dies while it writes leaves nothing that another one meets.
    """
    name = f"{timezone.now():%Y/%m}/{uuid.uuid4()}.eml"
    place = _path_of(name)
    temporary = _root() / "incoming" / place.name
    for folder in (temporary.parent, place.parent):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with temporary.open("xb") as target:
        temporary.chmod(0o600)
        target.write(raw)
        target.flush()
        os.fsync(target.fileno())
    temporary.rename(place)
    _flush_folder(place.parent)
    return name


def forget(name: str) -> None:
    """Take away a file that no record came to name."""
    _path_of(name).unlink(missing_ok=True)


def read(name: str, *, sha256: str) -> bytes:
    """A mail as it came. Raises ``ChangedMailError`` rather than give another one."""
    try:
        raw = _path_of(name).read_bytes()
    except OSError as error:
        raise ChangedMailError(name) from error
    if digest_of(raw) != sha256:
        raise ChangedMailError(name)
    return raw


def unfinished(before: float) -> Iterator[Path]:
    """What was being written and has not been touched since ``before`` (seconds of the epoch)."""
    folder = _root() / "incoming"
    if folder.is_dir():
        yield from (path for path in folder.iterdir() if _older(path, before))


def kept_in(month: str, before: float) -> Iterator[str]:
    """The names of the mails of a month (``2026/03``) that have lain there since ``before``."""
    for path in (_root() / month).glob("*.eml"):
        if _older(path, before):
            yield f"{month}/{path.name}"


def _older(path: Path, before: float) -> bool:
    try:
        return path.stat().st_mtime < before
    except FileNotFoundError:
        return False


def digest_of(raw: bytes) -> str:
    """The SHA-256 of a mail, in hexadecimal digits."""
    return hashlib.sha256(raw).hexdigest()


def _root() -> Path:
    return Path(settings.MAIL_ROOT)


def _path_of(name: str) -> Path:
    return _root() / name


def _flush_folder(folder: Path) -> None:
    """A rename is on the disk when its folder is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
