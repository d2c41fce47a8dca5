"""How the parts of a document are shown on a page: as on paper."""

from collections.abc import Mapping
from typing import Any

from django import template

from apps.reports import contents
from focalpoint.charts import Chart

register = template.Library()
register.filter("source_line", contents.source_line)
register.filter("rests_on", contents.rests_on)
register.filter("told", contents.told)
register.filter("day_of", contents.day_of)


@register.filter
def as_chart(entry: Mapping[str, Any]) -> Chart:
    """A figure as it was drawn."""
    return contents.chart_of(entry)


@register.filter
def chart_id(entry: Mapping[str, Any], code: str) -> str:
    """A name for the figure that no other section of the page has."""
    return f"{code}-{entry['name']}"
