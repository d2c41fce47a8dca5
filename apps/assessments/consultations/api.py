"""Consultations over the API: for the focal point's office, with what its pages show, no more."""

from typing import Any, ClassVar

from django.conf import settings
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.assessments.consultation_models import (
    LONGEST_REASON,
    LONGEST_RESPONSE,
    Consultation,
    ConsultationInvitation,
    ConsultationQuestion,
    Moderation,
    Outcome,
    Submission,
)
from apps.assessments.consultations.invitation_services import (
    Invitee,
    invite_contributors,
    renew_link,
    revoke_contributor,
)
from apps.assessments.consultations.services import (
    close_consultation,
    create_consultation,
    finish_consultation,
    moderate_submission,
    open_consultation,
    remove_question,
    respond_to_submission,
    save_question,
    update_consultation,
)
from apps.assessments.models import Assessment
from apps.countries.api import StateMixin, StateRowSerializer
from focalpoint.api.inputs import CommandSerializer, InputSerializer, VisibleRelatedField
from focalpoint.api.rows import RowSerializer
from focalpoint.api.views import (
    CreateMixin,
    DestroyMixin,
    ListMixin,
    PartMixin,
    RecordViewSet,
    RetrieveMixin,
    UpdateMixin,
    versioned,
)


class ConsultationRow(StateRowSerializer):
    class Meta:
        model = Consultation
        fields = (
            *StateRowSerializer.Meta.fields,
            "assessment",
            "title",
            "introduction",
            "closes_on",
            "status",
            "opened_on",
            "closed_at",
            "answered_at",
            "contributors",
            "anonymous",
        )


class ConsultationInput(InputSerializer):
    class Meta:
        model = Consultation
        fields: tuple[str, ...] = ("title", "introduction", "closes_on")


class NewConsultationInput(ConsultationInput):
    assessment = VisibleRelatedField(queryset=Assessment.objects.all())

    class Meta(ConsultationInput.Meta):
        fields = ("assessment", *ConsultationInput.Meta.fields)


NEW = OpenApiExample(
    "A new consultation",
    value={
        "assessment": "0190f1e2-7c3b-7d4e-8f5a-6b7c8d9e0f1a",
        "title": "What do you see in your district?",
        "closes_on": "2027-03-31",
    },
    request_only=True,
)


