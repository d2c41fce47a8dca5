"""Populations at risk: seen by those named, by nobody else, by row-level security alone."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse

from apps.assessments.population_models import PopulationAtRisk, PopulationLook
from apps.assessments.populations.services import add_population, change_population, name_readers
from apps.assessments.services import approve_assessment, submit_assessment
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.history import history_of
from focalpoint.roles import Role
from focalpoint.scope import scope_filter
from tests.assessments.test_pages import browser, read
from tests.factories import InstitutionFactory, actor

pytestmark = pytest.mark.django_db

MARK = "quartzite herders"


@pytest.fixture
def population(draft, official):
    return add_population(
        actor=official,
        assessment=draft,
        fields={"name": MARK, "why": "Grazing land is fought over.", "factors": ["RF1"]},
    )


def name(who, population, readers, audience="named", reason="Works on protection"):
    return name_readers(
        actor=who,
        population=population,
        readers=[each.user_id for each in readers],
        audience=audience,
        reason=reason,
        version=population.version,
    )


def sees(who, model=PopulationAtRisk):
    """Whether a person reads it; the database alone and the application must agree."""
    with acting(who):
        alone = model.objects.exists()
        assert model.objects.filter(scope_filter(model, who)).exists() == alone
    return alone


class TestWhoSees:
    def test_who_named_it_the_focal_point_and_the_deputy(
        self, population, official, focal_point, deputy
    ):
        assert all(sees(who) for who in (official, focal_point, deputy))

    def test_nobody_else(self, population, office, ministry, coordinator):
        others = [
            actor(Role.OFFICIAL, office),
            actor(Role.AUDITOR, office),
            actor(Role.MINISTRY_OFFICER, ministry),
            actor(Role.CONTRIBUTOR, office),
            actor(Role.FOCAL_POINT, InstitutionFactory()),
            actor(Role.SECRETARIAT),
            actor(Role.AUDITOR),
            coordinator,
        ]
        for who in others:
            assert not sees(who)
            with acting(who):
                assert not PopulationAtRisk.pgh_event_model.objects.exists()

    def test_whoever_is_named_as_long_as_they_are(self, population, official, ministry):
        named = actor(Role.MINISTRY_OFFICER, ministry)
        opened = name(official, population, [official, named])
        assert sees(named)
        name(official, opened, [official], reason="Moved on")
        assert not sees(named)
        with acting(named):
            assert not PopulationAtRisk.pgh_event_model.objects.exists()

    def test_the_office_where_the_level_says_so(self, population, official, office, ministry):
        colleague = actor(Role.OFFICIAL, office)
        name(official, population, [official], audience="office")
        assert sees(colleague)
        assert not sees(actor(Role.MINISTRY_OFFICER, ministry))

    def test_who_is_named_abroad_sees_nothing(self, population):
        abroad = actor(Role.FOCAL_POINT, InstitutionFactory())
        with acting(SYSTEM, reason="a mistake"):
            PopulationAtRisk.objects.update(readers=[abroad.user_id])
        assert not sees(abroad)

    def test_who_does_not_see_it_changes_nothing(self, population, office):
        stranger = actor(Role.OFFICIAL, office)
        with acting(stranger, reason="attack"):
            assert PopulationAtRisk.objects.update(readers=[stranger.user_id]) == 0

    def test_nobody_hides_one_from_themselves(self, population, official, deputy):
        with pytest.raises(PermissionDenied):
            name(official, population, [deputy])
        assert sees(official)


class TestNaming:
    def test_the_history_says_who_may_see_it_and_why(self, population, official, ministry):
        named = actor(Role.MINISTRY_OFFICER, ministry)
        name(official, population, [official, named])
        with acting(official):
            entry = history_of(population)[0]
        assert entry.reason == "Works on protection"
        assert any(named.name in change.after for change in entry.changes)

    def test_it_needs_a_reason_and_people_of_the_government(self, population, official):
        with pytest.raises(ValidationError):
            name(official, population, [official], reason=" ")
        with pytest.raises(ValidationError):
            name(official, population, [actor(Role.FOCAL_POINT, InstitutionFactory())])

    def test_named_for_reading_is_not_for_writing(self, population, official, ministry):
        named = actor(Role.MINISTRY_OFFICER, ministry)
        opened = name(official, population, [official, named])
        with pytest.raises(PermissionDenied):
            change_population(
                actor=named, population=opened, changes={"why": "x"}, version=opened.version
            )

    def test_factors_are_those_of_the_framework(self, draft, official):
        with pytest.raises(ValidationError):
            add_population(
                actor=official, assessment=draft, fields={"name": "N", "factors": ["RF99"]}
            )


class TestPages:
    def url(self, population, page="detail"):
        return reverse(f"population-{page}", args=[population.pk])

    def test_the_list_names_those_that_the_reader_may_see(self, population, official, office):
        page = reverse("assessment-populations", args=[population.assessment.reference])
        assert MARK in browser(official).get(page).text
        other = browser(actor(Role.OFFICIAL, office)).get(page)
        assert other.status_code == 200
        assert MARK not in other.text

    def test_one_is_added_changed_and_opened(self, draft, official, ministry):
        client = browser(official)
        page = client.post(
            reverse("population-create", args=[draft.reference]),
            {"name": "Herders", "why": "<script>alert(1)</script>", "factors": ["RF2"]},
            follow=True,
        )
        made = read(PopulationAtRisk, name="Herders")
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        sent = {"name": "Herders of the north", "version": made.version}
        assert client.post(self.url(made, "update"), sent).status_code == 302
        made = read(PopulationAtRisk, pk=made.pk)
        named = actor(Role.MINISTRY_OFFICER, ministry)
        sent = {
            "audience": "named",
            "readers": [official.user_id, named.user_id],
            "reason": "Works on protection",
            "version": made.version,
        }
        assert client.post(self.url(made, "readers"), sent).status_code == 302
        # The one who is named sees the page, though not the assessment.
        page = browser(named).get(self.url(made))
        assert page.status_code == 200
        assert "Herders of the north" in page.text
        assert draft.reference not in page.text

    def test_each_look_is_written_down_and_stays(self, population, official, focal_point):
        for who in (official, focal_point):
            for page in ("detail", "update"):
                assert browser(who).get(self.url(population, page)).status_code == 200
        with acting(official, reason="attack"):
            seen = PopulationLook.objects.filter(population=population)
            assert seen.filter(user_id=focal_point.user_id).count() == 2
            for change in (seen.delete, lambda: seen.update(user_id=official.user_id)):
                with pytest.raises(DatabaseError), transaction.atomic():
                    change()
        assert "Who has looked" in browser(official).get(self.url(population)).text

    def test_an_auditor_who_is_named_looks_and_is_written_down(self, population, official, office):
        auditor = actor(Role.AUDITOR, office)
        name(official, population, [official, auditor])
        assert browser(auditor).get(self.url(population)).status_code == 200
        with acting(SYSTEM):
            assert PopulationLook.objects.get().user_id == auditor.user_id

    def test_who_may_not_see_it_is_not_told_that_it_is_there(self, population, office):
        client = browser(actor(Role.OFFICIAL, office))
        for page in ("detail", "update", "readers"):
            assert client.get(self.url(population, page)).status_code == 404
        with acting(SYSTEM):
            assert not PopulationLook.objects.exists()


def test_nothing_of_it_is_approved(population, rated, official, focal_point):
    submitted = submit_assessment(actor=official, assessment=rated)
    snapshot = approve_assessment(actor=focal_point, assessment=submitted)
    assert MARK not in str(snapshot.content)
