"""What States share of assessments and engagement, and regional groups side by side, for programs.

Whoever opens the network's pages of these names reads the same here, under the same filters.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.assessments.models import Extent
from apps.countries.models import Country, RegionalGroup
from apps.dashboards.api import ColumnSerializer, NetworkQuery, StateLineSerializer, state_line
from apps.dashboards.assessed import Assessed, assessed_matrix
from apps.dashboards.engaged import TITLES, Part, Share, engaged_matrix
from apps.dashboards.filters import NetworkFilter
from apps.dashboards.groups import FEWEST, GroupLine, group_lines, subjects
from apps.dashboards.selectors import states_side_by_side, steps_matrix, treaties_matrix
from focalpoint.api.filtering import refuse_unknown_parameters
from focalpoint.api.permissions import ReadsNetwork
from focalpoint.api.problems import ParameterError
from focalpoint.api.views import ApiMixin

_ARAVIA = {"country": "XAA", "name": "Aravia", "is_training": True, "group": ""}


class SharedAssessmentSerializer(serializers.Serializer[Any]):
    """The last approved assessment that the State shares; no level of risk."""

    snapshot = serializers.UUIDField()
    approved_on = serializers.DateField(help_text="The day in the State's capital.")
    period_end = serializers.DateField()
    age_in_months = serializers.IntegerField(help_text="Whole months from the approval to `as_of`.")
    rated = serializers.IntegerField(help_text="Factors with a level.")
    total = serializers.IntegerField(help_text="Factors of the framework.")
    rated_inhibitors = serializers.IntegerField(help_text="Inhibitors with a strength.")
    inhibitors = serializers.IntegerField(help_text="Inhibitors of the framework.")
    consulted = serializers.BooleanField(help_text="Whether civil society was consulted.")
    extent = serializers.ChoiceField(
        choices=Extent.choices, help_text="Whether the whole is shared, or its levels alone."
    )


class AssessedLineSerializer(StateLineSerializer):
    """One State."""

    assessment = SharedAssessmentSerializer(
        allow_null=True, help_text="Null where it shares nothing."
    )


class AssessedMatrixSerializer(serializers.Serializer[Any]):
    """Member States of the day and, marked, training States by name."""

    as_of = serializers.DateField()
    states = AssessedLineSerializer(many=True)


class SharedPartSerializer(serializers.Serializer[Any]):
    """How many the State shares, and the day of the newest."""

    number = serializers.IntegerField()
    newest = serializers.DateField()


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
    counted_from = serializers.DateField(help_text="The first day that counts.")
    states = EngagedLineSerializer(many=True)


class GroupColumnSerializer(ColumnSerializer):
    """What is counted, in words of the request's language."""

    is_age = serializers.BooleanField(
        help_text="Whether the median is an age in months; a number of instruments otherwise."
    )


class FigureSerializer(serializers.Serializer[Any]):
    """How many of the States share it, and the median of a number of theirs."""

    number = serializers.IntegerField()
    counted = serializers.IntegerField(
        help_text="How many stand behind the median: a source may say of a State that somebody "
        "serves, and not since when."
    )
    median = serializers.FloatField(
        allow_null=True, help_text="Null where fewer than `fewest` States stand behind it."
    )


class TogetherSerializer(serializers.Serializer[Any]):
    """Several States; their figures by the code of the column."""

    states = serializers.IntegerField(help_text="Member States among them.")
    figures = serializers.DictField(child=FigureSerializer())


class GroupLineSerializer(TogetherSerializer):
    """One regional group; its figures by the code of the column."""

    group = serializers.ChoiceField(choices=RegionalGroup.choices)


class GroupsSerializer(serializers.Serializer[Any]):
    """Regional groups by name; training States are in none."""

    as_of = serializers.DateField()
    fewest = serializers.IntegerField(help_text="States behind a median, at least.")
    columns = GroupColumnSerializer(many=True)
    groups = GroupLineSerializer(many=True)
    together = TogetherSerializer(
        allow_null=True, help_text="All Member States that the filters leave."
    )


class NetworkMatrixView(ApiMixin, APIView):
    """The States of a page of the network, for those who may open it."""

    permission_classes = (ReadsNetwork,)

    def asked(self, request: Request) -> tuple[dt.date, list[Any]]:
        """The date, and the States that the filters leave."""
        found = NetworkFilter(request.query_params, queryset=Country.objects.all(), request=request)
        refuse_unknown_parameters(request.query_params, found.form.fields)
        if not found.is_valid():
            raise ParameterError(found.errors)
        as_of = found.form.cleaned_data["as_of"] or timezone.localdate()
        return as_of, states_side_by_side(self.actor, as_of, found.qs)


