"""Random histories, written by the services: the as-of answer equals a replay of the log."""

import datetime as dt
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.catalogue.models import Item
from apps.catalogue.selectors import with_mapped
from apps.recommendations.models import ProgressReport, ProgressStatus
from apps.recommendations.selectors import Progress, own_progress, progress_on
from apps.recommendations.services import approve_progress, report_progress, share_progress
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM, Actor
from focalpoint.roles import Role
from focalpoint.visibility import NETWORK_LEVELS, Visibility
from tests.factories import (
    FrameworkFactory,
    InstitutionFactory,
    ItemFactory,
    ItemMappingFactory,
    actor,
)

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

FIRST, LENGTH = dt.date(2026, 1, 1), 8
# Capitals of which one begins its day a whole day before the other.
ZONES = ("Pacific/Kiritimati", "Pacific/Pago_Pago")
levels = st.sampled_from(Visibility.values)
steps = st.one_of(
    st.tuples(
        st.just("report"),
        st.integers(0, 1),
        st.integers(0, 3),
        st.integers(0, LENGTH),
        st.sampled_from(ProgressStatus.values),
        levels,
        st.booleans(),
    ),
    st.tuples(st.just("approve"), st.integers(0, 20), st.none() | levels),
    st.tuples(st.just("share"), st.integers(0, 20), levels),
)


class History:
    """Two States that report on four items, approve, and let more people read or fewer.

    Two items are of one framework, two of another; ``pairs`` of their places are mapped.
    """

    def __init__(self, pairs: set[tuple[int, int]]) -> None:
        self.offices = [InstitutionFactory(country__time_zone=zone) for zone in ZONES]
        self.people: list[Actor] = [actor(Role.FOCAL_POINT, office) for office in self.offices]
        self.items = [ItemFactory(code=f"R2013-{c}", order=n) for n, c in enumerate("AB")]
        other = FrameworkFactory(code="R2015", edition="2015")
        self.items += [
            ItemFactory(framework=other, code=f"R2015-{c}", order=n) for n, c in enumerate("12")
        ]
        self.mapped: dict[Any, set[Any]] = {item.pk: set() for item in self.items}
        for one, another in pairs:
            source, target = self.items[one], self.items[another]
            ItemMappingFactory(source=source, target=target)
            # Within one framework a mapping answers nothing.
            if source.framework_id != target.framework_id:
                self.mapped[source.pk].add(target.pk)
                self.mapped[target.pk].add(source.pk)
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

    def answered(self, said: dict[tuple[Any, Any], Any]) -> dict[tuple[Any, Any], Any]:
        """Which entry answers each item of each State: its own, else the newest mapped one."""
        found = {}
        for office in self.offices:
            for item in self.items:
                mapped = [said.get((office.country_id, pk)) for pk in self.mapped[item.pk]]
                entry = said.get((office.country_id, item.pk)) or max(
                    filter(None, mapped),
                    key=lambda each: (each.effective_on, each.pgh_obj_id),
                    default=None,
                )
                if entry:
                    found[office.country_id, item.pk] = entry
        return found


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
@given(
    st.lists(steps, max_size=16),
    st.sets(st.tuples(st.integers(0, 3), st.integers(0, 3)).filter(lambda pair: len({*pair}) == 2)),
)
def test_every_day_answers_as_a_replay_does(
    done: list[tuple[Any, ...]], pairs: set[tuple[int, int]]
) -> None:
    with transaction.atomic():
        history = History(pairs)
        for step in done:
            history.take(step)
        log = replayed()
        items = list(with_mapped(Item.objects.all()))
        days = [FIRST + dt.timedelta(days=day) for day in range(-1, LENGTH + 2)]
        countries = [office.country for office in history.offices]
        found = progress_on(days, countries, actor(Role.COORDINATOR), items=items)
        for day, cells in zip(days, found, strict=True):
            said = [entry for entry in log if entry.effective_on <= day]
            shared = history.answered(
                {
                    (entry.country_id, entry.item_id): entry
                    for entry in said
                    if entry.approved_at and entry.visibility in NETWORK_LEVELS
                }
            )
            assert told(cells) == expected(shared)
            own = history.answered({(entry.country_id, entry.item_id): entry for entry in said})
            for country, person in zip(countries, history.people, strict=True):
                with acting(person):
                    rows = own_progress(country, day, person, items=items)
                latest = {(country.pk, row.item.pk): row.latest for row in rows if row.latest}
                here = {cell: entry for cell, entry in own.items() if cell[0] == country.pk}
                assert told(latest) == expected(here)
        transaction.set_rollback(True)


def told(cells: dict[tuple[Any, Any], Progress]) -> dict[tuple[Any, Any], Any]:
    """Each cell's report, and the item that it is on where that is another."""
    return {
        cell: (said.report_id, said.answer.item_id if said.answer else None)
        for cell, said in cells.items()
    }


def expected(entries: dict[tuple[Any, Any], Any]) -> dict[tuple[Any, Any], Any]:
    return {
        cell: (entry.pgh_obj_id, None if entry.item_id == cell[1] else entry.item_id)
        for cell, entry in entries.items()
    }
