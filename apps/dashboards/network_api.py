"""What States share of assessments and engagement, for programs.

Whoever opens the network's pages of these names reads the same here, under the same filters.
"""

import datetime as dt
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.assessments.models import Extent
from apps.countries.models import Country
from apps.dashboards.api import (
    MatrixQuery,
    StateLineSerializer,
    state_line,
)
from apps.dashboards.assessed import (
    COMPARED,
    AssessedMatrix,
    assessed_matrix,
    assessed_moves,
)
from apps.dashboards.engaged import TITLES, EngagedMatrix, Part, engaged_matrix, move_of
from apps.dashboards.filters import ComparingFilter, NetworkFilter
from apps.dashboards.moves import Move
from apps.dashboards.selectors import states_side_by_side
from focalpoint.api.filtering import refuse_unknown_parameters
from focalpoint.api.permissions import ReadsNetwork
from focalpoint.api.problems import ParameterError
from focalpoint.api.views import ApiMixin


def _move() -> Any:
    return serializers.ChoiceField(choices=Move.choices, allow_null=True, required=False)


_ARAVIA = {"country": "XAA", "name": "Aravia", "is_training": True, "group": ""}


class AssessmentColumnsSerializer(serializers.Serializer[Any]):
    """What is compared between two days."""

    approved_on = serializers.DateField(help_text="The day in the State's capital.")
    age_in_months = serializers.IntegerField(help_text="Whole months from the approval to the day.")
    rated = serializers.IntegerField(help_text="Factors with a level.")
    rated_inhibitors = serializers.IntegerField(help_text="Inhibitors with a strength.")
    consulted = serializers.BooleanField(help_text="Whether civil society was consulted.")
    extent = serializers.ChoiceField(
        choices=Extent.choices, help_text="Whether the whole is shared, or its levels alone."
    )


class AssessmentMovesSerializer(serializers.Serializer[Any]):
    """How each of them moved; null where it did not."""

    def get_fields(self) -> dict[str, Any]:
        return {name: _move() for name in COMPARED}


class SharedAssessmentSerializer(AssessmentColumnsSerializer):
    """The last approved assessment that the State shares; no level of risk."""

    snapshot = serializers.UUIDField()
    period_end = serializers.DateField()
    total = serializers.IntegerField(help_text="Factors of the framework.")
    inhibitors = serializers.IntegerField(help_text="Inhibitors of the framework.")
    before = AssessmentColumnsSerializer(
        required=False,
        allow_null=True,
        help_text="With `since`: the last one approved by that day; null if there is none.",
    )
    moves = AssessmentMovesSerializer(
        required=False,
        help_text="With `since`: `further` is newer, or more than before; `back` is older than a "
        "year or two now, or less than before; `new` follows on nothing.",
    )


class AssessedLineSerializer(StateLineSerializer):
    """One State."""

    assessment = SharedAssessmentSerializer(
        allow_null=True, help_text="Null where it shares nothing."
    )


class AssessedMatrixSerializer(serializers.Serializer[Any]):
    """Member States of the day and, marked, training States by name."""

    as_of = serializers.DateField()
    since = serializers.DateField(allow_null=True)
    states = AssessedLineSerializer(many=True)


class SharedPartSerializer(serializers.Serializer[Any]):
    """How many the State shares, and the day of the newest."""

    number = serializers.IntegerField()
    newest = serializers.DateField(
        allow_null=True, help_text="Null only with `since`, where it shares none any more."
    )
    before = serializers.IntegerField(
        required=False,
        help_text="With `since`: how many it shared of the 24 months before that day.",
    )
    move = _move()


class EngagedCellsSerializer(serializers.Serializer[Any]):
    """What the State shares of its engagement; what is left out it does not share."""

    exchanges = SharedPartSerializer(required=False, help_text=TITLES[Part.EXCHANGES])
    reviews = SharedPartSerializer(required=False, help_text=TITLES[Part.REVIEWS])
    partnerships = SharedPartSerializer(required=False, help_text=TITLES[Part.PARTNERSHIPS])
    trainings = SharedPartSerializer(required=False, help_text=TITLES[Part.TRAININGS])
    dialogues = SharedPartSerializer(required=False, help_text=TITLES[Part.DIALOGUES])
    statements = SharedPartSerializer(required=False, help_text=TITLES[Part.STATEMENTS])
    lessons = SharedPartSerializer(required=False, help_text=TITLES[Part.LESSONS])


class EngagedLineSerializer(StateLineSerializer):
    """One State."""

    cells = EngagedCellsSerializer()


class EngagedMatrixSerializer(serializers.Serializer[Any]):
    """Member States of the day and, marked, training States by name."""

    as_of = serializers.DateField()
    since = serializers.DateField(allow_null=True)
    counted_from = serializers.DateField(help_text="The first day that counts.")
    states = EngagedLineSerializer(many=True)


