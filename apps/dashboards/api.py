"""The network's matrices: States side by side, by name, at any date; no ranking, no total."""

import datetime as dt
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.catalogue.api import MappedSerializer
from apps.catalogue.models import STEPS_2013
from apps.catalogue.selectors import Mapped
from apps.countries.models import Country, Kind, RegionalGroup
from apps.dashboards.filters import ComparingFilter, StepsFilter
from apps.dashboards.moves import Move, of_report, of_standing
from apps.dashboards.selectors import StepsMatrix, TreatiesMatrix, steps_matrix, treaties_matrix
from apps.recommendations.models import ProgressStatus
from apps.recommendations.selectors import Progress
from apps.treaties.status import Standing
from focalpoint.api.days import DayField
from focalpoint.api.filtering import refuse_unknown_parameters
from focalpoint.api.problems import ParameterError
from focalpoint.api.views import ApiMixin


class NetworkQuery(serializers.Serializer[Any]):
    as_of = DayField(required=False, help_text="Today when left out.")
    group = serializers.ChoiceField(choices=RegionalGroup.choices, required=False)
    organisation = serializers.CharField(required=False, help_text="Code of an organisation.")
    q = serializers.CharField(required=False, help_text="Part of a State's name, or its code.")


class MatrixQuery(NetworkQuery):
    since = DayField(
        required=False, help_text="An earlier day: each cell then says how it moved since."
    )


class StepsQuery(MatrixQuery):
    framework = serializers.CharField(
        required=False, help_text="Such as R2015; the seven steps of 2013 when left out."
    )


class ColumnSerializer(serializers.Serializer[Any]):
    """A column of a matrix: a step, or an instrument."""

    code = serializers.CharField()
    label = serializers.CharField(allow_blank=True)  # type: ignore[assignment]
    title = serializers.CharField()


class StepCellSerializer(serializers.Serializer[Any]):
    """The newest approved report that the State shares."""

    report = serializers.UUIDField()
    status = serializers.ChoiceField(choices=ProgressStatus.choices)
    effective_on = serializers.DateField()
    answered_by = MappedSerializer(
        allow_null=True,
        help_text="The mapped item of another framework that the report is on, where the State "
        "shares none on this one.",
    )
    before = serializers.ChoiceField(
        choices=ProgressStatus.choices,
        allow_null=True,
        required=False,
        help_text="With `since`: the status on that day.",
    )
    move = serializers.ChoiceField(choices=Move.choices, allow_null=True, required=False)


class TreatyCellSerializer(serializers.Serializer[Any]):
    """Where the State stands, and since which action of its own."""

    standing = serializers.ChoiceField(choices=Standing.choices)
    date = serializers.DateField(allow_null=True)
    reserves = serializers.BooleanField(
        help_text="Whether a reservation, or a declaration that may be one, is in effect."
    )
    before = serializers.ChoiceField(
        choices=Standing.choices, required=False, help_text="With `since`: where it stood then."
    )
    move = serializers.ChoiceField(choices=Move.choices, allow_null=True, required=False)


class StateLineSerializer(serializers.Serializer[Any]):
    country = serializers.CharField()
    name = serializers.CharField()
    is_training = serializers.BooleanField()
    group = serializers.CharField(allow_blank=True)


class StepsLineSerializer(StateLineSerializer):
    """One State; its cells by the code of the step, where it shares anything."""

    cells = serializers.DictField(child=StepCellSerializer())


class TreatiesLineSerializer(StateLineSerializer):
    """One State; its cells by the code of the instrument."""

    cells = serializers.DictField(child=TreatyCellSerializer())


class StepsMatrixSerializer(serializers.Serializer[Any]):
    """Member States and, marked, training States by name."""

    as_of = serializers.DateField()
    since = serializers.DateField(allow_null=True)
    framework = serializers.CharField()
    columns = ColumnSerializer(many=True)
    states = StepsLineSerializer(many=True)


class TreatiesMatrixSerializer(serializers.Serializer[Any]):
    """Member States and, marked, training States by name."""

    as_of = serializers.DateField()
    since = serializers.DateField(allow_null=True)
    columns = ColumnSerializer(many=True)
    states = TreatiesLineSerializer(many=True)


