"""The filters of evidence, shared by the pages and the API."""

from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.countries.models import Country
from apps.evidence.media_types import MEDIA_TYPES
from apps.evidence.models import Evidence, Revision, Sensitivity, Status
from focalpoint.visibility import Visibility

LINK, PDF, PICTURE, MAIL, OTHER = "link", "pdf", "picture", "mail", "document"
MAIL_TYPE = "message/rfc822"
PICTURES = [name for name in MEDIA_TYPES if name.startswith("image/")]
DOCUMENTS = [
    n for n in MEDIA_TYPES if n not in PICTURES and n not in (MAIL_TYPE, "application/pdf")
]


class EvidenceFilter(filters.FilterSet):
    """Which items to list. What they are is told by their newest revisions."""

    q = filters.CharFilter(label=_("Title or file name"), method="by_words")
    kind = filters.ChoiceFilter(
        label=_("Kind"),
        method="by_kind",
        choices=[
            (PDF, _("PDF")),
            (OTHER, _("Document, table or text")),
            (PICTURE, _("Picture")),
            (MAIL, _("E-mail")),
            (LINK, pgettext_lazy("noun", "Link")),
        ],
        empty_label=_("All"),
    )
    status = filters.ChoiceFilter(label=_("Status"), choices=Status.choices, empty_label=_("All"))
    sensitivity = filters.MultipleChoiceFilter(label=_("Sensitivity"), choices=Sensitivity.choices)
    visibility = filters.MultipleChoiceFilter(label=_("Visible to"), choices=Visibility.choices)
    effective_after = filters.DateFilter(
        label=_("Effective since"), field_name="effective_on", lookup_expr="gte"
    )
    effective_before = filters.DateFilter(
        label=_("Effective until"), field_name="effective_on", lookup_expr="lte"
    )
    damaged = filters.BooleanFilter(label=_("Found damaged"), method="by_damage")
    target = filters.UUIDFilter(
        label=_("Belongs to"), field_name="target_id", widget=forms.HiddenInput
    )
    state = filters.ModelChoiceFilter(
        label=_("State"),
        field_name="country",
        queryset=Country.objects.all(),
        to_field_name="code",
    )

    class Meta:
        model = Evidence
        fields: tuple[str, ...] = ()

    def by_words(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        words = value.replace("\0", "")
        return rows.filter(Q(title__icontains=words) | Q(latest__name__icontains=words))

    def by_kind(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        wanted = {
            LINK: Q(latest__media_type=""),
            PDF: Q(latest__media_type="application/pdf"),
            PICTURE: Q(latest__media_type__in=PICTURES),
            MAIL: Q(latest__media_type=MAIL_TYPE),
            OTHER: Q(latest__media_type__in=DOCUMENTS),
        }
        return rows.filter(wanted[value])

    def by_damage(self, rows: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        damaged = Revision.objects.filter(evidence=OuterRef("pk"), damaged_at__isnull=False)
        return rows.filter(Exists(damaged) if value else ~Exists(damaged))
