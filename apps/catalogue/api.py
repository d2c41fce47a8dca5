"""Frameworks and their items: the steps, risk factors and indicators that records refer to."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from apps.catalogue.filters import FrameworkFilter, ItemFilter
from apps.catalogue.models import Framework, Item
from apps.countries.models import Confidence
from focalpoint.api.rows import RowSerializer
from focalpoint.api.views import ReferenceViewSet


class FrameworkRow(RowSerializer):
    class Meta:
        model = Framework
        fields = (
            "id",
            "code",
            "edition",
            "title",
            "source_symbol",
            "source_paragraph",
            "note",
            "confidence",
            "confidence_note",
            "order",
            "is_active",
            "version",
        )


@extend_schema(tags=["Catalogue"])
class FrameworkViewSet(ReferenceViewSet):
    """Catalogues, each of one document in one edition."""

    model = Framework
    row_class = FrameworkRow
    filterset_class = FrameworkFilter
    orderings = {"order": "order", "code": "code"}
    default_ordering = "order"


class ItemRow(RowSerializer):
    framework_code = serializers.CharField(source="framework.code")

    class Meta:
        model = Item
        fields = (
            "id",
            "framework",
            "framework_code",
            "parent",
            "code",
            "kind",
            "label",
            "title",
            "detail",
            "source_symbol",
            "source_paragraph",
            "confidence",
            "confidence_note",
            "facts",
            "order",
            "is_active",
            "version",
        )


@extend_schema(tags=["Catalogue"])
class ItemViewSet(ReferenceViewSet):
    """Entries of the frameworks: steps, risk factors, indicators, inhibitors …"""

    model = Item
    row_class = ItemRow
    filterset_class = ItemFilter
    orderings = {"order": "order", "code": "code"}
    default_ordering = "order"


class MappedSerializer(serializers.Serializer[Any]):
    """An item of another framework, and how the two were mapped."""

    framework = serializers.CharField()
    item_code = serializers.CharField(source="code")
    label = serializers.CharField(allow_blank=True, source="name")  # type: ignore[assignment]
    title = serializers.CharField()
    note = serializers.CharField(allow_blank=True, help_text="Whose reading the mapping is.")
    confidence = serializers.ChoiceField(choices=Confidence.choices, allow_blank=True)
