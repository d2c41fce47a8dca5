"""The context in which statements run: who acts, why, and through which door.

The context travels with every statement (see ``focalpoint.db.cursor``): row-level security reads
the scope from it, and the history triggers the actor and the reason. Without a context nothing of a
State is visible and no tracked table can be written.
"""

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from focalpoint.actors import Actor

SCOPE_SETTINGS = (
    "all",
    "user",
    "states",
    "desks",
    "offices",
    "writes",
    "leads",
    "network",
    "brokers",
    "administers",
    "coordinates",
    "guest",
    "guest_at",
    "public",
)


@dataclass(frozen=True)
class Acting:
    """One frame of the context; inner frames inherit what they do not say."""

    actor: Actor
    reason: str = ""
    event: str = ""
    via: str = ""
    request: str = ""
    id: uuid.UUID = field(default_factory=uuid.uuid4)

    @cached_property
    def scope(self) -> dict[str, str]:
        """The settings ``focalpoint.*`` that the row-level security policies read."""
        actor = self.actor
        return {
            "all": "on" if actor.is_system else "",
            "user": str(actor.user_id or ""),
            "states": _joined(actor.read_states),
            "desks": _joined(actor.desks),
            "offices": _joined(actor.offices),
            "writes": _joined(actor.write_states),
            "leads": _joined(actor.leads),
            "network": "on" if actor.reads_network else "",
            "brokers": "on" if actor.brokers else "",
            "administers": "on" if actor.administers else "",
            "coordinates": "on" if actor.coordinates else "",
            "guest": str(actor.guest.invitation_id) if actor.guest else "",
            "guest_at": str(actor.guest.record_id) if actor.guest else "",
            "public": "on" if actor.is_public else "",
        }

    @cached_property
    def history_metadata(self) -> str:
        """JSON that each history row keeps: who, why, how, and in which request."""
        facts: dict[str, Any] = {
            "actor": str(self.actor.user_id) if self.actor.user_id else None,
            "actor_name": self.actor.name,
            "reason": str(self.reason or self.event),
            "event": self.event,
            "via": self.via,
            "request": self.request,
        }
        # jsonb takes no NUL character.
        return json.dumps({k: v for k, v in facts.items() if v}).replace("\\u0000", "")


_current: ContextVar[Acting | None] = ContextVar("focalpoint_acting", default=None)


def current_acting() -> Acting | None:
    """The innermost frame, or ``None`` where nobody acts."""
    return _current.get()


@contextmanager
def acting(
    actor: Actor, *, reason: str = "", event: str = "", via: str = "", request: str = ""
) -> Iterator[Acting]:
    """Run the block in the name of ``actor``.

    ``reason`` says why in words a person reads in the history, ``event`` is a label in the past
    tense such as ``action.created``, ``via`` the door (web, api, mail, import, admin, task or
    command).
    """
    outer = _current.get()
    if outer is None:
        frame = Acting(actor=actor, reason=reason, event=event, via=via, request=request)
    else:
        frame = replace(
            outer,
            actor=actor,
            reason=reason or outer.reason,
            event=event or outer.event,
            via=via or outer.via,
            request=request or outer.request,
        )
    token = _current.set(frame)
    try:
        yield frame
    finally:
        _current.reset(token)


@contextmanager
def nobody_acting() -> Iterator[None]:
    """Run the block without any actor: nothing of a State is visible (used at process edges)."""
    token = _current.set(None)
    try:
        yield
    finally:
        _current.reset(token)


def _joined(ids: frozenset[uuid.UUID]) -> str:
    return ",".join(sorted(str(value) for value in ids))
