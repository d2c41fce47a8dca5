"""Writers of the directory: who is shown what, and the rows that follow from it."""

from collections.abc import Mapping
from typing import Any

from apps.appointments.directory_models import (
    FACTS,
    Audience,
    DirectoryEntry,
    DirectoryListing,
)
from apps.appointments.models import Appointment
from focalpoint.actors import Actor
from focalpoint.errors import StaleVersionError
from focalpoint.policies import allowed, authorize
from focalpoint.refusals import refuse_unknown
from focalpoint.services import create_record, locked, update_record, writing
from focalpoint.visibility import NETWORK_LEVELS, Visibility

ENTRY_FIELDS = frozenset({"email", "phone", "languages", *(f"show_{name}" for name in FACTS)})
# What the directory repeats of the appointment itself.
REPEATED = ("person_name", "rank", "institution")


def show_in_directory(
    *,
    actor: Actor,
    appointment: Appointment,
    fields: Mapping[str, Any],
    version: int | None,
    reason: str = "",
    seen: int | None = None,
) -> DirectoryEntry:
    """Decide what of an appointment is shown, and to whom; ``fields`` are those of the entry.

    ``version`` is that of the entry that the person saw, ``None`` where there was none; ``seen``
    that of the appointment that they were shown, ``None`` where nothing was. Raises
    ``PermissionDenied``, ``ValidationError``, or ``StaleVersionError`` with whichever of the two
    has changed since: somebody else may stand in the appointment.
    """
    refuse_unknown(fields, ENTRY_FIELDS)
    with writing(actor, reason=reason):
        current = locked(actor, appointment)
        if seen is not None and seen != current.version:
            raise StaleVersionError(current, dict(fields))
        entry = DirectoryEntry.objects.visible_to(actor).filter(appointment=current).first()
        if entry is None:
            entry = create_record(actor=actor, instance=_entry_of(current, fields))
        elif version is None:
            raise StaleVersionError(entry, dict(fields))
        else:
            entry = update_record(actor=actor, instance=entry, changes=fields, version=version)
        _publish(actor, entry, current)
    found: DirectoryEntry = entry
    return found


def follow_appointment(*, actor: Actor, before: Appointment, appointment: Appointment) -> None:
    """Let the directory say what the corrected appointment says.

    What somebody changes who may not decide what is shown is shown no more, until it is decided:
    nothing at all, where the person would be shown on more days or in another post.
    """
    rows = DirectoryEntry.objects.visible_to(actor).filter(appointment=appointment)
    entry = rows.select_for_update(of=("self",)).first()
    if entry is None:
        return
    decides = allowed(actor, "change", entry)
    changes: dict[str, Any] = {}
    if not decides:
        names = FACTS if _shows_more(before, appointment) else _reworded(before, appointment)
        changes = {f"show_{name}": Audience.NOBODY for name in names}
    level = _level_of(appointment)
    if level != entry.visibility:
        changes["visibility"] = level
    if changes:
        verb = "change" if decides else "withdraw"
        entry = update_record(actor=actor, instance=entry, changes=changes, version=None, verb=verb)
    _publish(actor, entry, appointment)


def _entry_of(appointment: Appointment, fields: Mapping[str, Any]) -> DirectoryEntry:
    return DirectoryEntry(
        country=appointment.country,
        office=appointment.office,
        appointment=appointment,
        visibility=_level_of(appointment),
        **fields,
    )


def _level_of(appointment: Appointment) -> Visibility:
    """Who of the State's own people reads what is decided: those who read the appointment."""
    own = appointment.visibility == Visibility.OFFICE
    return Visibility.OFFICE if own else Visibility.GOVERNMENT


def _shows_more(before: Appointment, after: Appointment) -> bool:
    """Whether the listing would stand on days, or in a post, that nobody has decided about."""
    if before.is_alternate != after.is_alternate or after.starts_on < before.starts_on:
        return True
    if before.ends_on is None:
        return False
    return after.ends_on is None or after.ends_on > before.ends_on


def _reworded(before: Appointment, after: Appointment) -> list[str]:
    return [name for name in REPEATED if _said(before, name) != _said(after, name)]


def _said(appointment: Appointment, name: str) -> Any:
    return getattr(appointment, f"{name}_id" if name == "institution" else name)


def _publish(actor: Actor, entry: DirectoryEntry, appointment: Appointment) -> None:
    """Make the rows that others read say what the entry allows, and nothing else."""
    entry.appointment = appointment
    rows = DirectoryListing.objects.visible_to(actor).filter(entry=entry)
    listed = {listing.visibility: listing for listing in rows}
    tenure = {
        "is_alternate": appointment.is_alternate,
        "starts_on": appointment.starts_on,
        "ends_on": appointment.ends_on,
    }
    for level in NETWORK_LEVELS:
        told, listing = entry.told_at(level), listed.get(level)
        if told is not None and listing is None:
            listing = DirectoryListing(
                country=entry.country, office=entry.office, entry=entry, visibility=level
            )
            for name, value in {**told, **tenure}.items():
                setattr(listing, name, value)
            create_record(actor=actor, instance=listing)
        elif told is not None and listing is not None:
            update_record(actor=actor, instance=listing, changes={**told, **tenure}, version=None)
        elif listing is not None:
            authorize(actor, "delete", listing)
            listing.delete()