class NetworkMatrixView(ApiMixin, APIView):
    """The States of a page of the network, for those who may open it."""

    permission_classes = (ReadsNetwork,)
    filterset: type[NetworkFilter] = NetworkFilter

    def asked(self, request: Request) -> tuple[dt.date, dt.date | None, list[Any]]:
        """The date, the earlier one if there is one, and the States that the filters leave."""
        rows = Country.objects.all()
        found = self.filterset(request.query_params, queryset=rows, request=request)
        refuse_unknown_parameters(request.query_params, found.form.fields)
        if not found.is_valid():
            raise ParameterError(found.errors)
        as_of = found.form.cleaned_data["as_of"] or timezone.localdate()
        since = found.form.cleaned_data.get("since")
        return as_of, since, states_side_by_side(self.actor, as_of, found.qs)


class AssessmentsMatrixView(NetworkMatrixView):
    """How fresh and how complete the last assessment is that each State shares, at any date."""

    filterset = ComparingFilter

    @extend_schema(
        tags=["Network"],
        operation_id="matrix_assessments",
        summary="Read the matrix of States and their approved assessments",
        parameters=[MatrixQuery],
        responses=AssessedMatrixSerializer,
        examples=[
            OpenApiExample(
                "A State that shares the whole",
                value={
                    "as_of": "2026-06-30",
                    "since": None,
                    "states": [
                        {
                            **_ARAVIA,
                            "assessment": {
                                "snapshot": "0191f3a0-0000-7000-8000-000000000000",
                                "approved_on": "2025-05-30",
                                "period_end": "2025-03-31",
                                "age_in_months": 13,
                                "rated": 14,
                                "total": 14,
                                "rated_inhibitors": 5,
                                "inhibitors": 6,
                                "consulted": True,
                                "extent": "full",
                            },
                        }
                    ],
                },
                response_only=True,
            )
        ],
    )
    def get(self, request: Request) -> Response:
        as_of, since, states = self.asked(request)
        matrix = assessed_matrix(self.actor, as_of, states, since)
        return Response(
            {
                "as_of": as_of,
                "since": since,
                "states": [
                    state_line(state) | {"assessment": _assessed(matrix, state)} for state in states
                ],
            }
        )


class EngagementMatrixView(NetworkMatrixView):
    """What each State shares of its engagement in the 24 months that end on a date."""

    filterset = ComparingFilter

    @extend_schema(
        tags=["Network"],
        operation_id="matrix_engagement",
        summary="Read the matrix of States and their engagement",
        parameters=[MatrixQuery],
        responses=EngagedMatrixSerializer,
        examples=[
            OpenApiExample(
                "A State that shares two dialogues",
                value={
                    "as_of": "2026-06-30",
                    "since": None,
                    "counted_from": "2024-07-01",
                    "states": [
                        {**_ARAVIA, "cells": {"dialogues": {"number": 2, "newest": "2026-03-12"}}}
                    ],
                },
                response_only=True,
            )
        ],
    )
    def get(self, request: Request) -> Response:
        as_of, since, states = self.asked(request)
        matrix = engaged_matrix(self.actor, as_of, states, since)
        return Response(
            {
                "as_of": as_of,
                "since": since,
                "counted_from": matrix.counted_from,
                "states": [
                    state_line(state) | {"cells": _engaged(matrix, state)} for state in states
                ],
            }
        )


def _assessed(matrix: AssessedMatrix, state: Country) -> dict[str, Any] | None:
    found = matrix.found.get(state.pk)
    if found is None:
        return None
    told = {
        "snapshot": found.snapshot,
        "period_end": found.period_end,
        "total": found.total,
        "inhibitors": found.inhibitors,
        **found.columns(matrix.as_of),
    }
    if matrix.since is None:
        return told
    before = matrix.before.get(state.pk)
    return told | {
        "before": before.columns(matrix.since) if before else None,
        "moves": assessed_moves(before, found, matrix.since, matrix.as_of),
    }


def _engaged(matrix: EngagedMatrix, state: Country) -> dict[str, Any]:
    parts, before = matrix.found.get(state.pk, {}), matrix.before.get(state.pk, {})
    cells: dict[str, Any] = {}
    for part in Part:
        share, was = parts.get(part), before.get(part)
        if share is None and was is None:
            continue
        cell: dict[str, Any] = {
            "number": share.number if share else 0,
            "newest": share.newest if share else None,
        }
        if matrix.since:
            cell |= {
                "before": was.number if was else 0,
                "move": move_of(part, parts, before),
            }
        cells[part.value] = cell
    return cells
