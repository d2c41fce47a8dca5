"""One's own inbox over the API: reminders and notices as one list, and what one does with them."""

import uuid
import zoneinfo
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.reminders import inbox, marking
from apps.reminders.inbox import Box, Item, ItemKey, Reader, Wanted
from focalpoint.api.inputs import StrictMixin
from focalpoint.api.problems import ParameterError
from focalpoint.api.views import ApiMixin

MOST = 200
KEY = r"^(reminder|notice):[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z"
VERBS = {
    "read": gettext_lazy("Mark as read"),
    "unread": gettext_lazy("Mark as unread"),
    "done": gettext_lazy("Finish what a reminder is about"),
    "away": gettext_lazy("Acknowledge a reminder, put a notice away"),
    "snooze": gettext_lazy("Hide until the morning of a day"),
    "back": gettext_lazy("Bring back what was snoozed or put away"),
}


class InboxQuery(serializers.Serializer[Any]):
    box = serializers.ChoiceField(choices=[box.value for box in Box], required=False)
    kind = serializers.CharField(
        required=False,
        help_text="`deadlines` for all reminders, or a kind of notice such as `action.assigned`.",
    )
    unread = serializers.BooleanField(required=False, default=False)
    cursor = serializers.CharField(required=False, help_text="As `next` gives it.")
    page_size = serializers.IntegerField(min_value=1, max_value=MOST, default=inbox.PAGE)


class InboxItemSerializer(serializers.Serializer[Any]):
    """A reminder of a deadline, or a notice of what somebody did."""

    key = serializers.CharField(help_text="What `mark` takes: `reminder:…` or `notice:…`.")
    kind = serializers.CharField()
    text = serializers.CharField(help_text="What happened, in the request's language.")
    title = serializers.CharField(help_text="Of the record that it speaks of.")
    reference = serializers.CharField(allow_blank=True)
    state = serializers.CharField(help_text="Name of the State.")
    is_training = serializers.BooleanField()
    url = serializers.CharField()
    at = serializers.DateTimeField()
    is_read = serializers.BooleanField()
    is_done = serializers.BooleanField()
    may_finish = serializers.BooleanField(help_text="Whether `done` is open to you.")
    due_on = serializers.DateField(allow_null=True)
    snoozed_until = serializers.DateField(allow_null=True)
    acknowledged_on = serializers.DateField(allow_null=True)


class InboxSerializer(serializers.Serializer[Any]):
    """Newest first; `unread` counts the box `inbox`, to 100 at most."""

    next = serializers.CharField(allow_null=True, help_text="The cursor of the next page.")
    unread = serializers.IntegerField()
    results = InboxItemSerializer(many=True)


class MarkSerializer(StrictMixin):
    """What to do with which items."""

    verb = serializers.ChoiceField(choices=list(VERBS.items()))
    items = serializers.ListField(
        child=serializers.RegexField(KEY), min_length=1, max_length=MOST, help_text="Their keys."
    )
    until = serializers.DateField(required=False, help_text="The day that `snooze` needs.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["verb"] == "snooze" and "until" not in attrs:
            raise serializers.ValidationError({"until": _("Say until when.")})
        return attrs


class MarkedSerializer(serializers.Serializer[Any]):
    """What is unread after it."""

    unread = serializers.IntegerField()


class _InboxMixin(ApiMixin):
    @property
    def reader(self) -> Reader:
        user: Any = self.request.user  # type: ignore[attr-defined]
        return Reader(self.actor, timezone.now(), zoneinfo.ZoneInfo(user.time_zone))


class InboxApiView(_InboxMixin, APIView):
    """Your reminders and notices."""

    @extend_schema(
        tags=["Reminders"],
        operation_id="inbox",
        summary="Read your inbox",
        parameters=[InboxQuery],
        responses=InboxSerializer,
    )
    def get(self, request: Request) -> Response:
        asked = self.query(InboxQuery)
        wanted = Wanted(Box(asked.get("box", Box.INBOX)), asked.get("kind", ""), asked["unread"])
        reader = self.reader
        try:
            found = inbox.page(
                reader, wanted, cursor=asked.get("cursor", ""), limit=asked["page_size"]
            )
        except ValueError:
            message = _("Follow `next` as it is given.")
            raise ParameterError({"cursor": [message]}) from None
        return Response(
            {
                "next": found.older or None,
                "unread": inbox.unread_count(reader),
                "results": [self.shown(item) for item in found.items],
            }
        )

    def shown(self, item: Item) -> dict[str, Any]:
        line = item.line
        return {
            "key": item.key,
            "kind": item.kind,
            "text": item.text,
            "title": line.title,
            "reference": line.reference,
            "state": line.state,
            "is_training": line.is_training,
            "url": self.request.build_absolute_uri(line.url),
            "at": item.at,
            "is_read": item.is_read,
            "is_done": item.is_done,
            "may_finish": item.may_finish,
            "due_on": item.due_on,
            "snoozed_until": item.snoozed_until,
            "acknowledged_on": item.acknowledged_on,
        }


class InboxMarkApiView(_InboxMixin, APIView):
    """What you do with items of your inbox: all of them, or none when one is refused."""

    @extend_schema(
        tags=["Reminders"],
        operation_id="inbox_mark",
        summary="Mark, snooze or finish items",
        request=MarkSerializer,
        responses=MarkedSerializer,
        examples=[
            OpenApiExample(
                "Snooze a notice",
                value={
                    "verb": "snooze",
                    "items": ["notice:01943b1c-7a2e-7c3d-9f10-2b6a4c8d0e1f"],
                    "until": "2026-12-01",
                },
                request_only=True,
            )
        ],
    )
    def post(self, request: Request) -> Response:
        sent = MarkSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        data = sent.validated_data
        reader = self.reader
        items = [_key(text) for text in data["items"]]
        verb = data["verb"]
        if verb in ("read", "unread"):
            marking.mark(reader=reader, items=items, read=verb == "read")
        elif verb == "snooze":
            for item in items:
                marking.put_off(reader=reader, item=item, until=data["until"])
        else:
            service = {
                "done": marking.finish,
                "away": marking.put_away,
                "back": marking.bring_back,
            }[verb]
            for item in items:
                service(reader=reader, item=item)
        return Response({"unread": inbox.unread_count(reader)})


def _key(text: str) -> ItemKey:
    source, _colon, pk = text.partition(":")
    return source, uuid.UUID(pk)
