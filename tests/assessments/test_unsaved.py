"""What a person has typed and not saved survives the browser, and never replaces newer text."""

import datetime as dt
import json
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from apps.assessments.models import FactorRating
from apps.assessments.services import rate_factor, submit_assessment
from apps.assessments.unsaved.kinds import Form
from apps.assessments.unsaved.services import Kept, Page, forget_text, keep_text, purge_texts
from apps.assessments.unsaved_models import UnsavedText
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from tests.assessments.test_pages import browser, judgement, rating_of, read
from tests.costs import at_most
from tests.factories import InhibitorFactory, actor

pytestmark = pytest.mark.django_db

PAGE, OTHER = uuid.UUID(int=1), uuid.UUID(int=2)


@pytest.fixture
def form(draft):
    return Form(draft, "factor", "RF1")


def keep(who, form, text, page=PAGE, sequence=1, seen=0):
    return keep_text(
        actor=who,
        form=form,
        values={"narrative": text},
        version=1,
        page=Page(page, sequence, seen),
    )


def kept():
    with acting(SYSTEM):
        return UnsavedText.objects.get()


class TestNewerText:
    def test_the_later_count_of_a_page_wins_whatever_comes_in_when(self, form, official):
        assert keep(official, form, "one", sequence=1) == Kept(True, 1, True)
        assert keep(official, form, "three", sequence=3) == Kept(True, 2, True)
        # A text that was long on its way.
        assert keep(official, form, "two", sequence=2) == Kept(False, 2, True)
        assert keep(official, form, "three again", sequence=3) == Kept(False, 2, True)
        assert kept().values == {"narrative": "three"}

    def test_another_page_must_know_of_what_is_kept(self, form, official):
        keep(official, form, "from the office")
        assert keep(official, form, "from a tab left open", page=OTHER) == Kept(False, 1)
        assert keep(official, form, "from home", page=OTHER, seen=1) == Kept(True, 2, True)
        # The first page's last breath comes too late.
        assert keep(official, form, "late", sequence=9) == Kept(False, 2)
        assert kept().values == {"narrative": "from home"}

    def test_what_was_on_its_way_when_the_form_was_saved_does_not_come_back(self, form, official):
        keep(official, form, "one", sequence=1)
        forget_text(actor=official, form=form, writer=PAGE)
        assert keep(official, form, "two", sequence=2, seen=1) == Kept(False, 2)
        assert kept().values == {}

    def test_not_even_where_nothing_had_been_kept_yet(self, form, official):
        forget_text(actor=official, form=form, writer=PAGE)
        assert not keep(official, form, "one").is_kept
        assert kept().values == {}

    def test_saving_in_one_tab_leaves_the_text_of_another(self, form, official):
        keep(official, form, "from this tab")
        forget_text(actor=official, form=form, writer=OTHER)
        assert kept().values == {"narrative": "from this tab"}


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_the_last_one_stands(form, official):
    def run(number):
        try:
            return keep(official, form, str(number), sequence=number)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(run, [5, 3, 8, 1, 7, 2, 6, 4]))
    assert kept().values == {"narrative": "8"}


class TestWho:
    def test_nobody_else_reads_it(self, form, official, deputy, focal_point):
        keep(official, form, "mine")
        for who in (deputy, focal_point):
            with acting(who):
                assert not UnsavedText.objects.exists()

    def test_two_people_keep_their_own(self, form, official, deputy):
        assert keep(official, form, "mine").is_kept
        assert keep(deputy, form, "theirs", page=OTHER).is_kept
        with acting(deputy):
            assert UnsavedText.objects.get().values == {"narrative": "theirs"}

    def test_who_may_not_rate_keeps_nothing(self, form, office):
        with pytest.raises(PermissionDenied):
            keep(actor(Role.MINISTRY_OFFICER, office), form, "mine")

    def test_of_what_is_no_draft_nothing_is_kept(self, form, official, rated):
        submit_assessment(actor=official, assessment=rated)
        with pytest.raises(ValidationError):
            keep(official, Form(read(type(rated), pk=rated.pk), "factor", "RF1"), "late")

    def test_unknown_forms_and_fields_are_refused(self, draft, form, official):
        with pytest.raises(ValidationError):
            keep(official, Form(draft, "factor", "RF99"), "text")
        with pytest.raises(ValidationError):
            keep_text(
                actor=official,
                form=form,
                values={"status": "approved"},
                version=1,
                page=Page(PAGE, 1, 0),
            )


