"""Templates over the API: sets of actions that are started together, for one date."""

import datetime as dt
import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.models import User
from apps.actions.api import ActionRow, ActionViewSet
from apps.actions.blueprints import Blueprint, Entry, Unit, provided
from apps.actions.models import Priority
from apps.actions.selectors import today_of
from apps.actions.template_models import ActionTemplate
from apps.actions.templates import Start, start_template
from apps.countries.models import Institution
from focalpoint.acting import current_acting
from focalpoint.api.days import DayField, DueField
from focalpoint.api.inputs import CommandSerializer, StrictMixin, VisibleRelatedField
from focalpoint.api.views import ApiMixin


class TemplateEntrySerializer(serializers.Serializer[Any]):
    """One action of a template; its date lies `amount` units from the anchor's."""

    key = serializers.CharField()
    title = serializers.CharField()
    text = serializers.CharField(allow_blank=True)
    amount = serializers.IntegerField(help_text="Negative before the anchor.")
    unit = serializers.ChoiceField(choices=Unit.choices)
    priority = serializers.ChoiceField(choices=Priority.choices)
    items = serializers.ListField(child=serializers.CharField(), help_text="Codes it serves.")
    treaties = serializers.ListField(child=serializers.CharField(), help_text="Codes it serves.")
    checklist = serializers.ListField(child=serializers.CharField())
    after = serializers.ListField(
        child=serializers.CharField(), help_text="Keys of the actions that it waits for."
    )
    lead_institution = serializers.UUIDField(allow_null=True)


class TemplateSerializer(serializers.Serializer[Any]):
    """A set of actions with dates relative to an anchor."""

    key = serializers.CharField()
    title = serializers.CharField()
    text = serializers.CharField(allow_blank=True)
    anchor = serializers.CharField(help_text="The day from which the dates count, in words.")
    source = serializers.CharField(  # type: ignore[assignment]
        allow_blank=True, help_text="Where its advice comes from."
    )
    step = serializers.CharField(allow_blank=True, help_text="Code of the step that it serves.")
    own = serializers.BooleanField(help_text="Kept by your State; else it comes with FocalPoint.")
    entries = TemplateEntrySerializer(many=True)


class TemplatesSerializer(serializers.Serializer[Any]):
    """Your State's own first."""

    results = TemplateSerializer(many=True)


class StartedEntrySerializer(StrictMixin):
    """One action to be made, as you alter it."""

    key = serializers.CharField(max_length=100)
    due_on = DueField(
        required=False, allow_null=True, help_text="Instead of the date that the anchor gives."
    )
    assignee = VisibleRelatedField(
        queryset=User.objects.filter(is_active=True), required=False, allow_null=True
    )
    lead_institution = VisibleRelatedField(
        queryset=Institution.objects.all(),
        required=False,
        allow_null=True,
        help_text="Instead of the template's.",
    )


class TemplateStartSerializer(CommandSerializer):
    """The anchor's date, and which of the actions to make."""

    anchor = DayField()
    entries = StartedEntrySerializer(
        many=True,
        required=False,
        allow_empty=False,
        help_text="By default each action whose date has not passed.",
    )


class StartedSerializer(serializers.Serializer[Any]):
    """The actions that were made."""

    results = ActionRow(many=True)


EXAMPLE = OpenApiExample(
    "For the 50th session, two of the actions",
    request_only=True,
    value={
        "anchor": "2027-11-02",
        "entries": [{"key": "plan"}, {"key": "send", "due_on": "2027-07-15"}],
        "reason": "Fourth cycle of the UPR",
    },
)


class _TemplateApiView(ApiMixin, APIView):
    def own(self) -> list[Blueprint]:
        """The templates that the actor's State keeps."""
        rows = ActionTemplate.objects.visible_to(self.actor).filter(country=self.actor.country)
        return [template.blueprint for template in rows.prefetch_related("rows")]

    def blueprint(self, key: str) -> Blueprint:
        """A template by its key; ``Http404`` where the actor sees none."""
        found = provided().get(key) or next((b for b in self.own() if b.key == key), None)
        if found is None:
            raise Http404
        return found


