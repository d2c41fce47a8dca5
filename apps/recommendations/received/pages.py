"""What the pages of recommendations share."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.recommendations.received_models import (
    ReceivedRecommendation,
    RecommendationProgress,
    RecommendationWork,
)
from focalpoint.actors import Actor
from focalpoint.policies import allowed


def trail() -> list[tuple[str, str]]:
    """The way to a page below the list."""
    return [(_("Recommendations received"), reverse("received-list"))]


def may_assign(actor: Actor, country: Any) -> bool:
    """Whether the actor says who leads on what was recommended to a State."""
    return country is not None and allowed(actor, "change", RecommendationWork(country=country))


def may_report(actor: Actor, recommendation: ReceivedRecommendation) -> bool:
    """Whether the actor reports what was done: the office, and the ministry that leads."""
    if recommendation.country_id not in actor.read_states:
        return False
    probe = RecommendationProgress(
        country_id=recommendation.country_id, recommendation=recommendation
    )
    return allowed(actor, "create", probe)


def may_approve(actor: Actor, recommendation: ReceivedRecommendation) -> bool:
    """Whether the actor approves such reports."""
    return allowed(actor, "approve", RecommendationProgress(country_id=recommendation.country_id))
