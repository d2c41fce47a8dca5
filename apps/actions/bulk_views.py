"""Bulk changes: the form, the work, what came of it, and the way back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import View

from apps.actions.answers import notify
from apps.actions.bulk_forms import FORMS, BulkForm
from apps.actions.bulk_models import BulkChange, Kind, Outcome, Stage
from apps.actions.bulk_selectors import bulk_changes, outcomes, problems_of
from apps.actions.bulk_services import select_for_change, select_rest
from apps.actions.bulk_work import found_by, make, take_back
from apps.actions.tasks import apply_bulk_change_task, undo_bulk_change_task
from focalpoint.roles import GOVERNMENT_WRITERS
from focalpoint.views import ActorRequiredMixin
from focalpoint.wakeups import start_on_commit

ICONS = {
    Kind.ASSIGN: "user-plus",
    Kind.RESCHEDULE: "calendar-due",
    Kind.STATUS: "progress",
    Kind.PRIORITY: "arrows-up-down",
    Kind.LINK: "link-plus",
    Kind.ARCHIVE: "archive",
    Kind.RESTORE: "archive-off",
}
RECENT = 50


def is_htmx(request: HttpRequest) -> bool:
    return bool(request.htmx)  # type: ignore[attr-defined]


class BulkMixin(ActorRequiredMixin):
    """Pages for those who change actions; each person sees their own bulk changes."""

    roles = GOVERNMENT_WRITERS

    def change(self, pk: UUID) -> BulkChange:
        found = bulk_changes(self.actor).select_related("country")
        return get_object_or_404(found, pk=pk)

    def context(self, change: BulkChange) -> dict[str, Any]:
        found = outcomes(change)
        settled = change.total - found[Outcome.WAITING]
        if change.stage == Stage.UNDOING:
            settled = change.total - found[Outcome.CHANGED]
        return {
            "title": str(change),
            "country": change.country,
            "breadcrumbs": [
                (_("Actions"), reverse("action-list")),
                (_("Bulk changes"), reverse("action-bulk-list")),
            ],
            "change": change,
            "icon_name": ICONS[Kind(change.kind)],
            "changed": found[Outcome.CHANGED] + found[Outcome.UNDONE] + found[Outcome.KEPT],
            "same": found[Outcome.SAME],
            "refused": found[Outcome.REFUSED],
            "waiting": found[Outcome.WAITING],
            "undone": found[Outcome.UNDONE],
            "kept": found[Outcome.KEPT],
            "settled": settled,
            "percent": 100 * settled // change.total if change.total else 100,
            "problems": [] if change.is_running else problems_of(self.actor, change),
        }

    def report(self, change: BulkChange, *, status: int = 200) -> HttpResponse:
        """What came of it, in the dialog that asked for it."""
        context = self.context(change)
        return render(self.request, "actions/includes/bulk_report.html", context, status=status)


class BulkChangeView(BulkMixin, View):
    """GET the form of one ``kind``; POST it with the selection to change the actions."""

    http_method_names = ("get", "head", "post", "options")

    def get(self, request: HttpRequest) -> HttpResponse:
        form_class = self.form_class(request.GET.get("kind", ""))
        names = ("kind", "picked", "query", "everything")
        initial = {name: request.GET.get(name, "") for name in names}
        return self.form(form_class(initial=initial, actor=self.actor))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self.form_class(request.POST.get("kind", ""))(request.POST, actor=self.actor)
        if not form.is_valid():
            return self.form(form, status=422)
        try:
            change = make(self.actor, self.asked(form))
        except ValidationError as error:
            form.add_error(None, error)
            return self.form(form, status=422)
        if not is_htmx(request):
            return HttpResponseRedirect(change.get_absolute_url())
        return self.answer(change)

    def form_class(self, kind: str) -> type[BulkForm]:
        if kind not in FORMS:
            raise Http404(_("There is no such change."))
        return FORMS[kind]

    def form(self, form: BulkForm, *, status: int = 200) -> HttpResponse:
        kind = Kind(form["kind"].value())
        context = {
            "form": form,
            "title": kind.label,
            "kind": kind.value,
            "country": self.actor.country,
            "breadcrumbs": [(_("Actions"), reverse("action-list"))],
        }
        template = "includes/bulk_form" if is_htmx(self.request) else "bulk_form"
        return render(self.request, f"actions/{template}.html", context, status=status)

    def asked(self, form: BulkForm) -> BulkChange:
        data = form.cleaned_data
        return select_for_change(
            actor=self.actor,
            kind=data["kind"],
            values=form.values(),
            reason=data["reason"],
            all_or_nothing=data["all_or_nothing"],
            versions=data["picked"],
            rows=found_by(self.actor, data["query"]) if data["everything"] else None,
        )

    def answer(self, change: BulkChange) -> HttpResponse:
        """A notice with the way back; what needs more words is said in the dialog."""
        found = outcomes(change)
        if change.stage != Stage.DONE or found[Outcome.REFUSED]:
            event = "" if change.stage == Stage.REFUSED else "actions:changed"
            return notify(self.report(change), event=event)
        number = found[Outcome.CHANGED]
        words = ngettext("%(number)s action changed", "%(number)s actions changed", number)
        notice: dict[str, Any] = {"message": f"{words % {'number': number}}: {change}"}
        if number:
            undo = reverse("action-bulk-undo", kwargs={"pk": change.pk})
            notice["action"] = {"label": _("Undo"), "post": undo}
        response = notify(HttpResponse(status=204), notice, event="actions:changed")
        return notify(response, event="bulk:done")


class BulkDetailView(BulkMixin, View):
    """One bulk change: how far it is, what could not be changed, and the way back."""

    http_method_names = ("get", "head", "options")

    def get(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        change = self.change(pk)
        if not is_htmx(request):
            return render(request, "actions/bulk_detail.html", self.context(change))
        report = self.report(change)
        return report if change.is_running else notify(report, event="actions:changed")


class BulkListView(BulkMixin, View):
    """The last bulk changes of the person, each with its way back while it is open."""

    http_method_names = ("get", "head", "options")

    def get(self, request: HttpRequest) -> HttpResponse:
        context = {
            "title": _("Bulk changes"),
            "country": self.actor.country,
            "breadcrumbs": [(_("Actions"), reverse("action-list"))],
            "changes": bulk_changes(self.actor)[:RECENT],
        }
        return render(request, "actions/bulk_list.html", context)


class BulkRestView(BulkMixin, View):
    """POST: where all or nothing was asked and nothing changed, change what can be changed."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        try:
            change = make(self.actor, select_rest(actor=self.actor, change=self.change(pk)))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return HttpResponseRedirect(reverse("action-bulk-detail", kwargs={"pk": pk}))
        if is_htmx(request):
            return notify(self.report(change), event="actions:changed")
        return HttpResponseRedirect(change.get_absolute_url())


