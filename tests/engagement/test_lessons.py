"""The library of lessons: who reads it, and how it is searched."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from apps.engagement.lessons.models import Lesson
from apps.engagement.lessons.services import change_lesson, tell_lesson
from focalpoint.acting import acting
from focalpoint.actors import Actor
from tests import factories as f
from tests.engagement.conftest import browser

pytestmark = pytest.mark.django_db


def tell(actor: Actor, approve: bool = False, **fields: Any) -> Lesson:
    given = {
        "title": "Name who answers",
        "context": "Signals came in and nobody answered them.",
        "finding": "A roster of named officers halved the delay.",
        "topic": "early_warning",
        **fields,
    }
    return tell_lesson(actor=actor, country=actor.country, fields=given, approve=approve)


def found(actor: Actor, **query: Any) -> set[str]:
    page = browser(actor).get(reverse("lesson-list"), query).content.decode()
    with acting(actor):
        rows = list(Lesson.objects.visible_to(actor))
    return {lesson.title for lesson in rows if str(lesson.pk) in page}


def test_the_library_holds_what_others_share_beside_the_own(
    focal_point: Actor, official: Actor, abroad: Actor
) -> None:
    tell(focal_point, approve=True, visibility="network", title="Shared")
    tell(official, visibility="network", title="Not approved")
    tell(abroad, title="Theirs")
    assert found(abroad) == {"Shared", "Theirs"}
    assert found(official) == {"Shared", "Not approved"}


@pytest.mark.parametrize(
    ("words", "titles"),
    [
        ("roster", {"Name who answers"}),
        # Another form of the word, in the language of the text.
        ("rosters officer", {"Name who answers"}),
        ("élections", {"Listes"}),
        ("election", {"Listes"}),
        ("roster election", set()),
        ("%", set()),
        ("   ", {"Name who answers", "Listes"}),
    ],
)
def test_every_word_of_the_whole_text_is_searched(
    official: Actor, words: str, titles: set[str]
) -> None:
    tell(official)
    tell(
        official,
        title="Listes",
        context="Avant les élections.",
        finding="Des noms manquent.",
        language="fr",
    )
    assert found(official, q=words) == titles


def test_facets_narrow_it(official: Actor) -> None:
    step = f.ItemFactory(code="R2013-D", label="(d)", kind="step", framework__code="R2013")
    tell(official, region="AG", step=step)
    tell(official, title="Other", topic="justice", language="fr")
    assert found(official, topic="justice") == {"Other"}
    assert found(official, region="AG") == {"Name who answers"}
    assert found(official, language="fr") == {"Other"}
    assert found(official, step="R2013-D") == {"Name who answers"}


def test_whoever_may_not_approve_takes_the_approval_back(
    focal_point: Actor, official: Actor, officer: Actor
) -> None:
    lesson = tell(focal_point, approve=True, visibility="network")
    with pytest.raises(PermissionDenied):
        change_lesson(actor=officer, lesson=lesson, changes={"advice": "Pay them"}, version=1)
    changed = change_lesson(
        actor=official, lesson=lesson, changes={"advice": "Pay them"}, version=1
    )
    assert changed.approved_at is None
    assert found(official, q="pay") == {"Name who answers"}
