"""The annual report: counted, cited, small groups kept back, training States in no count."""

import datetime as dt
from itertools import product
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import ValidationError
from hypothesis import example, given
from hypothesis import strategies as st

from apps.appointments.models import ReportedFocalPoint
from apps.appointments.publicity_models import PublicPage
from apps.recommendations.selectors import steps
from apps.reports.approving import share_version
from apps.reports.drafting.groups import (
    FEWEST,
    is_told,
    kept_back,
    lines_kept_back,
    overlapping_kept_back,
)
from apps.reports.selectors import marks_in, parts_of
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM, Actor
from tests import factories as f
from tests.reports.conftest import approved, begun

pytestmark = pytest.mark.django_db

APPROVED = dt.datetime(2026, 2, 2, tzinfo=dt.UTC)


def reporting(number: int) -> list[Any]:
    """Member States that share an approved report on a step."""
    step: Any = f.ItemFactory(code="R2013-A", label="(a)", kind="step", framework__code="R2013")
    return [reported(f.MemberStateFactory(), step) for _each in range(number)]


def reported(country: Any, step: Any, on: dt.date = dt.date(2026, 2, 1)) -> Any:
    return f.ProgressReportFactory(
        office=f.InstitutionFactory(country=country),
        item=step,
        effective_on=on,
        approved_at=dt.datetime(2026, 2, 2, tzinfo=dt.UTC),
        visibility="network",
    )


def parts(document: Any, actor: Actor) -> dict[str, Any]:
    with acting(actor):
        return {part.code: part for part in parts_of(document, actor)}


def test_it_counts_what_member_states_approved_and_shared(coordinator: Actor) -> None:
    made = reporting(6)
    reported(f.CountryFactory(), made[0].item)
    with acting(coordinator):
        assert [item.code for item in steps()] == ["R2013-A"]
    document = begun(coordinator, "annual_report")
    found = parts(document, coordinator)
    assert "6 of 6 Member States share" in found["steps"].text
    [table] = found["steps"].tables
    assert table["rows"][0][1:] == ["6", "6", "0", "0"]
    assert not any(part.is_waiting or part.has_failed for part in found.values())


@pytest.mark.parametrize(
    ("on", "told"), [(dt.date(2014, 6, 16), True), (dt.date(2026, 4, 1), False)]
)
def test_what_a_source_says_is_cited_with_the_day_of_the_source(
    coordinator: Actor, on: dt.date, told: bool
) -> None:
    with acting(SYSTEM, reason="test"):
        ReportedFocalPoint.objects.create(
            country=f.MemberStateFactory(),
            appointed=True,
            source="Joint statement",
            as_of=on,
            confidence="medium",
        )
    part = parts(begun(coordinator, "annual_report"), coordinator)["members"]
    cited = [each["as_of"] for each in part.sources if each["title"] == "Joint statement"]
    assert cited == ([on.isoformat()] if told else [])
    assert ("Of 1 more, a published source" in part.text) == told


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
    made = reporting(6)
    set_levels(made[1:], "public")
    for each in made:
        f.OpenPublicPageFactory(office=each.office)
    found = parts(begun(coordinator, "annual_report", audience="public"), coordinator)
    assert "5 of 6 Member States share" in found["steps"].text
    assert len(found["steps"].drafted["left_out"]) == 1


def set_levels(records: list[Any], level: str) -> None:
    with acting(SYSTEM, reason="test"):
        rows = type(records[0]).objects.filter(pk__in=[each.pk for each in records])
        rows.update(visibility=level)


