"""Follow-up actions: logged, changed and moved on; their log and their links."""

from typing import Any
from uuid import UUID

import django_filters as filters
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.models import User
from apps.actions.filters import ActionFilter
from apps.actions.models import Action, ActionLink, ActionUpdate, Status
from apps.actions.services import (
    change_status,
    create_action,
    link_action,
    log_update,
    unlink_action,
    update_action,
)
from apps.catalogue.models import Item
from apps.countries.api import (
    StateField,
    StateInputSerializer,
    StateMixin,
    StateRowSerializer,
)
from apps.countries.models import Institution
from apps.recommendations.strategy_models import StrategyPriority
from apps.treaties.models import Treaty
from focalpoint.api.inputs import CommandSerializer, InputSerializer, VisibleRelatedField
from focalpoint.api.problems import ParameterError
from focalpoint.api.rows import Derived, RowSerializer
from focalpoint.api.views import (
    CreateMixin,
    DestroyMixin,
    ListMixin,
    PartMixin,
    RecordViewSet,
    RetrieveMixin,
    versioned,
)

NEW = OpenApiExample(
    "A new action",
    value={
        "title": "Table the bill on the crime of genocide",
        "due_on": "2026-12-01",
        "priority": 3,
        "reason": "Decided in the inter-ministerial meeting",
    },
    request_only=True,
)


class NextStatusesField(Derived, serializers.ListField):
    """The statuses that may follow the present one."""

    child = serializers.ChoiceField(choices=Status.choices)

    def from_column(self, value: Any) -> list[str]:
        return sorted(str(status) for status in Action.TRANSITIONS[value])


class ActionRow(StateRowSerializer):
    next_statuses = NextStatusesField(
        source="status", help_text="The statuses that may follow the present one."
    )

    class Meta:
        model = Action
        fields = (
            *StateRowSerializer.Meta.fields,
            "reference",
            "title",
            "description",
            "status",
            "next_statuses",
            "priority",
            "office",
            "visibility",
            "lead_institution",
            "assignee",
            "start_on",
            "due_on",
            "completed_on",
            "archived_at",
        )


class ActionInput(StateInputSerializer):
    lead_institution = VisibleRelatedField(
        queryset=Institution.objects.all(), required=False, allow_null=True
    )
    assignee = VisibleRelatedField(
        queryset=User.objects.filter(is_active=True), required=False, allow_null=True
    )

    class Meta:
        model = Action
        fields = (
            "title",
            "description",
            "priority",
            "office",
            "visibility",
            "lead_institution",
            "assignee",
            "start_on",
            "due_on",
        )


class NewActionInput(ActionInput):
    """A new action, with what it serves."""

    country = StateField(required=False, help_text="The State's code; by default your own.")
    items = VisibleRelatedField(
        queryset=Item.objects.filter(is_active=True),
        many=True,
        required=False,
        help_text="Steps, risk factors or other catalogue items that it serves.",
    )
    treaties = serializers.SlugRelatedField(
        slug_field="code",
        queryset=Treaty.objects.all(),
        many=True,
        required=False,
        help_text="Codes of the instruments that it serves.",
    )
    priorities = VisibleRelatedField(
        queryset=StrategyPriority.objects.all(),
        many=True,
        required=False,
        help_text="Priorities of the strategy that it serves, by id.",
    )

    class Meta(ActionInput.Meta):
        fields = ("country", *ActionInput.Meta.fields, "items", "treaties", "priorities")  # type: ignore[assignment]


class TransitionInput(CommandSerializer):
    """The status to move to."""

    to = serializers.ChoiceField(choices=Status.choices)


class ActionApiFilter(ActionFilter):
    """The web's filters; the State is named by its code instead of chosen from a list."""

    country = filters.CharFilter(method="by_country", label=_("State (code), or “all”"))

    class Meta:
        model = Action
        fields: tuple[str, ...] = ()

    @cached_property
    def countries(self) -> list[UUID] | None:
        code = self.wanted.get("country")
        if self.home is not None and code == self.home.code:
            return [self.home.pk]
        found = super().countries
        if code and found == []:
            raise ParameterError({"country": [gettext("Unknown: %(code)s.") % {"code": code}]})
        return found


