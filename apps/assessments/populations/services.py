"""The writers of populations at risk, and of who looked at them."""

import uuid
from collections.abc import Collection, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.accounts.models import Membership, User
from apps.assessments.models import Assessment
from apps.assessments.population_models import Audience, PopulationAtRisk, PopulationLook
from apps.assessments.populations.notices import tell_of_naming
from apps.assessments.selectors import risk_factors
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM, Actor
from focalpoint.refusals import refuse_unknown
from focalpoint.roles import GOVERNMENT_READERS
from focalpoint.services import create_record, locked, update_record, writing

POPULATION_FIELDS = frozenset({"name", "description", "place", "why", "measures", "factors"})


def add_population(
    *, actor: Actor, assessment: Assessment, fields: Mapping[str, Any]
) -> PopulationAtRisk:
    """Name a population at risk; only whoever names it sees it, beside focal point and deputies.

    Raises ``PermissionDenied`` or ``ValidationError``.
    """
    refuse_unknown(fields, POPULATION_FIELDS)
    if actor.user_id is None:
        raise PermissionDenied(_("Only people name populations."))
    population = PopulationAtRisk(
        country_id=assessment.country_id,
        office_id=assessment.office_id,
        assessment=assessment,
        readers=[actor.user_id],
        **fields,
    )
    population.factors = _factors(assessment, population.factors)
    return create_record(actor=actor, instance=population, event="population.named")


def change_population(
    *,
    actor: Actor,
    population: PopulationAtRisk,
    changes: Mapping[str, Any],
    version: int | None,
) -> PopulationAtRisk:
    """Change what is said of a population. Raises ``StaleVersionError``, ``PermissionDenied`` …"""
    refuse_unknown(changes, POPULATION_FIELDS)
    values = dict(changes)
    if "factors" in values:
        values["factors"] = _factors(population.assessment, values["factors"])
    return update_record(
        actor=actor,
        instance=population,
        changes=values,
        version=version,
        event="population.changed",
    )


def name_readers(
    *,
    actor: Actor,
    population: PopulationAtRisk,
    readers: Collection[uuid.UUID],
    audience: str,
    reason: str,
    version: int | None,
) -> PopulationAtRisk:
    """Say who may see a population; the history keeps who, and why.

    Raises ``StaleVersionError``, ``PermissionDenied`` (also for whoever would not see it any more)
    or ``ValidationError`` without a reason, and for people who read nothing of the government.
    """
    if not reason.strip():
        raise ValidationError({"reason": _("Say why more or fewer people may see it.")})
    with acting(actor):
        known = set(possible_readers(population.country_id).values_list("pk", flat=True))
    if set(readers) - known - set(population.readers):
        raise ValidationError({"readers": _("These people serve no government of this State.")})
    if audience not in Audience.values:
        raise ValidationError({"audience": _("Choose who may see it.")})
    with writing(actor, reason=reason, event="population.opened"):
        before = set(locked(actor, population).readers)
        opened = update_record(
            actor=actor,
            instance=population,
            changes={"readers": sorted(set(readers)), "audience": audience},
            version=version,
            verb="name_readers",
        )
        tell_of_naming(actor=actor, population=opened, people=set(readers) - before)
    return opened


def note_look(*, actor: Actor, population: PopulationAtRisk) -> None:
    """Write down that a person looked; for readers who write nothing else, too."""
    if actor.user_id is None:
        raise PermissionDenied(_("Only people look at populations."))
    authorize_look(actor, population)
    with writing(SYSTEM, event="population.looked_at"):
        PopulationLook.objects.create(population=population, user_id=actor.user_id)


def authorize_look(actor: Actor, population: PopulationAtRisk) -> None:
    """Raise ``PermissionDenied`` unless ``actor`` sees the population."""
    if not PopulationAtRisk.objects.visible_to(actor).filter(pk=population.pk).exists():
        raise PermissionDenied(_("This record is outside your reach."))


def possible_readers(country_id: uuid.UUID) -> QuerySet[User]:
    """The people in force who read what a State keeps at government level, by name."""
    serving = Membership.objects.in_force().filter(
        country_id=country_id, role__in=GOVERNMENT_READERS
    )
    return User.objects.filter(pk__in=serving.values("user")).order_by("name", "pk")


def _factors(assessment: Assessment, codes: Collection[str]) -> list[str]:
    """The codes in the order of the framework; ``ValidationError`` for one that is no factor."""
    known = list(risk_factors(assessment.framework).values_list("code", flat=True))
    if strangers := set(codes) - set(known):
        problem = _("These are no factors of the framework: %(codes)s.")
        raise ValidationError({"factors": problem % {"codes": ", ".join(sorted(strangers))}})
    return [code for code in known if code in set(codes)]
