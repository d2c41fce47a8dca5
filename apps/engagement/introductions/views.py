"""Pages of introductions: for coordinators, and for the offices of both States."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView

from apps.engagement.decisions import DecisionView
from apps.engagement.introductions.exports import INTRODUCTIONS
from apps.engagement.introductions.filters import IntroductionFilter
from apps.engagement.introductions.forms import (
    AnswerForm,
    ConcludeForm,
    IntroduceForm,
    WithdrawForm,
)
from apps.engagement.introductions.models import Answer, Introduction, IntroductionStatus
from apps.engagement.introductions.selectors import gone_from, introductions, seen_of
from apps.engagement.introductions.services import (
    answer_introduction,
    conclude_introduction,
    introduce,
    outcome_days,
    withdraw_introduction,
)
from apps.engagement.introductions.tables import (
    ANSWER_TONES,
    INTRODUCTION_TONES,
    IntroductionTable,
)
from apps.engagement.offers.matching import reasons
from apps.engagement.offers.models import Side, Support
from apps.engagement.offers.selectors import supports
from focalpoint.roles import APPROVERS, FOCAL_POINT_OFFICE, NETWORK_BROKERS
from focalpoint.views import ActorRequiredMixin, RecordDetailView, RecordListView, ScopedMixin

TITLE = gettext_lazy("Introductions")
PARTIES = FOCAL_POINT_OFFICE | NETWORK_BROKERS


class IntroductionMixin(ScopedMixin):
    """Pages for both offices and the coordinators."""

    model = Introduction
    roles = PARTIES
    object: Any
    context_object_name: str | None = "record"

    def get_queryset(self) -> QuerySet[Any, Any]:
        return introductions(self.actor)


class IntroductionListView(IntroductionMixin, RecordListView):
    """Who was introduced to whom; a State sees its own."""

    table_class = IntroductionTable
    filterset_class = IntroductionFilter
    export = INTRODUCTIONS
    export_home = False

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        matches = {
            "label": _("What goes together"),
            "url": reverse("support-matches"),
            "icon": "arrows-join",
        }
        context = {
            "title": TITLE,
            "subtitle": _("Offers and needs that a coordinator has brought together."),
            "breadcrumbs": [(_("Offers and needs"), reverse("support-list"))],
            "page_actions": [matches],
            "empty": {
                "icon": "arrows-join",
                "title": _("No introduction yet"),
                "text": _("A coordinator introduces two States whose offer and need fit."),
            },
        }
        return super().get_context_data(**{**context, **kwargs})


class IntroductionDetailView(IntroductionMixin, RecordDetailView):
    """One introduction, what each side says, and what came of it."""

    template_name = "engagement/introduction.html"
    verbs = ("answer", "withdraw", "conclude")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        record = self.object
        gone = (False, False)
        if record.status == IntroductionStatus.PROPOSED:
            gone = gone_from(record, timezone.now())
        side = record.side_of(self.actor.leads)
        seen = seen_of(record, self.actor)
        context = {
            "title": str(record),
            "subtitle": record.get_topic_display(),
            "breadcrumbs": [(str(TITLE), reverse("introduction-list"))],
            "offer": seen.get(record.offer_id),
            "need": seen.get(record.need_id),
            "offer_gone": gone[0],
            "need_gone": gone[1],
            "is_asked": side is not None
            and record.status == IntroductionStatus.PROPOSED
            and record.answer_of(side) == Answer.NONE,
            "introduction_tones": INTRODUCTION_TONES,
            "answer_tones": ANSWER_TONES,
        }
        return super().get_context_data(**{**context, **kwargs})


class IntroduceView(ActorRequiredMixin, FormView):
    """Bring an offer and a need together."""

    roles = NETWORK_BROKERS
    form_class = IntroduceForm
    template_name = "engagement/introduce.html"

    @cached_property
    def pair(self) -> tuple[Support, Support]:
        rows = supports(self.actor)
        offer = get_object_or_404(rows, pk=self.kwargs["pk"], side=Side.OFFER)
        return offer, get_object_or_404(rows, pk=self.kwargs["need"], side=Side.NEED)

    def form_valid(self, form: Any) -> HttpResponse:
        offer, need = self.pair
        try:
            made = introduce(actor=self.actor, offer=offer, need=need, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error.messages)
            return self.form_invalid(form)
        messages.success(self.request, _("Both States are told."))
        return HttpResponseRedirect(made.get_absolute_url())

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        offer, need = self.pair
        context = {
            "title": _("Introduce %(one)s to %(other)s")
            % {"one": offer.country, "other": need.country},
            "offer": offer,
            "need": need,
            "reasons": reasons(offer, need),
            "submit": _("Introduce them"),
            "breadcrumbs": [(_("What goes together"), reverse("support-matches"))],
            "cancel_url": reverse("support-matches"),
        }
        return super().get_context_data(**{**context, **kwargs})


class _Decision(DecisionView):
    list_name = "introduction-list"
    list_title = TITLE

    def rows(self) -> QuerySet[Any, Any]:
        return introductions(self.actor)


class IntroductionAnswerView(_Decision):
    """Say yes or no for one's own State."""

    roles = APPROVERS
    verb = "answer"
    form_class = AnswerForm
    title = gettext_lazy("Answer the introduction")
    submit = gettext_lazy("Answer")
    done = gettext_lazy("The answer is given.")

    def initial(self) -> dict[str, Any]:
        return {"answer": Answer.YES}

    def intro(self, record: Introduction) -> str:
        return record.message

    def decide(self, record: Introduction, data: dict[str, Any]) -> Introduction:
        return answer_introduction(actor=self.actor, introduction=record, **data)


class IntroductionWithdrawView(_Decision):
    """Take an introduction back."""

    roles = NETWORK_BROKERS
    verb = "withdraw"
    form_class = WithdrawForm
    title = gettext_lazy("Withdraw the introduction")
    submit = gettext_lazy("Withdraw")
    done = gettext_lazy("The introduction is withdrawn.")

    def decide(self, record: Introduction, data: dict[str, Any]) -> Introduction:
        return withdraw_introduction(actor=self.actor, introduction=record, **data)


class IntroductionConcludeView(_Decision):
    """Record what came of it."""

    roles = PARTIES
    verb = "conclude"
    form_class = ConcludeForm
    title = gettext_lazy("Record the outcome")
    submit = gettext_lazy("Record it")
    done = gettext_lazy("The outcome is recorded.")

    def initial(self) -> dict[str, Any]:
        _first, last = outcome_days(self.record)
        return {"outcome_on": min(timezone.localdate(), last)}

    def decide(self, record: Introduction, data: dict[str, Any]) -> Introduction:
        return conclude_introduction(actor=self.actor, introduction=record, **data)
