"""Institutions of the training States that rate factors for themselves."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from apps.assessments.asked.services import hand_in_ratings, rate_independently
from apps.assessments.independent.services import ask_institutions
from apps.assessments.models import Assessment
from apps.catalogue.models import Item
from apps.dashboards.training.people import TrainingState
from focalpoint.actors import Actor

Facts = Mapping[str, Any]


def ask(state: TrainingState, author: Actor, assessment: Assessment, entry: Facts) -> None:
    """Ask institutions about some factors; some have handed in, some have begun."""
    if "asked" not in entry:
        return
    told = entry["asked"]
    requests = ask_institutions(
        actor=author,
        assessment=assessment,
        institutions=[state.institutions[key] for key in told["institutions"]],
        factors=told["factors"],
        due_on=state.today + dt.timedelta(days=told["days"]),
        question=told["question"],
    )
    for request, answer in zip(requests, told["institutions"].values(), strict=True):
        if not answer:
            continue
        writer = state.actors[answer["by"]]
        for code, (level, trend, confidence, narrative) in answer["ratings"].items():
            rate_independently(
                actor=writer,
                request=request,
                factor=Item.objects.get(framework=assessment.framework, code=code),
                changes={
                    "level": level,
                    "trend": trend,
                    "confidence": confidence,
                    "narrative": narrative,
                },
                version=0,
            )
        if answer.get("handed_in"):
            hand_in_ratings(actor=writer, request=request)
