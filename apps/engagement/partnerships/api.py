"""Partnerships over the API."""

from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view

from apps.countries.api import (
    StateField,
    StateInputSerializer,
    StateParameter,
    StateRowSerializer,
)
from apps.engagement.approval.api import CLOSING, OPENING, ApprovedViewSet, approve_field
from apps.engagement.approval.parts import remove_part
from apps.engagement.partnerships.filters import PartnershipFilter
from apps.engagement.partnerships.models import Milestone, Partner, Partnership
from apps.engagement.partnerships.services import (
    add_milestone,
    add_partner,
    change_milestone,
    change_partnership,
    enter_partnership,
)
from focalpoint.api.inputs import InputSerializer
from focalpoint.api.rows import RowSerializer
from focalpoint.api.views import (
    CreateMixin,
    DestroyMixin,
    PartMixin,
    ReadOnlyViewSet,
    UpdateMixin,
)

FACTS = ("title", "topic", "purpose", "starts_on", "ends_on", "outcome")
NEW = OpenApiExample(
    "A new partnership",
    value={
        "title": "Training of border police",
        "topic": "security",
        "purpose": "Officers know the early signs.",
        "starts_on": "2026-01-15",
    },
    request_only=True,
)


class PartnershipRow(StateRowSerializer):
    class Meta:
        model = Partnership
        fields = (*OPENING, *FACTS, *CLOSING)


class PartnershipInput(InputSerializer):
    class Meta:
        model = Partnership
        fields: tuple[str, ...] = (*FACTS, "visibility")


class NewPartnershipInput(StateInputSerializer, PartnershipInput):
    country = StateField(required=False, help_text="The State's code; by default your own.")
    approve = approve_field()

    class Meta(PartnershipInput.Meta):
        fields = ("country", "office", "approve", *PartnershipInput.Meta.fields)


class PartnershipApiFilter(StateParameter, PartnershipFilter):
    class Meta:
        model = Partnership
        fields: tuple[str, ...] = ()


@extend_schema(tags=["Engagement"])
@extend_schema_view(create=extend_schema(examples=[NEW]))
class PartnershipViewSet(ApprovedViewSet):
    """With whom States build capacity, to what end, and what came of it."""

    model = Partnership
    row_class = PartnershipRow
    input_class = PartnershipInput
    create_class = NewPartnershipInput
    filterset_class = PartnershipApiFilter
    orderings: ClassVar = {"created": "id", "starts_on": "starts_on"}

    def perform_create(self, data: dict[str, Any]) -> Partnership:
        return enter_partnership(
            actor=self.actor,
            country=self.state_of(data),
            approve=data.pop("approve", False),
            fields=data,
        )

    def perform_update(self, record: Any, version: int, changes: dict[str, Any]) -> Partnership:
        return change_partnership(
            actor=self.actor, partnership=record, changes=changes, version=version
        )


class PartnerRow(RowSerializer):
    class Meta:
        model = Partner
        fields = ("id", "partnership", "kind", "state", "name", "version")


class PartnerInput(InputSerializer):
    class Meta:
        model = Partner
        fields = ("kind", "state", "name")


@extend_schema(tags=["Engagement"])
class PartnerViewSet(PartMixin, CreateMixin, DestroyMixin, ReadOnlyViewSet):
    """The others of a partnership."""

    model = Partner
    parent = Partnership
    through = "partnership"
    row_class = PartnerRow
    input_class = PartnerInput
    orderings: ClassVar = {"created": "id"}
    default_ordering = "created"

    def perform_create(self, data: dict[str, Any]) -> Partner:
        return add_partner(actor=self.actor, partnership=self.whole(), fields=data)

    def perform_destroy(self, record: Any, version: int) -> None:
        remove_part(actor=self.actor, part=record, event="partner.removed")


class MilestoneRow(RowSerializer):
    class Meta:
        model = Milestone
        fields = (
            "id",
            "partnership",
            "title",
            "due_on",
            "institution",
            "reached_on",
            "version",
            "updated_at",
        )


class MilestoneInput(InputSerializer):
    class Meta:
        model = Milestone
        fields = ("title", "due_on", "institution", "reached_on")


@extend_schema(tags=["Engagement"])
class MilestoneViewSet(PartMixin, CreateMixin, UpdateMixin, DestroyMixin, ReadOnlyViewSet):
    """What is to be reached by a day, and when it was."""

    model = Milestone
    parent = Partnership
    through = "partnership"
    row_class = MilestoneRow
    input_class = MilestoneInput
    orderings: ClassVar = {"created": "id", "due_on": "due_on"}
    default_ordering = "due_on"

    def perform_create(self, data: dict[str, Any]) -> Milestone:
        return add_milestone(actor=self.actor, partnership=self.whole(), fields=data)

    def perform_update(self, record: Any, version: int, changes: dict[str, Any]) -> Milestone:
        return change_milestone(
            actor=self.actor, milestone=record, changes=changes, version=version
        )

    def perform_destroy(self, record: Any, version: int) -> None:
        remove_part(actor=self.actor, part=record, event="milestone.removed")
