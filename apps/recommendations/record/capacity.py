"""Officials trained, work with civil society and regions, lessons learned."""

from dateutil.relativedelta import relativedelta
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.engagement.partnerships.models import PartnerKind
from apps.engagement.partnerships.selectors import Active
from apps.engagement.topics import Topic
from apps.engagement.trainings.selectors import Held
from apps.recommendations.record.checks import Verdict, missing, partly, shown
from apps.recommendations.record.facts import Facts
from apps.recommendations.record.meetings import RECENT_MONTHS
from apps.recommendations.record.places import listed


def _recent(facts: Facts) -> list[Held]:
    since = facts.on - relativedelta(months=RECENT_MONTHS)
    return [each for each in facts.trainings if each.on >= since]


def _held(training: Held) -> tuple[str, str]:
    """What was held and when, and its page."""
    words = f"{training.title}, {date_format(training.on)}"
    return words, reverse("training-detail", args=[training.training_id])


def _goes_on(partnership: Active) -> Verdict:
    words = _("%(title)s, since %(date)s.") % {
        "title": partnership.title,
        "date": date_format(partnership.since),
    }
    url = reverse("partnership-detail", args=[partnership.partnership_id])
    return shown(words, url=url, on=partnership.since)


def officials_trained(facts: Facts) -> Verdict:
    """A training, not long ago, to which people of public bodies came."""
    recent = _recent(facts)
    trained = next((each for each in recent if each.officials), None)
    if trained is not None:
        words, url = _held(trained)
        return shown(words, url=url, on=trained.on)
    closes = _("Record a training with numbers by institution; names are not needed.")
    if recent:
        words, url = _held(recent[0])
        told = _("Nothing is said of officials who came: %(training)s.") % {"training": words}
        return partly(told, closes, url=url, on=recent[0].on)
    if facts.trainings:
        last = facts.trainings[0]
        words, url = _held(last)
        told = _("The last one on record: %(meeting)s.") % {"meeting": words}
        return missing(told, closes, url=url, on=last.on)
    return missing(_("No training is recorded."), closes, url=listed(facts, "training-list"))


def _with(facts: Facts, kind: PartnerKind, absent: str) -> Verdict:
    found = facts.partnerships_with(kind)
    if found:
        return _goes_on(found[0])
    closes = _("Record the partnership with its purpose.")
    return missing(absent, closes, url=listed(facts, "partnership-list"))


def with_civil_society(facts: Facts) -> Verdict:
    """A partnership with civil society goes on."""
    absent = _("No partnership with civil society goes on.")
    return _with(facts, PartnerKind.CIVIL_SOCIETY, absent)


def with_regions(facts: Facts) -> Verdict:
    """A partnership with a regional organisation goes on."""
    absent = _("No partnership with a regional organisation goes on.")
    return _with(facts, PartnerKind.REGIONAL, absent)


def on_incitement(facts: Facts) -> Verdict:
    """A training not long ago, or a partnership that goes on, on hate speech and incitement."""
    training = next((each for each in _recent(facts) if each.topic == Topic.HATE_SPEECH), None)
    if training is not None:
        words, url = _held(training)
        return shown(words, url=url, on=training.on)
    partnership = next(
        (each for each in facts.partnerships if each.topic == Topic.HATE_SPEECH), None
    )
    if partnership is not None:
        return _goes_on(partnership)
    return missing(
        _("No training and no partnership on hate speech and incitement is recorded."),
        _("Record the training or the partnership under this topic."),
        url=listed(facts, "training-list"),
    )


def lessons(facts: Facts) -> Verdict:
    """A lesson learned was approved by the day."""
    lesson = facts.lesson
    if lesson is None or lesson.approved_at is None:
        return missing(
            _("No approved lesson is there to read."),
            _("Write down what was learned, and have it approved."),
            url=listed(facts, "lesson-list"),
        )
    return shown(
        lesson.title,
        url=lesson.get_absolute_url(),
        on=facts.country.local_date(lesson.approved_at),
    )
