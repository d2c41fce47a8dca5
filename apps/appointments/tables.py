"""The directory of focal points."""

from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from apps.appointments.models import Appointment
from focalpoint.ui.columns import Table, TitleColumn, VisibilityColumn, row_link


class AppointmentTable(Table):
    caption = _("Focal points")
    country = tables.Column(verbose_name=_("State"))
    person_name = TitleColumn(linkify=True)
    is_alternate = tables.Column(_("Role"))
    starts_on = tables.DateColumn()
    ends_on = tables.DateColumn()
    visibility = VisibilityColumn()

    class Meta(Table.Meta):
        model = Appointment
        fields = (
            "country",
            "person_name",
            "is_alternate",
            "rank",
            "institution",
            "starts_on",
            "ends_on",
            "visibility",
        )
        order_by = ("country", "is_alternate", "-starts_on")
        row_attrs = {"data-href": row_link}

    def render_is_alternate(self, value: Any) -> str:
        return _now("Alternate") if value else _now("Principal")
