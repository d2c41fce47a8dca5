"""Pages of the steps from one status to the next: each asks for what the step needs."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from apps.assessments import services
from apps.assessments.comment_models import FactorComment
from apps.assessments.comments.selectors import open_comments
from apps.assessments.contents import content_now
from apps.assessments.forms import ApproveForm, ReasonForm, ReturnForm, StepForm, SubmitForm
from apps.assessments.models import Assessment, FactorRating, Status
from apps.assessments.selectors import ratings_of, replaced_by
from apps.assessments.snapshots import checksum, read_content
from apps.assessments.views import TONES, AssessmentMixin
from focalpoint.errors import IllegalTransitionError, StaleVersionError
from focalpoint.views import RecordUpdateView


@dataclass(frozen=True)
class Step:
    """One verb: from which statuses, with which form, by which service, and in which words."""

    verb: str
    sources: frozenset[str]
    title: Promise
    confirm: Promise
    done: Promise
    form: type[StepForm]
    service: Callable[..., Any]
    tone: str = "primary"
    text: Promise | str = ""


STEPS: dict[str, Step] = {
    "submit": Step(
        verb="submit",
        sources=frozenset({Status.DRAFT}),
        title=_("Submit for approval"),
        text=_(
            "The ratings are frozen while the focal point looks at them. They can be returned to "
            "you with a comment."
        ),
        confirm=_("Submit"),
        done=_("Submitted. The focal point finds it under “waiting for approval”."),
        form=SubmitForm,
        service=services.submit_assessment,
    ),
    "return": Step(
        verb="send_back",
        sources=frozenset({Status.SUBMITTED}),
        title=_("Return to draft"),
        text=_("The authors see your comment and can change the ratings again."),
        confirm=_("Return"),
        done=_("Returned to draft with your comment."),
        form=ReturnForm,
        service=services.return_assessment,
    ),
    "approve": Step(
        verb="approve",
        sources=frozenset({Status.SUBMITTED}),
        title=_("Approve"),
        text=_(
            "What you approve is kept as you see it below, with a checksum, and is never changed "
            "again. Nobody outside your State reads the working record."
        ),
        confirm=_("Approve"),
        done=_("Approved."),
        form=ApproveForm,
        service=services.approve_assessment,
    ),
    "withdraw": Step(
        verb="withdraw",
        sources=frozenset({Status.DRAFT}),
        title=_("Withdraw this draft"),
        text=_("It is laid aside, not deleted, and can be taken up again."),
        confirm=_("Withdraw"),
        done=_("Withdrawn."),
        form=ReasonForm,
        service=services.withdraw_assessment,
        tone="danger",
    ),
    "reopen": Step(
        verb="reopen",
        sources=frozenset({Status.WITHDRAWN}),
        title=_("Take up again"),
        text=_("It becomes a draft again, with every rating as it was."),
        confirm=_("Take up again"),
        done=_("It is a draft again."),
        form=StepForm,
        service=services.reopen_assessment,
    ),
}


class AssessmentTransitionView(AssessmentMixin, RecordUpdateView):
    """Ask for what a step needs, take it, and lead to the result."""

    template_name = "assessments/step.html"

    @cached_property
    def step(self) -> Step:
        try:
            return STEPS[self.kwargs["step"]]
        except KeyError as error:
            raise Http404 from error

    @cached_property
    def ratings(self) -> list[FactorRating]:
        return ratings_of(self.object, self.actor)

    @cached_property
    def open_comments(self) -> list[FactorComment]:
        return open_comments(self.object, self.actor)

    @cached_property
    def content(self) -> dict[str, Any]:
        """What is approved, as it stands now."""
        return content_now(self.object, self.ratings, self.actor)

    @property
    def verb(self) -> str:  # type: ignore[override]
        return self.step.verb

    @property
    def success_message(self) -> str:  # type: ignore[override]
        return str(self.step.done)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        assessment = self.get_object()
        if assessment.status not in self.step.sources:
            return self.out_of_turn(assessment)
        return super().get(request, *args, **kwargs)

    def get_form_class(self) -> type[StepForm]:
        return self.step.form

    def get_form_kwargs(self) -> dict[str, Any]:
        given = super().get_form_kwargs()
        if self.step.form is SubmitForm:
            given["unrated"] = sum(not rating.is_rated for rating in self.ratings)
            given["open_comments"] = len(self.open_comments)
        if self.step.form is ReturnForm:
            given["ratings"] = self.ratings
        return given

    def get_initial(self) -> dict[str, Any]:
        today = self.object.country.local_date(timezone.now())
        a_year_ahead = today + dt.timedelta(days=365)
        initial: dict[str, Any] = {"next_review_on": self.object.next_review_on or a_year_ahead}
        if self.step.verb != "approve":
            return initial
        if replaced := replaced_by(self.object):
            # Whoever read the former reads what corrects it.
            initial["visibility"] = replaced.visibility
        # Asked for where the page is shown, and not before a step is taken.
        return {**initial, "seen": lambda: checksum(self.content)}

    def save(self, form: Any) -> Any:
        return self.step.service(actor=self.actor, assessment=self.object, **form.cleaned_data)

    def form_valid(self, form: Any) -> HttpResponse:
        assessment = self.object
        try:
            return super().form_valid(form)
        except IllegalTransitionError:
            return self.out_of_turn(assessment)

    def conflict(self, form: Any, stale: StaleVersionError) -> HttpResponse:
        """Show the step again on the newest version; what was typed stays."""
        current: Any = stale.current
        form.data = form.data.copy()
        form.data[form.add_prefix("version")] = str(current.version)
        if self.step.verb == "approve":
            form.data[form.add_prefix("seen")] = checksum(self.content)
        form.add_error(
            None,
            _now("Somebody changed this assessment meanwhile. Look at it again before you go on."),
        )
        response = self.form_invalid(form)
        response.status_code = 409
        return response

    def out_of_turn(self, assessment: Assessment) -> HttpResponse:
        text = _now("That is not possible now: %(status)s.")
        status = assessment.get_status_display()
        messages.warning(self.request, text % {"status": status})
        return redirect(assessment)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = {
            **TONES,
            "title": self.step.title,
            "step": self.step,
            "cancel_url": self.object.get_absolute_url(),
            "unrated": [rating for rating in self.ratings if not rating.is_rated],
        }
        if self.step.verb in ("submit", "send_back", "approve"):
            context["open_comments"] = self.open_comments
        if self.step.verb == "approve":
            context["reading"] = read_content(self.content)
        return super().get_context_data(**{**context, **kwargs})
