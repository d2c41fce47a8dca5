"""What changed since the last report or meeting, or between two days, for programs."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.dashboards.asked_changes import READERS, AskedChanges
from apps.dashboards.change_kinds import ChangeKind
from apps.dashboards.changes import MOST, Change
from focalpoint.api.days import DayField
from focalpoint.api.filtering import refuse_unknown_parameters
from focalpoint.api.permissions import HasRole
from focalpoint.api.problems import ParameterError
from focalpoint.api.views import ApiMixin


class WhatChangedQuery(serializers.Serializer[Any]):
    since = DayField(
        required=False,
        help_text="What stood on this day is no change. When left out, the day of the network's "
        "last meeting, else of the last report of the State that you ask for, else of your own "
        "State's; else a year before.",
    )
    until = DayField(required=False, help_text="Today in your capital when left out.")
    country = serializers.CharField(
        required=False,
        allow_blank=True,
        help_text="For those who read the network: a State's code, empty for all Member States. "
        "Your own when left out, or all if you work for none.",
    )


class RecordedChangeSerializer(serializers.Serializer[Any]):
    """One change, on the day on which others could first read it or from which it holds."""

    on = serializers.DateField()
    kind = serializers.ChoiceField(choices=ChangeKind.choices)
    country = serializers.CharField(help_text="The State's code.")
    is_training = serializers.BooleanField()
    title = serializers.CharField(allow_blank=True)
    detail = serializers.CharField(
        allow_blank=True, help_text="Such as a status or a rank, in the request's language."
    )
    url = serializers.CharField(help_text="The page on which it is read.")


class WhatChangedSerializer(serializers.Serializer[Any]):
    """All changes after ``since`` until ``until``, newest first."""

    since = serializers.DateField()
    until = serializers.DateField()
    country = serializers.CharField(
        allow_null=True, help_text="The State's code; null for all Member States, as they share it."
    )
    cut = serializers.BooleanField(
        help_text=f"Whether only the newest {MOST} are here: choose closer days or one State."
    )
    results = RecordedChangeSerializer(many=True)


class ChangesApiView(ApiMixin, APIView):
    """What changed between two days, of one State or of all; in one piece."""

    roles = READERS
    permission_classes = (HasRole,)

    @extend_schema(
        tags=["Network"],
        operation_id="changes",
        summary="Read what changed between two days",
        parameters=[WhatChangedQuery],
        responses=WhatChangedSerializer,
        examples=[
            OpenApiExample(
                "A report and a new focal point",
                value={
                    "since": "2025-06-30",
                    "until": "2026-06-30",
                    "country": "XAA",
                    "cut": False,
                    "results": [
                        {
                            "on": "2026-01-15",
                            "kind": "report",
                            "country": "XAA",
                            "is_training": True,
                            "title": "(a) Senior focal point or other national mechanism",
                            "detail": "Done",
                            "url": "https://focalpoint.example/progress/R2013-A/?state=XAA",
                        },
                        {
                            "on": "2025-09-01",
                            "kind": "serves",
                            "country": "XAA",
                            "is_training": True,
                            "title": "Ama Mensah",
                            "detail": "Director",
                            "url": "https://focalpoint.example/appointments/"
                            "0191f3a0-0000-7000-8000-000000000000/",
                        },
                    ],
                },
                response_only=True,
            )
        ],
    )
    def get(self, request: Request) -> Response:
        asked = AskedChanges(self.actor, request.query_params)
        refuse_unknown_parameters(request.query_params, asked.form.fields)
        errors: Any = asked.form.errors
        if errors:
            raise ParameterError(errors)
        found = asked.found
        return Response(
            {
                "since": found.since,
                "until": found.until,
                "country": asked.state.code if asked.state else None,
                "cut": found.cut,
                "results": [self.shown(change) for change in found.rows],
            }
        )

    def shown(self, change: Change) -> dict[str, Any]:
        return {
            "on": change.on,
            "kind": change.kind,
            "country": change.country.code,
            "is_training": change.country.is_training,
            "title": change.title,
            "detail": change.detail,
            "url": self.request.build_absolute_uri(change.url),
        }
