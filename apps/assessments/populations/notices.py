"""That somebody is named for a population at risk. It says nothing of the population itself."""

import uuid
from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.assessments.population_models import PopulationAtRisk
from focalpoint.actors import Actor
from focalpoint.notices import (
    Channel,
    NoticeKind,
    Subject,
    SubjectLine,
    line_of,
    register,
    register_subject,
    tell,
)

NAMED = "population.named_for"


def lines(actor: Actor, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, SubjectLine]:
    """Where those populations stand that ``actor`` may see: no name and no word of them."""
    rows: Any = PopulationAtRisk.objects.visible_to(actor).filter(pk__in=ids)
    return {
        each.pk: line_of(each, title=gettext("A population at risk"))
        for each in rows.select_related("country").only("pk", "country")
    }


def tell_of_naming(
    *, actor: Actor, population: PopulationAtRisk, people: Collection[uuid.UUID]
) -> None:
    """Tell those who may see it from now on."""
    tell(actor=actor, recipients=people, kind=NAMED, subject=population)


register_subject(Subject("population", PopulationAtRisk, lines))
register(
    NoticeKind(
        NAMED,
        "population",
        _("I am named as one who may see a population at risk"),
        _("%(who)s named you as one who may see it"),
        "eye-exclamation",
        Channel.AT_ONCE,
    )
)
