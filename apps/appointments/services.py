"""Writers of national mechanisms and appointments."""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.accounts.models import Membership, User
from apps.appointments.directory.services import follow_appointment
from apps.appointments.models import Appointment, NationalMechanism
from apps.appointments.selectors import principal_in_the_way
from apps.countries.models import Country, StateRecord
from focalpoint.actors import Actor
from focalpoint.db.turns import await_turn
from focalpoint.policies import allowed, authorize
from focalpoint.refusals import refuse_unknown
from focalpoint.services import create_record, locked, update_record, writing
from focalpoint.visibility import NETWORK_LEVELS

R = TypeVar("R", bound=StateRecord)

MECHANISM_FIELDS = frozenset(
    {
        "kind",
        "name",
        "legal_instrument",
        "established_on",
        "dissolved_on",
        "resources",
        "terms_of_reference",
        "visibility",
    }
)
APPOINTMENT_FIELDS = frozenset(
    {
        "mechanism",
        "person_name",
        "rank",
        "institution",
        "user",
        "is_alternate",
        "starts_on",
        "ends_on",
        "legal_act",
        "visibility",
    }
)


def create_mechanism(
    *, actor: Actor, country: Country, fields: Mapping[str, Any]
) -> NationalMechanism:
    """Record the mechanism that a State has created; ``fields`` are those of the model."""
    refuse_unknown(fields, MECHANISM_FIELDS)
    mechanism = NationalMechanism(country=country, office_id=_office(actor, country), **fields)
    _refuse_sharing(actor, mechanism, mechanism.visibility)
    return create_record(actor=actor, instance=mechanism)


def update_mechanism(
    *,
    actor: Actor,
    mechanism: NationalMechanism,
    changes: Mapping[str, Any],
    version: int | None,
    reason: str = "",
) -> NationalMechanism:
    """Change a mechanism; to open it to the network is for the focal point and the deputy."""
    refuse_unknown(changes, MECHANISM_FIELDS)
    with writing(actor, reason=reason):
        current = locked(actor, mechanism)
        _refuse_sharing(actor, current, changes.get("visibility", ""))
        return update_record(actor=actor, instance=current, changes=changes, version=version)


def create_appointment(*, actor: Actor, country: Country, fields: Mapping[str, Any]) -> Appointment:
    """Record the tenure of a focal point or alternate.

    Raises ``ValidationError`` that names the principal who serves at that time, if there is one.
    """
    refuse_unknown(fields, APPOINTMENT_FIELDS)
    appointment = Appointment(country=country, office_id=_office(actor, country), **fields)
    if appointment.ends_on:
        appointment.ends_on_set_at = timezone.now()
    authorize(actor, "create", appointment)
    _refuse_sharing(actor, appointment, appointment.visibility)
    with _one_principal(), writing(actor):
        _refuse_foreign_account(country, appointment.user)
        _refuse_two_principals(appointment)
        return create_record(actor=actor, instance=appointment)


def update_appointment(
    *,
    actor: Actor,
    appointment: Appointment,
    changes: Mapping[str, Any],
    version: int | None,
    reason: str = "",
) -> Appointment:
    """Correct an appointment. Raises as ``create_appointment``, and ``StaleVersionError``."""
    refuse_unknown(changes, APPOINTMENT_FIELDS)
    with _one_principal(), writing(actor, reason=reason):
        current = locked(actor, appointment)
        _refuse_sharing(actor, current, changes.get("visibility", ""))
        _refuse_foreign_account(current.country, changes.get("user"))
        return _save(actor, current, changes, version, verb="change", event="appointment.changed")


def end_appointment(
    *,
    actor: Actor,
    appointment: Appointment,
    ends_on: dt.date,
    reason: str,
    version: int | None = None,
) -> Appointment:
    """Set the last day of an appointment, in the past or ahead; the history keeps the reason."""
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the appointment ends.")})
    with _one_principal(), writing(actor, reason=reason):
        current = locked(actor, appointment)
        changes = {"ends_on": ends_on}
        return _save(actor, current, changes, version, verb="end", event="appointment.ended")


def _save(
    actor: Actor,
    current: Appointment,
    changes: Mapping[str, Any],
    version: int | None,
    *,
    verb: str,
    event: str,
) -> Appointment:
    changed = dict(changes)
    if "ends_on" in changed and changed["ends_on"] != current.ends_on:
        changed["ends_on_set_at"] = timezone.now() if changed["ends_on"] else None
    wanted = Appointment(
        pk=current.pk,
        country=current.country,
        is_alternate=changed.get("is_alternate", current.is_alternate),
        starts_on=changed.get("starts_on", current.starts_on),
        ends_on=changed.get("ends_on", current.ends_on),
    )
    if version is None or version == current.version:
        # Otherwise the person first learns that somebody else saved the record.
        _refuse_two_principals(wanted)
    saved = update_record(
        actor=actor, instance=current, changes=changed, version=version, verb=verb, event=event
    )
    follow_appointment(actor=actor, before=current, appointment=saved)
    return saved


def _refuse_two_principals(wanted: Appointment) -> None:
    # Two at once would each wait for the other's row in the exclusion constraint: a deadlock.
    await_turn("appointments.principal", of=wanted.country_id)
    other = principal_in_the_way(wanted)
    if other is None:
        return
    if other.ends_on is None:
        text = _(
            "%(name)s has served as principal focal point since %(start)s. End that appointment "
            "first, or record this one as alternate."
        )
    else:
        text = _(
            "%(name)s serves as principal focal point from %(start)s until %(end)s. Choose dates "
            "outside that time, or record this one as alternate."
        )
    raise ValidationError(
        {
            "starts_on": text
            % {
                "name": other.person_name,
                "start": date_format(other.starts_on),
                "end": date_format(other.ends_on) if other.ends_on else "",
            }
        }
    )


@contextmanager
def _one_principal() -> Iterator[None]:
    """The database's refusal, also of what the actor cannot see, as an error of the form."""
    try:
        yield
    except IntegrityError as error:
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
        if name != "one_serving_principal_per_country":
            raise
        raise ValidationError(
            {"starts_on": _("Another principal focal point serves in that time.")}
        ) from error


def _refuse_sharing(actor: Actor, record: StateRecord, level: str) -> None:
    if level in NETWORK_LEVELS and not allowed(actor, "share", record):
        raise ValidationError(
            {"visibility": _("Only the focal point and the deputy share with the network.")}
        )


def _refuse_foreign_account(country: Country, user: User | None) -> None:
    if user and not Membership.objects.filter(user=user, country=country).exists():
        raise ValidationError({"user": _("This account does not belong to the State.")})


def _office(actor: Actor, country: Country) -> uuid.UUID:
    office = actor.office_in(country.pk)
    if office is None:
        raise PermissionDenied(_("You hold no post in this State."))
    return office
