"""Where the domain and the inbox meet: what people can be told of, and how it is said.

A domain app says in its ``notices.py`` of which records its notices speak (``register_subject``)
and which kinds there are (``register``); the reminder app keeps and shows them and knows nothing of
the models behind. A notice exists for its recipient alone, and only while they see its subject:
``Scope(private=True, about="subject")`` makes the database hold to that.
"""

import uuid
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from django.db import models

from focalpoint.actors import Actor


class Channel(StrEnum):
    """How soon a mail tells what the inbox shows at once."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"
    IN_APP = "in_app"


@dataclass(frozen=True)
class SubjectLine:
    """What a notice says of its record; ``url`` is a path on this site."""

    title: str
    reference: str
    state: str
    url: str
    is_training: bool = False


def line_of(record: Any, *, title: str, reference: str = "", url: str = "") -> SubjectLine:
    """What a notice says of a State's record; ``url`` where it is not the record's own."""
    return SubjectLine(
        title=title,
        reference=reference,
        state=str(record.country),
        url=url or record.get_absolute_url(),
        is_training=record.country.is_training,
    )


@dataclass(frozen=True)
class Subject:
    """A kind of record that notices speak of: a State's own or the network's, its key in ``id``.

    ``lines`` gives the facts of the named records as far as ``actor`` (the recipient) sees them.
    ``name`` stays for ever, since rows name it.
    """

    name: str
    model: type[models.Model]
    lines: Callable[[Actor, Collection[uuid.UUID]], Mapping[uuid.UUID, SubjectLine]]


@dataclass(frozen=True)
class NoticeKind:
    """One kind of news about records of ``subject``.

    ``label`` names it among one's preferences ("Somebody mentions me"); ``text`` says it to the
    reader, with the notice's parameters as ``%(name)s``; both are translated when they are read.
    ``channel`` is how soon it is mailed to those who did not choose.
    """

    kind: str
    subject: str
    label: Any
    text: Any
    icon: str = "bell"
    channel: Channel = Channel.DAILY


class Teller(Protocol):
    """What puts a notice into inboxes; see ``apps.reminders.notices.notify``."""

    def __call__(
        self,
        *,
        actor: Actor,
        recipients: Iterable[uuid.UUID | None],
        kind: str,
        subject: models.Model,
        parameters: Mapping[str, str] | None = None,
        occasion: uuid.UUID | None = None,
    ) -> None: ...


_TELLERS: list[Teller] = []
_SUBJECTS: dict[str, Subject] = {}
_KINDS: dict[str, NoticeKind] = {}


def register_subject(subject: Subject) -> None:
    """Add a kind of record; ``TypeError`` for one that is neither a State's nor the network's."""
    scope = getattr(subject.model, "scope", None)
    if scope is None or scope.through or scope.private:
        raise TypeError(f"{subject.name}: notices speak of records of a State")
    if subject.name in _SUBJECTS:
        raise ValueError(f"the subject {subject.name} is registered twice")
    _SUBJECTS[subject.name] = subject


def register(kind: NoticeKind) -> None:
    """Add a kind of notice; its name is unique and stays for ever, since rows name it."""
    if kind.kind in _KINDS:
        raise ValueError(f"the kind of notice {kind.kind} is registered twice")
    _KINDS[kind.kind] = kind


def tell_by(teller: Teller) -> None:
    """Let the inbox announce itself to those that lie below it."""
    _TELLERS.append(teller)


def tell(
    *,
    actor: Actor,
    recipients: Iterable[uuid.UUID | None],
    kind: str,
    subject: models.Model,
    parameters: Mapping[str, str] | None = None,
    occasion: uuid.UUID | None = None,
) -> None:
    """Tell people of a record, from an app that does not know the inbox."""
    people = list(recipients)
    for teller in _TELLERS:
        teller(
            actor=actor,
            recipients=people,
            kind=kind,
            subject=subject,
            parameters=parameters,
            occasion=occasion,
        )


def subjects() -> dict[str, Subject]:
    """All registered kinds of records by name."""
    return dict(_SUBJECTS)


def notice_kinds() -> dict[str, NoticeKind]:
    """All registered kinds of notices by name."""
    return dict(_KINDS)
