"""Charts as data: what they say, what they leave apart, and that they can be drawn."""

import datetime as dt

import pytest
from django.utils import translation

from apps.assessments.charts.change import change
from apps.assessments.charts.coverage import coverage
from apps.assessments.charts.cycles import Cycle, labelled
from apps.assessments.charts.heat_map import heat_map
from apps.assessments.charts.indicators import indicators
from apps.assessments.charts.quadrant import held_by, quadrant
from apps.assessments.finding_models import IndicatorFinding
from apps.assessments.findings.selectors import Ground, Line
from apps.catalogue.models import Item
from focalpoint.chart_images import png_of, svg_of
from focalpoint.charts import csv_of, row_label

NOTHING = {"present": 0, "partly": 0, "absent": 0, "unknown": 0, "not_applicable": 0}


def factor(number, level="unknown", **counts):
    return {
        "code": f"RF{number}",
        "label": str(number),
        "title": f"Risk factor {number}",
        "level": level,
        "trend": "stable",
        "confidence": "medium",
        "indicators": {**NOTHING, **counts},
    }


def cycle(end, *factors, structures=(), is_draft=False, reference="XAB-2025-0001"):
    content = {
        "reference": reference,
        "period": {"start": "2020-01-01", "end": end},
        "factors": list(factors),
        "structures": list(structures),
    }
    return Cycle(content, "", is_draft)


def structure(strength, *factors):
    return {"name": "One", "coverage": "national", "strength": strength, "factors": list(factors)}


def marks(chart, **where):
    """The data of a chart's rows that match."""
    values = chart.spec["data"]["values"]
    return [v for v in values if all(v.get(key) == wanted for key, wanted in where.items())]


@pytest.fixture
def three():
    """Three cycles: a factor that rises, one that falls, one that was not rated once."""
    return labelled(
        [
            cycle("2023-06-30", factor(1, "low"), factor(2, "very_high"), factor(3)),
            cycle("2024-06-30", factor(1, "moderate"), factor(2, "high"), factor(3, "low")),
            cycle("2025-06-30", factor(1, "high"), factor(2, "high"), factor(3), is_draft=True),
        ]
    )


class TestHeatMap:
    def test_the_newest_cycle_comes_last_and_a_draft_says_so(self, three):
        chart = heat_map(three)
        assert chart.head == ["Factor", "Jun 2023", "Jun 2024", "Jun 2025, draft"]
        domain = chart.spec["layer"][0]["encoding"]["x"]["scale"]["domain"]
        assert domain == chart.head[1:]

    def test_each_cell_says_its_level_in_words_and_by_number(self, three):
        chart = heat_map(three)
        assert chart.rows[0] == ["1 Risk factor 1", "1 Low", "2 Moderate", "3 High"]
        (cell,) = marks(chart, factor="2 Risk factor 2", cycle="Jun 2023")
        assert (cell["words"], cell["mark"], cell["height"]) == ("4 Very high", "4", 4)

    def test_what_is_not_rated_has_no_colour_but_words(self, three):
        (cell,) = marks(heat_map(three), factor="3 Risk factor 3", cycle="Jun 2023")
        assert (cell["height"], cell["fill"], cell["words"]) == (0, None, "Not rated")

    def test_a_factor_that_an_edition_lacks_is_not_one_that_is_not_rated(self):
        pair = labelled([cycle("2023-06-30", factor(1)), cycle("2024-06-30", factor(2))])
        chart = heat_map(pair)
        assert chart.rows[0] == ["2 Risk factor 2", "not in this edition", "Not rated"]
        assert marks(chart, factor="2 Risk factor 2", cycle="Jun 2023")[0]["mark"] == "–"

    def test_one_cycle_alone_says_that_there_is_nothing_to_compare(self, three):
        chart = heat_map(three[:1])
        assert chart.spec is None
        assert "second one" in chart.empty

    def test_cycles_that_end_in_the_same_month_keep_names_of_their_own(self):
        pair = labelled(
            [cycle("2024-06-01", reference="A-1"), cycle("2024-06-30", reference="A-2")]
        )
        assert [each.label for each in pair] == ["Jun 2024 (A-1)", "Jun 2024 (A-2)"]


class TestChange:
    def test_it_says_up_down_and_same_in_words(self, three):
        rows = {row[0]: row[-1] for row in change(three[:2]).rows}
        assert rows["1 Risk factor 1"] == "+1 higher risk"
        assert rows["2 Risk factor 2"] == "-1 lower risk"
        assert change(three).rows[1][-1] == "= unchanged"

    def test_not_rated_is_no_level_to_compare_with(self, three):
        (mark,) = marks(change(three), factor="3 Risk factor 3")
        assert (mark["kind"], mark["new"]) == ("none", 0)
        assert change(three).rows[2][-1] == "not comparable"

    def test_the_first_cycle_has_nothing_before_it(self, three):
        assert change(three[:1]).spec is None


