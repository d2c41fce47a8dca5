"""Pages of recommendations: the list, one of them, the State's work on it, and reports."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from apps.recommendations.received import selectors, services
from apps.recommendations.received.exports import RECEIVED
from apps.recommendations.received.filters import OwnReceivedFilter, ReceivedFilter
from apps.recommendations.received.forms import AssignForm, ReadersForm, ReportForm, WorkForm
from apps.recommendations.received.pages import (
    leads_to,
    may_approve,
    may_assign,
    may_report,
    trail,
)
from apps.recommendations.received.rules import findings
from apps.recommendations.received.tables import POSITION_TONES, ReceivedTable
from apps.recommendations.received_models import (
    ReceivedRecommendation,
    RecommendationProgress,
    RecommendationWork,
)
from apps.recommendations.tones import STATUS_TONES
from focalpoint.history import history_of
from focalpoint.roles import GOVERNMENT_READERS, GOVERNMENT_WRITERS
from focalpoint.views import (
    ActorRequiredMixin,
    RecordCreateView,
    RecordDetailView,
    RecordListView,
    RecordUpdateView,
    RecordWriteView,
)

PAGE = 50


class ReceivedListView(RecordListView):
    """What was recommended to a State, or to all: public facts, with the own State's work."""

    model = ReceivedRecommendation
    table_class = ReceivedTable
    table_pagination = False  # type: ignore[assignment]
    template_name = "recommendations/received/list.html"
    export = RECEIVED
    next_after = ""

    @cached_property
    def is_own(self) -> bool:
        """Whether the list is about the person's own State: it is unless another one is named."""
        own = self.actor.country
        if own is None or not self.actor.roles & GOVERNMENT_READERS:
            return False
        return self.request.GET.get("state", own.code) == own.code

    def get_filterset_class(self) -> Any:
        return OwnReceivedFilter if self.is_own else ReceivedFilter

    def get_queryset(self) -> Any:
        rows = selectors.recommendations()
        if self.is_own:
            rows = rows.filter(country=self.actor.country)
        kind = self.request.GET.get("kind")
        return rows if kind else selectors.only_recommendations(rows)

    def get_table_data(self) -> Any:
        """One page: those behind the place that the address names."""
        rows = self.object_list
        if after := self.request.GET.get("after", "").replace("\0", ""):
            rows = rows.filter(rank__gt=after)
        found = list(rows[: PAGE + 1])
        self.next_after = found[PAGE - 1].rank if len(found) > PAGE else ""
        return found[:PAGE]

    def get_table(self, **kwargs: Any) -> Any:
        page = kwargs.pop("data", None) or self.get_table_data()
        hidden = ["country"] if self.is_own else ["pick", "lead", "status"]
        if self.is_own and not self.assigns:
            hidden.append("pick")
        works = selectors.works(self.actor, page) if self.is_own and page else {}
        return ReceivedTable(data=page, works=works, exclude=hidden, request=self.request)

    @cached_property
    def assigns(self) -> bool:
        return self.is_own and may_assign(self.actor, self.actor.country)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {
            "title": _("Recommendations received"),
            "subtitle": _("What reviews, treaty bodies and special procedures asked of the State."),
            "filter_more": ["mechanism", "cycle", "by", "kind", "unassigned", "served"],
            "count": self.object_list.order_by().count(),
            "is_own": self.is_own,
            "page_actions": self.page_actions(),
            "empty": {
                "icon": "mail-opened",
                "title": _("No recommendation on record"),
                "text": _(
                    "They come from files: UPR documents or the Universal Human Rights Index."
                ),
            },
        }
        if self.assigns and self.actor.country is not None:
            context["assign_form"] = AssignForm(actor=self.actor, country=self.actor.country)
        page = super().get_context_data(**{**context, **kwargs})
        query = self.request.GET.copy()
        query["after"] = self.next_after
        page["next_url"] = f"?{query.urlencode()}" if self.next_after else ""
        query.pop("after")
        page["first_url"] = f"?{query.urlencode()}" if self.request.GET.get("after") else ""
        return page

    def page_actions(self) -> list[dict[str, Any]]:
        found = []
        if self.is_own:
            found = [
                {"label": _("Clusters"), "url": reverse("received-clusters"), "icon": "bulb"},
                {
                    "label": _("Mid-term report"),
                    "url": reverse("received-drafts"),
                    "icon": "file-text",
                },
            ]
        if self.actor.administers or may_assign(self.actor, self.actor.country):
            url = reverse("received-imports")
            found.append({"label": _("Bring in a file"), "url": url, "icon": "upload"})
        return found


