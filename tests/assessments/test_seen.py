"""Nobody approves or hands in what they were not shown, and no word is lost on those who hear less.

What institutions say is heard by the office that asks; others of the State who may rate, hand in
and approve do not hear it.
"""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from apps.assessments.asked.services import hand_in_ratings
from apps.assessments.independent_models import Progress
from apps.assessments.models import Assessment, AssessmentSnapshot, Status
from apps.assessments.services import (
    approve_assessment,
    rate_factor,
    submit_assessment,
    update_assessment,
)
from focalpoint.roles import Role
from focalpoint.visibility import Visibility
from tests.assessments.asked import asked as asked
from tests.assessments.asked import colleague as colleague
from tests.assessments.asked import constable as constable
from tests.assessments.asked import fresh, rate
from tests.assessments.asked import heard as heard
from tests.assessments.asked import officer as officer
from tests.assessments.asked import police as police
from tests.assessments.test_pages import browser, read
from tests.factories import InstitutionFactory, actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def elsewhere(official, draft, office):
    """A deputy of another institution, who reads the draft."""
    update_assessment(
        actor=official,
        assessment=draft,
        changes={"visibility": Visibility.GOVERNMENT},
        version=None,
    )
    return actor(Role.DEPUTY, InstitutionFactory(country=office.country))


def handed_in(who, request, factor, level):
    rate(who, request, factor, level)
    return hand_in_ratings(actor=who, request=request)


class TestHearing:
    def test_who_hears_no_institution_takes_no_reason_away(
        self, heard, official, elsewhere, ratings, draft
    ):
        reason = "Between the two, and both are right."
        changes = {"level": "high", "divergence_reason": reason}
        rate_factor(actor=official, rating=ratings[0], changes=changes, version=None)
        changes = {"level": "high", "narrative": "A word was missing."}
        mended = rate_factor(actor=elsewhere, rating=ratings[0], changes=changes, version=None)
        assert mended.divergence_reason == reason
        # Whoever hears them drops an answer to what is not asked any more.
        changes = {"level": "low"}
        settled = rate_factor(actor=official, rating=ratings[0], changes=changes, version=None)
        assert settled.divergence_reason == ""

    def test_who_hears_no_institution_is_asked_why_when_handing_in(
        self, heard, rated, elsewhere, ratings
    ):
        with pytest.raises(ValidationError, match=r"differs .* \(1\)"):
            submit_assessment(actor=elsewhere, assessment=rated)
        url = reverse("factor-rate", args=[rated.reference, "RF1"])
        page = browser(elsewhere).get(url).text
        assert 'name="divergence_reason"' in page
        assert "Prisons are full." not in page
        changes = {"level": "moderate", "divergence_reason": "Between the two."}
        rate_factor(actor=elsewhere, rating=ratings[0], changes=changes, version=None)
        submitted = submit_assessment(actor=elsewhere, assessment=rated)
        assert submitted.status == Status.SUBMITTED


class TestApproving:
    def test_what_is_said_meanwhile_against_a_level_is_answered_first(
        self, asked, submitted, officer, focal_point, factors
    ):
        handed_in(officer, asked[0], factors[0], "very_high")
        with pytest.raises(ValidationError, match="Return it to draft"):
            approve_assessment(actor=focal_point, assessment=submitted)
        assert read(Assessment, pk=submitted.pk).status == Status.SUBMITTED
        assert fresh(asked[1]).progress == Progress.ASKED

    @pytest.mark.slow
    def test_what_has_changed_since_it_was_shown_is_shown_anew(
        self, asked, submitted, officer, focal_point, factors
    ):
        client = browser(focal_point)
        url = reverse("assessment-transition", args=[submitted.reference, "approve"])
        sent = {"visibility": Visibility.GOVERNMENT, "version": submitted.version}
        seen = client.get(url).context["form"]["seen"].value()
        handed_in(officer, asked[0], factors[0], "moderate")
        for stale in ({}, {"seen": seen}):
            page = client.post(url, {**sent, **stale})
            assert page.status_code == 409
            assert "Look at it again" in page.text
        assert "1 institution rated it for itself." in page.text
        seen = page.context["form"]["seen"].value()
        assert f'value="{seen}"' in page.text
        assert client.post(url, {**sent, "seen": seen}).status_code == 302
        assert read(AssessmentSnapshot, assessment=submitted.pk).sha256 == seen


@pytest.mark.slow
class TestHandingIn:
    def test_what_a_colleague_wrote_meanwhile_is_shown_first(
        self, asked, officer, colleague, factors
    ):
        client, justice = browser(officer), asked[0]
        address = justice.get_absolute_url()
        url = reverse("asked-hand-in", args=[justice.pk])
        written = rate(officer, justice, factors[0], "high")
        sent = {"version": justice.version, "seen": client.get(address).context["seen"]}
        rate(colleague, justice, factors[0], "low", version=written.version)
        page = client.post(url, sent, follow=True)
        assert "Look again." in page.text
        assert fresh(justice).progress == Progress.BEGUN
        client.post(url, {**sent, "seen": page.context["seen"]})
        assert fresh(justice).progress == Progress.HANDED_IN

    @pytest.mark.parametrize("version", ["", "²", "9" * 5000])
    def test_a_version_that_cannot_be_read_is_not_the_present_one(
        self, version, asked, officer, factors
    ):
        client, justice = browser(officer), asked[0]
        rate(officer, justice, factors[0])
        seen = client.get(justice.get_absolute_url()).context["seen"]
        url = reverse("asked-hand-in", args=[justice.pk])
        page = client.post(url, {"version": version, "seen": seen}, follow=True)
        assert "Look again." in page.text
        assert fresh(justice).progress == Progress.BEGUN
