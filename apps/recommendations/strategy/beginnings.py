"""What a new priority begins with: the factor or the inhibitor that it is to answer."""

from typing import Any

from django.utils.translation import gettext as _

from apps.assessments.events.selectors import factors_by_code
from apps.recommendations.strategy.gaps import latest_snapshot
from apps.recommendations.strategy.selectors import inhibitors_by_code
from focalpoint.actors import Actor


def beginning_of(source: str, actor: Actor) -> dict[str, Any]:
    """The first values for ``factor:CODE`` or ``inhibitor:CODE``; nothing for anything else.

    The assessment is the latest approved one, if the actor reads its working record's reference.
    """
    kind, _colon, code = source.partition(":")
    begun: dict[str, Any] = {}
    if kind == "factor" and (factor := factors_by_code().get(code)):
        begun = {
            "title": _("Lower the risk: %(factor)s") % {"factor": factor.title},
            "factors": [code],
        }
    elif kind == "inhibitor" and (inhibitor := inhibitors_by_code().get(code)):
        begun = {
            "title": _("Strengthen: %(inhibitor)s") % {"inhibitor": inhibitor.title},
            "inhibitors": [code],
        }
    if begun and actor.country is not None:
        snapshot = latest_snapshot(actor.country, actor)
        begun["title"] = begun["title"][:200]
        begun["assessment_reference"] = snapshot.content["reference"] if snapshot else ""
    return begun