class ReceivedDetailView(RecordDetailView):
    """One recommendation: the document's words, who made it, and what the State made of it."""

    model = ReceivedRecommendation
    template_name = "recommendations/received/detail.html"
    verbs = ()
    context_object_name = "record"
    object: ReceivedRecommendation

    def get_queryset(self) -> Any:
        return selectors.recommendations().select_related("batch")

    @cached_property
    def work(self) -> RecommendationWork | None:
        rows = RecommendationWork.objects.visible_to(self.actor)
        found: RecommendationWork | None = (
            rows.filter(recommendation=self.object).select_related("lead").first()
        )
        if found is not None:
            # Neither its history nor who may report on it asks again.
            found.recommendation = self.object
        return found

    def history(self) -> list[Any] | None:  # type: ignore[override]
        is_ours = self.object.country_id in self.actor.read_states
        return history_of(self.work) if is_ours and self.work else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        record = self.object
        found = findings(record.text, record.themes)
        context = {
            "title": str(record),
            "subtitle": _("Recommended to %(state)s") % {"state": record.country},
            "breadcrumbs": trail(),
            "work": self.work,
            "is_ours": record.country_id in self.actor.read_states
            and bool(self.actor.roles & GOVERNMENT_READERS),
            "can_assign": may_assign(self.actor, record.country),
            "can_report": may_report(self.actor, record),
            "can_approve": may_approve(self.actor, record),
            "reports": list(selectors.reports(self.actor, record)[:PAGE]),
            "findings": found,
            "leads_to": leads_to(found),
            "prevention": record.prevention
            if self.work is None or self.work.prevention is None
            else self.work.prevention,
            "position_tones": POSITION_TONES,
            "status_tones": STATUS_TONES,
        }
        return super().get_context_data(**{**context, **kwargs})


class _OfRecommendation(ActorRequiredMixin):
    """Pages of the State's work on the recommendation that the address names."""

    roles = GOVERNMENT_WRITERS
    kwargs: dict[str, Any]

    @cached_property
    def recommendation(self) -> ReceivedRecommendation:
        rows = selectors.recommendations()
        found: ReceivedRecommendation = get_object_or_404(rows, pk=self.kwargs["pk"])
        if found.country_id not in self.actor.read_states:
            raise Http404
        return found

    def below(self, title: str) -> dict[str, Any]:
        record = self.recommendation
        return {
            "title": title,
            "intro": record.text,
            "country": record.country,
            "breadcrumbs": [*trail(), (str(record), record.get_absolute_url())],
            "cancel_url": record.get_absolute_url(),
        }


class WorkView(_OfRecommendation, RecordWriteView):
    """Who leads on a recommendation, until when."""

    model = RecommendationWork
    form_class = WorkForm
    success_message = gettext_lazy("Saved.")

    def get_object(self, queryset: Any = None) -> RecommendationWork:
        record = self.recommendation
        if not may_assign(self.actor, record.country):
            raise PermissionDenied
        rows = RecommendationWork.objects.visible_to(self.actor)
        work: RecommendationWork | None = rows.filter(recommendation=record).first()
        return work or RecommendationWork(recommendation=record, country=record.country)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "actor": self.actor}

    def save(self, form: Any) -> RecommendationWork:
        return services.work_on(
            actor=self.actor,
            recommendation=self.recommendation,
            changes=form.changes,
            version=self.seen(form),
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{**self.below(_("Who leads, and until when")), **kwargs})


