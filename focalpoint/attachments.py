"""Where records that hang on any kind of record meet what they hang on.

Evidence, say, belongs to an action or to an assessment, whose apps lie above its own. An app
registers in its ``attachments.py`` which of its records carry some; a model with
``Scope(attached="target")`` names one of them in its fields ``target_kind`` and ``target_id``, and
is read only by those who read that record, in the application and in the database.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models

from focalpoint.acting import acting
from focalpoint.actors import Actor


@dataclass(frozen=True)
class Carrier:
    """One kind of record that carries attachments.

    ``kind`` stays for ever, since rows name it. Who may use ``verb`` on a record may attach to it.
    ``reference`` gives the short name of a record, by which people know it; ``related`` are the
    foreign keys that this name and the record's address read, fetched with it.

    ``vouched``: people approve a record together with what is attached. An attachment is changed by
    the institution that brought it and by the focal point's office alone, and each change raises
    the version of the record, so that nobody approves what they have not seen.
    """

    kind: str
    model: type[models.Model]
    label: Any
    verb: str = "change"
    reference: Callable[[Any], str] = str
    related: tuple[str, ...] = ()
    vouched: bool = False

    def records(self, actor: Actor) -> models.QuerySet[Any, Any]:
        """The records of this kind that ``actor`` sees."""
        manager: Any = self.model._default_manager
        rows: models.QuerySet[Any, Any] = manager.visible_to(actor)
        return rows.select_related(*self.related) if self.related else rows

    def find(self, actor: Actor, pk: uuid.UUID) -> Any:
        """The record if ``actor`` sees it, else ``None``."""
        with acting(actor):
            return self.records(actor).filter(pk=pk).first()


_CARRIERS: dict[str, Carrier] = {}


def register(carrier: Carrier) -> None:
    """Add a kind of record; it must be a State's own record and not a part of another."""
    scope = getattr(carrier.model, "scope", None)
    if scope is None or scope.through or scope.attached:
        raise TypeError(f"{carrier.kind}: only a record of a State carries attachments")
    if carrier.kind in _CARRIERS:
        raise ValueError(f"{carrier.kind} is registered twice")
    _CARRIERS[carrier.kind] = carrier


def carriers() -> dict[str, Carrier]:
    """All registered kinds by name."""
    return dict(_CARRIERS)


def carrier_of(record: models.Model) -> Carrier:
    """The kind that ``record`` is of. Raises ``LookupError`` where it carries no attachments."""
    for carrier in _CARRIERS.values():
        if carrier.model is type(record):
            return carrier
    raise LookupError(f"{record._meta.label} carries no attachments")
