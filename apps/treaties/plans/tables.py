"""The list of plans."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from apps.treaties.plans.models import RatificationPlan
from apps.treaties.plans.selectors import Path
from apps.treaties.plans.tones import PLAN_TONES
from focalpoint.ui.columns import StatusColumn, Table, TitleColumn, VisibilityColumn, row_link

NO_PATH = Path()


class PlanTable(Table):
    """Plans with whom they wait for; ``paths`` are those of the rows on the page."""

    caption = _("Ratification plans")

    treaty = TitleColumn(linkify=lambda record: record.get_absolute_url(), order_by="treaty__order")
    country = tables.Column(verbose_name=_("State"), order_by=("country__name", "id"))
    status = StatusColumn(tones=PLAN_TONES)
    waits = tables.Column(verbose_name=_("Waits for"), empty_values=(), orderable=False)
    next_on = tables.Column(verbose_name=_("Next date"), empty_values=(), orderable=False)
    done = tables.Column(verbose_name=_("Stages done"), empty_values=(), orderable=False)
    target_on = tables.DateColumn(verbose_name=_("Deposit aimed at"))
    visibility = VisibilityColumn(verbose_name=_("Visible to"))

    class Meta(Table.Meta):
        model = RatificationPlan
        fields = ()
        sequence = (
            "treaty",
            "country",
            "status",
            "waits",
            "next_on",
            "done",
            "target_on",
            "visibility",
        )
        row_attrs = {"data-href": row_link}
        order_by_field = "sort"

    paths: Mapping[uuid.UUID, Path] = {}
    today: dt.date

    def path(self, record: RatificationPlan) -> Path:
        """The path of one row; nothing of a plan that is closed."""
        return self.paths.get(record.pk, NO_PATH)

    def render_treaty(self, value: Any, record: RatificationPlan) -> str:
        return str(record.treaty)

    def render_waits(self, record: RatificationPlan) -> SafeString | str:
        if not record.is_open:
            return "–"
        context = {"steps": self.path(record).current}
        return render_to_string("treaties/plans/includes/waits.html", context)

    def render_next_on(self, record: RatificationPlan) -> SafeString | str:
        due = self.path(record).next_on if record.is_open else None
        if due is None:
            return "–"
        context = {"due": due, "today": self.today}
        return render_to_string("treaties/plans/includes/next_date.html", context)

    def render_done(self, record: RatificationPlan) -> str:
        path = self.path(record)
        return f"{path.finished} / {path.total}"
