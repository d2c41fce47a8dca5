"""Comments on the factors of an assessment, over the API."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.assessments.comment_models import LONGEST_COMMENT, FactorComment
from apps.assessments.comments.services import comment_on_factor, reopen_comment, settle_comment
from apps.assessments.models import Assessment, FactorRating
from focalpoint.api.inputs import CommandSerializer, InputSerializer, VisibleRelatedField
from focalpoint.api.rows import RowSerializer
from focalpoint.api.views import (
    CreateMixin,
    HistoryMixin,
    ListMixin,
    PartMixin,
    RetrieveMixin,
    versioned,
)


class CommentRow(RowSerializer):
    factor_code = serializers.CharField(source="rating.factor.code")

    class Meta:
        model = FactorComment
        fields = (
            "id",
            "rating",
            "factor_code",
            "thread",
            "author",
            "text",
            "settled_at",
            "settled_by",
            "version",
            "created_at",
        )


class NewCommentInput(InputSerializer):
    rating = VisibleRelatedField(queryset=FactorRating.objects.all())
    thread = VisibleRelatedField(
        queryset=FactorComment.objects.all(), required=False, allow_null=True
    )
    text = serializers.CharField(max_length=LONGEST_COMMENT)

    class Meta:
        model = FactorComment
        fields = ("rating", "thread", "text")


@extend_schema(tags=["Assessments"])
class CommentViewSet(PartMixin, ListMixin, RetrieveMixin, CreateMixin, HistoryMixin):
    """What is said about the factors: threads, open until somebody settles them."""

    model = FactorComment
    parent = Assessment
    through = "rating__assessment"
    row_class = CommentRow
    input_class = NewCommentInput
    create_class = NewCommentInput
    orderings = {"created": "id"}
    default_ordering = "created"

    def perform_create(self, data: dict[str, Any]) -> FactorComment:
        assessment = self.whole()
        if data["rating"].assessment_id != assessment.pk:
            raise serializers.ValidationError(
                {"rating": [_("This is another assessment's factor.")]}
            )
        return comment_on_factor(actor=self.actor, **data)

    @extend_schema(request=CommandSerializer, responses=CommentRow)
    @action(detail=True, methods=["post"])
    @versioned
    def settle(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Say that what a thread asks for is done."""
        return self._turn(settle_comment)

    @extend_schema(request=CommandSerializer, responses=CommentRow)
    @action(detail=True, methods=["post"])
    @versioned
    def reopen(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Take back that a thread is settled."""
        return self._turn(reopen_comment)

    def _turn(self, service: Any) -> Response:
        record, version = self.expected()
        with self.because(self.body(CommandSerializer)["reason"]):
            turned = service(actor=self.actor, comment=record, version=version)
        return self.written(turned)
