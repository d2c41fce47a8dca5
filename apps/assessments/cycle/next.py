"""The next thing to do in an assessment, for the person who looks: one button, never a menu."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.assessments.cycle.phases import Phase, following
from apps.assessments.cycle.selectors import Standing
from apps.assessments.models import Status
from focalpoint.actors import Actor
from focalpoint.policies import allowed
from focalpoint.visibility import Visibility


@dataclass(frozen=True)
class NextThing:
    """What to do and why; ``to`` names the phase to which the button itself takes the draft."""

    label: str
    why: str
    icon: str = "arrow-right"
    url: str = ""
    to: str = ""


def next_thing(standing: Standing, actor: Actor) -> NextThing | None:
    """What the actor does next; ``None`` where it is somebody else's turn."""
    return _BY_STATUS[Status(standing.assessment.status)](standing, actor)


def _in_draft(standing: Standing, actor: Actor) -> NextThing | None:
    if not allowed(actor, "change", standing.assessment):
        return None
    if standing.open_comments and standing.assessment.review_comment:
        return NextThing(
            _("Answer the comments"),
            _("It was returned. What is to be done stands in the comments on the factors."),
            icon="message-circle",
            url=standing.open_comments[0].get_absolute_url(),
        )
    return _BY_PHASE[Phase(standing.assessment.phase)](standing)


def _planning(standing: Standing) -> NextThing:
    if standing.is_planned:
        return _onwards(standing, _("The dates are set."))
    return NextThing(
        _("Set the dates"),
        _("Say by when each phase ends, and who is responsible. Reminders follow from it."),
        icon="calendar",
        url=reverse("assessment-calendar", args=[standing.assessment.reference]),
    )


def _collecting(standing: Standing) -> NextThing:
    if standing.unknown:
        return NextThing(
            _("Record findings"),
            _("Of some indicators nothing is known yet."),
            icon="list-check",
            url=f"{standing.unknown[0].get_absolute_url()}#indicators",
        )
    return _onwards(standing, _("Something is known of every indicator."))


def _rating(standing: Standing) -> NextThing:
    if standing.unrated:
        factor = standing.unrated[0]
        return NextThing(
            _("Rate factor %(factor)s") % {"factor": factor.factor.label or factor.factor.code},
            _("Not every factor is rated yet."),
            icon="player-play",
            url=factor.get_absolute_url(),
        )
    return _onwards(standing, _("Every factor is rated."))


def _consulting(standing: Standing) -> NextThing:
    return _step(
        standing,
        "submit",
        _("Submit for approval"),
        _("Once those whom you asked were heard, the focal point decides."),
        icon="send",
    )


def _onwards(standing: Standing, why: str) -> NextThing:
    after = following(standing.assessment.phase)
    assert after is not None
    return NextThing(_("Go on to: %(phase)s") % {"phase": after.label}, why, to=after)


def _step(standing: Standing, step: str, label: str, why: str, *, icon: str) -> NextThing:
    url = reverse("assessment-transition", args=[standing.assessment.reference, step])
    return NextThing(label, why, icon=icon, url=url)


def _in_review(standing: Standing, actor: Actor) -> NextThing | None:
    if not allowed(actor, "approve", standing.assessment):
        return None
    return _step(
        standing,
        "approve",
        _("Read and decide"),
        _("It was handed in and waits for you. You can also return it with comments."),
        icon="rosette-discount-check",
    )


def _afterwards(standing: Standing, actor: Actor) -> NextThing | None:
    assessment, snapshot = standing.assessment, standing.snapshot
    hidden = snapshot is not None and snapshot.visibility == Visibility.OFFICE
    if snapshot is not None and hidden and allowed(actor, "share", snapshot):
        return NextThing(
            _("Decide who reads it"),
            _("It is approved, and only your own office reads it."),
            icon="eye",
            url=reverse("snapshot-share", args=[snapshot.pk]),
        )
    if assessment.next_review_on is None and allowed(actor, "change", assessment):
        return NextThing(
            _("Set the next review"),
            _("Nobody is reminded to look at it again."),
            icon="calendar",
            url=reverse("assessment-update", args=[assessment.reference]),
        )
    if allowed(actor, "create", assessment):
        return NextThing(
            _("The next cycle"),
            _("Begin it from this one, or go on where it was begun."),
            icon="player-play",
            url=reverse("assessment-next", args=[assessment.reference]),
        )
    return None


def _laid_aside(standing: Standing, actor: Actor) -> NextThing | None:
    if not allowed(actor, "reopen", standing.assessment):
        return None
    return _step(
        standing,
        "reopen",
        _("Take up again"),
        _("It was laid aside; everything is as it was."),
        icon="arrow-back-up",
    )


_BY_STATUS: dict[Status, Callable[[Standing, Actor], NextThing | None]] = {
    Status.DRAFT: _in_draft,
    Status.SUBMITTED: _in_review,
    Status.APPROVED: _afterwards,
    Status.WITHDRAWN: _laid_aside,
}
_BY_PHASE: dict[Phase, Callable[[Standing], NextThing]] = {
    Phase.PLAN: _planning,
    Phase.COLLECT: _collecting,
    Phase.RATE: _rating,
    Phase.CONSULT: _consulting,
}