class BulkResumeView(BulkMixin, View):
    """POST: let a worker go on with a change that has lost its own. It does nothing twice."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        change = self.change(pk)
        if change.stage == Stage.WAITING:
            start_on_commit(apply_bulk_change_task, str(change.pk))
        elif change.stage == Stage.UNDOING:
            start_on_commit(undo_bulk_change_task, str(change.pk))
        return HttpResponseRedirect(change.get_absolute_url())


class BulkUndoView(BulkMixin, View):
    """POST: make every action what it was before, but for those that somebody changed since."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        change = self.change(pk)
        try:
            change = take_back(self.actor, change)
        except ValidationError as error:
            return self.said(change, " ".join(error.messages), tone="warning")
        if change.is_running:
            return self.said(change, _("The actions are being changed back."), tone="info")
        found = outcomes(change)
        words = ngettext(
            "%(number)s action is what it was before",
            "%(number)s actions are what they were before",
            found[Outcome.UNDONE],
        ) % {"number": found[Outcome.UNDONE]}
        if not found[Outcome.KEPT]:
            return self.said(change, f"{words}.", tone="success")
        kept = ngettext(
            "%(number)s was changed since and stays",
            "%(number)s were changed since and stay",
            found[Outcome.KEPT],
        ) % {"number": found[Outcome.KEPT]}
        return self.said(change, f"{words}; {kept}.", tone="warning")

    def said(self, change: BulkChange, words: str, *, tone: str) -> HttpResponse:
        if not is_htmx(self.request):
            messages.add_message(self.request, LEVELS[tone], words)
            return HttpResponseRedirect(change.get_absolute_url())
        notice: dict[str, Any] = {"message": words, "tone": tone}
        if tone != "success":
            notice["action"] = {"label": _("Open"), "url": change.get_absolute_url()}
        response = notify(HttpResponse(status=204), notice, event="actions:changed")
        return notify(response, event="bulk:done")


LEVELS = {"success": messages.SUCCESS, "info": messages.INFO, "warning": messages.WARNING}


def offered(archive: bool) -> list[dict[str, Any]]:
    """The changes that the bar of a list offers; what is archived may be taken out."""
    skipped = Kind.ARCHIVE if archive else Kind.RESTORE
    return [
        {"kind": kind.value, "label": kind.label, "icon": ICONS[kind]}
        for kind in Kind
        if kind != skipped
    ]