class TestPagesThatAreOff:
    """What the network writes for the public says nothing of a State whose public page is off."""

    @pytest.fixture
    def states(self) -> list[Any]:
        """Seven Member States, of which the last one keeps its page off."""
        found = [f.MemberStateFactory() for _each in range(7)]
        for state in found[:6]:
            f.OpenPublicPageFactory(office=f.InstitutionFactory(country=state))
        f.PublicPageFactory(office=f.InstitutionFactory(country=found[6]))
        return found

    @pytest.mark.parametrize(("audience", "number"), [("public", 6), ("network", 7)])
    def test_it_is_not_counted(
        self, coordinator: Actor, states: list[Any], audience: str, number: int
    ) -> None:
        public = {"visibility": "public"}
        step: Any = f.ItemFactory(code="R2013-A", label="(a)", kind="step", framework__code="R2013")
        day = {"starts_on": dt.date(2026, 3, 12)}
        meeting = f.GatheringFactory(is_training=False, **day)
        attended = {"gathering": meeting, "presence": "attended", **day}
        set_levels([reported(state, step) for state in states], "public")
        for factory, values in (
            (f.AssessmentSnapshotFactory, {}),
            (f.LessonFactory, {}),
            (f.PartnershipFactory, {}),
            (f.TrainingFactory, {"starts_on": dt.date(2026, 2, 1)}),
            (f.ParticipationFactory, attended),
        ):
            shared(factory, states, **{**values, **public})
        for state in states:
            f.AppointmentFactory(office=f.InstitutionFactory(country=state), **public)
        document = begun(coordinator, "annual_report", audience=audience)
        found = parts(document, coordinator)
        for code, words in {
            "members": "{} Member States shared that a focal point serves",
            "steps": "{} of 7 Member States share",
            "assessments": "{} Member States share an approved national assessment",
            "meetings": "{} Member States share that they took part",
            "trainings": "Member States share {} trainings",
            "partnerships": "{} partnerships that Member States share",
            "lessons": "shared {} lessons",
        }.items():
            assert words.format(number) in found[code].text
            left_out = found[code].drafted["left_out"]
            assert bool(left_out) is (audience == "public")

    def test_it_is_not_named(self, coordinator: Actor, states: list[Any]) -> None:
        shared(f.LessonFactory, states, visibility="public")
        document = begun(coordinator, "annual_report", audience="public")
        text = parts(document, coordinator)["lessons"].text
        assert [str(state) in text for state in states] == [True] * 6 + [False]

    def test_one_that_is_turned_off_stands_in_the_way_of_approval(
        self, coordinator: Actor, states: list[Any]
    ) -> None:
        shared(f.LessonFactory, states, visibility="public")
        document = begun(coordinator, "annual_report", audience="public")
        version = approved(coordinator, document)
        other = begun(coordinator, "annual_report", audience="public")
        with acting(SYSTEM, reason="test"):
            PublicPage.objects.filter(country=states[0]).update(visibility="government")
        with acting(coordinator), pytest.raises(ValidationError, match="not open to these readers"):
            share_version(
                actor=coordinator, record=version, visibility="public", reason="All may read it."
            )
        with pytest.raises(ValidationError, match="not open to these readers any more"):
            approved(coordinator, other)


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


def shared(factory: Any, states: list[Any], **values: Any) -> None:
    """A record of each of the States that the network reads."""
    for state in states:
        office = f.InstitutionFactory(country=state)
        factory(office=office, **{"visibility": "network", "approved_at": APPROVED, **values})


@pytest.fixture
def members() -> list[Any]:
    return [f.MemberStateFactory() for _each in range(7)]