class TestIndicators:
    def test_unknown_stands_on_the_other_side_and_counts_as_nothing_else(self):
        chart = indicators(cycle("2025-06-30", factor(1, present=2, partly=1, absent=3, unknown=4)))
        pieces = {v["part"]: (v["start"], v["end"]) for v in marks(chart)}
        assert pieces == {
            "present": (0, 2),
            "partly": (2, 3),
            "absent": (3, 6),
            "unknown": (-4, 0),
        }
        assert chart.rows == [["1 Risk factor 1", 2, 1, 3, 0, 4, 10]]

    def test_findings_of_which_nothing_is_known_are_no_chart(self):
        assert indicators(cycle("2025-06-30", factor(1, unknown=4))).spec is None

    def test_a_snapshot_older_than_findings_is_no_chart(self):
        old = factor(1, "low")
        del old["indicators"]
        assert indicators(cycle("2025-06-30", old)).spec is None


class TestQuadrant:
    def test_the_strongest_structure_counts_and_a_missing_one_holds_nothing(self):
        content = {
            "structures": [
                structure("weak", "RF1"),
                structure("strong", "RF1", "RF2"),
                structure("missing", "RF3"),
                structure("unknown", "RF4"),
            ]
        }
        assert held_by(content) == {
            "RF1": "strong",
            "RF2": "strong",
            "RF3": "none",
            "RF4": "unknown",
        }

    def test_high_risk_that_nothing_holds_comes_first_and_is_marked_in_words(self):
        chart = quadrant(
            cycle(
                "2025-06-30",
                factor(1, "low"),
                factor(2, "very_high"),
                factor(3, "high"),
                factor(4),
                structures=[structure("fair", "RF3")],
            )
        )
        assert chart.rows[0] == [
            "2 Risk factor 2",
            "4 Very high",
            "Nothing",
            "high risk, thin resilience",
        ]
        assert chart.rows[1] == ["3 Risk factor 3", "3 High", "Fair", ""]
        assert chart.rows[-1][:2] == ["4 Risk factor 4", "Not rated"]

    def test_factors_that_share_a_place_are_listed_and_never_hidden(self):
        many = [factor(number, "high") for number in range(1, 15)]
        texts = quadrant(cycle("2025-06-30", *many)).spec["layer"][1]["data"]["values"]
        for form in ("names", "numbers"):
            told = ", ".join(v["said"] for v in texts if v["form"] == form)
            assert told.split(", ") == [str(number) for number in range(1, 15)]


class TestCoverage:
    def test_age_is_counted_from_what_it_rests_on_and_unknown_stands_apart(self):
        today = dt.date(2026, 6, 1)
        whole = Item(code="RF1", label="1", title="Risk factor 1")
        told = [
            ("present", dt.date(2026, 1, 1), "Report"),
            ("absent", dt.date(2024, 9, 1), ""),
            ("partly", dt.date(2020, 1, 1), ""),
            ("present", None, ""),
            ("unknown", dt.date(2026, 1, 1), ""),
        ]
        lines = [
            Line(Item(code=str(n)), IndicatorFinding(presence=p, observed_on=day, source=source))
            for n, (p, day, source) in enumerate(told)
        ]
        chart = coverage([Ground(whole, lines)], today)
        assert chart.rows == [["1 Risk factor 1", 1, 1, 1, 1, 1, 0, 1, 3]]


class TestLabels:
    def test_a_long_title_has_two_lines_and_its_number_is_the_first_word(self):
        label = row_label("9", "Intergroup tensions or patterns of discrimination against groups")
        assert label.count("\n") == 1
        assert label.split(" ")[0] == "9"

    def test_from_right_to_left_everything_is_mirrored(self, three):
        with translation.override("ar"):
            spec = heat_map(three).spec
        place = spec["layer"][0]["encoding"]
        assert place["x"]["scale"]["reverse"] is True
        assert place["y"]["axis"]["orient"] == "right"


class TestFiles:
    def test_the_table_as_csv_neutralises_what_could_be_a_formula(self, three):
        told = csv_of(change(three[:2]), [("About", "XAB")]).decode("utf-8-sig").splitlines()
        assert told[0] == "Factor,Jun 2023,Jun 2024,Change"
        assert told[1].endswith(",'+1 higher risk")
        assert told[-1] == "About,XAB"

    @pytest.mark.slow
    @pytest.mark.parametrize("language", ["en", "ar"])
    def test_a_chart_is_drawn_without_a_browser(self, three, language):
        with translation.override(language):
            chart = heat_map(three)
            assert svg_of(chart).startswith("<svg")
            assert png_of(chart, scale=1).startswith(b"\x89PNG")
        assert "<text" in svg_of(chart)

    def test_nothing_to_draw_is_refused(self, three):
        with pytest.raises(ValueError, match="second one"):
            svg_of(heat_map(three[:1]))
