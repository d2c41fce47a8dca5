"""Pages of imports: upload, confirm the columns, look at the problems, decide."""

from typing import Any

import django_tables2 as tables
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from django_tables2 import RequestConfig

from apps.actions import import_progress
from apps.actions.import_forms import ColumnsForm, SheetForm
from apps.actions.import_models import ActionImport, Outcome, Stage
from apps.actions.import_selectors import described, imports, problem_sheet, rows_of, sheet_of
from apps.actions.import_services import (
    cancel_import,
    change_columns,
    decide_to_apply,
    map_columns,
    upload_sheet,
)
from apps.actions.record_exports import IMPORTS
from apps.actions.tasks import apply_import_task, check_import_task
from focalpoint.errors import IllegalTransitionError, StaleVersionError
from focalpoint.exports.columns import Export
from focalpoint.exports.files import File
from focalpoint.exports.reading import Reader, Rows
from focalpoint.exports.responses import FORMATS, file_response
from focalpoint.policies import allowed
from focalpoint.roles import GOVERNMENT_READERS, GOVERNMENT_WRITERS
from focalpoint.ui.columns import MomentColumn, StatusColumn, Table, TitleColumn, row_link
from focalpoint.ui.tones import ToneMap
from focalpoint.views import ExportMixin, ScopedMixin
from focalpoint.wakeups import start_on_commit

TONES: ToneMap = {
    "uploaded": ("info", "columns"),
    "checking": ("progress", "loader"),
    "checked": ("warning", "eye-check"),
    "applying": ("progress", "loader"),
    "applied": ("success", "check"),
    "failed": ("danger", "file-x"),
    "cancelled": ("neutral", "ban"),
}
PER_PAGE = 50
# What somebody who decides looks at first.
FIRST = (Outcome.PROBLEM, Outcome.CHANGED, Outcome.NEW, Outcome.SAME)


class ImportTable(Table):
    """The imports of a State."""

    caption = gettext_lazy("Imports")

    file_name = TitleColumn(linkify=True)
    status = StatusColumn(tones=TONES)
    counts = tables.Column(verbose_name=gettext_lazy("Rows"), orderable=False)
    uploaded_by = tables.Column(orderable=False)
    created_at = MomentColumn(verbose_name=gettext_lazy("Uploaded"))

    class Meta(Table.Meta):
        model = ActionImport
        fields = ("file_name", "status", "counts", "uploaded_by", "created_at")
        row_attrs = {"data-href": row_link}
        orderable = False

    def render_counts(self, value: dict[str, int], record: ActionImport) -> str:
        return " · ".join(
            f"{number} {label}"
            for outcome, label in Outcome.choices
            if (number := value.get(outcome, 0))
        )


class ImportMixin(ScopedMixin):
    """Pages for the government of a State."""

    model = ActionImport
    roles = GOVERNMENT_READERS
    request: HttpRequest
    kwargs: dict[str, Any]

    def get_queryset(self) -> Any:
        return imports(self.actor)

    def get_object(self) -> ActionImport:
        """The import that the address names; 404 where the actor sees none."""
        found: ActionImport = get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])
        return found

    @property
    def may_upload(self) -> bool:
        return bool(self.actor.roles & GOVERNMENT_WRITERS) and self.actor.country is not None


class ImportListView(ExportMixin, ImportMixin, TemplateView):
    """What was imported, by whom, and what came of it; and the way in for the next sheet."""

    template_name = "actions/imports.html"
    export: Export | None = IMPORTS

    def export_rows(self) -> Rows:
        rows: Rows = self.get_queryset()
        return rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        table = ImportTable(self.get_queryset())
        RequestConfig(self.request, paginate={"per_page": PER_PAGE}).configure(table)
        extra = {
            "table": table,
            "title": _("Import actions"),
            "breadcrumbs": [(_("Actions"), reverse("action-list"))],
            "form": SheetForm() if self.may_upload else None,
            "empty": {
                "icon": "table-import",
                "title": _("Nothing has been imported yet"),
                "text": _("What is imported stays listed here, with who did it and when."),
            },
        }
        return super().get_context_data(**{**extra, **kwargs})


class ImportUploadView(ImportListView):
    """POST a sheet: it is taken in, or the page says why not."""

    roles = GOVERNMENT_WRITERS
    export = None
    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = SheetForm(request.POST, request.FILES)
        twin = None
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                batch = upload_sheet(
                    actor=self.actor,
                    country=self.actor.country,
                    file_name=file.name,
                    content=file.read(),
                )
                return HttpResponseRedirect(batch.get_absolute_url())
            except ValidationError as error:
                twin = (getattr(error, "params", None) or {}).get("twin")
                form.add_error("file", error.messages)
        context = self.get_context_data(form=form, twin=twin)
        return self.render_to_response(context, status=422)


