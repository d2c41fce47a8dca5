"""Pages of evidence: the list of a State, one item, and what changes it."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView, FormView, TemplateView, View
from django.views.generic.detail import SingleObjectMixin

from apps.evidence import selectors, services
from apps.evidence.exports import EVIDENCE
from apps.evidence.filters import EvidenceFilter
from apps.evidence.forms import EvidenceForm, ReviseForm, WithdrawForm
from apps.evidence.models import Evidence, Status
from apps.evidence.policies import may_open
from apps.evidence.tables import EvidenceTable
from apps.evidence.tones import SENSITIVITY_TONES
from focalpoint.attachments import carriers
from focalpoint.errors import IllegalTransitionError, StaleVersionError
from focalpoint.numbers import whole_number
from focalpoint.policies import allowed
from focalpoint.roles import GOVERNMENT_READERS, GOVERNMENT_WRITERS, NETWORK_ROLES
from focalpoint.views import (
    ActorRequiredMixin,
    RecordDetailView,
    RecordHistoryMixin,
    RecordListView,
    RecordUpdateView,
    ScopedMixin,
)


class EvidenceMixin(ScopedMixin):
    """Pages that start from the evidence that the actor sees."""

    model = Evidence
    context_object_name: str | None = "record"
    slug_url_kwarg = "no slug"

    def get_queryset(self) -> Any:
        return selectors.evidence(self.actor)


class EvidenceCardView(ActorRequiredMixin, TemplateView):
    """GET: what hangs on one record. A part of the record's page."""

    template_name = "evidence/card.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        carrier = carriers().get(kwargs["kind"])
        if carrier is None:
            raise Http404
        record = carrier.find(self.actor, kwargs["target"])
        if record is None:
            raise Http404
        return super().get_context_data(
            record=record,
            found=selectors.evidence_on(record, self.actor),
            may_add=allowed(self.actor, carrier.verb, record),
            tones=SENSITIVITY_TONES,
            **kwargs,
        )


class EvidenceListView(EvidenceMixin, RecordListView):
    """The evidence of the own State, or of all that share theirs; what stands, unless asked."""

    roles = GOVERNMENT_READERS | NETWORK_ROLES
    template_name = "evidence/list.html"
    filterset_class = EvidenceFilter
    table_class = EvidenceTable
    export = EVIDENCE
    more = ("sensitivity", "visibility", "effective_after", "effective_before", "damaged")

    def get_filterset_kwargs(self, filterset_class: Any) -> dict[str, Any]:
        data: QueryDict = self.request.GET.copy()
        data.setdefault("status", Status.CURRENT)
        return {**super().get_filterset_kwargs(filterset_class), "data": data}

    def get_queryset(self) -> Any:
        rows = super().get_queryset().order_by("-effective_on", "-id")
        own = self.actor.read_states
        return rows.filter(country__in=own) if own and not self.request.GET.get("state") else rows

    def get_table(self, **kwargs: Any) -> Any:
        hidden = ("country",) if self.actor.read_states else ()
        table = super().get_table(**kwargs, exclude=hidden)
        page = [row.record for row in table.paginated_rows]
        table.records = selectors.records_of(page, self.actor)
        return table

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if self.actor.read_states:
            # People of a State rarely look elsewhere.
            del kwargs["filter"].form.fields["state"]
        extra = {
            "title": _("Evidence"),
            "filter_more": self.more,
            "damaged": selectors.damaged_evidence(self.actor).count(),
        }
        return super().get_context_data(**{**extra, **kwargs})


class EvidenceDetailView(EvidenceMixin, RecordDetailView):
    """One item: its facts, its newest revision on view, and all revisions."""

    template_name = "evidence/detail.html"
    object: Evidence

    def history(self) -> list[Any]:
        """It stands on a page of its own."""
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        item = self.object
        revisions = selectors.revisions_of(item, self.actor)
        record = item.carrier.find(self.actor, item.target_id)
        opens = may_open(self.actor, item)
        extra = {
            **frame(item, record, "overview"),
            "revisions": revisions,
            "latest": revisions[0] if revisions else None,
            "may_open": opens,
            # To look at sensitive evidence is recorded: nobody does it by opening the page.
            "shows": opens and (not item.is_watched or "show" in self.request.GET),
            "tones": SENSITIVITY_TONES,
            "carrier": item.carrier,
            "belongs_to": record,
        }
        return super().get_context_data(**{**extra, **kwargs})


class EvidenceHistoryView(EvidenceMixin, RecordHistoryMixin, DetailView):
    """Who changed what in an item, when and why; and who opened it."""

    template_name = "evidence/history.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        item: Evidence = self.object
        record = item.carrier.find(self.actor, item.target_id)
        extra = {
            **frame(item, record, "history"),
            "country": item.country,
            "openings": selectors.openings_of(item, self.actor),
        }
        return super().get_context_data(**{**extra, **kwargs})


