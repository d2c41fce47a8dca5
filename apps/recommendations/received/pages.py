"""What the pages of recommendations share."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.recommendations.received.rules import Finding
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


def leads_to(found: Iterable[Finding]) -> list[tuple[str, str]]:
    """What a recommendation serves by the rules: words and address of each, each once.

    The chain of the State leads on from a factor or a step, the record of treaties from an
    instrument; the words are those of the rule, so that nothing is looked up.
    """
    served: dict[str, str] = {}
    chain = reverse("action-chain")
    for theme in (each.theme for each in found):
        for framework, code in theme.items:
            if framework == "FA2014":
                words = _("Risk factor %(number)s") % {"number": code.removeprefix("RF")}
                served[words] = f"{chain}?factor={code}"
            else:
                words = _("Step (%(letter)s)") % {"letter": code[-1].lower()}
                served[words] = f"{chain}?step={code}"
        for code in theme.treaties:
            served[str(theme.label)] = reverse("treaty-detail", args=[code])
    return list(served.items())
