"""What the record shows of the steps of a framework, for programs."""

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.catalogue.api import MappedSerializer
from apps.catalogue.models import STEPS_2013
from apps.countries.models import Country
from apps.recommendations.models import ProgressStatus
from apps.recommendations.record.checks import Answer
from apps.recommendations.record.selectors import (
    Difference,
    StepRecord,
    asked_items,
    record_of,
)
from focalpoint.api.days import DayField
from focalpoint.api.filtering import refuse_unknown_parameters
from focalpoint.api.problems import ParameterError
from focalpoint.api.views import ApiMixin


class RecordQuery(serializers.Serializer[Any]):
    country = serializers.SlugRelatedField(
        slug_field="code",
        queryset=Country.objects.all(),
        required=False,
        help_text="The State's code; your own when left out.",
    )
    framework = serializers.CharField(
        required=False,
        help_text="Such as ST2015; the seven steps of 2013 when left out.",
    )
    as_of = DayField(required=False, help_text="Today in the capital when left out.")


class CheckSerializer(serializers.Serializer[Any]):
    """One question to the record, and its answer from what you may read."""

    code = serializers.CharField(source="check.code")
    asks = serializers.CharField(source="check.asks")
    rule = serializers.CharField(source="check.rule")
    source = serializers.CharField(source="check.citation")  # type: ignore[assignment]
    answer = serializers.ChoiceField(
        source="verdict.answer",
        choices=[each for each in Answer.choices if each[0] != Answer.NOT_ASKED],
    )
    because = serializers.CharField(source="verdict.because")
    on = serializers.DateField(source="verdict.on", allow_null=True)
    closes = serializers.CharField(source="verdict.closes", allow_blank=True)


class AnswerSerializer(serializers.Serializer[Any]):
    """What the record says to one question about one instrument."""

    answer = serializers.ChoiceField(choices=Answer.choices)
    because = serializers.CharField()
    on = serializers.DateField(allow_null=True)


class InstrumentSerializer(serializers.Serializer[Any]):
    """One listed instrument, with the four questions of step (c)."""

    treaty = serializers.CharField(source="treaty.code", help_text="The instrument's code.")
    title = serializers.CharField(source="treaty")
    signed = AnswerSerializer()
    in_force = AnswerSerializer()
    in_law = AnswerSerializer()
    reports = AnswerSerializer()


class StepRecordSerializer(serializers.Serializer[Any]):
    """One step: the State's latest report that you read, beside what the record shows."""

    item_code = serializers.CharField(source="step.item.code")
    says = serializers.SerializerMethodField(help_text="Null where nothing is reported.")
    effective_on = serializers.SerializerMethodField()
    answered_by = MappedSerializer(
        source="answer.answer",
        default=None,
        allow_null=True,
        read_only=True,
        help_text="The mapped item of another framework whose report is told, where the step has "
        "none of its own.",
    )
    difference = serializers.ChoiceField(
        choices=Difference.choices,
        allow_null=True,
        help_text="Where the two part; told to the State's own office alone.",
    )
    checks = CheckSerializer(many=True)
    instruments = InstrumentSerializer(
        many=True,
        help_text="Step (c) of 2013 instrument by instrument, those that are open to the State; "
        "empty for every other step.",
    )

    @extend_schema_field(serializers.ChoiceField(choices=ProgressStatus.choices, allow_null=True))
    def get_says(self, record: StepRecord) -> ProgressStatus | None:
        return record.said.status if record.said else None

    @extend_schema_field(serializers.DateField(allow_null=True))
    def get_effective_on(self, record: StepRecord) -> dt.date | None:
        return record.said.effective_on if record.said else None


class RecordSerializer(serializers.Serializer[Any]):
    country = serializers.CharField()
    as_of = serializers.DateField()
    steps = StepRecordSerializer(many=True)


class RecordApiView(ApiMixin, APIView):
    """What the record of a State shows of each step of a framework; nothing is added up."""

    @extend_schema(
        tags=["Progress"],
        operation_id="progress_record",
        summary="Read what the record shows of each step",
        parameters=[RecordQuery],
        responses=RecordSerializer,
    )
    def get(self, request: Request) -> Response:
        query = RecordQuery(data=request.query_params)
        refuse_unknown_parameters(request.query_params, query.fields)
        if not query.is_valid():
            raise ParameterError(query.errors)
        country = query.validated_data.get("country", self.actor.country)
        if country is None:
            raise ParameterError({"country": [_("Name a State: you work for none.")]})
        framework = query.validated_data.get("framework", STEPS_2013)
        as_of = query.validated_data.get("as_of") or country.local_date(timezone.now())
        records = record_of(country, self.actor, as_of, items=asked_items(framework))
        if not records and framework != STEPS_2013:
            raise ParameterError({"framework": [_("This framework does not exist.")]})
        found = {"country": country.code, "as_of": as_of, "steps": records}
        return Response(RecordSerializer(found).data)