def test_after_thirty_days_it_is_forgotten(form, official):
    keep(official, form, "old")
    now = timezone.now()
    assert purge_texts(now=now + dt.timedelta(days=29)) == 0
    assert purge_texts(now=now + dt.timedelta(days=31)) == 1
    with acting(SYSTEM):
        assert not UnsavedText.objects.exists()


def url_of(form):
    return reverse("unsaved-text", args=[form.whole.reference, form.part, form.code])


def send(who, form, **more):
    sent = {"writer": str(PAGE), "sequence": 1, "seen": 0, "version": 1}
    body = {**sent, "values": {"narrative": "Typed"}, **more}
    return browser(who).post(url_of(form), json.dumps(body), content_type="application/json")


class TestSending:
    def test_it_is_kept_and_the_revision_told(self, form, official):
        answer = send(official, form)
        assert (answer.status_code, answer.json()) == (200, {"revision": 1, "own": True})
        answer = send(official, form, values={"narrative": "Stale"})
        assert (answer.status_code, answer.json()) == (409, {"revision": 1, "own": True})
        assert kept().values == {"narrative": "Typed"}

    def test_it_costs_little(self, form, official):
        client = browser(official)
        body = {"writer": str(PAGE), "seen": 0, "version": 1, "values": {"narrative": "T"}}
        for number in (1, 2):
            content = json.dumps({**body, "sequence": number})
            with at_most(14):
                client.post(url_of(form), content, content_type="application/json")

    @pytest.mark.parametrize(
        "more",
        [
            {"writer": "nobody"},
            {"values": []},
            {"values": {"narrative": ["list"]}},
            {"sequence": -1},
            {"sequence": True},
            {"seen": 2**40},
            {"version": "1"},
        ],
    )
    def test_nonsense_is_refused(self, form, official, more):
        assert send(official, form, **more).status_code == 400

    @pytest.mark.parametrize("body", ["[]", "{", '"text"', "[" * 5000])
    def test_what_is_no_text_of_a_form_is_refused(self, form, official, body):
        answer = browser(official).post(url_of(form), body, content_type="application/json")
        assert answer.status_code == 400

    def test_what_the_database_cannot_hold_is_left_out(self, form, official):
        assert send(official, form, values={"narrative": "a\x00b\ud800c"}).status_code == 200
        assert kept().values == {"narrative": "ab?c"}

    def test_five_megabytes_are_refused_and_nothing_is_lost(self, form, official):
        send(official, form)
        answer = send(official, form, sequence=2, values={"narrative": "x" * 5_000_000})
        assert answer.status_code == 413
        assert kept().values == {"narrative": "Typed"}

    def test_a_storm_is_slowed_down(self, form, official, settings):
        settings.REST_FRAMEWORK = {
            **settings.REST_FRAMEWORK,
            "DEFAULT_THROTTLE_RATES": {
                **settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"],
                "autosave": "3/hour",
            },
        }
        statuses = [send(official, form, sequence=n).status_code for n in range(1, 6)]
        assert 429 in statuses
        assert statuses[0] == 200


