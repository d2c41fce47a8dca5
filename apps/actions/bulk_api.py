"""Changes of many actions at once, over the API: asked for, followed, taken back."""

import datetime as dt
from typing import Any
from uuid import UUID

import django_filters as filters
from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.models import User
from apps.actions import bulk_work
from apps.actions.bulk_models import UNDO_FOR, BulkChange, BulkItem, Kind, Outcome
from apps.actions.bulk_selectors import bulk_changes
from apps.actions.bulk_services import MOST, select_for_change
from apps.actions.models import Priority, Status
from apps.catalogue.models import Item
from apps.countries.api import StateCodeField, TrainingField
from apps.treaties.models import Treaty
from focalpoint.acting import current_acting
from focalpoint.api.days import DueField
from focalpoint.api.inputs import CommandSerializer, StrictMixin, VisibleRelatedField
from focalpoint.api.rows import Derived, RowSerializer
from focalpoint.api.views import CreateMixin, ListMixin, PartMixin, ReadOnlyViewSet

# The members that say what is to become of the actions, by kind: one of each line.
VALUES: dict[str, tuple[str, ...]] = {
    Kind.ASSIGN: ("assignee",),
    Kind.RESCHEDULE: ("due_on", "days"),
    Kind.STATUS: ("status",),
    Kind.PRIORITY: ("priority",),
    Kind.LINK: ("item", "treaty"),
    Kind.ARCHIVE: (),
    Kind.RESTORE: (),
}
OF_SOME_KIND = frozenset(name for names in VALUES.values() for name in names)


class UndoUntilField(Derived, serializers.DateTimeField):
    """The instant after which the change stands."""

    def from_column(self, value: Any) -> dt.datetime | None:
        return value + UNDO_FOR if value else None


class BulkChangeRow(RowSerializer):
    country = StateCodeField()
    is_training = TrainingField()
    undo_until = UndoUntilField(
        source="finished_at", allow_null=True, help_text="Until then `undo` is open."
    )
    changed = serializers.IntegerField(help_text="Actions that changed, and stand so.")
    same = serializers.IntegerField(help_text="Actions that were so already.")
    refused = serializers.IntegerField(help_text="Actions that could not be changed.")
    waiting = serializers.IntegerField(help_text="Actions whose turn is yet to come.")
    undone = serializers.IntegerField(help_text="Actions that were changed back.")
    kept = serializers.IntegerField(help_text="Actions that somebody changed before the undo.")

    class Meta:
        model = BulkChange
        fields = (
            "id",
            "country",
            "is_training",
            "kind",
            "words",
            "reason",
            "all_or_nothing",
            "stage",
            "total",
            *Outcome.values,
            "created_at",
            "finished_at",
            "undo_until",
        )


class PickedSerializer(StrictMixin):
    """One action, in the version that you read: on any other it is refused."""

    id = serializers.UUIDField()
    version = serializers.IntegerField(min_value=1, max_value=2**31 - 1)


