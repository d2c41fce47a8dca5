"""The annual report: counted, cited, small groups kept back, training States in no count."""

import datetime as dt
from itertools import product
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from apps.recommendations.selectors import steps
from apps.reports.drafting.groups import FEWEST, kept_back
from apps.reports.selectors import marks_in, parts_of
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM, Actor
from tests import factories as f
from tests.reports.conftest import begun

pytestmark = pytest.mark.django_db


def reporting(number: int) -> list[Any]:
    """Member States that share an approved report on a step."""
    step: Any = f.ItemFactory(code="R2013-A", label="(a)", kind="step", framework__code="R2013")
    return [reported(f.MemberStateFactory(), step) for _each in range(number)]


def reported(country: Any, step: Any) -> Any:
    return f.ProgressReportFactory(
        office=f.InstitutionFactory(country=country),
        item=step,
        effective_on=dt.date(2026, 2, 1),
        approved_at=dt.datetime(2026, 2, 2, tzinfo=dt.UTC),
        visibility="network",
    )


def parts(document: Any, actor: Actor) -> dict[str, Any]:
    with acting(actor):
        return {part.code: part for part in parts_of(document, actor)}


def test_it_counts_what_member_states_approved_and_shared(coordinator: Actor) -> None:
    made = reporting(2)
    reported(f.CountryFactory(), made[0].item)
    with acting(coordinator):
        assert [item.code for item in steps()] == ["R2013-A"]
    document = begun(coordinator, "annual_report")
    found = parts(document, coordinator)
    assert "2 of 2 Member States share" in found["steps"].text
    [table] = found["steps"].tables
    assert table["rows"][0][1:] == ["2", "2", "0", "0"]
    assert not any(part.is_waiting or part.has_failed for part in found.values())


def test_every_figure_has_its_day_and_its_source(coordinator: Actor) -> None:
    reporting(1)
    f.TreatyActionFactory(country=f.MemberStateFactory(), date=dt.date(2026, 2, 1))
    found = parts(begun(coordinator, "annual_report"), coordinator)
    for part in found.values():
        known = {source["mark"] for source in part.drafted["sources"]}
        for entry in (*part.tables, *part.charts):
            assert entry["marks"]
            assert entry["as_of"] == "2026-03-31"
        used = marks_in(part.text).union(
            *(marks_in(" ".join(entry["marks"])) for entry in (*part.tables, *part.charts))
        )
        assert used <= known
        assert all(source["as_of"] and source["source"] for source in part.sources)
    assert found["treaties"].tables
    assert found["treaties"].charts


@pytest.mark.parametrize(("reaches", "told"), [("2026-02-20", "+1"), ("2025-01-31", "Unknown")])
def test_what_came_after_the_end_of_the_record_is_not_told_as_no_change(
    coordinator: Actor, reaches: str, told: str
) -> None:
    known = dt.date.fromisoformat(reaches)
    f.TreatyActionFactory(country=f.MemberStateFactory(), date=known, source_as_of=known)
    [table] = parts(begun(coordinator, "annual_report"), coordinator)["treaties"].tables
    assert [row[3] for row in table["rows"]] == [told]


def test_for_the_public_only_public_records_count(coordinator: Actor) -> None:
    made = reporting(2)
    with acting(SYSTEM, reason="test"):
        type(made[0]).objects.filter(pk=made[0].pk).update(visibility="public")
    found = parts(begun(coordinator, "annual_report", audience="public"), coordinator)
    assert "1 of 2 Member States share" in found["steps"].text
    assert len(found["steps"].drafted["left_out"]) == 1


@example({"A": 3, "B": 0, "C": 0})
@example({"A": 1, "B": 1, "C": 9})
@example({"A": 4, "B": 4, "C": 9})
@example({"A": 3, "B": 7, "C": 9})
@given(st.dictionaries(st.sampled_from(["A", "B", "C", "D", "E"]), st.integers(0, 60), min_size=1))
def test_a_small_group_is_never_told_and_never_worked_out(numbers: dict[str, int]) -> None:
    shown = kept_back(numbers)
    small = {code for code, number in numbers.items() if 0 < number < FEWEST}
    hidden = {code for code in numbers if shown[code] != str(numbers[code])}
    assert small <= hidden
    # The sum of all is told elsewhere, and so what is hidden together. Where all is, there is no
    # more to hide.
    if small and hidden != set(numbers):
        together = sum(numbers[code] for code in hidden)
        assert together >= FEWEST
        guesses = product(range(1, FEWEST), repeat=len(hidden))
        assert sum(sum(guess) == together for guess in guesses) != 1