@extend_schema(tags=["Consultations"])
@extend_schema_view(create=extend_schema(examples=[NEW]))
class ConsultationViewSet(StateMixin, RecordViewSet):
    """What your office asks civil society. How many answered is told once it has closed."""

    model = Consultation
    row_class = ConsultationRow
    input_class = ConsultationInput
    create_class = NewConsultationInput

    def perform_create(self, data: dict[str, Any]) -> Consultation:
        assessment = data.pop("assessment")
        return create_consultation(actor=self.actor, assessment=assessment, fields=data)

    def perform_update(self, record: Any, version: int, changes: dict[str, Any]) -> Consultation:
        return update_consultation(
            actor=self.actor, consultation=record, changes=changes, version=version
        )

    @extend_schema(request=CommandSerializer, responses=ConsultationRow)
    @action(detail=True, methods=["post"])
    @versioned
    def open(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Put the questions: the invitations leave by mail."""
        return self._turn(open_consultation)

    @extend_schema(request=CommandSerializer, responses=ConsultationRow)
    @action(detail=True, methods=["post"])
    @versioned
    def close(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Take no more answers, for good; the anonymous ones come over now."""
        return self._turn(close_consultation)

    @extend_schema(request=CommandSerializer, responses=ConsultationRow)
    @action(detail=True, methods=["post"])
    @versioned
    def finish(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Let contributors read what became of their answers."""
        return self._turn(finish_consultation)

    def _turn(self, service: Any) -> Response:
        record, version = self.expected()
        with self.because(self.body(CommandSerializer)["reason"]):
            return self.written(service(actor=self.actor, consultation=record, version=version))


class QuestionRow(RowSerializer):
    class Meta:
        model = ConsultationQuestion
        fields = (
            "id",
            "consultation",
            "order",
            "text",
            "help",
            "item",
            "required",
            "max_length",
            "version",
            "created_at",
            "updated_at",
        )


class QuestionInput(InputSerializer):
    class Meta:
        model = ConsultationQuestion
        fields = ("text", "help", "item", "required", "max_length", "order")


class _PartViewSet(PartMixin, ListMixin, RetrieveMixin):
    """Parts of one consultation, for those who read it."""

    parent = Consultation
    through = "consultation"
    default_ordering = "created"


@extend_schema(tags=["Consultations"])
class QuestionViewSet(_PartViewSet, CreateMixin, UpdateMixin, DestroyMixin):
    """The questions of a consultation; they stand as they are once it is open."""

    model = ConsultationQuestion
    row_class = QuestionRow
    input_class = QuestionInput

    def perform_create(self, data: dict[str, Any]) -> ConsultationQuestion:
        return save_question(actor=self.actor, consultation=self.whole(), fields=data)

    def perform_update(
        self, record: Any, version: int, changes: dict[str, Any]
    ) -> ConsultationQuestion:
        return save_question(
            actor=self.actor,
            consultation=self.whole(),
            fields=changes,
            question=record,
            version=version,
        )

    def perform_destroy(self, record: Any, version: int) -> None:
        remove_question(actor=self.actor, question=record, version=version)


class ContributorRow(RowSerializer):
    class Meta:
        model = ConsultationInvitation
        fields = (
            "id",
            "consultation",
            "organisation",
            "name",
            "email",
            "language",
            "sent_at",
            "undelivered_at",
            "undelivered_answer",
            "revoked_at",
            "expires_at",
            "version",
            "created_at",
            "updated_at",
        )


class ContributorInput(InputSerializer):
    language = serializers.ChoiceField(choices=settings.LANGUAGES, required=False)

    class Meta:
        model = ConsultationInvitation
        fields = ("organisation", "name", "email", "language")


@extend_schema(tags=["Consultations"])
class ContributorViewSet(_PartViewSet, CreateMixin):
    """Who is asked. It says nothing of what they did with their link."""

    model = ConsultationInvitation
    row_class = ContributorRow
    input_class = ContributorInput

    def perform_create(self, data: dict[str, Any]) -> ConsultationInvitation:
        person = Invitee(**{"language": "en", **data})
        [made] = invite_contributors(actor=self.actor, consultation=self.whole(), people=[person])
        return made

    @extend_schema(request=CommandSerializer, responses=ContributorRow)
    @action(detail=True, methods=["post"])
    @versioned
    def revoke(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Make the link open nothing any more; what was handed in stays."""
        record, version = self.expected()
        reason = self.body(CommandSerializer)["reason"]
        with self.because(reason):
            return self.written(
                revoke_contributor(
                    actor=self.actor, invitation=record, version=version, reason=reason
                )
            )

    @extend_schema(request=CommandSerializer, responses=ContributorRow)
    @action(detail=True, methods=["post"])
    @versioned
    def renew(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Send a new link; the former one opens nothing any more."""
        record, version = self.expected()
        with self.because(self.body(CommandSerializer)["reason"]):
            return self.written(renew_link(actor=self.actor, invitation=record, version=version))


class SubmissionRow(RowSerializer):
    # No moment of its making: it would tell when its author wrote.
    class Meta:
        model = Submission
        fields = (
            "id",
            "consultation",
            "question",
            "author",
            "wish",
            "text",
            "status",
            "set_aside_reason",
            "moderated_by",
            "moderated_at",
            "outcome",
            "response",
            "responded_by",
            "responded_at",
            "version",
        )


class ModerateInput(CommandSerializer):
    """Whether it is accepted, or set aside for a reason that its contributor reads."""

    to = serializers.ChoiceField(
        choices=[each for each in Moderation.choices if each[0] != Moderation.WAITING]
    )
    set_aside_reason = serializers.CharField(
        max_length=LONGEST_REASON, required=False, allow_blank=True
    )


class RespondInput(CommandSerializer):
    """What became of an accepted answer, and why."""

    outcome = serializers.ChoiceField(choices=Outcome.choices)
    response = serializers.CharField(max_length=LONGEST_RESPONSE)


@extend_schema(tags=["Consultations"])
class SubmissionViewSet(_PartViewSet):
    """The answers as your office has them: anonymous ones name nobody, and come at the close."""

    model = Submission
    row_class = SubmissionRow
    # The keys are random: an order that tells nothing.
    orderings: ClassVar = {"id": "id"}
    default_ordering = "id"

    @extend_schema(request=ModerateInput, responses=SubmissionRow)
    @action(detail=True, methods=["post"])
    @versioned
    def moderate(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Accept an answer, or set it aside."""
        record, version = self.expected()
        body = self.body(ModerateInput)
        with self.because(body["reason"]):
            moderated = moderate_submission(
                actor=self.actor,
                submission=record,
                to=body["to"],
                reason=body.get("set_aside_reason", ""),
                version=version,
            )
        return self.written(moderated)

    @extend_schema(request=RespondInput, responses=SubmissionRow)
    @action(detail=True, methods=["post"])
    @versioned
    def respond(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Say what became of an accepted answer."""
        record, version = self.expected()
        body = self.body(RespondInput)
        with self.because(body.pop("reason")):
            responded = respond_to_submission(
                actor=self.actor, submission=record, version=version, **body
            )
        return self.written(responded)
