"""Pages of imports: bring a file in, look at the preview, decide, and say whom names mean."""

from collections import Counter
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

from apps.countries.models import Country
from apps.recommendations.received.choices import ImportStatus, Position, RowOutcome
from apps.recommendations.received.forms import FileForm
from apps.recommendations.received.imports import decide_import, take_in_file
from apps.recommendations.received.pages import trail
from apps.recommendations.received.progress import progress_of
from apps.recommendations.received.selectors import (
    imports_for,
    rows_aside,
    unknown_name_count,
    unknown_names,
    unknown_states,
)
from apps.recommendations.received.settling import decide_name, names_in_work
from apps.recommendations.received.tables import COUNT_WORDS, IMPORT_TONES, ImportTable
from apps.recommendations.received.tasks import read_recommendations_task, settle_name_task
from apps.recommendations.received_import_models import RecommendationImport
from apps.treaties.import_forms import NameForm, participant_choices
from apps.treaties.participants import key_of
from focalpoint.errors import IllegalTransitionError, StaleVersionError
from focalpoint.numbers import whole_number
from focalpoint.roles import FOCAL_POINT_OFFICE, Role
from focalpoint.views import ActorRequiredMixin

PER_PAGE = 50
NAMES_PER_PAGE = 20


class BringerMixin(ActorRequiredMixin):
    """For the secretariat, and for focal points' offices about their own State."""

    roles = frozenset({Role.SECRETARIAT}) | FOCAL_POINT_OFFICE
    kwargs: dict[str, Any]

    @property
    def own(self) -> Country | None:
        """Whom the file may concern; ``None``: all States, for the secretariat."""
        return None if Role.SECRETARIAT in self.actor.roles else self.actor.country

    def way(self) -> list[tuple[str, str]]:
        return [*trail(), (_("Files"), reverse("received-imports"))]


class ImportListView(BringerMixin, TemplateView):
    """What was brought in and what came of it, and the way in."""

    template_name = "recommendations/received/imports.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        hidden = ("country",) if self.own else ()
        table = ImportTable(imports_for(self.actor, self.own), exclude=hidden)
        RequestConfig(self.request, paginate={"per_page": PER_PAGE}).configure(table)
        extra = {
            "table": table,
            "title": _("Files of recommendations"),
            "subtitle": _("Public documents, brought into the record"),
            "breadcrumbs": trail(),
            "form": FileForm(own=self.own),
            "own": self.own,
            "names": unknown_name_count() if self.own is None else 0,
            "empty": {
                "icon": "table-import",
                "title": _("No file has been brought in yet"),
                "text": _("You see what a file would change before anything is written."),
            },
        }
        return super().get_context_data(**{**extra, **kwargs})


