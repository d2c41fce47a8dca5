"""Instruments, and what States did on them."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.countries.api import StateCodeField, TrainingField
from apps.countries.models import Country
from apps.treaties.filters import TreatyActionFilter, TreatyFilter
from apps.treaties.models import ActionKind, Treaty, TreatyAction
from apps.treaties.selectors import treaty_statuses
from apps.treaties.status import Standing, TreatyStatus
from focalpoint.api.days import DayField
from focalpoint.api.problems import ParameterError
from focalpoint.api.rows import RowSerializer
from focalpoint.api.views import ApiMixin, ReadOnlyViewSet, ReferenceViewSet


class TreatyRow(RowSerializer):
    parent = serializers.CharField(source="parent.code", allow_null=True)  # type: ignore[assignment]
    body = serializers.CharField(source="body.code", allow_null=True)
    open_to = serializers.CharField(source="open_to.code", allow_null=True)

    class Meta:
        model = Treaty
        fields = (
            "code",
            "short_title",
            "full_title",
            "category",
            "parent",
            "is_related",
            "named_in",
            "depositary",
            "mtdsg",
            "adopted_on",
            "adopted_at",
            "opened_on",
            "entered_into_force_on",
            "entry_rule",
            "entry_number",
            "entry_basis",
            "body",
            "reporting",
            "open_to",
            "facts",
            "source",
            "confidence",
            "order",
            "version",
        )


@extend_schema(tags=["Treaties"])
class TreatyViewSet(ReferenceViewSet):
    """The instruments that the Secretary-General's reports name, and their sisters."""

    model = Treaty
    row_class = TreatyRow
    filterset_class = TreatyFilter
    orderings = {"order": "order", "code": "code", "adopted_on": "adopted_on"}
    default_ordering = "order"
    lookup_field = "code"
    lookup_value_converter = "str"


class TreatyActionRow(RowSerializer):
    treaty = serializers.CharField(source="treaty.code")
    country = StateCodeField()
    is_training = TrainingField()

    class Meta:
        model = TreatyAction
        fields = (
            "id",
            "treaty",
            "country",
            "is_training",
            "kind",
            "date",
            "precision",
            "effective_on",
            "source",
            "source_as_of",
            "confidence",
            "note",
            "replaces",
            "is_retraction",
            "is_reported",
            "version",
            "created_at",
        )


@extend_schema(tags=["Treaties"])
class TreatyActionViewSet(ReadOnlyViewSet):
    """What participants did on the instruments, each with its source; corrections replace."""

    model = TreatyAction
    row_class = TreatyActionRow
    filterset_class = TreatyActionFilter
    orderings = {"created": "id", "date": "date"}


class TreatyStatusSerializer(serializers.Serializer[Any]):
    """Where one State stands on one instrument on a date; derived from treaty actions."""

    country = serializers.CharField(help_text="The State's code.")
    is_training = serializers.BooleanField()
    treaty = serializers.CharField(help_text="The instrument's code.")
    as_of = serializers.DateField()
    standing = serializers.ChoiceField(choices=Standing.choices)
    is_in_force = serializers.BooleanField(help_text="Whether it binds the State on that date.")
    entry_into_force_on = serializers.DateField(allow_null=True)
    action = serializers.UUIDField(allow_null=True, help_text="The treaty action that decides.")
    kind = serializers.ChoiceField(choices=ActionKind.choices, allow_null=True)
    date = serializers.DateField(allow_null=True)
    precision = serializers.CharField(allow_blank=True)
    signed_on = serializers.DateField(allow_null=True)
    withdrawal_notified_on = serializers.DateField(allow_null=True)
    withdrawal_effective_on = serializers.DateField(allow_null=True)
    reserves = serializers.BooleanField(
        help_text="Whether a reservation, or a declaration that may be one, is in effect then."
    )
    source = serializers.CharField(allow_blank=True)  # type: ignore[assignment]
    source_as_of = serializers.DateField(allow_null=True)
    confidence = serializers.CharField(allow_blank=True)
    reported_on = serializers.DateField(
        allow_null=True,
        help_text="Deposit that the State reported itself, until a list of first hand confirms it.",
    )
    reported_kind = serializers.ChoiceField(choices=ActionKind.choices, allow_null=True)
    known_as_of = serializers.DateField(
        allow_null=True, help_text="How far the record of the instrument reaches."
    )


class StatusQuery(serializers.Serializer[Any]):
    as_of = DayField(required=False, help_text="Today when left out.")
    country = serializers.ListField(
        child=serializers.CharField(), required=False, help_text="Codes of States; may be repeated."
    )
    treaty = serializers.ListField(
        child=serializers.CharField(),
        required=False,
        help_text="Codes of instruments; may be repeated.",
    )


class TreatyStatusTable(serializers.Serializer[Any]):
    """All pairs that were asked for, by name of the State and order of the instruments."""

    as_of = serializers.DateField()
    results = TreatyStatusSerializer(many=True)


class TreatyStatusView(ApiMixin, APIView):
    """Where States stand on instruments on any date; in one piece, whatever was asked for."""

    @extend_schema(
        tags=["Treaties"],
        operation_id="treaty_status",
        summary="Read treaty statuses",
        parameters=[StatusQuery],
        responses=TreatyStatusTable,
    )
    def get(self, request: Request) -> Response:
        asked = self.query(StatusQuery)
        countries = named_in("country", Country.objects.order_by("name"), asked)
        treaties = named_in("treaty", Treaty.objects.select_related("body", "parent"), asked)
        table = treaty_statuses(
            as_of=asked.get("as_of"),
            treaties=treaties,
            countries=countries if "country" in asked else None,
        )
        rows = [
            _status(table.of(treaty, country), country)
            for country in countries
            for treaty in treaties
        ]
        return Response({"as_of": table.as_of, "results": rows})


def named_in(parameter: str, rows: QuerySet[Any], asked: dict[str, Any]) -> list[Any]:
    """The rows whose codes were asked for, all of them where none was; in their own order."""
    codes = set(asked.get(parameter, ()))
    found = list(rows.filter(code__in=codes) if codes else rows)
    unknown = codes - {row.code for row in found}
    if unknown:
        message = _("Unknown: %(codes)s.") % {"codes": ", ".join(sorted(unknown))}
        raise ParameterError({parameter: [message]})
    return found


def _status(status: TreatyStatus, country: Country) -> dict[str, Any]:
    entry = status.entry
    return {
        "country": country.code,
        "is_training": country.is_training,
        "treaty": status.treaty.code,
        "as_of": status.as_of,
        "standing": status.standing,
        "is_in_force": status.is_in_force,
        "entry_into_force_on": entry.on if entry else None,
        "action": status.action_id,
        "kind": status.kind,
        "date": status.date,
        "precision": status.precision,
        "signed_on": status.signed_on,
        "withdrawal_notified_on": status.withdrawal_notified_on,
        "withdrawal_effective_on": status.withdrawal_effective_on,
        "reserves": status.reserves,
        "source": status.source,
        "source_as_of": status.source_as_of,
        "confidence": status.confidence,
        "reported_on": status.reported_on,
        "reported_kind": status.reported_kind,
        "known_as_of": status.known_as_of,
    }