class MatrixView(ApiMixin, APIView):
    filterset: type[ComparingFilter] = ComparingFilter

    def found(self, request: Request) -> Any:
        """The filters as they are asked for, all of them valid."""
        rows = Country.objects.filter(kind__in=(Kind.MEMBER, Kind.TRAINING))
        found = self.filterset(request.query_params, queryset=rows, request=request)
        refuse_unknown_parameters(request.query_params, found.form.fields)
        if not found.is_valid():
            raise ParameterError(found.errors)
        return found

    def asked(self, found: Any) -> tuple[dt.date, dt.date | None, list[Country]]:
        """The date, the earlier one, and the States that the filters leave."""
        # One day for all States: that of no capital.
        as_of = found.form.cleaned_data["as_of"] or timezone.now().date()
        return as_of, found.form.cleaned_data["since"], list(found.qs.order_by("name").distinct())


class StepsMatrixView(MatrixView):
    """What States share of each of the steps (a)–(g), or of another framework, at any date."""

    filterset = StepsFilter

    @extend_schema(
        tags=["Network"],
        operation_id="matrix_steps",
        summary="Read the matrix of States and steps",
        parameters=[StepsQuery],
        responses=StepsMatrixSerializer,
    )
    def get(self, request: Request) -> Response:
        found = self.found(request)
        as_of, since, states = self.asked(found)
        matrix = steps_matrix(self.actor, as_of, states, since, items=found.items)
        other = matrix.other_framework
        return Response(
            {
                "as_of": as_of,
                "since": since,
                "framework": other.code if other else STEPS_2013,
                "columns": [
                    {"code": step.code, "label": step.label, "title": step.title}
                    for step in matrix.steps
                ],
                "states": [
                    state_line(state)
                    | {
                        "cells": {
                            step.code: _report(report, matrix, (state.pk, step.pk))
                            for step in matrix.steps
                            if (report := matrix.reports.get((state.pk, step.pk)))
                        }
                    }
                    for state in states
                ],
            }
        )


class TreatiesMatrixView(MatrixView):
    """Where States stand on each instrument, at any date."""

    @extend_schema(
        tags=["Network"],
        operation_id="matrix_treaties",
        summary="Read the matrix of States and instruments",
        parameters=[MatrixQuery],
        responses=TreatiesMatrixSerializer,
    )
    def get(self, request: Request) -> Response:
        as_of, since, states = self.asked(self.found(request))
        matrix = treaties_matrix(as_of, states, since)
        table = matrix.table
        return Response(
            {
                "as_of": as_of,
                "since": since,
                "columns": [
                    {"code": treaty.code, "label": treaty.short_title, "title": treaty.full_title}
                    for treaty in table.treaties
                ],
                "states": [
                    state_line(state) | {"cells": _standings(matrix, state)} for state in states
                ],
            }
        )


def state_line(state: Country) -> dict[str, Any]:
    """The first members of a line: which State it is of."""
    return {
        "country": state.code,
        "name": state.name,
        "is_training": state.is_training,
        "group": state.regional_group,
    }


def _report(report: Progress, matrix: StepsMatrix, key: tuple[Any, Any]) -> dict[str, Any]:
    cell = {
        "report": report.report_id,
        "status": report.status,
        "effective_on": report.effective_on,
        "answered_by": _answer(report.answer) if report.answer else None,
    }
    if matrix.since is None:
        return cell
    before = matrix.before.get(key)
    move = of_report(before, report)
    return cell | {"before": before.status if before else None, "move": move}


def _answer(other: Mapped) -> dict[str, Any]:
    """As ``MappedSerializer`` has it: one for each of hundreds of cells would take a while."""
    return {
        "framework": other.framework,
        "item_code": other.code,
        "label": other.name,
        "title": other.title,
        "note": other.note,
        "confidence": other.confidence,
    }


def _standings(matrix: TreatiesMatrix, state: Country) -> dict[str, Any]:
    """Where one State stands, by instrument: thousands of cells, so no object is made for each."""
    table, cells = matrix.table, {}
    for treaty in table.treaties:
        found = table.deciding.get((treaty.id, state.id))
        standing = found.standing if found else Standing.NOT_PARTY
        if found is None or standing == Standing.NOT_PARTY:
            standing, date = table.standing(treaty, state), None
        else:
            date = found.date
        reserves = found is not None and found.reserves
        cell: dict[str, Any] = {"standing": standing, "date": date, "reserves": reserves}
        if matrix.before:
            before = matrix.before.standing(treaty, state)
            cell |= {"before": before, "move": of_standing(before, standing)}
        cells[treaty.code] = cell
    return cells