class TemplateListApiView(_TemplateApiView):
    """Templates that you may start."""

    @extend_schema(
        tags=["Actions"],
        operation_id="action_templates_list",
        summary="List templates",
        responses=TemplatesSerializer,
    )
    def get(self, request: Request) -> Response:
        return Response({"results": [shown(b) for b in (*self.own(), *provided().values())]})


class TemplateApiView(_TemplateApiView):
    """One template with its actions."""

    @extend_schema(
        tags=["Actions"],
        operation_id="action_templates_retrieve",
        summary="Read one template",
        responses=TemplateSerializer,
    )
    def get(self, request: Request, key: str) -> Response:
        return Response(shown(self.blueprint(key)))


class TemplateStartApiView(_TemplateApiView):
    """Make the actions of a template: all that you chose, or none."""

    @extend_schema(
        tags=["Actions"],
        operation_id="action_templates_start",
        summary="Start a template",
        request=TemplateStartSerializer,
        responses={201: StartedSerializer},
        examples=[EXAMPLE],
    )
    def post(self, request: Request, key: str) -> Response:
        blueprint = self.blueprint(key)
        sent = TemplateStartSerializer(data=request.data, context={"request": request})
        sent.is_valid(raise_exception=True)
        if self.actor.country is None:
            raise PermissionDenied(_("You hold no post in this State."))
        data = sent.validated_data
        frame = current_acting()
        made = start_template(
            actor=self.actor,
            country=self.actor.country,
            blueprint=blueprint,
            starts=self.starts(blueprint, data["anchor"], data.get("entries")),
            reason=data.get("reason") or (frame.reason if frame else ""),
        )
        rows = {row["id"]: row for row in self.rows([action.pk for action in made])}
        ordered = [rows[action.pk] for action in made]
        return Response({"results": ordered}, status=status.HTTP_201_CREATED)

    def starts(self, blueprint: Blueprint, anchor: dt.date, chosen: Any) -> list[Start]:
        """What to make; without a choice, what the page would offer."""
        entries = {entry.key: entry for entry in blueprint.entries}
        if chosen is None:
            today = today_of(self.actor)
            chosen = [{"key": e.key} for e in entries.values() if due_of(e, anchor) >= today]
        problems: Any = {
            index: {"key": [_("The template has no such action, or you name it twice.")]}
            for index, each in enumerate(chosen)
            if each["key"] not in entries or each["key"] in {c["key"] for c in chosen[:index]}
        }
        if problems:
            raise serializers.ValidationError({"entries": problems})
        return [self.start(entries[each["key"]], anchor, each) for each in chosen]

    def start(self, entry: Entry, anchor: dt.date, each: dict[str, Any]) -> Start:
        lead = each.get("lead_institution")
        if "lead_institution" not in each and entry.lead_institution:
            institutions = Institution.objects.visible_to(self.actor)
            lead = institutions.filter(pk=entry.lead_institution).first()
        return Start(
            entry=entry,
            due_on=each["due_on"] if "due_on" in each else due_of(entry, anchor),
            assignee=each.get("assignee"),
            lead_institution=lead,
        )

    def rows(self, ids: list[uuid.UUID]) -> list[dict[str, Any]]:
        return ActionRow.rows(ActionViewSet.base_queryset().filter(pk__in=ids))


def due_of(entry: Entry, anchor: dt.date) -> dt.date:
    """The date of one action; a ``ValidationError`` names an anchor beyond the calendar."""
    try:
        return entry.due_on(anchor)
    except (ValueError, OverflowError):
        raise serializers.ValidationError({"anchor": [_("This date is too far away.")]}) from None


def shown(blueprint: Blueprint) -> dict[str, Any]:
    """A template as the API shows it."""
    names = ("key", "title", "text", "anchor", "source", "step", "own")
    entries = TemplateEntrySerializer(blueprint.entries, many=True).data
    return {**{name: getattr(blueprint, name) for name in names}, "entries": entries}
