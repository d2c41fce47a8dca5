"""The writers of priorities."""

import copy
from collections.abc import Collection, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.assessments.events.selectors import factors_by_code
from apps.assessments.models import Assessment
from apps.countries.models import Country, Institution
from apps.countries.references import next_reference
from apps.recommendations.strategy.selectors import inhibitors_by_code
from apps.recommendations.strategy_models import PriorityStatus, StrategyPriority
from focalpoint.actors import Actor
from focalpoint.policies import authorize
from focalpoint.refusals import refuse_unknown
from focalpoint.services import create_record, update_record, writing
from focalpoint.transitions import transition
from focalpoint.visibility import NETWORK_LEVELS, Visibility

SERIES = "PR"
PRIORITY_FIELDS = frozenset(
    {
        "title",
        "sphere",
        "why",
        "inhibitors",
        "factors",
        "assessment_reference",
        "place",
        "lead_institution",
        "starts_on",
        "target_on",
        "visibility",
    }
)
# Steps that only those take who decide in the State's name.
DECISIONS: dict[str, str] = {PriorityStatus.AGREED: "agree"}
# What a step is to be explained by: it is kept with the priority.
EXPLAINED = frozenset({PriorityStatus.ACHIEVED, PriorityStatus.DROPPED})


def create_priority(
    *, actor: Actor, country: Country, fields: Mapping[str, Any]
) -> StrategyPriority:
    """Propose a priority. ``fields``: those of ``PRIORITY_FIELDS``, and optionally ``office``.

    Raises ``PermissionDenied`` or ``ValidationError``.
    """
    refuse_unknown(fields, PRIORITY_FIELDS | {"office"})
    office: Institution | None = fields.get("office")
    owner = office.pk if office else actor.office_in(country.pk)
    if owner is None:
        raise PermissionDenied(_("You hold no post in this State."))
    given = {name: value for name, value in fields.items() if name != "office"}
    priority = StrategyPriority(country=country, office_id=owner, **given)
    priority.target_set_at = timezone.now() if priority.target_on else None
    authorize(actor, "create", priority)
    _check(actor, priority, fresh=frozenset({*priority.factors, *priority.inhibitors}))
    with writing(actor, event="priority.proposed"):
        if priority.assessment_reference:
            _check_source(actor, priority)
        today = country.local_date(timezone.now())
        priority.reference = next_reference(country, year=today.year, series=SERIES)
        return create_record(actor=actor, instance=priority, event="priority.proposed")


def change_priority(
    *,
    actor: Actor,
    priority: StrategyPriority,
    changes: Mapping[str, Any],
    version: int | None,
    reason: str = "",
) -> StrategyPriority:
    """Change what a priority says.

    Raises ``StaleVersionError``, ``PermissionDenied`` or ``ValidationError``.
    """
    refuse_unknown(changes, PRIORITY_FIELDS)

    def derive(current: StrategyPriority) -> dict[str, Any]:
        proposed = copy.copy(current)
        for name, value in changes.items():
            setattr(proposed, name, value)
        # What a later edition of a framework no longer has stays where nobody touched it.
        before = {*current.factors, *current.inhibitors}
        fresh = {*proposed.factors, *proposed.inhibitors} - before
        _check(actor, proposed, fresh=fresh)
        if proposed.assessment_reference not in ("", current.assessment_reference):
            _check_source(actor, proposed)
        proposed.clean()
        derived = {"factors": proposed.factors, "inhibitors": proposed.inhibitors}
        if proposed.target_on == current.target_on:
            return derived
        return {**derived, "target_set_at": timezone.now() if proposed.target_on else None}

    return update_record(
        actor=actor,
        instance=priority,
        changes=changes,
        version=version,
        reason=reason,
        event="priority.changed",
        derive=derive,
    )


def move_priority(
    *,
    actor: Actor,
    priority: StrategyPriority,
    to: str,
    version: int | None = None,
    reason: str = "",
) -> StrategyPriority:
    """Move a priority to the status ``to``; to agree on it is for the focal point and the deputy.

    ``reason`` says what came of one that is achieved, and why one is dropped, which needs it.
    Raises ``IllegalTransitionError``, ``StaleVersionError``, ``PermissionDenied`` or
    ``ValidationError``.
    """
    words = reason.strip()
    if to == PriorityStatus.DROPPED and not words:
        raise ValidationError({"reason": _("Say why the priority is dropped.")})
    return transition(
        actor=actor,
        instance=priority,
        to=to,
        verb=DECISIONS.get(to, "change"),
        version=version,
        reason=words,
        derive=lambda current: {"outcome": words if to in EXPLAINED else ""},
    )


def _check(actor: Actor, priority: StrategyPriority, *, fresh: Collection[str]) -> None:
    """Refuse what cannot be, and put the codes into their usual order."""
    if priority.visibility in NETWORK_LEVELS:
        words = _("Priorities stay in the State; share a version of the strategy instead.")
        raise ValidationError({"visibility": words})
    kept_away = priority.visibility == Visibility.OFFICE
    if kept_away and priority.office_id not in actor.offices and not actor.is_system:
        words = _("You do not belong to this office: you could not see it.")
        raise ValidationError({"visibility": words})
    for name, known in (("factors", factors_by_code), ("inhibitors", inhibitors_by_code)):
        codes = getattr(priority, name)
        if codes:
            setattr(priority, name, _ordered(name, codes, list(known()), fresh))


def _ordered(
    name: str, codes: Collection[str], known: list[str], fresh: Collection[str]
) -> list[str]:
    if strangers := (set(codes) & set(fresh)) - set(known):
        words = _("The catalogue does not have these: %(codes)s.")
        raise ValidationError({name: words % {"codes": ", ".join(sorted(strangers))}})
    place = {code: number for number, code in enumerate(known)}
    return sorted(set(codes), key=lambda code: (place.get(code, 999), code))


def _check_source(actor: Actor, priority: StrategyPriority) -> None:
    rows = Assessment.objects.visible_to(actor).filter(country=priority.country_id)
    if not rows.filter(reference=priority.assessment_reference).exists():
        words = _("There is no such assessment, or you do not see it.")
        raise ValidationError({"assessment_reference": words})
