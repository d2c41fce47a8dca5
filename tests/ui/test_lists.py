"""Lists: chips of filters, tables with their columns, matrices."""

import re

import django_filters
import pytest
from django.contrib.contenttypes.models import ContentType
from django.template import Context, Template
from django.test import RequestFactory

from focalpoint.ui.columns import Table
from focalpoint.ui.filters import active_chips
from focalpoint.ui.matrix import Cell, Column, Group, Matrix, Row
from focalpoint.ui.samples import STATUSES, SampleTable, sample_rows


class ExampleFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Text", method="ignore")
    status = django_filters.MultipleChoiceFilter(label="Status", choices=STATUSES, method="ignore")
    due = django_filters.DateFromToRangeFilter(label="Due", method="ignore")
    mine = django_filters.BooleanFilter(label="Mine", method="ignore")

    def ignore(self, queryset, _name, _value):
        return queryset


def chips(rf: RequestFactory, query: str) -> list[tuple[str, str, str]]:
    request = rf.get(f"/?{query}")
    filterset = ExampleFilter(request.GET, queryset=ContentType.objects.none())
    return [(chip.label, chip.value, chip.remove) for chip in active_chips(filterset, request.GET)]


class TestChips:
    def test_no_filter_no_chip(self, rf: RequestFactory) -> None:
        assert chips(rf, "") == []
        assert chips(rf, "q=&sort=title&page=2") == []

    def test_a_chip_takes_off_its_filter_and_returns_to_page_one(self, rf: RequestFactory) -> None:
        assert chips(rf, "q=report&sort=title&page=2") == [("Text", "report", "?sort=title")]

    def test_each_of_several_values_has_its_chip(self, rf: RequestFactory) -> None:
        assert chips(rf, "status=open&status=done") == [
            ("Status", "Open", "?status=done"),
            ("Status", "Done", "?status=open"),
        ]

    def test_a_range_is_one_chip(self, rf: RequestFactory) -> None:
        ((label, value, remove),) = chips(rf, "due_after=2026-05-01&due_before=2026-05-12")
        assert (label, remove) == ("Due", "?")
        assert "1 May 2026" in value
        assert "12 May 2026" in value

    def test_a_truth_value_is_said_in_words(self, rf: RequestFactory) -> None:
        assert chips(rf, "mine=true") == [("Mine", "yes", "?")]

    def test_a_wrong_value_makes_no_chip_and_no_error(self, rf: RequestFactory) -> None:
        assert chips(rf, "due_after=soonish") == []


def render_table(rf: RequestFactory, table: Table, query: str = "") -> str:
    context = Context({"table": table, "request": rf.get(f"/?{query}")})
    return Template("{% load render_table from django_tables2 %}{% render_table table %}").render(
        context
    )


class TestTable:
    def test_cells_carry_their_label_for_narrow_screens(self, rf: RequestFactory) -> None:
        html = render_table(rf, SampleTable(sample_rows()))
        assert 'data-label="Status"' in html
        assert html.count("<tr") == len(sample_rows()) + 1

    def test_a_sorted_column_says_so(self, rf: RequestFactory) -> None:
        assert 'aria-sort="descending"' in render_table(
            rf, SampleTable(sample_rows(), order_by="-title")
        )

    def test_sorting_keeps_the_filters(self, rf: RequestFactory) -> None:
        html = render_table(rf, SampleTable(sample_rows()), "status=open")
        assert "?status=open&amp;sort=title" in html

    def test_rows_open_their_record(self, rf: RequestFactory) -> None:
        assert 'data-href="#XAA-2026-0001"' in render_table(rf, SampleTable(sample_rows()))

    def test_an_empty_table_says_so(self, rf: RequestFactory) -> None:
        assert "Nothing found" in render_table(rf, SampleTable([]))

    def test_pages_are_counted(self, rf: RequestFactory) -> None:
        table = SampleTable(sample_rows())
        table.paginate(page=2, per_page=3)
        html = render_table(rf, table)
        assert "4–6 of 8" in html
        assert 'rel="prev"' in html
        assert 'rel="next"' in html

    def test_a_stored_status_is_shown_in_its_words(self, rf: RequestFactory) -> None:
        html = render_table(rf, SampleTable(sample_rows()))
        assert "In progress" in html
        assert "in_progress" not in re.sub(r"<[^>]+>", "", html)


class TestMatrix:
    @pytest.fixture
    def html(self) -> str:
        rows = [
            Row("<Aravia>", "/a?x=1&y=2", [Cell("<", "danger", 'say "no"', url="/c")], key="XAA")
        ]
        matrix = Matrix(
            id="m",
            caption="Steps",
            corner="State",
            columns=[Column("(a)", "Step (a)")],
            groups=[Group("Training States", rows, is_training=True)],
            legend=[("<", "danger", "No")],
        )
        source = '{% include "components/matrix.html" %}'
        return Template(source).render(Context({"matrix": matrix}))

    def test_every_cell_says_itself_in_words(self, html: str) -> None:
        assert 'aria-label="say &quot;no&quot;"' in html

    def test_texts_are_escaped(self, html: str) -> None:
        assert "&lt;Aravia&gt;" in html
        assert "<Aravia>" not in html
        assert "/a?x=1&amp;y=2" in html

    def test_training_states_stand_in_a_marked_group(self, html: str) -> None:
        assert "Training States" in html
        assert "fp-tone-training" in html

    def test_the_legend_explains_the_symbols(self, html: str) -> None:
        assert "fp-legend" in html
