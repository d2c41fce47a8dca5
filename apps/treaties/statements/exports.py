"""Statements as files."""

from django.utils.translation import gettext_lazy as _

from apps.countries.exports import STATE, TRAINING
from apps.countries.models import Confidence
from apps.treaties.choices import DateBasis, Precision, StatementKind
from focalpoint.exports.columns import Column, Export, Kind

STATEMENTS = Export(
    "treaty-statements",
    _("Statements"),
    (
        Column("treaty", _("Instrument"), "treaty__code", width=16),
        Column("title", _("Title"), "treaty__short_title", width=40),
        STATE,
        Column("country_name", _("Name of the State"), "country__name", width=28),
        Column("kind", _("Kind"), words=StatementKind.choices, width=24),
        Column("date", _("Date"), kind=Kind.DATE),
        Column("precision", _("Precision"), words=Precision.choices, width=10),
        Column("dated_by", _("The date rests on"), words=DateBasis.choices, width=24),
        Column("articles", _("Articles that it names"), kind=Kind.LIST, width=16),
        Column("concerned", _("States that it names"), kind=Kind.LIST, width=16),
        Column("text", _("Text"), width=80),
        Column("language", _("Language of the text"), width=8),
        Column("withdrawal_notified_on", _("Withdrawal notified"), kind=Kind.DATE),
        Column("withdrawal_effective_on", _("Withdrawal takes effect"), kind=Kind.DATE),
        Column("withdrawal_source", _("Source of the withdrawal"), width=30),
        Column("source", _("Source"), width=30),
        Column("source_as_of", _("Source as of"), kind=Kind.DATE),
        Column("confidence", _("Confidence"), words=Confidence.choices, width=10),
        Column("note", _("Note"), width=40),
        TRAINING,
    ),
)
