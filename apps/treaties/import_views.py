"""Pages of the secretariat: bring lists in, say whom names mean, decide between sources."""

from difflib import get_close_matches
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View
from django_tables2 import RequestConfig

from apps.treaties.import_forms import DecisionForm, ListForm, NameForm, participant_choices
from apps.treaties.import_models import RowOutcome, StatusConflict
from apps.treaties.import_progress import progress_of
from apps.treaties.import_selectors import (
    conflicts,
    imported_lists,
    open_conflicts,
    reconciliation,
    rows_aside,
    unknown_name_count,
    unknown_names,
)
from apps.treaties.import_services import decide_conflict, map_participant, take_in_list
from apps.treaties.import_tables import (
    BATCH_TONES,
    CONFLICT_TONES,
    COUNT_WORDS,
    BatchTable,
    ConflictTable,
)
from apps.treaties.models import ImportBatch
from apps.treaties.participants import key_of
from apps.treaties.tasks import read_list_task
from focalpoint.errors import IllegalTransitionError, StaleVersionError
from focalpoint.roles import Role
from focalpoint.ui.navigation import Text
from focalpoint.views import ActorRequiredMixin

PER_PAGE = 50
NAMES_PER_PAGE = 20


class KeeperMixin(ActorRequiredMixin):
    """Pages for those who keep the record of treaties."""

    roles = frozenset({Role.SECRETARIAT})
    request: HttpRequest
    kwargs: dict[str, Any]

    def trail(self) -> list[tuple[Text, str]]:
        """The way back to the lists."""
        return [
            (_("Treaties"), reverse("treaty-list")),
            (_("Lists of status"), reverse("treaty-imports")),
        ]


class ImportListView(KeeperMixin, TemplateView):
    """What was brought in and what came of it, what waits for a person, and the way in."""

    template_name = "treaties/imports.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        table = BatchTable(imported_lists())
        RequestConfig(self.request, paginate={"per_page": PER_PAGE}).configure(table)
        extra = {
            "country": None,
            "table": table,
            "title": _("Lists of status"),
            "subtitle": _("What depositaries and others publish, brought into the record"),
            "breadcrumbs": self.trail()[:1],
            "form": ListForm(),
            "names": unknown_name_count(),
            "conflicts": open_conflicts().count(),
            "empty": {
                "icon": "table-import",
                "title": _("No list has been brought in yet"),
                "text": _("What was loaded with the catalogue stands in the record all the same."),
            },
        }
        return super().get_context_data(**{**extra, **kwargs})


class ImportUploadView(ImportListView):
    """POST a list: it is taken in, or the page says why not."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = ListForm(request.POST, request.FILES)
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                batch, is_new = take_in_list(
                    actor=self.actor,
                    file_name=file.name,
                    content=file.read(),
                    as_of=form.cleaned_data["as_of"],
                    publisher=form.cleaned_data["publisher"],
                    treaty=form.cleaned_data["treaty"],
                )
            except ValidationError as error:
                form.add_error("file", error.messages)
            else:
                if is_new:
                    read_list_task.delay_on_commit(str(batch.pk))  # type: ignore[attr-defined]
                else:
                    message = _("This very file was brought in before: nothing has changed.")
                    messages.info(request, message)
                return HttpResponseRedirect(batch.get_absolute_url())
        return self.render_to_response(self.get_context_data(form=form), status=422)


class ImportView(KeeperMixin, TemplateView):
    """One list: what came of it, how its counts agree, and what waits for a person."""

    template_name = "treaties/import.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        batch: ImportBatch = get_object_or_404(
            imported_lists().select_related("treaty"), pk=self.kwargs["pk"]
        )
        extra: dict[str, Any] = {
            "country": None,
            "batch": batch,
            "title": batch.file_name,
            "breadcrumbs": self.trail(),
            "tones": BATCH_TONES,
        }
        if batch.is_waiting:
            extra["progress"] = progress_of(batch.pk)
        elif not batch.problem:
            extra |= self.results(batch)
        return super().get_context_data(**{**extra, **kwargs})

    def results(self, batch: ImportBatch) -> dict[str, Any]:
        counts = batch.counts
        found = {
            "counts": [
                {"label": words, "value": counts.get(name, 0), "name": name}
                for name, words in COUNT_WORDS.items()
            ],
            "tables": reconciliation(batch),
            "conflicts": batch.conflicts.filter(status="open").count(),
        }
        shown = [
            (outcome, number)
            for outcome, name in (
                (RowOutcome.QUARANTINED, "quarantined"),
                (RowOutcome.UNMATCHED, "unmatched"),
                (RowOutcome.VANISHED, "vanished"),
            )
            if (number := counts.get(name, 0))
        ]
        if not shown:
            return found
        asked = self.request.GET.get("show", "")
        show = next((each for each, _n in shown if each.value == asked), shown[0][0])
        rows = Paginator(rows_aside(batch, show), PER_PAGE)
        return found | {
            "show": show,
            "page": rows.get_page(self.request.GET.get("page", 1)),
            "tabs": [
                {
                    "label": outcome.label,
                    "url": f"?show={outcome.value}",
                    "count": number,
                    "active": outcome == show,
                }
                for outcome, number in shown
            ],
        }


class NameListView(KeeperMixin, TemplateView):
    """Names that no list's reader knows: somebody says once whom each of them means."""

    template_name = "treaties/names.html"

    @cached_property
    def choices(self) -> list[tuple[str, Any]]:
        return participant_choices()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = Paginator(unknown_names(), NAMES_PER_PAGE).get_page(self.request.GET.get("page", 1))
        keys = {key_of(str(name)): str(name) for _code, name in self.choices[1:-1]}
        extra = {
            "country": None,
            "title": _("Unknown participants"),
            "subtitle": _("Names in lists that nobody has mapped yet"),
            "breadcrumbs": self.trail(),
            "page": page,
            "names": [self.shown(name, keys) for name in page],
        }
        return super().get_context_data(**{**extra, **kwargs})

    def shown(self, name: dict[str, Any], keys: dict[str, str]) -> dict[str, Any]:
        """A name with its form; ``like`` is whom it resembles, which is no answer."""
        close = get_close_matches(name["key"], keys, n=1, cutoff=0.7)
        # Identifiers hold no spaces.
        identifier = f"{name['key'][:60].replace(' ', '-')}-%s"
        form = NameForm(initial={"name": name["name"]}, choices=self.choices, auto_id=identifier)
        return {"name": name, "form": form, "like": keys[close[0]] if close else ""}


