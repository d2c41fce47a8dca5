"""What documents can be searched by, on pages and over the API alike."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from apps.countries.models import Country
from apps.reports.choices import DocumentKind, DocumentStatus
from apps.reports.models import Document, DocumentVersion


class DocumentFilter(filters.FilterSet):
    """Documents that are written, by kind and status."""

    kind = filters.ChoiceFilter(label=_("Kind"), choices=DocumentKind.choices)
    status = filters.ChoiceFilter(label=_("Status"), choices=DocumentStatus.choices)

    class Meta:
        model = Document
        fields = ("kind", "status")


class DocumentVersionFilter(filters.FilterSet):
    """Approved documents by kind and State."""

    kind = filters.ChoiceFilter(label=_("Kind"), choices=DocumentKind.choices)
    state = filters.ModelChoiceFilter(
        label=_("State"),
        field_name="country",
        queryset=Country.objects.all(),
        to_field_name="code",
    )

    class Meta:
        model = DocumentVersion
        fields = ("kind",)
