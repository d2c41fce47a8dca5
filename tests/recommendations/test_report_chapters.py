"""What the report of an assessment says of priorities and recommendations, by its marking."""

import pytest

from apps.assessments.report.chapters import Asked
from apps.assessments.report.sources import readable_at
from apps.recommendations.received.chapters import recommendations_received
from apps.recommendations.strategy.chapters import priorities_of_strategy
from focalpoint.acting import acting
from focalpoint.documents.blocks import Table, Text
from tests.factories import (
    ReceivedRecommendationFactory,
    RecommendationWorkFactory,
    RiskFactorFactory,
    StrategyPriorityFactory,
    StrategyVersionFactory,
)

pytestmark = pytest.mark.django_db


def told(writer, office, who, marking):
    """The cells of the tables and the texts that a part says."""
    with acting(who):
        blocks = list(writer(Asked(office.country, who, marking, readable_at(marking))))
    rows = [row for each in blocks if isinstance(each, Table) for row in each.rows]
    return rows, " ".join(each.text for each in blocks if isinstance(each, Text))


class TestPriorities:
    @pytest.mark.parametrize(
        ("marking", "titles"),
        [("office", {"Fair courts", "In confidence"}), ("government", {"Fair courts"})],
    )
    def test_at_home_those_that_all_its_readers_read(self, focal_point, office, marking, titles):
        agreed = {"office": office, "status": "agreed"}
        StrategyPriorityFactory(**agreed, title="Fair courts")
        StrategyPriorityFactory(**agreed, title="In confidence", visibility="office")
        StrategyPriorityFactory(office=office, status="proposed", title="Only proposed")
        rows, _text = told(priorities_of_strategy, office, focal_point, marking)
        assert {row[0] for row in rows} == titles

    def test_abroad_those_of_the_shared_strategy(self, focal_point, office):
        StrategyPriorityFactory(office=office, status="agreed", title="Not shared")
        _rows, text = told(priorities_of_strategy, office, focal_point, "network")
        assert "shared no strategy" in text
        version = StrategyVersionFactory(office=office, visibility="network")
        rows, text = told(priorities_of_strategy, office, focal_point, "network")
        assert "Not shared" not in str(rows)
        assert len(rows) == len(version.content["priorities"])
        _rows, text = told(priorities_of_strategy, office, focal_point, "public")
        assert "shared no strategy" in text


class TestRecommendations:
    def test_they_are_counted_by_factor_and_position(self, focal_point, office):
        RiskFactorFactory(code="RF2", label="2", title="Record of serious violations")
        asked = {
            "country": office.country,
            "text": "End impunity.",
            "tags": ["accountability"],
            "prevention": True,
        }
        first = ReceivedRecommendationFactory(**asked)
        ReceivedRecommendationFactory(**asked, position="noted")
        ReceivedRecommendationFactory(country=office.country)
        rows, _text = told(recommendations_received, office, focal_point, "government")
        assert rows == [["2 Record of serious violations", "1", "1", "0"]]
        # What a person of the State said against the rule is for its own people.
        RecommendationWorkFactory(
            office=office, recommendation=first, prevention=False, prevention_why="Of taxes."
        )
        for marking, supported in (("government", "0"), ("network", "1")):
            rows, _text = told(recommendations_received, office, focal_point, marking)
            assert rows[0][1] == supported

    def test_without_any_it_says_so(self, focal_point, office):
        _rows, text = told(recommendations_received, office, focal_point, "network")
        assert "No recommendation on record" in text
