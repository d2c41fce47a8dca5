"""Pages of questions of the network: for those who ask, and for those who are asked."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView

from apps.engagement.decisions import DecisionView
from apps.engagement.nudges.exports import NUDGES
from apps.engagement.nudges.filters import NudgeFilter
from apps.engagement.nudges.forms import AnswerForm, NudgeForm, WithdrawForm
from apps.engagement.nudges.models import Nudge
from apps.engagement.nudges.selectors import nudges
from apps.engagement.nudges.services import answer_nudge, ask_states, withdraw_nudge
from apps.engagement.nudges.tables import NUDGE_TONES, NudgeTable
from focalpoint.roles import FOCAL_POINT_OFFICE, NETWORK_BROKERS
from focalpoint.views import ActorRequiredMixin, RecordDetailView, RecordListView, ScopedMixin

TITLE = gettext_lazy("Asked by the network")
PARTIES = FOCAL_POINT_OFFICE | NETWORK_BROKERS


class NudgeMixin(ScopedMixin):
    """Pages for the focal points' offices and the coordinators."""

    model = Nudge
    roles = PARTIES
    object: Any
    context_object_name: str | None = "record"

    def get_queryset(self) -> QuerySet[Any, Any]:
        return nudges(self.actor)


class NudgeListView(NudgeMixin, RecordListView):
    """What the own State was asked; for coordinators, what all were."""

    template_name = "generic/list.html"
    table_class = NudgeTable
    filterset_class = NudgeFilter
    export = NUDGES
    export_home = False

    def get_table(self, **kwargs: Any) -> Any:
        hidden = () if self.actor.brokers else ("country",)
        return super().get_table(**kwargs, exclude=hidden)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        new = {"label": _("Ask a State"), "url": reverse("nudge-create"), "icon": "plus"}
        brokers = self.actor.brokers
        empty = {
            "icon": "message-question",
            "title": _("Nothing is asked"),
            "text": _("When the network's coordinator asks your State for news, it stands here."),
        }
        if brokers:
            empty |= {
                "text": _("Ask a State for a report, an action or a contribution, with a day."),
                "url": new["url"],
                "action": new["label"],
            }
        context = {
            "title": TITLE,
            "subtitle": _("Questions to States, with the day by which an answer is hoped for."),
            "page_actions": [{**new, "primary": True, "shortcut": "c"}] if brokers else [],
            "empty": empty,
        }
        return super().get_context_data(**{**context, **kwargs})


class NudgeDetailView(NudgeMixin, RecordDetailView):
    """One question and its answer."""

    template_name = "engagement/nudge.html"
    verbs = ("answer", "withdraw")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {
            "title": str(self.object),
            "subtitle": TITLE,
            "breadcrumbs": [(str(TITLE), reverse("nudge-list"))],
            "today": self.object.country.local_date(timezone.now()),
            "nudge_tones": NUDGE_TONES,
        }
        return super().get_context_data(**{**context, **kwargs})


class NudgeCreateView(ActorRequiredMixin, FormView):
    """Ask one State or several for news on one thing."""

    roles = NETWORK_BROKERS
    form_class = NudgeForm
    template_name = "generic/form.html"

    def get_initial(self) -> dict[str, Any]:
        return {"countries": self.request.GET.getlist("state")}

    def form_valid(self, form: Any) -> HttpResponse:
        given = dict(form.cleaned_data)
        states = list(given.pop("countries"))
        try:
            made = ask_states(actor=self.actor, countries=states, fields=given)
        except ValidationError as error:
            problems = error.message_dict if hasattr(error, "error_dict") else {None: error}
            for name, problem in problems.items():
                form.add_error(name if name in form.fields else None, problem)
            return self.form_invalid(form)
        said = ngettext("%(n)d State is asked.", "%(n)d States are asked.", len(made))
        messages.success(self.request, said % {"n": len(made)})
        where = made[0].get_absolute_url() if len(made) == 1 else reverse("nudge-list")
        return HttpResponseRedirect(where)

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {
            "title": _("Ask a State"),
            "intro": _(
                "The focal point's office is told by mail and in the inbox, in its own language,"
                " and reminded before the day. It sees who asks, and answers here."
            ),
            "submit": _("Ask"),
            "breadcrumbs": [(str(TITLE), reverse("nudge-list"))],
            "cancel_url": reverse("nudge-list"),
        }
        return super().get_context_data(**{**context, **kwargs})


class _Decision(DecisionView):
    roles = PARTIES
    list_name = "nudge-list"
    list_title = TITLE

    def rows(self) -> QuerySet[Any, Any]:
        return nudges(self.actor)

    def intro(self, record: Nudge) -> str:
        return record.text


class NudgeAnswerView(_Decision):
    """Answer for the State."""

    verb = "answer"
    form_class = AnswerForm
    title = gettext_lazy("Answer the network")
    submit = gettext_lazy("Answer")
    done = gettext_lazy("The answer is given.")

    def decide(self, record: Nudge, data: dict[str, Any]) -> Nudge:
        return answer_nudge(actor=self.actor, nudge=record, **data)


class NudgeWithdrawView(_Decision):
    """Ask no more."""

    verb = "withdraw"
    form_class = WithdrawForm
    title = gettext_lazy("Withdraw the question")
    submit = gettext_lazy("Withdraw")
    done = gettext_lazy("The question is withdrawn.")

    def decide(self, record: Nudge, data: dict[str, Any]) -> Nudge:
        return withdraw_nudge(actor=self.actor, nudge=record, **data)