class TestTakingUp:
    @pytest.fixture
    def rating(self, draft):
        return rating_of(draft, "RF1")

    def offered(self, who, rating, **query):
        return browser(who).get(rating.get_absolute_url(), query)

    def test_the_page_offers_it_and_shows_it_on_demand(self, form, rating, official, deputy):
        keep(official, form, "Half a sent")
        page = self.offered(official, rating)
        assert "You have text that was not saved" in page.text
        assert page.context["form"]["narrative"].value() == ""
        page = self.offered(official, rating, unsaved=1)
        assert page.context["form"]["narrative"].value() == "Half a sent"
        assert "it is not saved yet" in page.text
        assert "You have text" not in self.offered(deputy, rating).text

    def test_it_is_merged_with_what_others_saved_meanwhile(self, form, rating, official, deputy):
        keep(official, form, "Half a sent")
        changes = {"trend": "worsening", "narrative": "From the deputy"}
        rate_factor(actor=deputy, rating=rating, changes=changes, version=1)
        page = self.offered(official, rating)
        assert "changed by somebody else meanwhile" in page.text
        form = self.offered(official, rating, unsaved=1).context["form"]
        assert form["trend"].value() == "worsening"
        sent = {field.name: field.value() or "" for field in form}
        page = browser(official).post(rating.get_absolute_url(), sent)
        assert page.status_code == 409
        assert [d.name for d in page.context["differences"]] == ["narrative"]
        assert page.context["form"]["trend"].value() == "worsening"

    def test_fields_of_others_are_shown_as_they_are_now(self, form, rating, official, deputy):
        values = {"narrative": "Half a sent", "trend": "unknown"}
        page = Page(PAGE, 1, 0)
        keep_text(actor=official, form=form, values=values, version=1, page=page)
        rate_factor(actor=deputy, rating=rating, changes={"trend": "worsening"}, version=1)
        page = self.offered(official, rating, unsaved=1)
        assert page.context["form"]["trend"].value() == "worsening"
        assert "Changed, and kept as it is now: Trend." in page.text
        sent = {field.name: field.value() or "" for field in page.context["form"]}
        browser(official).post(rating.get_absolute_url(), sent)
        now = read(FactorRating, pk=rating.pk)
        assert (now.trend, now.narrative) == ("worsening", "Half a sent")

    def test_a_saved_form_forgets_it(self, form, rating, official):
        keep(official, form, "Armed")
        sent = judgement(rating, writer=str(PAGE))
        assert browser(official).post(rating.get_absolute_url(), sent).status_code == 302
        assert kept().values == {}
        assert "You have text" not in self.offered(official, rating).text

    def test_what_was_taken_up_and_saved_is_forgotten(self, form, rating, official):
        keep(official, form, "Armed")
        taken = self.offered(official, rating, unsaved=1).context["form"]
        sent = {field.name: field.value() or "" for field in taken} | {"level": "high"}
        assert sent["writer"] != PAGE
        assert browser(official).post(rating.get_absolute_url(), sent).status_code == 302
        assert kept().values == {}

    def test_what_was_not_taken_up_stays(self, form, rating, official):
        keep(official, form, "Armed")
        sent = judgement(rating, writer=str(OTHER))
        assert browser(official).post(rating.get_absolute_url(), sent).status_code == 302
        assert kept().values == {"narrative": "Armed"}

    def test_a_refused_form_keeps_it(self, form, rating, official):
        keep(official, form, "Armed")
        sent = judgement(rating, writer=str(PAGE), level="enormous")
        page = browser(official).post(rating.get_absolute_url(), sent)
        assert page.status_code == 422
        assert kept().values == {"narrative": "Armed"}
        # The form itself holds the newest text; its page goes on counting.
        assert "You have text" not in page.text
        assert page.context["unsaved"].writer == PAGE
        assert page.context["unsaved"].sequence == 1

    def test_it_can_be_thrown_away(self, form, rating, official):
        keep(official, form, "Half a sent")
        page = browser(official).post(url_of(form), follow=True)
        assert "Your unsaved text was thrown away." in page.text
        assert "You have text" not in page.text

    def test_what_says_the_same_as_the_record_is_not_offered(self, form, rating, official):
        keep(official, form, "Armed groups in the north.\n")
        changes = {"narrative": "Armed groups in the north."}
        rate_factor(actor=official, rating=rating, changes=changes, version=1)
        assert "You have text" not in self.offered(official, rating).text

    def test_html_stays_text(self, form, rating, official):
        keep(official, form, "</textarea><script>alert(1)</script>")
        for query in ({}, {"unsaved": 1}):
            assert "<script>alert" not in self.offered(official, rating, **query).text

    def test_an_inhibitor_offers_it_too(self, draft, official):
        InhibitorFactory(code="INH1")
        form = Form(draft, "inhibitor", "INH1")
        values = {"narrative": "Half a sent", "strength": "weak"}
        keep_text(actor=official, form=form, values=values, version=0, page=Page(PAGE, 1, 0))
        url = reverse("inhibitor-rate", args=[draft.reference, "INH1"])
        page = browser(official).get(url)
        assert "You have text that was not saved" in page.text
        assert "Weak" in page.text
        page = browser(official).get(url, {"unsaved": 1})
        assert page.context["form"]["strength"].value() == "weak"
        sent = {"strength": "weak", "narrative": "Whole", "version": 0, "writer": str(PAGE)}
        assert browser(official).post(url, sent).status_code == 302
        assert "You have text" not in browser(official).get(url).text
