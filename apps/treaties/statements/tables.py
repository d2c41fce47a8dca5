"""The list of statements."""

import django_tables2 as tables
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.treaties.choices import Precision
from apps.treaties.statements.models import TreatyStatement
from focalpoint.ui.columns import Table, TitleColumn, row_link


def date_words(statement: TreatyStatement) -> str:
    """The date of a statement as exact as it is known."""
    if statement.precision == Precision.LATEST:
        day = date_format(statement.date, "SHORT_DATE_FORMAT")
        return _("at the latest on %(date)s") % {"date": day}
    formats = {Precision.YEAR: "Y", Precision.MONTH: "F Y"}
    chosen = formats.get(Precision(statement.precision), "SHORT_DATE_FORMAT")
    return date_format(statement.date, chosen)


class StatementTable(Table):
    """Who stated what on which instrument, and when."""

    caption = gettext_lazy("Statements")

    country = TitleColumn(linkify=lambda record: record.get_absolute_url())
    treaty = tables.Column(
        verbose_name=gettext_lazy("Instrument"), order_by=("treaty__order", "id")
    )
    kind = tables.Column()
    head = tables.Column(verbose_name=gettext_lazy("Text"), orderable=False)
    date = tables.Column()

    class Meta(Table.Meta):
        model = TreatyStatement
        fields = ("country", "treaty", "kind", "head", "date")
        row_attrs = {"data-href": row_link}

    def render_head(self, record: TreatyStatement) -> SafeString:
        return format_html(
            '<span class="fp-prose" dir="auto" lang="{}">{}</span>', record.language, record.head
        )

    def render_date(self, record: TreatyStatement) -> SafeString:
        if record.withdrawal_effective_on is None:
            return format_html("<span>{}</span>", date_words(record))
        day = date_format(record.withdrawal_effective_on, "SHORT_DATE_FORMAT")
        return format_html(
            '<span>{}<span class="fp-text-danger d-block">{}</span></span>',
            date_words(record),
            _("withdrawn, with effect on %(date)s") % {"date": day},
        )
