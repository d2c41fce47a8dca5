"""Saved views of the actions, over the API: one's own to keep, the State's to read."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import serializers

from apps.actions import view_services as services
from apps.actions.view_models import Audience, SavedView, Shape
from apps.countries.known import KNOWN_STATES
from focalpoint.api.inputs import CommandSerializer
from focalpoint.api.rows import Derived, RowSerializer
from focalpoint.api.views import CreateMixin, DestroyMixin, ReadOnlyViewSet, UpdateMixin


class OwnStateField(Derived, serializers.CharField):
    """The code of the State, if there is one."""

    def from_column(self, value: Any) -> str | None:
        return KNOWN_STATES[value].code if value else None


class SharedField(Derived, serializers.BooleanField):
    """Whether more than the owner opens it."""

    def from_column(self, value: Any) -> bool:
        return bool(value != Audience.OWNER)


class SavedViewRow(RowSerializer):
    country = OwnStateField(
        source="country_id", allow_null=True, help_text="The State's code; null in the network."
    )
    shared = SharedField(
        source="audience", help_text="Whether everybody who works for the State opens it."
    )

    class Meta:
        model = SavedView
        fields = (
            "id",
            "country",
            "owner",
            "name",
            "shape",
            "query",
            "shared",
            "version",
            "created_at",
            "updated_at",
        )


class SavedViewInput(CommandSerializer):
    """A name for filters, and the shape in which they open."""

    name = serializers.CharField(max_length=80)
    query = serializers.CharField(
        max_length=2000,
        allow_blank=True,
        required=False,
        default="",
        help_text="Filters as the address of the list holds them, such as `due=overdue&lead=…`.",
    )
    shape = serializers.ChoiceField(choices=Shape.choices, required=False, default=Shape.LIST)
    shared = serializers.BooleanField(
        required=False,
        default=False,
        help_text="Show it to everybody who works for the State; for the focal point's office.",
    )


NEW = OpenApiExample(
    "What is overdue and urgent, as a board",
    request_only=True,
    value={"name": "Burning", "query": "due=overdue&priority=4", "shape": "board"},
)


@extend_schema(tags=["Actions"])
@extend_schema_view(create=extend_schema(examples=[NEW]))
class SavedViewViewSet(CreateMixin, UpdateMixin, DestroyMixin, ReadOnlyViewSet):
    """Filters with a name: your own, and those that are shared with all people of your State."""

    model = SavedView
    row_class = SavedViewRow
    input_class = SavedViewInput
    orderings = {"created": "id", "name": "name"}
    default_ordering = "name"

    def perform_create(self, data: dict[str, Any]) -> SavedView:
        return services.save_view(actor=self.actor, **data)

    def perform_update(self, record: Any, version: int, changes: dict[str, Any]) -> SavedView:
        return services.change_view(actor=self.actor, view=record, version=version, **changes)

    def perform_destroy(self, record: Any, version: int) -> None:
        services.delete_view(actor=self.actor, view=record)
