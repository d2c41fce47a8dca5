"""Regional groups side by side, for programs: how many States share what; no ranking."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.countries.models import RegionalGroup
from apps.dashboards.api import ColumnSerializer, NetworkQuery
from apps.dashboards.groups import FEWEST, GroupLine, group_lines, subjects
from apps.dashboards.network_api import NetworkMatrixView
from apps.dashboards.selectors import steps_matrix, treaties_matrix


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
        as_of, _since, states = self.asked(request)
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