class EvidenceUpdateView(EvidenceMixin, RecordUpdateView):
    """Title, effective date, sensitivity and visibility; a second writer sees both versions."""

    roles = GOVERNMENT_WRITERS
    form_class = EvidenceForm
    success_message = gettext_lazy("The evidence is saved.")

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_form_kwargs()
        return {**kwargs, "actor": self.actor}

    def save(self, form: Any) -> Evidence:
        return services.change_evidence(
            actor=self.actor,
            evidence=self.object,
            changes=form.changes,
            version=form.cleaned_data["version"],
            reason=form.cleaned_data["reason"],
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        extra = page_below(self.object, _("Edit the evidence"))
        context: dict[str, Any] = super().get_context_data(**{**extra, **kwargs})
        return context


class _EvidenceStepView(EvidenceMixin, SingleObjectMixin, FormView):
    """A form that moves an item on: another revision, a withdrawal."""

    roles = GOVERNMENT_WRITERS

    @cached_property
    def object(self) -> Evidence:
        item: Evidence = self.get_object()
        if not allowed(self.actor, "change", item):
            raise PermissionDenied
        return item

    def get_initial(self) -> dict[str, Any]:
        return {"version": self.object.version, "effective_on": self.object.effective_on}

    def save(self, form: Any) -> str:
        """Call the service, and return what to say of it."""
        raise NotImplementedError

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            said = self.save(form)
        except ValidationError as error:
            complain(form, error)
            return self.form_invalid(form)
        except (StaleVersionError, IllegalTransitionError):
            messages.warning(self.request, _("Somebody changed this record meanwhile. Look again."))
        else:
            messages.success(self.request, said)
        return answer_sent(self.request, self.object.get_absolute_url())

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


class EvidenceReviseView(_EvidenceStepView):
    """Add a revision; the earlier ones stay."""

    template_name = "evidence/revise.html"
    form_class = ReviseForm

    def save(self, form: Any) -> str:
        given = form.cleaned_data
        changed = services.revise_evidence(
            actor=self.actor,
            evidence=self.object,
            version=given["version"],
            file=given["file"] or None,
            url=given["url"],
            effective_on=given["effective_on"],
            note=given["note"],
        )
        return _("Revision %(number)s is added.") % {"number": changed.revision_number}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        extra = {
            **page_below(self.object, _("New revision")),
            "max_bytes": settings.EVIDENCE_MAX_BYTES,
        }
        context: dict[str, Any] = super().get_context_data(**{**extra, **kwargs})
        return context


class EvidenceWithdrawView(_EvidenceStepView):
    """Say why an item proves nothing any more."""

    template_name = "generic/confirm.html"
    form_class = WithdrawForm

    def save(self, form: Any) -> str:
        services.withdraw_evidence(
            actor=self.actor,
            evidence=self.object,
            version=form.cleaned_data["version"],
            reason=form.cleaned_data["reason"],
        )
        return _("The evidence is withdrawn.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        extra = {
            **page_below(self.object, _("Withdraw the evidence")),
            "question": _("Withdraw “%(title)s”?") % {"title": self.object.title},
            "consequences": [
                _("It is marked as withdrawn, with your reason."),
                _("Its files and its history stay; it can be restored."),
            ],
            "confirm": _("Withdraw"),
        }
        context: dict[str, Any] = super().get_context_data(**{**extra, **kwargs})
        return context


class EvidenceRestoreView(EvidenceMixin, SingleObjectMixin, View):
    """POST: take a withdrawal back."""

    roles = GOVERNMENT_WRITERS
    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        item: Evidence = self.get_object()
        sent = whole_number(request.POST.get("version", ""))
        version = item.version if sent is None else sent
        try:
            services.restore_evidence(actor=self.actor, evidence=item, version=version)
        except (StaleVersionError, IllegalTransitionError):
            messages.warning(request, _("Somebody changed this record meanwhile. Look again."))
        else:
            messages.success(request, _("The evidence stands again."))
        return HttpResponseRedirect(item.get_absolute_url())


def complain(form: Any, error: ValidationError) -> None:
    """Put a service's complaint on the field that it is about, or above the form."""
    for name, problems in error.update_error_dict({}).items():
        form.add_error(name if name in form.fields else None, problems)


def answer_sent(request: HttpRequest, url: str) -> HttpResponse:
    """Where to go after an upload: a script that sent it goes there itself (201)."""
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":
        return HttpResponse(status=201, headers={"Location": url})
    return HttpResponseRedirect(url)


def frame(item: Evidence, record: Any, active: str) -> dict[str, Any]:
    """Title, way and tabs of an item's pages."""
    trail = [(_("Evidence"), reverse("evidence-list"))]
    if record is not None:
        trail = [(item.carrier.reference(record), record.get_absolute_url())]
    if active != "overview":
        trail.append((item.title, item.get_absolute_url()))
    parts = [
        ("overview", _("Overview"), item.get_absolute_url(), "file-text"),
        ("history", _("History"), reverse("evidence-history", args=[item.pk]), "history"),
    ]
    return {
        "title": item.title,
        "breadcrumbs": trail,
        "tabs": [
            {"label": label, "url": url, "icon": icon, "active": key == active}
            for key, label, url, icon in parts
        ],
    }


def page_below(item: Evidence, title: str) -> dict[str, Any]:
    """Title and way of a page that changes an item."""
    return {
        "title": title,
        "breadcrumbs": [
            (_("Evidence"), reverse("evidence-list")),
            (item.title, item.get_absolute_url()),
        ],
        "country": item.country,
        "cancel_url": item.get_absolute_url(),
        "record": item,
    }
