"""The incoming mail as a file: what came, from whom, and what became of it; not its text."""

from django.db.models import F, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import gettext_lazy as _

from apps.correspondence.models import Reason, Status, Target
from apps.countries.exports import STATE, TRAINING
from focalpoint.exports.columns import Column, Export, Kind

MAILS = Export(
    "incoming-mail",
    _("Incoming mail"),
    (
        Column("received_at", _("Received (UTC)"), kind=Kind.INSTANT, width=18),
        Column("subject", _("Subject"), width=50),
        # As the list names them: an address only where there is no name.
        Column("sender", _("From"), "named_sender", width=30),
        Column("target", _("Sent to"), words=Target.choices, width=16),
        Column("action", _("Action"), "action__reference", width=16),
        Column("status", _("Status"), words=Status.choices),
        Column("reason", _("Reason"), words=Reason.choices, width=30),
        Column("detail", _("Detail"), width=40),
        Column("settled_at", _("Settled (UTC)"), kind=Kind.INSTANT, width=18),
        Column("settled_by", _("Settled by"), "settled_by__name", width=24),
        STATE,
        TRAINING,
    ),
    annotations={
        "named_sender": Coalesce(
            F("sender__name"),
            NullIf("sender_name", Value("")),
            F("sender_address"),
        )
    },
)
