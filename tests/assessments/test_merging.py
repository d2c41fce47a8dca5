"""Two assessors save the same factor or inhibitor: what they changed apart comes together."""

import pytest
from django.urls import reverse

from apps.assessments.models import FactorRating
from apps.assessments.resilience.services import rate_inhibitor
from apps.assessments.resilience_models import InhibitorRating
from apps.assessments.services import rate_factor
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from tests.assessments.test_pages import browser, judgement, rating_of, read
from tests.factories import InhibitorFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def rating(draft):
    return rating_of(draft, "RF1")


def theirs(actor, rating, **changes):
    return rate_factor(actor=actor, rating=rating, changes=changes, version=rating.version)


def form_of(rating, **changes):
    """The form as it was opened, with what the person changed in it."""
    names = ("level", "trend", "confidence", "narrative")
    return {name: getattr(rating, name) for name in names} | {"version": rating.version} | changes


def save(who, rating, **changes):
    return browser(who).post(rating.get_absolute_url(), form_of(rating, **changes), follow=True)


def test_changes_of_different_fields_come_together(rating, official, deputy):
    theirs(deputy, rating, trend="worsening", narrative="From the deputy")
    page = save(official, rating, level="high", confidence="medium")
    now = read(FactorRating, pk=rating.pk)
    assert (now.level, now.trend, now.confidence) == ("high", "worsening", "medium")
    assert now.narrative == "From the deputy"
    assert "Saved together with what somebody else changed meanwhile: Trend, Reasons." in page.text


def test_only_the_field_that_both_changed_is_asked_about(rating, official, deputy):
    theirs(deputy, rating, trend="worsening", narrative="From the deputy")
    page = save(official, rating, level="high", narrative="From the official")
    assert page.status_code == 409
    assert [d.name for d in page.context["differences"]] == ["narrative"]
    assert "From the deputy" in page.text
    assert "From the official" in page.text
    assert page.context["differences"][0].both == "From the official\n\nFrom the deputy"
    # What the deputy alone changed stands in the form already, and my level does too.
    assert page.context["form"]["trend"].value() == "worsening"
    assert page.context["form"]["level"].value() == "high"
    assert read(FactorRating, pk=rating.pk).narrative == "From the deputy"


def test_saving_the_page_of_two_versions_settles_it(rating, official, deputy):
    theirs(deputy, rating, trend="worsening", narrative="From the deputy")
    page = save(official, rating, level="high", narrative="From the official")
    form = page.context["form"]
    sent = {field.name: field.value() or "" for field in form} | {"narrative": "Both"}
    browser(official).post(rating.get_absolute_url(), sent)
    now = read(FactorRating, pk=rating.pk)
    assert (now.level, now.trend, now.narrative) == ("high", "worsening", "Both")


def test_a_form_that_changed_nothing_takes_nothing_back(rating, official, deputy):
    theirs(deputy, rating, level="high", narrative="From the deputy")
    save(official, rating)
    now = read(FactorRating, pk=rating.pk)
    assert (now.level, now.narrative) == ("high", "From the deputy")


def test_many_saves_in_between_are_merged_as_one(rating, official, deputy):
    between = theirs(deputy, rating, trend="worsening")
    between = theirs(deputy, between, trend="stable", narrative="First")
    theirs(deputy, between, narrative="Second")
    save(official, rating, level="low")
    now = read(FactorRating, pk=rating.pk)
    assert (now.level, now.trend, now.narrative) == ("low", "stable", "Second")


def test_a_version_that_never_was_is_asked_about(rating, official, deputy):
    theirs(deputy, rating, narrative="From the deputy")
    page = browser(official).post(rating.get_absolute_url(), judgement(rating, version=77))
    assert page.status_code == 409
    assert "narrative" in [d.name for d in page.context["differences"]]


def test_of_two_first_ratings_of_an_inhibitor_both_stay(draft, official, deputy):
    inhibitor = InhibitorFactory(code="INH1")
    rate_inhibitor(
        actor=deputy,
        assessment=draft,
        inhibitor=inhibitor,
        changes={"narrative": "From the deputy"},
        version=0,
    )
    url = reverse("inhibitor-rate", args=[draft.reference, "INH1"])
    sent = {"strength": "weak", "narrative": "", "version": 0}
    assert browser(official).post(url, sent).status_code == 302
    now = read(InhibitorRating, assessment=draft)
    assert (now.strength, now.narrative) == ("weak", "From the deputy")
    # And where both wrote, the second one sees both.
    page = browser(official).post(url, {**sent, "narrative": "Mine"})
    assert page.status_code == 409
    assert "From the deputy" in page.text
    assert "Mine" in page.text


def test_html_in_both_texts_stays_text(rating, official, deputy):
    theirs(deputy, rating, narrative="<img src=x onerror=alert(1)>")
    page = save(official, rating, narrative='"><script>alert(2)</script>')
    assert page.status_code == 409
    assert "<img src=x" not in page.text
    assert "<script>alert" not in page.text
    with acting(SYSTEM):
        assert FactorRating.objects.get(pk=rating.pk).narrative == "<img src=x onerror=alert(1)>"
