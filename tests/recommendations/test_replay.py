"""Random histories, written by the services: the as-of answer equals a replay of the log."""

import datetime as dt
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.recommendations.models import ProgressReport, ProgressStatus
from apps.recommendations.selectors import own_progress, progress_on
from apps.recommendations.services import approve_progress, report_progress, share_progress
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM, Actor
from focalpoint.roles import Role
from focalpoint.visibility import NETWORK_LEVELS, Visibility
from tests.factories import InstitutionFactory, ItemFactory, actor

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

FIRST, LENGTH = dt.date(2026, 1, 1), 8
# Capitals of which one begins its day a whole day before the other.
ZONES = ("Pacific/Kiritimati", "Pacific/Pago_Pago")
levels = st.sampled_from(Visibility.values)
steps = st.one_of(
    st.tuples(
        st.just("report"),
        st.integers(0, 1),
        st.integers(0, 1),
        st.integers(0, LENGTH),
        st.sampled_from(ProgressStatus.values),
        levels,
        st.booleans(),
    ),
    st.tuples(st.just("approve"), st.integers(0, 20), st.none() | levels),
    st.tuples(st.just("share"), st.integers(0, 20), levels),
)


class History:
    """Two States that report on two items, approve, and let more people read or fewer."""

    def __init__(self) -> None:
        self.offices = [InstitutionFactory(country__time_zone=zone) for zone in ZONES]
        self.people: list[Actor] = [actor(Role.FOCAL_POINT, office) for office in self.offices]
        self.items = [ItemFactory(code=f"R2013-{c}", order=n) for n, c in enumerate("AB")]
        self.made: list[tuple[Actor, ProgressReport]] = []

    def take(self, step: tuple[Any, ...]) -> None:
        kind, number, *rest = step
        if kind == "report":
            self._report(number, *rest)
        elif self.made:
            person, made = self.made[number % len(self.made)]
            with acting(person):
                report = ProgressReport.objects.get(pk=made.pk)
                if kind == "approve":
                    approve_progress(actor=person, report=report, visibility=rest[0])
                else:
                    share_progress(actor=person, report=report, visibility=rest[0])

    def _report(
        self, state: int, item: int, day: int, status: str, visibility: str, approve: bool
    ) -> None:
        person = self.people[state]
        with acting(person):
            report = report_progress(
                actor=person,
                country=self.offices[state].country,
                item=self.items[item],
                status=status,
                narrative="As it stands.",
                effective_on=FIRST + dt.timedelta(days=day),
                visibility=visibility,
                approve=approve,
            )
        self.made.append((person, report))


def replayed() -> list[Any]:
    """Each report as the log leaves it, in the order in which they hold."""
    log = apps.get_model("recommendations", "ProgressReportEvent").objects
    with acting(SYSTEM):
        last = {entry.pgh_obj_id: entry for entry in log.order_by("pgh_id")}
    return sorted(last.values(), key=lambda entry: (entry.effective_on, entry.pgh_obj_id))


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(steps, max_size=16))
def test_every_day_answers_as_a_replay_does(done: list[tuple[Any, ...]]) -> None:
    with transaction.atomic():
        history = History()
        for step in done:
            history.take(step)
        log = replayed()
        days = [FIRST + dt.timedelta(days=day) for day in range(-1, LENGTH + 2)]
        countries = [office.country for office in history.offices]
        found = progress_on(days, countries, actor(Role.COORDINATOR), items=history.items)
        for day, cells in zip(days, found, strict=True):
            said = [entry for entry in log if entry.effective_on <= day]
            told = {
                (entry.country_id, entry.item_id): entry.pgh_obj_id
                for entry in said
                if entry.approved_at and entry.visibility in NETWORK_LEVELS
            }
            assert {cell: progress.report_id for cell, progress in cells.items()} == told
            for country, person in zip(countries, history.people, strict=True):
                with acting(person):
                    own = own_progress(country, day, person, items=history.items)
                latest = {step.item.pk: step.latest.report_id for step in own if step.latest}
                assert latest == {
                    e.item_id: e.pgh_obj_id for e in said if e.country_id == country.pk
                }
        transaction.set_rollback(True)
