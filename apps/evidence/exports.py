"""The list of evidence as a file: what there is, not what is in it."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from apps.countries.exports import STATE, TRAINING, institution_names
from apps.evidence.media_types import MEDIA_TYPES
from apps.evidence.models import Sensitivity, Status
from focalpoint.actors import Actor
from focalpoint.attachments import carriers
from focalpoint.exports.columns import Column, Export, Kind
from focalpoint.visibility import Visibility


def references(actor: Actor, keys: Collection[Any]) -> Mapping[Any, str]:
    """The references of the records that items belong to, as far as the actor sees them."""
    found = {}
    for kind, carrier in carriers().items():
        ids = {UUID(str(pk)) for named, pk in keys if named == kind}
        for record in carrier.records(actor).filter(pk__in=ids):
            found[kind, str(record.pk)] = carrier.reference(record)
    return found


EVIDENCE = Export(
    "evidence",
    _("Evidence"),
    (
        STATE,
        Column(
            "belongs_to",
            _("Belongs to"),
            ("target_kind", "target_id"),
            look_up=references,
            width=16,
        ),
        Column("title", _("Title"), width=40),
        Column("effective_on", _("Effective on"), kind=Kind.DATE),
        Column("sensitivity", _("Sensitivity"), words=Sensitivity.choices, width=18),
        Column("visibility", _("Visible to"), words=Visibility.choices),
        Column("status", _("Status"), words=Status.choices, width=12),
        Column("office", _("Institution"), "office_id", look_up=institution_names, width=30),
        Column("name", _("File name"), "latest_name", width=30),
        Column(
            "media_type",
            _("Kind"),
            "latest_type",
            words=[(name, kind.label) for name, kind in MEDIA_TYPES.items()],
            width=22,
        ),
        Column("size", _("Size in bytes"), "latest_size", kind=Kind.NUMBER),
        Column("sha256", _("SHA-256"), "latest_sha256", width=66),
        Column("url", _("Address"), "latest_url", width=40),
        Column("revision", _("Revision"), "revision_number", kind=Kind.NUMBER, width=10),
        Column("uploaded_at", _("Uploaded (UTC)"), "latest_at", kind=Kind.INSTANT, width=18),
        TRAINING,
    ),
)
