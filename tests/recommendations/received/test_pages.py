"""The pages: a list per State, one recommendation, the work on it, and reports."""

import pytest
from django.urls import reverse

from apps.recommendations.received import views
from apps.recommendations.received.imports import decide_import, work_on_import
from apps.recommendations.received.tasks import settle_name_task
from apps.recommendations.received_import_models import RecommendationImport
from apps.recommendations.received_models import (
    ReceivedRecommendation,
    RecommendationProgress,
    RecommendationWork,
    RecommendingState,
)
from apps.treaties.import_models import ParticipantAlias
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from tests.costs import at_most
from tests.factories import (
    InstitutionFactory,
    ReceivedRecommendationFactory,
    RecommendationProgressFactory,
    RecommendationWorkFactory,
    RecommendingStateFactory,
    person,
)
from tests.recommendations.received.conftest import preview
from tests.recommendations.received.files import as_csv, row

pytestmark = pytest.mark.django_db


@pytest.fixture
def received(office):
    return ReceivedRecommendationFactory(country=office.country, text="Ratify the Rome Statute")


@pytest.fixture
def signed_in(client, office):
    def sign_in(role=Role.FOCAL_POINT, institution=office):
        client.force_login(person(role, institution))
        return client

    return sign_in


def text(response):
    return response.content.decode()


class TestTheList:
    def test_shows_the_own_state_with_its_work(self, signed_in, office, ministry, received):
        RecommendationWorkFactory(office=office, recommendation=received, lead=ministry)
        ReceivedRecommendationFactory(text="Something about another State")
        page = text(signed_in().get(reverse("received-list")))
        assert "Ratify the Rome Statute" in page
        assert "Ministry of Justice" in page
        assert "another State" not in page

    def test_another_states_list_shows_the_facts_and_no_work(self, signed_in, ministry):
        abroad = InstitutionFactory(name="Office abroad")
        other = ReceivedRecommendationFactory(country=abroad.country, text="Abroad they ask this")
        RecommendationWorkFactory(office=abroad, recommendation=other)
        page = text(signed_in().get(reverse("received-list"), {"state": abroad.country.code}))
        assert "Abroad they ask this" in page
        assert "Office abroad" not in page

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ({"prevention": "true"}, {"Ratify the Rome Statute"}),
            ({"position": "noted"}, {"Build schools"}),
            ({"q": "schools"}, {"Build schools"}),
            ({"theme": "education"}, {"Build schools"}),
            ({"unassigned": "true"}, {"Build schools"}),
            ({"status": "under_way"}, {"Ratify the Rome Statute"}),
            ({"mechanism": "treaty_body"}, set()),
        ],
    )
    def test_can_be_narrowed(self, signed_in, office, query, found):
        statute = ReceivedRecommendationFactory(
            country=office.country, text="Ratify the Rome Statute", prevention=True
        )
        ReceivedRecommendationFactory(
            country=office.country, text="Build schools", position="noted", tags=["education"]
        )
        RecommendationWorkFactory(office=office, recommendation=statute, status="under_way")
        page = text(signed_in().get(reverse("received-list"), query))
        assert {t for t in ("Ratify the Rome Statute", "Build schools") if t in page} == found

    def test_a_person_outweighs_the_rule(self, signed_in, office, received):
        RecommendationWorkFactory(
            office=office, recommendation=received, prevention=True, prevention_why="it does"
        )
        page = text(signed_in().get(reverse("received-list"), {"prevention": "true"}))
        assert "Ratify the Rome Statute" in page

    def test_turns_its_pages_by_place(self, signed_in, office, monkeypatch):
        monkeypatch.setattr(views, "PAGE", 2)
        for number in range(3):
            ReceivedRecommendationFactory(country=office.country, text=f"Ask number {number}")
        first = signed_in().get(reverse("received-list"))
        assert "Ask number 2" not in text(first)
        second = text(signed_in().get(reverse("received-list") + first.context["next_url"]))
        assert "Ask number 2" in second
        assert "Ask number 0" not in second