class AssessmentsMatrixView(NetworkMatrixView):
    """How fresh and how complete the last assessment is that each State shares, at any date."""

    @extend_schema(
        tags=["Network"],
        operation_id="matrix_assessments",
        summary="Read the matrix of States and their approved assessments",
        parameters=[NetworkQuery],
        responses=AssessedMatrixSerializer,
        examples=[
            OpenApiExample(
                "A State that shares the whole",
                value={
                    "as_of": "2026-06-30",
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
        as_of, states = self.asked(request)
        found = assessed_matrix(self.actor, as_of, states).found
        return Response(
            {
                "as_of": as_of,
                "states": [
                    state_line(state) | {"assessment": _assessed(found.get(state.pk), as_of)}
                    for state in states
                ],
            }
        )


class EngagementMatrixView(NetworkMatrixView):
    """What each State shares of its engagement in the 24 months that end on a date."""

    @extend_schema(
        tags=["Network"],
        operation_id="matrix_engagement",
        summary="Read the matrix of States and their engagement",
        parameters=[NetworkQuery],
        responses=EngagedMatrixSerializer,
        examples=[
            OpenApiExample(
                "A State that shares two dialogues",
                value={
                    "as_of": "2026-06-30",
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
        as_of, states = self.asked(request)
        matrix = engaged_matrix(self.actor, as_of, states)
        return Response(
            {
                "as_of": as_of,
                "counted_from": matrix.since,
                "states": [
                    state_line(state) | {"cells": _engaged(matrix.found.get(state.pk, {}))}
                    for state in states
                ],
            }
        )


class GroupsView(NetworkMatrixView):
    """How many States of each group share what, and how fresh it is in the median; no ranking."""

    @extend_schema(
        tags=["Network"],
        operation_id="matrix_groups",
        summary="Read the regional groups side by side",
        parameters=[NetworkQuery],
        responses=GroupsSerializer,
        examples=[
            OpenApiExample(
                "A group of which nothing is shared",
                value={
                    "as_of": "2026-06-30",
                    "fewest": FEWEST,
                    "columns": [
                        {
                            "code": "assessment",
                            "label": "Assessment",
                            "title": "States that share an assessment",
                            "is_age": True,
                        }
                    ],
                    "groups": [
                        {
                            "group": "AG",
                            "states": 54,
                            "figures": {"assessment": {"number": 0, "counted": 0, "median": None}},
                        }
                    ],
                    "together": {
                        "states": 54,
                        "figures": {"assessment": {"number": 0, "counted": 0, "median": None}},
                    },
                },
                response_only=True,
            )
        ],
    )
    def get(self, request: Request) -> Response:
        as_of, states = self.asked(request)
        steps = steps_matrix(self.actor, as_of, states)
        wanted = subjects(steps, treaties_matrix(as_of, states))
        lines = {line.code: line for line in group_lines(states, wanted)}
        together = lines.pop("", None)
        return Response(
            {
                "as_of": as_of,
                "fewest": FEWEST,
                "columns": [
                    {
                        "code": subject.name,
                        "label": subject.label,
                        "title": subject.title,
                        "is_age": subject.is_age,
                    }
                    for subject in wanted
                ],
                "groups": [{"group": code} | _figures(line) for code, line in lines.items()],
                "together": _figures(together) if together else None,
            }
        )


def _assessed(found: Assessed | None, as_of: dt.date) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "snapshot": found.snapshot,
        "approved_on": found.approved_on,
        "period_end": found.period_end,
        "age_in_months": found.age_in_months(as_of),
        "rated": found.rated,
        "total": found.total,
        "rated_inhibitors": found.rated_inhibitors,
        "inhibitors": found.inhibitors,
        "consulted": found.consulted,
        "extent": found.extent,
    }


def _engaged(parts: Mapping[Part, Share]) -> dict[str, Any]:
    return {
        part.value: {"number": share.number, "newest": share.newest}
        for part in Part
        if (share := parts.get(part))
    }


def _figures(line: GroupLine) -> dict[str, Any]:
    return {
        "states": line.states,
        "figures": {
            figure.name: {
                "number": figure.number,
                "counted": figure.known,
                "median": figure.middle,
            }
            for figure in line.figures
        },
    }
