"""The steps in a document: a report on a mapped item answers, and the document says so."""

import datetime as dt
from typing import Any

import pytest

from focalpoint.actors import Actor
from tests import factories as f
from tests.reports.conftest import begun, part

pytestmark = pytest.mark.django_db


def report(office: Any, item: Any, narrative: str, **more: Any) -> Any:
    values = {"visibility": "network", "approved_at": dt.datetime(2026, 2, 2, tzinfo=dt.UTC)}
    return f.ProgressReportFactory(
        office=office, item=item, narrative=narrative, **{**values, **more}
    )


@pytest.fixture
def mapping(db: None) -> Any:
    step: Any = f.ItemFactory(code="R2013-B", label="(b)", title="Assess")
    return f.ItemMappingFactory(target=step)


def told(focal_point: Actor, **frame: Any) -> Any:
    return part(focal_point, begun(focal_point, "country_update", **frame), "steps")


def test_the_report_that_answers_is_told_and_cited(
    office: Any, focal_point: Actor, mapping: Any
) -> None:
    made = report(office, mapping.source, "The assessment is approved.")
    found = told(focal_point)
    assert (
        "Answered by the report on 1, 2015 ¶74 (Our reading; confidence: medium)."
    ) in found.text
    assert "Under way, 1 January 2026. [1]" in found.text
    assert "The assessment is approved." in found.text
    [source] = found.sources
    assert source["record"].endswith(str(made.pk))
    assert source["title"] == "Progress report on step 1, 2015 ¶74"


def test_of_several_the_latest_answers(office: Any, focal_point: Actor, mapping: Any) -> None:
    other: Any = f.ItemMappingFactory(target=mapping.target)
    report(office, mapping.source, "Newer.", effective_on=dt.date(2026, 2, 1))
    report(office, other.source, "Older.", effective_on=dt.date(2026, 1, 1))
    text = told(focal_point).text
    assert "Newer." in text
    assert "Older." not in text


def test_its_own_report_takes_the_place(office: Any, focal_point: Actor, mapping: Any) -> None:
    report(office, mapping.source, "The assessment is approved.")
    report(office, mapping.target, "Our own word.", effective_on=dt.date(2025, 1, 1))
    text = told(focal_point).text
    assert "Our own word." in text
    assert "Answered by" not in text
    assert "The assessment is approved." not in text


@pytest.mark.parametrize(
    "hidden",
    [{"visibility": "government"}, {"approved_at": None}, {"effective_on": dt.date(2026, 4, 1)}],
)
def test_what_its_readers_do_not_read_answers_nothing(
    office: Any, focal_point: Actor, mapping: Any, hidden: dict[str, Any]
) -> None:
    report(office, mapping.source, "The assessment is approved.", **hidden)
    text = told(focal_point).text
    assert "Nothing is reported to these readers." in text
    assert "Answered by" not in text