class BulkChangeInput(CommandSerializer):
    """What to do with which actions: `actions`, or all that `query` finds."""

    kind = serializers.ChoiceField(choices=Kind.choices)
    actions = serializers.ListField(
        child=PickedSerializer(), required=False, allow_empty=False, max_length=MOST
    )
    query = serializers.CharField(
        required=False,
        max_length=2000,
        help_text="Filters as the address of the list holds them, such as `due=overdue&lead=…`; "
        "every action that they find is meant, as it stands now.",
    )
    all_or_nothing = serializers.BooleanField(
        required=False,
        default=False,
        help_text="Change nothing unless everything can be changed.",
    )
    assignee = VisibleRelatedField(
        queryset=User.objects.filter(is_active=True),
        required=False,
        allow_null=True,
        help_text="For `assign`; null for nobody.",
    )
    due_on = DueField(required=False, help_text="For `reschedule`, or `days`.")
    days = serializers.IntegerField(
        required=False,
        min_value=-3660,
        max_value=3660,
        help_text="For `reschedule`: by how much each deadline moves; negative for earlier.",
    )
    status = serializers.ChoiceField(
        choices=Status.choices, required=False, help_text="For `status`."
    )
    priority = serializers.ChoiceField(
        choices=Priority.choices, required=False, help_text="For `priority`."
    )
    item = VisibleRelatedField(
        queryset=Item.objects.filter(is_active=True),
        required=False,
        help_text="For `link`, or `treaty`.",
    )
    treaty = serializers.SlugRelatedField(
        slug_field="code",
        queryset=Treaty.objects.all(),
        required=False,
        help_text="For `link`: code of the instrument.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        own = VALUES[attrs["kind"]]
        idle = sorted((OF_SOME_KIND - set(own)) & set(attrs))
        if idle:
            words = _("This kind of change takes no such member.")
            raise serializers.ValidationError({name: [words] for name in idle})
        if own and len(set(own) & set(attrs)) != 1:
            words = _("Give this.") if len(own) == 1 else _("Give one of these.")
            raise serializers.ValidationError({name: [words] for name in own})
        if ("actions" in attrs) == ("query" in attrs):
            words = _("Name the actions, or filters that find them.")
            raise serializers.ValidationError({"actions": [words]})
        return attrs


WEEK_LATER = OpenApiExample(
    "A week more for two actions",
    request_only=True,
    value={
        "kind": "reschedule",
        "days": 7,
        "actions": [
            {"id": "01938c5e-0000-7000-8000-000000000001", "version": 3},
            {"id": "01938c5e-0000-7000-8000-000000000002", "version": 1},
        ],
        "reason": "The session was put off by a week",
    },
)
EVERYTHING = OpenApiExample(
    "Everything that filters find",
    request_only=True,
    value={
        "kind": "priority",
        "priority": 4,
        "query": "due=overdue&step=a",
        "all_or_nothing": True,
    },
)


def counted(outcome: str) -> Coalesce:
    """How many actions of a change came to one end."""
    items = BulkItem.objects.filter(change=OuterRef("pk"), outcome=outcome).order_by()
    number = items.values("change").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(number, output_field=IntegerField()), 0)


@extend_schema(tags=["Actions"])
@extend_schema_view(create=extend_schema(examples=[WEEK_LATER, EVERYTHING]))
class BulkChangeViewSet(CreateMixin, ReadOnlyViewSet):
    """Your changes of many actions at once, each with one reason and, for a while, a way back.

    Up to 500 actions are changed before the answer, more by a worker: read the change again until
    its `stage` is neither `waiting` nor `undoing`.
    """

    model = BulkChange
    row_class = BulkChangeRow
    create_class = BulkChangeInput

    @classmethod
    def base_queryset(cls) -> Any:
        return BulkChange.objects.annotate(**{name: counted(name) for name in Outcome.values})

    def get_queryset(self) -> Any:
        return super().get_queryset().filter(author=self.actor.user_id)

    def perform_create(self, data: dict[str, Any]) -> BulkChange:
        kind, query, frame = data["kind"], data.get("query"), current_acting()
        rows = None if query is None else bulk_work.found_by(self.actor, query)
        change = select_for_change(
            actor=self.actor,
            kind=kind,
            values={name: plain(data[name]) for name in VALUES[kind] if name in data},
            reason=frame.reason if frame else "",
            all_or_nothing=data["all_or_nothing"],
            versions={each["id"]: each["version"] for each in data.get("actions", ())},
            rows=rows,
        )
        return bulk_work.make(self.actor, change)

    @extend_schema(request=None, responses=BulkChangeRow)
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Make each action what it was before, unless somebody changed it since."""
        return self.written(bulk_work.take_back(self.actor, self.record()))


def plain(value: Any) -> Any:
    """A member as a bulk change keeps it."""
    if isinstance(value, dt.date):
        return value.isoformat()
    pk = getattr(value, "pk", None)
    return str(pk) if isinstance(pk, UUID) else value


class BulkItemFilter(filters.FilterSet):  # type: ignore[misc]
    outcome = filters.MultipleChoiceFilter(choices=Outcome.choices, label=_lazy("Outcome"))

    class Meta:
        model = BulkItem
        fields: tuple[str, ...] = ()


class BulkItemRow(RowSerializer):
    action = serializers.UUIDField(source="action_id")

    class Meta:
        model = BulkItem
        fields = ("id", "action", "version", "outcome", "problem", "after_version")


@extend_schema(tags=["Actions"])
class BulkItemViewSet(PartMixin, ListMixin):
    """What became of each action of a bulk change, and why where it was not changed."""

    model = BulkItem
    parent = BulkChange
    through = "change"
    row_class = BulkItemRow
    filterset_class = BulkItemFilter

    def whole(self) -> BulkChange:
        return get_object_or_404(bulk_changes(self.actor), pk=self.kwargs["parent_id"])