class TestOne:
    def test_shows_who_recommended_and_why_it_has_its_themes(self, signed_in, received):
        RecommendingStateFactory(recommendation=received, country=None, name="Freedonia")
        page = text(signed_in().get(received.get_absolute_url()))
        assert "Freedonia" in page
        assert "name not decided yet" in page
        assert "Rome Statute" in page

    def test_shows_abroad_only_what_is_approved_and_shared(self, signed_in, office, received):
        shared = {"visibility": "network", "approved_at": "2026-05-02T00:00Z"}
        facts = {"office": office, "recommendation": received}
        RecommendationProgressFactory(text="The bill passed.", **facts, **shared)
        RecommendationProgressFactory(text="Only for us.", **facts)
        abroad = InstitutionFactory()
        page = text(signed_in(Role.FOCAL_POINT, abroad).get(received.get_absolute_url()))
        assert "The bill passed." in page
        assert "Only for us." not in page


class TestTheWork:
    def test_is_assigned(self, signed_in, office, ministry, received):
        answer = signed_in().post(
            reverse("received-work", args=[received.pk]),
            {"lead": ministry.pk, "due_on": "2027-01-31", "note": "", "prevention": ""},
        )
        assert answer.status_code == 302
        with acting(SYSTEM):
            work = RecommendationWork.objects.select_related("lead", "recommendation").get()
        assert (work.lead, work.recommendation) == (ministry, received)
        assert work.due_set_at is not None

    def test_says_against_the_rule_only_with_a_reason(self, signed_in, received):
        url = reverse("received-work", args=[received.pk])
        assert signed_in().post(url, {"prevention": "no"}).status_code == 422
        answer = signed_in().post(url, {"prevention": "no", "prevention_why": "It is about tax."})
        assert answer.status_code == 302

    def test_is_assigned_for_several_at_once(self, signed_in, office, ministry):
        rows = [ReceivedRecommendationFactory(country=office.country) for _ in range(3)]
        foreign = ReceivedRecommendationFactory()
        picked = [str(each.pk) for each in (*rows, foreign)]
        signed_in().post(reverse("received-assign"), {"pick": picked, "lead": ministry.pk})
        with acting(SYSTEM):
            assert RecommendationWork.objects.filter(lead=ministry).count() == 3

    def test_is_reported_on_by_the_ministry_that_leads(self, signed_in, office, ministry, received):
        RecommendationWorkFactory(office=office, recommendation=received, lead=ministry)
        client = signed_in(Role.MINISTRY_OFFICER, ministry)
        answer = client.post(
            reverse("received-report", args=[received.pk]),
            {
                "status": "partly_done",
                "text": "The bill was tabled.",
                "effective_on": "2026-05-01",
                "visibility": "government",
            },
        )
        assert answer.status_code == 302, text(answer)
        with acting(SYSTEM):
            assert RecommendationWork.objects.get().status == "partly_done"

    def test_names_who_led_before_and_asks_no_more_than_any_page(
        self, signed_in, office, ministry, received
    ):
        work = RecommendationWorkFactory(office=office, recommendation=received, lead=office)
        with acting(SYSTEM, reason="moved"):
            work.lead = ministry
            work.save()
        client, url = signed_in(), received.get_absolute_url()
        client.get(url)
        with at_most(6):
            page = text(client.get(url))
        assert office.name in page
        assert ministry.name in page

    @pytest.mark.parametrize("is_lead", [True, False])
    def test_offers_a_report_to_the_ministry_that_leads_alone(
        self, signed_in, office, ministry, received, is_lead
    ):
        lead = ministry if is_lead else office
        RecommendationWorkFactory(office=office, recommendation=received, lead=lead)
        client = signed_in(Role.MINISTRY_OFFICER, ministry)
        assert client.get(received.get_absolute_url()).context["can_report"] is is_lead

    def test_is_not_reported_on_by_another_ministry(self, signed_in, office, ministry, received):
        RecommendationWorkFactory(office=office, recommendation=received)
        client = signed_in(Role.MINISTRY_OFFICER, ministry)
        assert client.get(reverse("received-report", args=[received.pk])).status_code == 403

    def test_keeps_the_newest_status_when_an_older_report_comes_late(
        self, signed_in, office, received
    ):
        url = reverse("received-report", args=[received.pk])
        for status, day in (("done", "2026-05-01"), ("planned", "2026-01-01")):
            given = {"status": status, "text": "x", "effective_on": day, "visibility": "government"}
            signed_in().post(url, given)
        with acting(SYSTEM):
            assert RecommendationWork.objects.get().status == "done"

    def test_is_approved_for_the_network(self, signed_in, office, received):
        report = RecommendationProgressFactory(office=office, recommendation=received)
        url = reverse("received-approve", args=[report.pk])
        assert signed_in().get(url).status_code == 200
        signed_in().post(url, {"visibility": "network", "version": report.version})
        with acting(SYSTEM):
            report = RecommendationProgress.objects.get()
        assert report.approved_at is not None
        assert report.visibility == "network"

    def test_is_approved_once(self, signed_in, office, received):
        report = RecommendationProgressFactory(
            office=office, recommendation=received, visibility="network"
        )
        url = reverse("received-approve", args=[report.pk])
        client = signed_in(Role.DEPUTY)
        client.post(url, {"visibility": "network", "version": report.version})
        late = client.post(url, {"visibility": "government", "version": report.version})
        assert late.status_code == 409
        assert "approved already" in text(client.get(url, follow=True))
        with acting(SYSTEM):
            assert RecommendationProgress.objects.get().visibility == "network"

    @pytest.mark.parametrize("name", ["received-approve", "received-share"])
    def test_is_not_kept_from_its_approver(self, signed_in, office, ministry, received, name):
        client = signed_in()
        for owner, offered in ((ministry, False), (office, True)):
            report = RecommendationProgressFactory(office=owner, recommendation=received)
            url = reverse(name, args=[report.pk])
            assert ("My office" in client.get(url).context["form"].as_div()) is offered
            given = {"visibility": "office", "version": report.version}
            assert client.post(url, given).status_code == (302 if offered else 422)


