"""Pages of assessments, as each person meets them."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.assessments.models import Assessment, AssessmentSnapshot, FactorRating, Status
from apps.assessments.services import approve_assessment, rate_factor, submit_assessment
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from focalpoint.visibility import Visibility
from tests.costs import at_most
from tests.factories import actor

pytestmark = pytest.mark.django_db


def browser(who):
    client = Client()
    client.force_login(User.objects.get(pk=who.user_id))
    return client


def read(model, **where):
    with acting(SYSTEM):
        return model.objects.get(**where)


def rating_of(assessment, code):
    with acting(SYSTEM):
        return FactorRating.objects.select_related("factor", "assessment").get(
            assessment=assessment, factor__code=code
        )


def judgement(rating, **more):
    return {
        "level": "high",
        "trend": "worsening",
        "confidence": "medium",
        "narrative": "Armed groups in the north.",
        "version": rating.version,
        **more,
    }


class TestList:
    def test_the_office_sees_its_drafts_and_how_far_they_are(self, draft, official):
        page = browser(official).get(reverse("assessment-list"))
        assert page.status_code == 200
        assert draft.reference in page.text
        assert "0 of 14" in page.text

    def test_without_any_it_says_what_to_do_next(self, official, factors):
        page = browser(official).get(reverse("assessment-list"))
        assert "Begin the first one" in page.text

    def test_a_coordinator_is_led_to_what_was_approved(self, draft, coordinator):
        page = browser(coordinator).get(reverse("assessment-list"))
        assert page.status_code == 302
        assert page.url == reverse("snapshot-list")

    def test_it_is_filtered_by_the_address(self, draft, official):
        client = browser(official)
        url = reverse("assessment-list")
        assert draft.reference in client.get(url, {"status": "draft"}).text
        assert draft.reference not in client.get(url, {"status": "approved"}).text
        assert draft.reference not in client.get(url, {"q": "no such title"}).text


class TestCreating:
    def test_a_draft_begins_and_is_shown(self, official, office, factors):
        client = browser(official)
        page = client.post(
            reverse("assessment-create"),
            {
                "title": "National assessment 2026",
                "period_start": "2026-01-01",
                "period_end": "2026-06-30",
                "lead_institution": office.pk,
                "visibility": Visibility.OFFICE,
            },
            follow=True,
        )
        made = read(Assessment, title="National assessment 2026")
        assert page.redirect_chain[-1][0] == made.get_absolute_url()
        assert "Start rating" in page.text

    def test_what_is_wrong_is_said_and_what_was_typed_stays(self, official, office, factors):
        page = browser(official).post(
            reverse("assessment-create"),
            {"title": "Kept text", "period_start": "2026-06-30", "period_end": "2026-01-01"},
        )
        assert page.status_code == 422
        assert "Kept text" in page.text
        assert "The period cannot end before it starts." in page.text

    def test_a_ministry_officer_may_not(self, office, factors):
        client = browser(actor(Role.MINISTRY_OFFICER, office))
        assert client.get(reverse("assessment-create")).status_code == 403


class TestRating:
    def test_the_page_shows_the_factor_beside_the_judgement(self, draft, official):
        page = browser(official).get(reverse("factor-rate", args=[draft.reference, "RF1"]))
        assert "What risk factor 1 means." in page.text
        assert "Indicator 1.2 is present." in page.text
        assert "Serious indicators come together" in page.text
        assert "Factor 1 of 14" in page.text

    def test_saving_leads_to_the_next_unrated_factor(self, draft, official):
        rating = rating_of(draft, "RF1")
        page = browser(official).post(rating.get_absolute_url(), judgement(rating), follow=True)
        assert page.redirect_chain[-1][0] == reverse("factor-rate", args=[draft.reference, "RF2"])
        assert "1 of 14 rated" in page.text
        assert rating_of(draft, "RF1").narrative == "Armed groups in the north."

    def test_saving_and_closing_leads_back(self, draft, official):
        rating = rating_of(draft, "RF1")
        page = browser(official).post(rating.get_absolute_url(), judgement(rating, stay="1"))
        assert page.url == draft.get_absolute_url()

    def test_a_conflict_shows_both_texts(self, draft, official, deputy):
        rating = rating_of(draft, "RF1")
        rate_factor(actor=deputy, rating=rating, changes={"narrative": "Theirs."}, version=1)
        page = browser(official).post(
            rating.get_absolute_url(), judgement(rating, narrative="Mine.")
        )
        assert page.status_code == 409
        assert "Mine." in page.text
        assert "Theirs." in page.text
        assert deputy.name in page.text
        assert rating_of(draft, "RF1").narrative == "Theirs."

    def test_after_submission_the_text_is_not_saved_but_kept_on_the_page(self, draft, official):
        rating = rating_of(draft, "RF1")
        submit_assessment(actor=official, assessment=draft, unrated_reason="Training.")
        page = browser(official).post(
            rating.get_absolute_url(), judgement(rating, narrative="Too late.")
        )
        assert page.status_code == 422
        assert "Too late." in page.text
        assert "handed in meanwhile" in page.text

    def test_too_long_a_text_is_refused_and_kept(self, draft, official):
        rating = rating_of(draft, "RF1")
        page = browser(official).post(
            rating.get_absolute_url(), judgement(rating, narrative="x" * 20_001)
        )
        assert page.status_code == 422
        assert "at most 20000 characters" in page.text

    def test_markup_in_a_narrative_is_text(self, draft, official):
        rating = rating_of(draft, "RF1")
        rate_factor(
            actor=official,
            rating=rating,
            changes={"narrative": "<script>alert(1)</script>"},
            version=1,
        )
        page = browser(official).get(draft.get_absolute_url())
        assert "<script>alert" not in page.text
        assert "&lt;script&gt;" in page.text

    def test_a_factor_of_a_submitted_one_leads_to_the_assessment(self, submitted, official):
        page = browser(official).get(reverse("factor-rate", args=[submitted.reference, "RF1"]))
        assert page.url == submitted.get_absolute_url()

    def test_a_stranger_finds_nothing(self, draft):
        client = browser(actor(Role.FOCAL_POINT))
        assert client.get(draft.get_absolute_url()).status_code == 404
        url = reverse("factor-rate", args=[draft.reference, "RF1"])
        assert client.get(url).status_code == 404


class TestSteps:
    def step(self, assessment, name):
        return reverse("assessment-transition", args=[assessment.reference, name])

    def test_submitting_asks_why_factors_are_left_open(self, draft, official):
        client = browser(official)
        page = client.get(self.step(draft, "submit"))
        assert "Why are these factors left open?" in page.text
        refused = client.post(self.step(draft, "submit"), {"version": draft.version})
        assert refused.status_code == 422
        assert read(Assessment, pk=draft.pk).status == Status.DRAFT

    def test_submitting_a_rated_one_asks_nothing(self, rated, official):
        version = read(Assessment, pk=rated.pk).version
        page = browser(official).post(self.step(rated, "submit"), {"version": version}, follow=True)
        assert "Submitted." in page.text
        assert read(Assessment, pk=rated.pk).status == Status.SUBMITTED

    def test_the_focal_point_returns_it_with_a_comment_that_the_office_sees(
        self, submitted, focal_point, official
    ):
        browser(focal_point).post(
            self.step(submitted, "return"),
            {"comment": "Factor 3 needs sources.", "version": submitted.version},
        )
        page = browser(official).get(submitted.get_absolute_url())
        assert "Factor 3 needs sources." in page.text

    def test_the_focal_point_sees_what_readers_will_see_and_approves(
        self, submitted, focal_point, coordinator
    ):
        client = browser(focal_point)
        page = client.get(self.step(submitted, "approve"))
        assert "This is what readers will see" in page.text
        assert "About 3." in page.text
        done = client.post(
            self.step(submitted, "approve"),
            {
                "visibility": Visibility.NETWORK,
                "next_review_on": "2099-01-01",
                "version": submitted.version,
                "seen": page.context["form"]["seen"].value(),
            },
            follow=True,
        )
        assert "Unchanged since approval" in done.text
        seen = browser(coordinator).get(reverse("snapshot-list"))
        assert "National assessment 2026" in seen.text

    def test_approving_what_has_changed_meanwhile_asks_to_look_again(self, submitted, focal_point):
        page = browser(focal_point).post(
            self.step(submitted, "approve"),
            {"visibility": Visibility.NETWORK, "version": submitted.version - 1},
        )
        assert page.status_code == 409
        assert "Look at it again" in page.text
        assert f'value="{submitted.version}"' in page.text

    def test_an_official_is_not_offered_the_approval(self, submitted, official):
        client = browser(official)
        own = client.get(submitted.get_absolute_url())
        assert self.step(submitted, "approve") not in own.text
        assert client.get(self.step(submitted, "approve")).status_code == 403

    def test_a_step_out_of_turn_is_explained(self, draft, focal_point):
        page = browser(focal_point).get(self.step(draft, "approve"), follow=True)
        assert "not possible now" in page.text

    def test_an_unknown_step_does_not_exist(self, draft, official):
        assert browser(official).get(self.step(draft, "delete")).status_code == 404

    def test_a_draft_is_withdrawn_and_taken_up_again(self, draft, official):
        client = browser(official)
        client.post(
            self.step(draft, "withdraw"), {"reason": "Begun twice", "version": draft.version}
        )
        page = client.get(draft.get_absolute_url())
        assert "Take up again" in page.text
        version = read(Assessment, pk=draft.pk).version
        client.post(self.step(draft, "reopen"), {"version": version})
        assert read(Assessment, pk=draft.pk).status == Status.DRAFT


class TestEditing:
    def test_the_frame_of_a_draft_is_edited(self, draft, official, office):
        url = reverse("assessment-update", args=[draft.reference])
        client = browser(official)
        assert draft.title in client.get(url).text
        client.post(
            url,
            {
                "title": "Better title",
                "period_start": "2026-01-01",
                "period_end": "2026-06-30",
                "lead_institution": office.pk,
                "visibility": Visibility.GOVERNMENT,
                "version": draft.version,
            },
        )
        assert read(Assessment, pk=draft.pk).title == "Better title"

    def test_of_an_approved_one_the_next_review_alone(self, shared, official, submitted):
        url = reverse("assessment-update", args=[submitted.reference])
        client = browser(official)
        page = client.get(url)
        assert "next_review_on" in page.text
        assert 'name="title"' not in page.text
        current = read(Assessment, pk=submitted.pk)
        client.post(url, {"next_review_on": "2099-02-01", "version": current.version})
        assert read(Assessment, pk=submitted.pk).next_review_on == dt.date(2099, 2, 1)


class TestSnapshot:
    def test_a_coordinator_reads_what_was_approved_and_not_who_wrote_it(
        self, shared, coordinator, official
    ):
        page = browser(coordinator).get(shared.get_absolute_url())
        assert page.status_code == 200
        assert "About 3." in page.text
        assert official.name not in page.text
        assert reverse("snapshot-share", args=[shared.pk]) not in page.text

    def test_a_reader_of_public_records_reads_a_public_one(self, submitted, focal_point):
        made = approve_assessment(
            actor=focal_point, assessment=submitted, visibility=Visibility.PUBLIC
        )
        client = browser(actor(Role.CONTRIBUTOR))
        assert client.get(made.get_absolute_url()).status_code == 200
        assert client.get(reverse("snapshot-list")).status_code == 200

    def test_what_the_state_keeps_is_not_found(self, submitted, focal_point, coordinator):
        made = approve_assessment(actor=focal_point, assessment=submitted)
        assert browser(coordinator).get(made.get_absolute_url()).status_code == 404

    def test_the_deputy_closes_it_again_with_a_reason(self, shared, deputy, coordinator):
        client = browser(deputy)
        url = reverse("snapshot-share", args=[shared.pk])
        form = {"visibility": Visibility.GOVERNMENT, "version": shared.version}
        assert client.post(url, form).status_code == 422
        done = client.post(url, {**form, "reason": "The minister asks"}, follow=True)
        assert "The minister asks" in done.text
        assert browser(coordinator).get(shared.get_absolute_url()).status_code == 404


class TestPreview:
    """What a reader would see is shown before anything is saved."""

    @pytest.fixture
    def look(self, shared, focal_point):
        url = reverse("snapshot-share", args=[shared.pk])
        client = browser(focal_point)

        def look(reader, visibility, extent="full"):
            form = {"visibility": visibility, "extent": extent, "version": shared.version}
            page = client.post(url, {**form, "reason": "", "preview": reader})
            assert page.status_code == 200
            return page.text

        return look

    def test_the_network_sees_levels_without_a_sentence(self, look):
        assert "About 3." in look("network", "network")
        page = look("network", "network", "levels")
        assert "About 3." not in page
        assert "fp-table" in page

    def test_the_government_sees_everything(self, look):
        assert "About 3." in look("government", "network", "levels")

    def test_who_would_see_nothing_is_told(self, look):
        assert "They would see nothing" in look("public", "network")
        assert "They would see nothing" in look("network", "government")
        assert "They would see nothing" in look("government", "office")

    def test_nothing_is_saved_by_looking(self, look, shared):
        look("public", "public", "levels")
        assert read(AssessmentSnapshot, pk=shared.pk).visibility == shared.visibility
        assert read(AssessmentSnapshot, extent="full").pk == shared.pk

    def test_the_choice_stays_in_the_form(self, look):
        page = look("public", "public", "levels")
        assert '<option value="public" selected' in page

    def test_the_page_says_what_is_seen_abroad(self, shared, focal_point, coordinator):
        client = browser(focal_point)
        form = {"visibility": "network", "extent": "levels", "version": shared.version}
        url = reverse("snapshot-share", args=[shared.pk])
        client.post(url, {**form, "reason": "Agreed."})
        assert "Abroad by levels only" in client.get(shared.get_absolute_url()).text
        assert browser(coordinator).get(shared.get_absolute_url()).status_code == 404
        levels = read(AssessmentSnapshot, extent="levels")
        page = browser(coordinator).get(levels.get_absolute_url()).text
        assert "keeps the texts to itself" in page
        assert "About 3." not in page
        # Its State decides on the whole one.
        assert client.get(reverse("snapshot-share", args=[levels.pk])).status_code == 404


class TestCost:
    """Statements of a page, whatever the number of rows."""

    def test_of_the_list_and_the_record(self, shared, submitted, official):
        client = browser(official)
        for url, most in ((reverse("assessment-list"), 4), (submitted.get_absolute_url(), 7)):
            with at_most(most):
                assert client.get(url).status_code == 200

    def test_of_approved_ones_for_a_coordinator(self, shared, coordinator):
        client = browser(coordinator)
        for url in (reverse("snapshot-list"), shared.get_absolute_url()):
            with at_most(4):
                assert client.get(url).status_code == 200

    def test_of_rating_a_factor(self, draft, official):
        client = browser(official)
        with at_most(7):
            assert client.get(reverse("factor-rate", args=[draft.reference, "RF1"])).status_code
