"""Where answers to our mails go, and where mails come back to: told by whoever takes mail in.

The reminders write mails and know nothing of the app above them that reads the answers; it
registers its routes here. Without one, mails carry no address of that kind.
"""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

# What a mail is about: kind and id of each deadline, with its reference.
About = Mapping[tuple[str, uuid.UUID], str]


@dataclass(frozen=True)
class Replies:
    """The addresses for answers: to the mail as a whole, and to each of the things it is about."""

    reply_to: str = ""
    by_object: Mapping[uuid.UUID, str] = field(default_factory=dict)


@dataclass(frozen=True)
class MailRoutes:
    """``replies`` and ``bounces`` are asked for each mail, by its id; empty strings mean none."""

    replies: Callable[[uuid.UUID, About], Replies]
    bounces: Callable[[uuid.UUID], str]


_NONE = MailRoutes(lambda mail, about: Replies(), lambda mail: "")
_registered: list[MailRoutes] = []


def register(routes: MailRoutes) -> None:
    """Take these routes; there is one app that takes mail in."""
    if _registered:
        raise ValueError("mail routes are registered twice")
    _registered.append(routes)


def mail_routes() -> MailRoutes:
    """The routes of this installation."""
    return _registered[0] if _registered else _NONE


@dataclass(frozen=True)
class Returned:
    """What a server said of a mail that it could not deliver."""

    answer: str


@dataclass(frozen=True)
class SealedMails:
    """Mails of which nobody but the system may learn to whom they went, and that they came back.

    ``owns`` says whether a mail is one of these, by its id; ``note`` is told of its return. What
    came back is not kept: it holds the mail itself, with a link that is its reader's alone.
    """

    owns: Callable[[uuid.UUID], bool]
    note: Callable[[uuid.UUID, Returned], None]


_sealed: list[SealedMails] = []


def register_sealed(mails: SealedMails) -> None:
    """Add a kind of sealed mails."""
    _sealed.append(mails)


def sealed_mails(mail: uuid.UUID) -> SealedMails | None:
    """The kind of sealed mails that a mail is of; ``None`` for all others."""
    return next((kind for kind in _sealed if kind.owns(mail)), None)