class NameMapView(KeeperMixin, View):
    """POST whom a name means; the rows that waited for it are applied at once."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = NameForm(request.POST, choices=participant_choices())
        if not form.is_valid():
            messages.error(request, _("Choose whom the name means."))
            return HttpResponseRedirect(reverse("treaty-names"))
        facts = {"name": form.cleaned_data["name"], "country": form.country}
        try:
            alias, counts = map_participant(
                actor=self.actor, note=form.cleaned_data["note"], **facts
            )
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            words = {
                "name": alias.name,
                "who": alias.country or _("nobody"),
                "results": ", ".join(
                    f"{counts[name]} {words}" for name, words in COUNT_WORDS.items() if counts[name]
                )
                or _("nothing to change"),
            }
            messages.success(request, _("“%(name)s” means %(who)s: %(results)s.") % words)
        return HttpResponseRedirect(reverse("treaty-names"))


class ConflictListView(KeeperMixin, TemplateView):
    """What sources say differently, those to be decided first."""

    template_name = "treaties/conflicts.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shows_all = self.request.GET.get("show") == "all"
        table = ConflictTable(conflicts() if shows_all else open_conflicts())
        RequestConfig(self.request, paginate={"per_page": PER_PAGE}).configure(table)
        extra = {
            "country": None,
            "table": table,
            "title": _("Conflicts of sources"),
            "subtitle": _("Two sources differ; the one of the higher rank stands meanwhile"),
            "breadcrumbs": self.trail(),
            "tabs": [
                {"label": _("To be decided"), "url": "?", "active": not shows_all},
                {"label": _("All"), "url": "?show=all", "active": shows_all},
            ],
            "empty": {
                "icon": "scale",
                "title": _("No sources differ"),
                "text": _("Conflicts that lists bring with them wait here for a decision."),
            },
        }
        return super().get_context_data(**{**extra, **kwargs})


class ConflictView(KeeperMixin, TemplateView):
    """One conflict with both values; POST which of them holds, and why."""

    template_name = "treaties/conflict.html"

    @cached_property
    def conflict(self) -> StatusConflict:
        found: StatusConflict = get_object_or_404(conflicts(), pk=self.kwargs["pk"])
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        conflict = self.conflict
        extra = {
            "country": None,
            "conflict": conflict,
            "title": f"{conflict.country} · {conflict.treaty}",
            "subtitle": _("Two sources differ"),
            "breadcrumbs": [
                *self.trail(),
                (_("Conflicts of sources"), reverse("treaty-conflicts")),
            ],
            "tones": CONFLICT_TONES,
            "form": self.form() if conflict.is_open else None,
        }
        return super().get_context_data(**{**extra, **kwargs})

    def form(self, data: Any = None) -> DecisionForm:
        choices = [
            ("keep", _("What the record says stands")),
            ("take", _("The other source is right: take its value")),
        ]
        return DecisionForm(data, choices=choices, initial={"version": self.conflict.version})

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        try:
            decide_conflict(
                actor=self.actor,
                conflict=self.conflict,
                take=form.cleaned_data["decision"] == "take",
                reason=form.cleaned_data["reason"],
                version=form.cleaned_data["version"],
            )
        except ValidationError as error:
            form.add_error(None, error.messages)
            return self.render_to_response(self.get_context_data(form=form), status=422)
        except (IllegalTransitionError, StaleVersionError):
            messages.warning(request, _("Somebody has decided it meanwhile."))
        else:
            messages.success(request, _("Decided. The status follows from it at once."))
        return HttpResponseRedirect(self.conflict.get_absolute_url())