class ImportDetailView(ImportMixin, TemplateView):
    """One import: its columns, its progress, its problems, or what came of it."""

    template_name = "actions/import.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        batch = self.get_object()
        sheet = sheet_of(batch, self.actor)
        may_change = sheet is not None and allowed(self.actor, "change", batch)
        extra: dict[str, Any] = {
            "batch": batch,
            "title": batch.file_name,
            "subtitle": sheet.words if sheet else "",
            "breadcrumbs": [
                (_("Actions"), reverse("action-list")),
                (_("Import actions"), reverse("action-imports")),
            ],
            "country": batch.country,
            "sheet": sheet,
            "may_change": may_change,
            "tones": TONES,
            "steps": steps_of(batch),
        }
        if batch.is_running:
            extra["progress"] = import_progress.progress_of(batch.pk)
            extra["stopping"] = sheet is not None and sheet.stop_asked
        elif batch.status == Stage.UPLOADED and sheet is not None and may_change:
            extra["form"] = ColumnsForm(batch=batch, sheet=sheet)
        elif batch.counts:
            extra |= self.rows(batch)
        return super().get_context_data(**{**extra, **kwargs})

    def rows(self, batch: ActionImport) -> dict[str, Any]:
        """The rows of one outcome: the problems, unless another is asked for."""
        counts = batch.counts
        # Of an import that was applied only the problems are kept.
        kept = [Outcome.PROBLEM] if batch.has_ended else list(Outcome)
        shown = [outcome for outcome in kept if counts.get(outcome)]
        asked = self.request.GET.get("show", "")
        first = next((outcome for outcome in FIRST if outcome in shown), None)
        show = Outcome(asked) if asked in shown else first
        valid = counts.get("new", 0) + counts.get("changed", 0)
        found: dict[str, Any] = {
            "counts": counts,
            "valid": valid,
            "show": show,
            "tabs": [
                {
                    "label": outcome.label,
                    "url": f"?show={outcome.value}",
                    "count": counts[outcome],
                    "active": outcome == show,
                }
                for outcome in FIRST
                if outcome in shown
            ],
            "without_version": bool(
                counts.get("changed") and "version" not in batch.mapping.values()
            ),
        }
        if show is not None:
            headers = {field: header for header, field in batch.mapping.items() if field}
            rows = rows_of(batch, self.actor, show)
            page = Paginator(rows, PER_PAGE).get_page(self.request.GET.get("page", 1))
            found["page"] = page
            found["cut"] = page.paginator.count < counts[show]
            found["rows"] = [described(row, headers) for row in page]
        return found


def steps_of(batch: ActionImport) -> list[dict[str, Any]]:
    """The way of an import, and where it is on it."""
    order = [
        (_("Columns"), {Stage.UPLOADED}),
        (_("Check"), {Stage.CHECKING, Stage.CHECKED}),
        (_("Apply"), {Stage.APPLYING, Stage.APPLIED}),
    ]
    at = next((place for place, (_l, stages) in enumerate(order) if batch.status in stages), None)
    return [
        {
            "label": label,
            "current": place == at and batch.status != Stage.APPLIED,
            "done": at is not None and (place < at or batch.status == Stage.APPLIED),
        }
        for place, (label, _stages) in enumerate(order)
    ]


class ImportStepView(ImportMixin, View):
    """POST a decision: ``columns``, ``back`` to them, ``apply`` (``only_valid``), ``cancel``."""

    roles = GOVERNMENT_WRITERS
    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        batch = self.get_object()
        take = getattr(self, f"take_{kwargs['step']}", None)
        if take is None:
            raise Http404
        try:
            answer: HttpResponse | None = take(batch)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        except (IllegalTransitionError, StaleVersionError):
            messages.warning(request, _("Somebody has moved this import on meanwhile."))
        else:
            if answer is not None:
                return answer
        return HttpResponseRedirect(batch.get_absolute_url())

    def take_columns(self, batch: ActionImport) -> HttpResponse | None:
        sheet = sheet_of(batch, self.actor)
        if sheet is None:
            raise Http404
        form = ColumnsForm(self.request.POST, batch=batch, sheet=sheet)
        if not form.is_valid():
            page = ImportDetailView()
            page.setup(self.request, **self.kwargs)
            context = page.get_context_data(form=form)
            return render(self.request, page.template_name, context, status=422)
        map_columns(
            actor=self.actor,
            batch=batch,
            mapping=form.mapping,
            day_order=form.cleaned_data["day_order"],
            version=form.cleaned_data["version"],
        )
        start_on_commit(check_import_task, str(batch.pk))
        return None

    def take_back(self, batch: ActionImport) -> None:
        change_columns(actor=self.actor, batch=batch)

    def take_apply(self, batch: ActionImport) -> None:
        posted = self.request.POST
        version = int(posted["version"]) if posted.get("version", "").isdecimal() else None
        decide_to_apply(
            actor=self.actor, batch=batch, only_valid="only_valid" in posted, version=version
        )
        start_on_commit(apply_import_task, str(batch.pk))

    def take_cancel(self, batch: ActionImport) -> None:
        if cancel_import(actor=self.actor, batch=batch).status == Stage.CANCELLED:
            messages.success(self.request, _("The import is cancelled; nothing was changed."))
        else:
            messages.info(self.request, _("The import stops in a moment."))


class ImportProblemsView(ImportMixin, View):
    """The rows with problems as a sheet, to be mended and imported again."""

    http_method_names = ("get", "head", "options")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        batch = self.get_object()
        sheet = sheet_of(batch, self.actor)
        if sheet is None:
            raise Http404
        export, rows = problem_sheet(batch, sheet, self.actor)
        file = File(
            Reader(export, rows, self.actor),
            [("file", _("File"), batch.file_name), ("by", _("Exported by"), self.actor.name)],
        )
        name = batch.file_name.rsplit(".", 1)[0]
        return file_response(file, FORMATS["xlsx"], file_name=f"{name}-problems")
