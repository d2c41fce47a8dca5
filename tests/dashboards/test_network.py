"""The coordinator's view: what States share, all side by side, and nothing else."""

import datetime as dt

import pytest
from django.utils import timezone

from apps.appointments.selectors import Coverage
from apps.catalogue.models import Item
from apps.countries.models import Organisation, OrganisationMembership
from apps.dashboards.selectors import states_side_by_side, steps_matrix
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from focalpoint.ui.filters import active_chips
from tests.costs import at_most
from tests.factories import (
    ActionFactory,
    AppointmentFactory,
    AssessmentSnapshotFactory,
    FactorReratingFactory,
    InstitutionFactory,
    ItemFactory,
    MemberStateFactory,
    ProgressReportFactory,
    RiskFactorFactory,
    actor,
    person,
)

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 1)


@pytest.fixture
def coordinator():
    return actor(Role.COORDINATOR)


@pytest.fixture
def office():
    country = MemberStateFactory(name="Quentia", code="WQE", un_member_since=dt.date(2011, 7, 14))
    return InstitutionFactory(country=country)


@pytest.fixture
def step():
    return ItemFactory(code="R2013-A", label="(a)")


def seen(actor, as_of=TODAY):
    with acting(actor):
        states = states_side_by_side(actor, as_of, counts_actions=True)
        [state] = [each for each in states if each.code == "WQE"]
        return state, steps_matrix(actor, as_of, [state])


def test_only_approved_and_shared_reports_reach_the_network(coordinator, office, step):
    shared = {"office": office, "item": step, "approved_at": timezone.now()}
    ProgressReportFactory(**shared, visibility="network", effective_on=dt.date(2025, 1, 1))
    ProgressReportFactory(**shared, visibility="government", effective_on=dt.date(2026, 1, 1))
    ProgressReportFactory(
        office=office, item=step, visibility="network", effective_on=dt.date(2026, 2, 1)
    )
    state, matrix = seen(coordinator)
    assert matrix.reports[state.pk, step.pk].effective_on == dt.date(2025, 1, 1)


def test_the_matrix_can_be_asked_for_any_date(coordinator, office, step):
    for year, status in ((2014, "planned"), (2020, "done")):
        ProgressReportFactory(
            office=office,
            item=step,
            status=status,
            visibility="network",
            approved_at=timezone.now(),
            effective_on=dt.date(year, 6, 1),
        )
    state, matrix = seen(coordinator, dt.date(2019, 12, 31))
    assert matrix.reports[state.pk, step.pk].status == "planned"


def test_only_shared_assessments_and_actions_count(coordinator, office):
    AssessmentSnapshotFactory(office=office, visibility="government")
    ActionFactory(office=office, visibility="government")
    ActionFactory(office=office, visibility="network")
    ActionFactory(office=office, visibility="public", status="done")
    state, _matrix = seen(coordinator, timezone.localdate())
    assert state.assessed_at is None
    assert state.shared_actions == 1


def test_what_was_open_on_an_earlier_day_is_not_claimed(coordinator, office):
    ActionFactory(office=office, visibility="network")
    state, _matrix = seen(coordinator, timezone.localdate() - dt.timedelta(days=1))
    assert state.shared_actions is None


@pytest.mark.parametrize(
    ("zone", "now", "shared"),
    [
        # It is the first of May in Lima still, and the second in Auckland already.
        ("America/Lima", dt.datetime(2026, 5, 2, 3, tzinfo=dt.UTC), 1),
        ("Pacific/Auckland", dt.datetime(2026, 5, 1, 20, tzinfo=dt.UTC), None),
    ],
)
def test_a_day_has_passed_when_it_has_for_the_reader(
    coordinator, office, monkeypatch, zone, now, shared
):
    ActionFactory(office=office, visibility="network")
    monkeypatch.setattr(timezone, "now", lambda: now)
    with timezone.override(zone):
        state, _matrix = seen(coordinator, dt.date(2026, 5, 1))
    assert state.shared_actions == shared


def test_a_state_stands_there_from_the_day_on_which_it_joined(coordinator, office):
    with acting(coordinator):
        for day, number in ((13, 0), (14, 1)):
            states = states_side_by_side(coordinator, dt.date(2011, 7, day))
            assert len([state for state in states if state.code == "WQE"]) == number


def test_a_vacancy_is_derived_from_what_the_state_shares(coordinator, office):
    AppointmentFactory(
        office=office,
        visibility="network",
        starts_on=dt.date(2020, 1, 1),
        ends_on=dt.date(2024, 1, 1),
    )
    before, _ = seen(coordinator, dt.date(2023, 1, 1))
    after, _ = seen(coordinator)
    assert before.focal_point.coverage == Coverage.SERVING
    assert after.focal_point.coverage == Coverage.VACANT
    assert after.focal_point.since == dt.date(2024, 1, 2)


