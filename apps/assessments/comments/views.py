"""The page of what is said about one factor."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import MaxLengthValidator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from apps.assessments.comment_models import LONGEST_COMMENT, FactorComment
from apps.assessments.comments.selectors import comments, threads_on
from apps.assessments.comments.services import (
    TALKED_OF,
    comment_on_factor,
    reopen_comment,
    settle_comment,
)
from apps.assessments.merged_parts import add_errors
from apps.assessments.models import FactorRating, Status
from apps.assessments.views import TONES
from focalpoint.actors import Actor
from focalpoint.names import named
from focalpoint.policies import allowed
from focalpoint.views import ScopedMixin


class CommentForm(forms.Form):
    """A word about a factor, or an answer in a thread."""

    text = forms.CharField(
        label=gettext_lazy("Comment"),
        # No `maxlength` in the browser: it would cut off a pasted text without a word.
        validators=[MaxLengthValidator(LONGEST_COMMENT)],
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    thread = forms.UUIDField(required=False, widget=forms.HiddenInput)


def comment_context(rating: FactorRating, actor: Actor) -> dict[str, Any]:
    """What the part of a page with the comments needs. One query."""
    may_talk = rating.assessment.status in TALKED_OF and allowed(
        actor, "create", FactorComment(rating=rating)
    )
    return {
        "threads": threads_on(rating, actor),
        "comment_form": CommentForm(auto_id="comment_%s") if may_talk else None,
        "comments_url": reverse(
            "factor-comments", args=[rating.assessment.reference, rating.factor.code]
        ),
    }


class FactorCommentsView(ScopedMixin, View):
    """Read the comments; POST ``text`` (and ``thread``), or ``settle`` or ``reopen`` a thread."""

    model = FactorRating
    http_method_names = ("get", "head", "post", "options")

    @cached_property
    def rating(self) -> FactorRating:
        rows = self.get_queryset().filter(
            assessment__reference=self.kwargs["reference"], factor__code=self.kwargs["code"]
        )
        related = ("factor", "assessment__country")
        found: FactorRating | None = rows.select_related(*related).first()
        if found is None:
            raise Http404
        return found

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.shown()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = CommentForm(request.POST, auto_id="comment_%s")
        try:
            if not self.settled_or_reopened(request):
                if not form.is_valid():
                    return self.shown(form, status=422)
                self.say(form)
        except ValidationError as error:
            if not form.is_bound or not form.is_valid():
                messages.error(request, " ".join(error.messages))
            else:
                add_errors(form, error)
                return self.shown(form, status=422)
        return HttpResponseRedirect(self.address)

    @property
    def address(self) -> str:
        """Where the comments stand."""
        return f"{self.request.path}#comments"

    def settled_or_reopened(self, request: HttpRequest) -> bool:
        """Settle or reopen the thread that the button names; whether there was one."""
        for name, service in (("settle", settle_comment), ("reopen", reopen_comment)):
            if name in request.POST:
                comment = self.thread(request.POST[name])
                service(actor=self.actor, comment=comment)
                return True
        return False

    def say(self, form: CommentForm) -> None:
        given = form.cleaned_data
        thread = self.thread(str(given["thread"])) if given["thread"] else None
        comment_on_factor(actor=self.actor, rating=self.rating, text=given["text"], thread=thread)

    def thread(self, key: str) -> FactorComment:
        try:
            pk = UUID(key)
        except ValueError as error:
            raise Http404 from error
        found = comments(self.actor).filter(rating=self.rating, pk=pk, thread=None).first()
        if found is None:
            raise Http404
        if not allowed(self.actor, "settle", found):
            raise PermissionDenied
        found.rating = self.rating
        return found

    def shown(self, form: CommentForm | None = None, *, status: int = 200) -> HttpResponse:
        rating, assessment = self.rating, self.rating.assessment
        parts = comment_context(rating, self.actor)
        if form is not None and parts["comment_form"] is not None:
            parts["comment_form"] = form
        may_rate = assessment.status == Status.DRAFT and allowed(self.actor, "change", rating)
        context = {
            **TONES,
            "title": named(rating.factor.title),
            "subtitle": _("Comments"),
            "country": assessment.country,
            "breadcrumbs": [
                (_("Assessments"), reverse("assessment-list")),
                (assessment.reference, assessment.get_absolute_url()),
            ],
            "rating": rating,
            "factor_url": rating.get_absolute_url() if may_rate else "",
            **parts,
        }
        return render(self.request, "assessments/comments.html", context, status=status)