class TestFiles:
    @pytest.mark.usefixtures("states")
    def test_rows_without_a_recommending_state_are_listed_and_counted_apart(self, signed_in):
        batch = preview(as_csv(row("1.1", "Act [Freedonia]")))
        page = text(signed_in(Role.SECRETARIAT, None).get(batch.get_absolute_url()))
        assert "without a recommending State" in page
        assert "No recommending State is named" in page
        assert batch.counts["quarantined"] == 0

    @pytest.mark.usefixtures("states")
    def test_a_preview_waits_for_a_decision(self, signed_in):
        batch = preview(as_csv(row("1.1", "Act (Togo) (Freedonia)")))
        client = signed_in(Role.SECRETARIAT, None)
        page = text(client.get(batch.get_absolute_url()))
        assert "Nothing is written yet" in page
        assert "Bring it in" in page
        client.post(
            reverse("received-import-decide", args=[batch.pk]),
            {"take": "yes", "version": batch.version},
        )
        assert RecommendationImport.objects.get().status == "approved"
        assert not ReceivedRecommendation.objects.exists()

    @pytest.mark.usefixtures("states")
    def test_a_name_is_decided_on_its_page(self, signed_in, states):
        batch = preview(as_csv(row("1.1", "Act (Gold Coast)")))
        with acting(SYSTEM, reason="test"):
            from_preview = decide_import(actor=SYSTEM, batch=batch, take=True)
            work_on_import(actor=SYSTEM, batch=from_preview)
        client = signed_in(Role.SECRETARIAT, None)
        assert "Gold Coast" in text(client.get(reverse("received-names")))
        client.post(
            reverse("received-name-decide"),
            {"name": "Gold Coast", "participant": states["Ghana"].code, "note": ""},
        )
        assert "Being settled" in text(client.get(reverse("received-names")))
        alias = ParticipantAlias.objects.get()
        settle_name_task(str(alias.pk), client.session["_auth_user_id"])
        assert RecommendingState.objects.get().country == states["Ghana"]
        assert "Every State is known" in text(client.get(reverse("received-names")))