class TestWhatFewShare:
    """A figure of fewer than five States is kept back, and what would give it away."""

    def test_a_step_that_few_report_on(self, coordinator: Actor) -> None:
        made = reporting(6)
        second = f.ItemFactory(code="R2013-B", label="(b)", kind="step", framework__code="R2013")
        for each in made[:2]:
            reported(each.country, second)
        found = parts(begun(coordinator, "annual_report"), coordinator)["steps"]
        first, other = found.tables[0]["rows"]
        assert first[1:] == ["6", "6", "0", "0"]
        assert other[1:] == ["kept back", "kept back", "0", "0"]
        assert "kept back" in found.text

    def test_of_a_step_the_ages_that_follow_from_the_rest(self, coordinator: Actor) -> None:
        step = reporting(5)[0].item
        reported(f.MemberStateFactory(), step, on=dt.date(2020, 1, 1))
        [row] = parts(begun(coordinator, "annual_report"), coordinator)["steps"].tables[0]["rows"]
        assert row[1:] == ["6", "kept back", "0", "kept back"]

    def test_where_few_report_at_all(self, coordinator: Actor) -> None:
        reporting(2)
        found = parts(begun(coordinator, "annual_report"), coordinator)["steps"]
        assert "Fewer than 5 of 2 Member States share" in found.text
        assert found.tables[0]["rows"][0][1:] == ["kept back", "kept back", "0", "0"]

    @pytest.mark.parametrize("part", ["trainings", "partnerships"])
    def test_a_topic_of_few_and_the_one_that_gives_it_away(
        self, coordinator: Actor, members: list[Any], part: str
    ) -> None:
        factory = {"trainings": f.TrainingFactory, "partnerships": f.PartnershipFactory}[part]
        shared(factory, members, topic="security")
        shared(factory, members[:6], topic="early_warning")
        shared(factory, members[:1], topic="hate_speech")
        found = parts(begun(coordinator, "annual_report"), coordinator)[part]
        rows = {row[0]: row[1:3] for row in found.tables[0]["rows"]}
        assert sorted(rows.values()) == [["7", "7"], ["kept back"] * 2, ["kept back"] * 2]
        assert "14 " in found.text

    @pytest.mark.parametrize("part", ["trainings", "partnerships"])
    def test_topics_of_many_are_told(
        self, coordinator: Actor, members: list[Any], part: str
    ) -> None:
        factory = {"trainings": f.TrainingFactory, "partnerships": f.PartnershipFactory}[part]
        shared(factory, members[:5], topic="security")
        found = parts(begun(coordinator, "annual_report"), coordinator)[part]
        assert [row[1:3] for row in found.tables[0]["rows"]] == [["5", "5"]]

    @pytest.mark.parametrize("part", ["trainings", "partnerships"])
    def test_where_few_share_any_nothing_is_told(
        self, coordinator: Actor, members: list[Any], part: str
    ) -> None:
        factory = {"trainings": f.TrainingFactory, "partnerships": f.PartnershipFactory}[part]
        for _each in range(6):
            shared(factory, members[:1], topic="security")
        found = parts(begun(coordinator, "annual_report"), coordinator)[part]
        assert not found.tables
        assert "Fewer than 5 Member States" in found.text
        assert "6" not in found.text

    def test_how_many_partnerships_are_new_where_few_are(
        self, coordinator: Actor, members: list[Any]
    ) -> None:
        shared(f.PartnershipFactory, members)
        shared(f.PartnershipFactory, members[:2], starts_on=dt.date(2026, 2, 1))
        found = parts(begun(coordinator, "annual_report"), coordinator)["partnerships"]
        assert "began in the period" not in found.text

    def test_how_many_partnerships_are_new_where_none_or_many_are(
        self, coordinator: Actor, members: list[Any]
    ) -> None:
        shared(f.PartnershipFactory, members)
        before = parts(begun(coordinator, "annual_report"), coordinator)["partnerships"]
        assert "0 of them began in the period" in before.text

    def test_a_meeting_that_few_say_they_attended(
        self, coordinator: Actor, members: list[Any]
    ) -> None:
        day = {"starts_on": dt.date(2026, 3, 12), "presence": "attended"}
        for number in (7, 2, 0):
            meeting = f.GatheringFactory(is_training=False, starts_on=day["starts_on"])
            shared(f.ParticipationFactory, members[:number], gathering=meeting, **day)
        found = parts(begun(coordinator, "annual_report"), coordinator)["meetings"]
        shown = [row[-1] for row in found.tables[0]["rows"]]
        assert sorted(shown) == ["0", "7", "kept back"]
        assert "7 Member States share that they took part" in found.text

    def test_statements_of_few(self, coordinator: Actor, members: list[Any]) -> None:
        day = {"starts_on": dt.date(2026, 3, 12), "presence": "attended"}
        shared(f.ParticipationFactory, members[:6], statement="aligned", **day)
        shared(f.ParticipationFactory, members[6:], **day)
        found = parts(begun(coordinator, "annual_report"), coordinator)["meetings"]
        # The seventh alone made none.
        assert "made a statement" not in found.text

    @pytest.mark.parametrize(("number", "told"), [(3, False), (6, True)])
    def test_assessments(
        self, coordinator: Actor, members: list[Any], number: int, told: bool
    ) -> None:
        shared(f.AssessmentSnapshotFactory, members[:number])
        text = parts(begun(coordinator, "annual_report"), coordinator)["assessments"].text
        assert (f"{number} Member States share" in text) is told
        assert ("Fewer than 5 Member States" in text) is not told

    def test_what_depositaries_publish_and_what_is_named_stays(
        self, coordinator: Actor, members: list[Any]
    ) -> None:
        f.TreatyActionFactory(country=members[0], date=dt.date(2026, 2, 1))
        shared(f.LessonFactory, members[:1])
        found = parts(begun(coordinator, "annual_report"), coordinator)
        assert found["treaties"].tables[0]["rows"][0][2] == "1"
        assert str(members[0]) in found["lessons"].text


STATES = [UUID(int=number) for number in range(12)]


@given(
    st.dictionaries(
        st.sampled_from(["A", "B", "C", "D"]),
        st.sets(st.sampled_from(STATES), min_size=1),
        min_size=1,
    )
)
def test_lines_of_few_are_never_told_nor_their_sum(behind: dict[str, set[UUID]]) -> None:
    hidden = lines_kept_back(behind)
    assert {line for line, states in behind.items() if len(states) < FEWEST} <= hidden
    if hidden and hidden != set(behind):
        assert len(set().union(*(behind[line] for line in hidden))) >= FEWEST


@given(
    st.dictionaries(
        st.sampled_from(["A", "B", "C", "D"]), st.sets(st.sampled_from(STATES)), min_size=1
    )
)
def test_lines_that_overlap_are_not_worked_out_either(behind: dict[str, set[UUID]]) -> None:
    numbers = {line: len(states) for line, states in behind.items()}
    whole = len(set().union(*behind.values()))
    hidden = overlapping_kept_back(numbers, whole)
    assert {line for line, number in numbers.items() if 0 < number < FEWEST} <= hidden
    many = [line for line in hidden if numbers[line] >= FEWEST]
    assert len(many) <= 1
    if hidden and not many and hidden != {line for line, number in numbers.items() if number}:
        needed = whole - sum(numbers[line] for line in numbers if line not in hidden)
        assert needed < len(hidden) * (FEWEST - 1)


def test_one_line_of_many_keeps_the_others_safe() -> None:
    assert overlapping_kept_back({"A": 4, "B": 20, "C": 30}, 54) == {"A", "B"}


@pytest.mark.parametrize(
    ("part", "whole", "told"), [(0, 9, True), (9, 9, True), (4, 9, False), (5, 9, False)]
)
def test_neither_a_part_nor_the_rest_may_be_of_few(part: int, whole: int, told: bool) -> None:
    assert is_told(part, whole) is told