def test_a_state_sees_of_itself_what_the_network_sees(office, step):
    ProgressReportFactory(office=office, item=step)
    state, matrix = seen(actor(Role.FOCAL_POINT, office))
    assert (state.pk, step.pk) not in matrix.reports


def test_an_assessment_was_approved_on_the_day_of_its_own_capital(signed_in, step):
    state = MemberStateFactory(code="WQE", time_zone="Pacific/Auckland")
    # The first of February in Auckland.
    at = dt.datetime(2023, 1, 31, 12, tzinfo=dt.UTC)
    office = InstitutionFactory(country=state)
    AssessmentSnapshotFactory(office=office, visibility="network", approved_at=at)
    [group] = signed_in.get("/network/").context["matrix"].groups
    cell = group.rows[0].cells[2]
    assert (cell.symbol, cell.words) == ("2023-02", "2023-02, Approved 1 February 2023")


@pytest.fixture
def signed_in(client):
    client.force_login(person(Role.COORDINATOR))
    return client


# The actor costs two more (user and memberships): six at most in all.
@pytest.mark.parametrize(
    ("path", "budget"),
    [
        ("/network/", 3),
        ("/network/treaties/", 4),
        ("/network/?since=2020-01-01", 4),
        ("/network/treaties/?since=2020-01-01", 4),
        ("/network/assessments/", 3),
        ("/network/engagement/", 2),
        ("/network/assessments/?since=2020-01-01", 4),
        ("/network/engagement/?since=2020-01-01", 3),
        ("/network/map/", 3),
        ("/network/focal-points/", 1),
    ],
)
def test_the_number_of_queries_does_not_grow_with_the_states(signed_in, path, budget, step):
    for _ in range(20):
        InstitutionFactory(country=MemberStateFactory())
    signed_in.get(path)
    with at_most(budget):
        assert signed_in.get(path).status_code == 200


def test_training_states_stand_in_a_group_of_their_own(signed_in, office, step):
    InstitutionFactory(country__name="Aravia", country__code="XAA")
    page = signed_in.get("/network/").content.decode()
    assert page.index("Training States") < page.index("Aravia") < page.index("Quentia")


def test_filters_live_in_the_url(signed_in, office, step):
    MemberStateFactory(name="Otherland", code="WOT", regional_group="WEOG")
    page = signed_in.get("/network/?group=WEOG").content.decode()
    assert "Otherland" in page
    assert "Quentia" not in page
    assert "No State fits" in signed_in.get("/network/?q=nowhere").content.decode()


def test_an_organisation_that_is_chosen_is_named(signed_in, office, step):
    with acting(SYSTEM, reason="test set-up"):
        union = Organisation.objects.create(code="AU", name="African Union")
        OrganisationMembership.objects.create(organisation=union, country=office.country)
    MemberStateFactory(name="Otherland", code="WOT")
    page = signed_in.get("/network/?organisation=AU")
    assert "African Union" in [
        chip.value for chip in active_chips(page.context["filter"], page.wsgi_request.GET)
    ]
    assert [state.code for state in page.context["states"]] == ["WQE"]


def test_one_state_shows_only_what_it_shares(signed_in, office, step):
    ActionFactory(office=office, title="Hidden work")
    ActionFactory(office=office, title="Shared work", visibility="network")
    page = signed_in.get("/network/states/WQE/").content.decode()
    assert "Shared work" in page
    assert "Hidden work" not in page


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.FOCAL_POINT])
def test_one_state_says_what_it_judged_anew_since_its_assessment(client, office, step, role):
    shared = {"office": office, "visibility": "network"}
    factor, kept, former = (RiskFactorFactory() for _ in range(3))
    at = dt.datetime(2026, 1, 15, 12, tzinfo=dt.UTC)
    snapshot = AssessmentSnapshotFactory(**shared, approved_at=at)
    told = {**shared, "shared_at": timezone.now()}
    FactorReratingFactory(**told, factor=factor, level="moderate")
    FactorReratingFactory(**told, factor=factor, effective_on=dt.date(2026, 5, 1))
    FactorReratingFactory(**told, factor=former, effective_on=dt.date(2026, 1, 14))
    FactorReratingFactory(office=office, factor=kept)
    client.force_login(person(role, office if role == Role.FOCAL_POINT else None))
    page = client.get("/network/states/WQE/")
    assert snapshot.get_absolute_url() in page.text
    assert "Re-rated since" in page.text
    rerated = page.context["shared"].rerated
    assert [(each.factor, each.level_words, each.on) for each in rerated] == [
        (str(factor), "High", dt.date(2026, 5, 1))
    ]


def test_a_ministry_officer_has_no_business_here(client):
    client.force_login(person(Role.MINISTRY_OFFICER))
    assert client.get("/network/").status_code == 403


def test_the_seven_steps_are_the_columns(signed_in, step):
    assert Item.objects.count() == 1
    assert signed_in.get("/network/").context["matrix"].columns[0].label == "(a)"
