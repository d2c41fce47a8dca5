"""The list of lessons."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from apps.engagement.approval.tables import ApprovedColumn
from apps.engagement.lessons.models import Lesson
from focalpoint.ui.columns import Table, TitleColumn, VisibilityColumn, row_link


class LessonTable(Table):
    """What was learned, where, about what."""

    caption = _("Lessons learned")
    title = TitleColumn(linkify=True)
    country = tables.Column(verbose_name=_("State"))
    topic = tables.Column()
    step = tables.Column(verbose_name=_("Step"), accessor="step__label")
    region = tables.Column()
    language = tables.Column(verbose_name=_("Language"))
    approved_at = ApprovedColumn(_("Approved"))
    visibility = VisibilityColumn(verbose_name=_("Visible to"))

    class Meta(Table.Meta):
        model = Lesson
        fields = (
            "title",
            "country",
            "topic",
            "step",
            "region",
            "language",
            "approved_at",
            "visibility",
        )
        row_attrs = {"data-href": row_link}