@extend_schema(tags=["Actions"])
@extend_schema_view(create=extend_schema(examples=[NEW]))
class ActionViewSet(StateMixin, RecordViewSet):
    """Follow-up actions: your State's or, with `country`, what others share (`all`: any State)."""

    model = Action
    row_class = ActionRow
    input_class = ActionInput
    create_class = NewActionInput
    filterset_class = ActionApiFilter
    orderings = {
        "created": "id",
        "due_on": "due_on",
        "priority": "priority",
        "reference": "reference",
        "title": "title",
        "updated": "updated_at",
    }

    def perform_create(self, data: dict[str, Any]) -> Action:
        return create_action(actor=self.actor, country=self.state_of(data), **data)

    def perform_update(self, record: Any, version: int, changes: dict[str, Any]) -> Action:
        return update_action(actor=self.actor, action=record, changes=changes, version=version)

    @extend_schema(request=TransitionInput, responses=ActionRow)
    @action(detail=True, methods=["post"])
    @versioned
    def transition(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Move an action to another status; only a status in `next_statuses` may follow."""
        record, version = self.expected()
        body = self.body(TransitionInput)
        with self.because(body["reason"]):
            changed = change_status(actor=self.actor, action=record, to=body["to"], version=version)
        return self.written(changed)


class ActionUpdateRow(RowSerializer):
    class Meta:
        model = ActionUpdate
        fields = ("id", "action", "author", "text", "version", "created_at")


class ActionUpdateInput(InputSerializer):
    class Meta:
        model = ActionUpdate
        fields = ("text",)


@extend_schema(tags=["Actions"])
class ActionUpdateViewSet(PartMixin, ListMixin, RetrieveMixin, CreateMixin):
    """The log of an action, newest first; an entry is never edited."""

    model = ActionUpdate
    parent = Action
    through = "action"
    row_class = ActionUpdateRow
    input_class = ActionUpdateInput

    def perform_create(self, data: dict[str, Any]) -> ActionUpdate:
        return log_update(actor=self.actor, action=self.whole(), **data)


class ActionLinkRow(RowSerializer):
    item_code = serializers.CharField(source="item.code", allow_null=True)
    treaty = serializers.CharField(source="treaty.code", allow_null=True)
    priority = serializers.CharField(
        source="priority.reference",
        allow_null=True,
        help_text="Reference of the priority of the strategy, where you may read it.",
    )

    class Meta:
        model = ActionLink
        fields = (
            "id",
            "action",
            "item",
            "item_code",
            "treaty",
            "priority",
            "recommendation",
            "version",
            "created_at",
        )


class ActionLinkInput(InputSerializer):
    """Either an item, an instrument, a priority, or a recommendation received."""

    treaty = serializers.SlugRelatedField(
        slug_field="code",
        queryset=Treaty.objects.all(),
        required=False,
        allow_null=True,
        help_text="Code of the instrument.",
    )
    priority = VisibleRelatedField(
        queryset=StrategyPriority.objects.all(),
        required=False,
        allow_null=True,
        help_text="The priority of the strategy, by id.",
    )

    class Meta:
        model = ActionLink
        fields = ("item", "treaty", "priority", "recommendation")


@extend_schema(tags=["Actions"])
class ActionLinkViewSet(PartMixin, ListMixin, RetrieveMixin, CreateMixin, DestroyMixin):
    """What an action serves: a step, a risk factor, an instrument, a priority, a recommendation."""

    model = ActionLink
    parent = Action
    through = "action"
    row_class = ActionLinkRow
    input_class = ActionLinkInput

    def perform_create(self, data: dict[str, Any]) -> ActionLink:
        return link_action(actor=self.actor, action=self.whole(), **data)

    def perform_destroy(self, record: Any, version: int) -> None:
        unlink_action(actor=self.actor, link=record)
