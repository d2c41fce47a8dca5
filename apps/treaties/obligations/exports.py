"""What a State owes, as files."""

from django.utils.translation import gettext_lazy as _

from apps.accounts.exports import person_names
from apps.countries.exports import STATE, TRAINING, institution_names
from apps.countries.models import Confidence
from apps.treaties.choices import Precision
from apps.treaties.obligations.choices import DateSource, DueKind, DueStatus, DutyKind, Origin
from focalpoint.exports.columns import Column, Export, Kind
from focalpoint.visibility import Visibility

OCCURRENCES = Export(
    "obligations",
    _("What we owe"),
    (
        STATE,
        Column("duty", _("Owed to"), "obligation__kind", words=DutyKind.choices, width=26),
        Column("treaty", _("Instrument"), "obligation__treaty__code", width=14),
        Column("instrument", _("Title"), "obligation__treaty__short_title", width=32),
        Column("obligation", _("Obligation"), "obligation__title", width=32),
        Column("kind", _("What is due"), words=DueKind.choices, width=28),
        Column("title", _("Name"), width=32),
        Column("due_on", _("Due"), kind=Kind.DATE),
        Column("original_due_on", _("Originally due"), kind=Kind.DATE),
        Column("latest_on", _("At the latest"), kind=Kind.DATE),
        Column("precision", _("Precision"), words=Precision.choices, width=10),
        Column("override_source", _("Why another date"), words=DateSource.choices, width=28),
        Column("override_reason", _("Reason"), width=36),
        Column("status", _("Status"), words=DueStatus.choices),
        Column("submitted_on", _("Submitted on"), kind=Kind.DATE),
        Column("symbol", _("Document symbol"), width=24),
        Column("reviewed_on", _("Reviewed on"), kind=Kind.DATE),
        Column("skip_reason", _("Why it is skipped"), width=36),
        Column("origin", _("Origin of the date"), words=Origin.choices, width=22),
        Column("confirmed_at", _("Confirmed (UTC)"), kind=Kind.INSTANT, width=18),
        Column("source", _("Source"), width=40),
        Column("source_as_of", _("Source as of"), kind=Kind.DATE),
        Column("confidence", _("Confidence"), words=Confidence.choices, width=10),
        Column(
            "lead_institution",
            _("Lead institution"),
            "lead_institution_id",
            look_up=institution_names,
            width=34,
        ),
        Column(
            "responsible",
            _("Responsible person"),
            "responsible_id",
            look_up=person_names,
            width=24,
        ),
        Column("visibility", _("Visible to"), words=Visibility.choices),
        TRAINING,
    ),
)

DUTIES = Export(
    "obligation-rules",
    _("Obligations"),
    (
        STATE,
        Column("kind", _("Owed to"), words=DutyKind.choices, width=26),
        Column("treaty", _("Instrument"), "treaty__code", width=14),
        Column("instrument", _("Title"), "treaty__short_title", width=32),
        Column("title", _("Obligation"), width=32),
        Column("body", _("Body"), width=32),
        Column("in_force_on", _("Bound since"), kind=Kind.DATE),
        Column("ended_on", _("Owed until"), kind=Kind.DATE),
        Column("next_due_on", _("Next date"), kind=Kind.DATE),
        Column(
            "lead_institution",
            _("Lead institution"),
            "lead_institution_id",
            look_up=institution_names,
            width=34,
        ),
        Column("source", _("Source"), width=40),
        Column("source_as_of", _("Source as of"), kind=Kind.DATE),
        Column("confidence", _("Confidence"), words=Confidence.choices, width=10),
        Column("visibility", _("Visible to"), words=Visibility.choices),
        TRAINING,
    ),
)
