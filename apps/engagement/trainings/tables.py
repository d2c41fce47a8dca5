"""The list of trainings."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from apps.engagement.approval.tables import ApprovedColumn
from apps.engagement.trainings.models import Training
from focalpoint.ui.columns import NumberColumn, Table, TitleColumn, VisibilityColumn, row_link


class TrainingTable(Table):
    """What about, for whom, how many came."""

    caption = _("Trainings")
    title = TitleColumn(linkify=True)
    country = tables.Column(verbose_name=_("State"))
    topic = tables.Column()
    audience = tables.Column()
    starts_on = tables.DateColumn()
    came = NumberColumn(_("How many came"))
    approved_at = ApprovedColumn(_("Approved"))
    visibility = VisibilityColumn(verbose_name=_("Visible to"))

    class Meta(Table.Meta):
        model = Training
        fields = (
            "title",
            "country",
            "topic",
            "audience",
            "starts_on",
            "came",
            "approved_at",
            "visibility",
        )
        order_by = "-starts_on"
        row_attrs = {"data-href": row_link}