class ReportView(_OfRecommendation, RecordCreateView):
    """Add a report on a recommendation; a correction is a new report."""

    model = RecommendationProgress
    form_class = ReportForm

    def may_create(self) -> bool:
        return bool(self.actor.roles & GOVERNMENT_WRITERS) and may_report(
            self.actor, self.recommendation
        )

    def get_form_kwargs(self) -> dict[str, Any]:
        record = self.recommendation
        return {
            **super().get_form_kwargs(),
            "today": record.country.local_date(timezone.now()),
            "may_approve": may_approve(self.actor, record),
        }

    def save(self, form: Any) -> RecommendationProgress:
        return services.report_on(
            actor=self.actor, recommendation=self.recommendation, **form.changes
        )

    @property
    def success_message(self) -> str:  # type: ignore[override]
        if self.object.approved_at:
            return _("Reported and approved.")
        return _("Reported. It waits for the focal point's approval.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {**self.below(_("New report")), "submit": _("Report")}
        return super().get_context_data(**{**context, **kwargs})


class AssignView(ActorRequiredMixin, View):
    """POST ``pick`` and a lead: several recommendations go to one institution."""

    roles = GOVERNMENT_WRITERS
    http_method_names: Any = ("post", "options")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        country = self.actor.country
        if country is None or not may_assign(self.actor, country):
            raise PermissionDenied
        form = AssignForm(request.POST, actor=self.actor, country=country)
        picked = [pk for pk in request.POST.getlist("pick") if is_key(pk)]
        rows = list(selectors.recommendations().filter(pk__in=picked, country=country))
        if not rows or not form.is_valid():
            messages.error(request, _("Choose recommendations, and who leads on them."))
            return HttpResponseRedirect(reverse("received-list"))
        try:
            done = services.assign_recommendations(
                actor=self.actor, recommendations=rows, changes=form.changes
            )
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            words = {"number": len(done), "lead": form.cleaned_data["lead"]}
            messages.success(request, _("%(number)d assigned to %(lead)s.") % words)
        return HttpResponseRedirect(reverse("received-list"))


class _ReadersView(RecordUpdateView):
    """Decide who reads a report."""

    model = RecommendationProgress
    form_class = ReadersForm
    template_name = "recommendations/received/readers.html"
    roles = GOVERNMENT_READERS
    title = ""

    def get_queryset(self) -> Any:
        return selectors.all_reports(self.actor)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "actor": self.actor}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        report = self.object
        context = {
            "title": self.title,
            "country": report.country,
            "cancel_url": report.get_absolute_url(),
            "status_tones": STATUS_TONES,
            "breadcrumbs": [
                *trail(),
                (str(report.recommendation), report.get_absolute_url()),
            ],
        }
        return super().get_context_data(**{**context, **kwargs})


class ApproveView(_ReadersView):
    """Approve a report and decide with it who reads it."""

    verb = "approve"

    @property
    def title(self) -> str:  # type: ignore[override]
        return _("Approve this report")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        report = self.get_object()
        if report.approved_at is not None:
            messages.info(request, _("This report is approved already."))
            return redirect(report)
        return super().get(request, *args, **kwargs)

    def save(self, form: Any) -> RecommendationProgress:
        return services.approve_report(
            actor=self.actor,
            report=self.object,
            visibility=form.cleaned_data["visibility"],
            version=form.cleaned_data["version"],
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"submit": _("Approve"), **kwargs})


class ShareView(_ReadersView):
    """Open a report to more readers, or close it again."""

    verb = "share"

    @property
    def title(self) -> str:  # type: ignore[override]
        return _("Who reads this report")

    def save(self, form: Any) -> RecommendationProgress:
        return services.share_report(
            actor=self.actor,
            report=self.object,
            visibility=form.cleaned_data["visibility"],
            version=form.cleaned_data["version"],
        )


def is_key(text: str) -> bool:
    """Whether a text looks like the key of a record."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True
