"""National mechanisms and the tenure of focal points."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.models import User
from apps.appointments.filters import AppointmentFilter, MechanismFilter
from apps.appointments.models import Appointment, NationalMechanism
from apps.appointments.services import (
    create_appointment,
    create_mechanism,
    end_appointment,
    update_appointment,
    update_mechanism,
)
from apps.countries.api import StateField, StateMixin, StateParameter, StateRowSerializer
from apps.countries.models import Institution
from focalpoint.api.days import DayField
from focalpoint.api.inputs import CommandSerializer, InputSerializer, VisibleRelatedField
from focalpoint.api.views import RecordViewSet, versioned

NEW = OpenApiExample(
    "A new focal point",
    value={
        "person_name": "Amina Example",
        "rank": "Director, Human Rights",
        "institution": "0191f3a0-0000-7000-8000-000000000000",
        "starts_on": "2026-01-15",
        "legal_act": "Decree 12/2026",
    },
    request_only=True,
)


NEW_MECHANISM = OpenApiExample(
    "A new mechanism",
    value={"kind": "committee", "name": "National committee", "established_on": "2026-02-01"},
    request_only=True,
)


class MechanismRow(StateRowSerializer):
    class Meta:
        model = NationalMechanism
        fields = (
            *StateRowSerializer.Meta.fields,
            "kind",
            "name",
            "legal_instrument",
            "established_on",
            "dissolved_on",
            "resources",
            "terms_of_reference",
            "office",
            "visibility",
        )


class MechanismInput(InputSerializer):
    class Meta:
        model = NationalMechanism
        fields: tuple[str, ...] = (
            "kind",
            "name",
            "legal_instrument",
            "established_on",
            "dissolved_on",
            "resources",
            "terms_of_reference",
            "visibility",
        )


class NewMechanismInput(MechanismInput):
    country = StateField(required=False, help_text="The State's code; by default your own.")

    class Meta(MechanismInput.Meta):
        fields = ("country", *MechanismInput.Meta.fields)


class MechanismApiFilter(StateParameter, MechanismFilter):
    class Meta:
        model = NationalMechanism
        fields: tuple[str, ...] = ()


@extend_schema(tags=["Focal points"])
@extend_schema_view(create=extend_schema(examples=[NEW_MECHANISM]))
class MechanismViewSet(StateMixin, RecordViewSet):
    """What States have created for atrocity prevention: a person, an office, a committee …"""

    model = NationalMechanism
    row_class = MechanismRow
    input_class = MechanismInput
    create_class = NewMechanismInput
    filterset_class = MechanismApiFilter
    orderings = {"created": "id", "name": "name"}

    def perform_create(self, data: dict[str, Any]) -> NationalMechanism:
        return create_mechanism(actor=self.actor, country=self.state_of(data), fields=data)

    def perform_update(
        self, record: Any, version: int, changes: dict[str, Any]
    ) -> NationalMechanism:
        return update_mechanism(
            actor=self.actor, mechanism=record, changes=changes, version=version
        )


class AppointmentRow(StateRowSerializer):
    class Meta:
        model = Appointment
        fields = (
            *StateRowSerializer.Meta.fields,
            "mechanism",
            "person_name",
            "rank",
            "institution",
            "user",
            "is_alternate",
            "starts_on",
            "ends_on",
            "legal_act",
            "office",
            "visibility",
        )


class AppointmentInput(InputSerializer):
    institution = VisibleRelatedField(queryset=Institution.objects.all())
    user = VisibleRelatedField(
        queryset=User.objects.filter(is_active=True), required=False, allow_null=True
    )

    class Meta:
        model = Appointment
        fields: tuple[str, ...] = (
            "mechanism",
            "person_name",
            "rank",
            "institution",
            "user",
            "is_alternate",
            "starts_on",
            "ends_on",
            "legal_act",
            "visibility",
        )


class NewAppointmentInput(AppointmentInput):
    country = StateField(required=False, help_text="The State's code; by default your own.")

    class Meta(AppointmentInput.Meta):
        fields = ("country", *AppointmentInput.Meta.fields)


class EndInput(CommandSerializer):
    """The last day of service, and why it is the last."""

    ends_on = DayField()


class AppointmentApiFilter(StateParameter, AppointmentFilter):
    class Meta:
        model = Appointment
        fields: tuple[str, ...] = ()


@extend_schema(tags=["Focal points"])
@extend_schema_view(create=extend_schema(examples=[NEW]))
class AppointmentViewSet(StateMixin, RecordViewSet):
    """The dated tenures of focal points and their alternates."""

    model = Appointment
    row_class = AppointmentRow
    input_class = AppointmentInput
    create_class = NewAppointmentInput
    filterset_class = AppointmentApiFilter
    orderings = {"created": "id", "starts_on": "starts_on", "ends_on": "ends_on"}

    def perform_create(self, data: dict[str, Any]) -> Appointment:
        return create_appointment(actor=self.actor, country=self.state_of(data), fields=data)

    def perform_update(self, record: Any, version: int, changes: dict[str, Any]) -> Appointment:
        return update_appointment(
            actor=self.actor, appointment=record, changes=changes, version=version
        )

    @extend_schema(request=EndInput, responses=AppointmentRow)
    @action(detail=True, methods=["post"])
    @versioned
    def end(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Set the last day of an appointment; a reason is required."""
        record, version = self.expected()
        body = self.body(EndInput)
        with self.because(body["reason"]):
            ended = end_appointment(actor=self.actor, appointment=record, version=version, **body)
        return self.written(ended)