class ImportUploadView(ImportListView):
    """POST a file: it is taken in, or the page says why not."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = FileForm(request.POST, request.FILES, own=self.own)
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                batch, is_new = take_in_file(
                    actor=self.actor,
                    file_name=file.name,
                    content=file.read(),
                    country=self.own,
                    as_of=form.cleaned_data["as_of"],
                    url=form.cleaned_data["url"],
                )
            except ValidationError as error:
                form.add_error("file", error.messages)
            else:
                if is_new:
                    read_recommendations_task.delay_on_commit(str(batch.pk))  # type: ignore[attr-defined]
                else:
                    message = _("This very file was brought in before: nothing has changed.")
                    messages.info(request, message)
                return HttpResponseRedirect(batch.get_absolute_url())
        return self.render_to_response(self.get_context_data(form=form), status=422)


class ImportView(BringerMixin, TemplateView):
    """One file: the preview or the result, and the rows that wait for a person."""

    template_name = "recommendations/received/import.html"

    @cached_property
    def batch(self) -> RecommendationImport:
        rows = imports_for(self.actor, self.own)
        found: RecommendationImport = get_object_or_404(rows, pk=self.kwargs["pk"])
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        batch = self.batch
        extra: dict[str, Any] = {
            "batch": batch,
            "title": batch.file_name,
            "breadcrumbs": self.way(),
            "tones": IMPORT_TONES,
        }
        if batch.is_waiting:
            extra["progress"] = progress_of(batch.pk)
        elif not batch.problem:
            extra |= self.results(batch)
        return super().get_context_data(**{**extra, **kwargs})

    def results(self, batch: RecommendationImport) -> dict[str, Any]:
        counts = batch.counts
        found: dict[str, Any] = {
            "is_preview": batch.status == ImportStatus.READ,
            "counts": [
                {"label": words, "value": counts.get(name, 0), "name": name}
                for name, words in COUNT_WORDS.items()
                if counts.get(name) or name in ("created", "revised", "unchanged")
            ],
            "positions": [
                {"label": label, "value": number, "name": value}
                for value, label in Position.choices
                if (number := counts.get(f"position_{value}"))
            ],
            "names": counts.get("states_unknown", 0) if self.own is None else 0,
        }
        # Rows without a recommending State stand, and are listed with those that were set aside.
        listed = Counter(counts) + Counter(quarantined=counts.get("unnamed", 0))
        shown = [(o, n) for o in RowOutcome if (n := listed[o.value])]
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


class ImportDecideView(BringerMixin, View):
    """POST ``take``: bring in what the preview showed, or drop the file."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        batch: RecommendationImport = get_object_or_404(
            imports_for(self.actor, self.own), pk=self.kwargs["pk"]
        )
        take = request.POST.get("take") == "yes"
        version = request.POST.get("version", "")
        try:
            decide_import(
                actor=self.actor,
                batch=batch,
                take=take,
                version=whole_number(version),
            )
        except (IllegalTransitionError, StaleVersionError):
            messages.warning(request, _("Somebody has decided it meanwhile."))
        else:
            if take:
                read_recommendations_task.delay_on_commit(str(batch.pk))  # type: ignore[attr-defined]
            else:
                messages.info(request, _("The file is dropped; the record is as it was."))
        return HttpResponseRedirect(batch.get_absolute_url())


class KeeperMixin(BringerMixin):
    """For the secretariat alone: a name means the same in all lists."""

    roles = frozenset({Role.SECRETARIAT})


class NameListView(KeeperMixin, TemplateView):
    """Names that nobody knows: somebody says once whom each of them means.

    Above them those that are decided, as long as a task settles what waited for them.
    """

    template_name = "recommendations/received/names.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        choices = participant_choices()
        waiting = {each["key"]: each for each in (*unknown_states(), *unknown_names())}
        in_work = names_in_work(waiting)
        open_ = sorted(waiting.keys() - {alias.key for alias in in_work})
        names = Paginator([waiting[key] for key in open_], NAMES_PER_PAGE)
        page = names.get_page(self.request.GET.get("page", 1))
        keys = {key_of(str(name)): str(name) for _code, name in choices[1:-1]}
        extra = {
            "country": None,
            "title": _("Unknown names of States"),
            "subtitle": _("Names in files of recommendations that nobody has decided yet"),
            "breadcrumbs": self.way(),
            "page": page,
            "names": [shown(name, keys, choices) for name in page],
            "in_work": [{"alias": each, "progress": progress_of(each.pk)} for each in in_work],
        }
        return super().get_context_data(**{**extra, **kwargs})


def shown(
    name: dict[str, Any], keys: dict[str, str], choices: list[tuple[str, Any]]
) -> dict[str, Any]:
    """A name with its form; ``like`` is whom it resembles, which is no answer."""
    close = get_close_matches(name["key"], keys, n=1, cutoff=0.7)
    # Identifiers hold no spaces.
    identifier = f"{name['key'][:60].replace(' ', '-')}-%s"
    form = NameForm(initial={"name": name["name"]}, choices=choices, auto_id=identifier)
    return {"name": name, "form": form, "like": keys[close[0]] if close else ""}


class NameDecideView(KeeperMixin, View):
    """POST whom a name means; a task settles what waited for it."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = NameForm(request.POST, choices=participant_choices())
        if not form.is_valid():
            messages.error(request, _("Choose whom the name means."))
            return HttpResponseRedirect(reverse("received-names"))
        try:
            alias = decide_name(
                actor=self.actor,
                name=form.cleaned_data["name"],
                country=form.country,
                note=form.cleaned_data["note"],
            )
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            settle_name_task.delay_on_commit(str(alias.pk), str(self.actor.user_id))  # type: ignore[attr-defined]
            words = {"name": alias.name, "who": alias.country or _("nobody")}
            message = _("“%(name)s” means %(who)s. What waits for it is being settled.")
            messages.success(request, message % words)
        return HttpResponseRedirect(reverse("received-names"))
