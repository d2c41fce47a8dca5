"""Lists that can be taken away as files: ``?format=`` answers with the rows that the page lists."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from django_filters.views import FilterMixin
from django_tables2 import RequestConfig

from focalpoint.exports.columns import Export
from focalpoint.exports.files import File, utc_text
from focalpoint.exports.reading import Reader, Rows
from focalpoint.exports.responses import FORMATS, file_response
from focalpoint.ui.filters import active_chips
from focalpoint.views.access import ActorRequiredMixin, ScopedMixin

PARAMETER = "format"
UNKNOWN_FORMAT = gettext_lazy("Lists are exported as xlsx, csv or json.")


class ExportMixin(ActorRequiredMixin):
    """A page whose list can be exported; ``export`` declares the file.

    The same view answers for page and file, so that who may open the one, and what it lists, holds
    for the other. The page offers its files in the context's ``exports``.
    """

    export: Export | None = None
    # Whether the file is about the reader's own State, and not about all that they see.
    export_home: bool = True

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        wanted = request.GET.get(PARAMETER)
        if self.export is None or wanted is None:
            return super().get(request, *args, **kwargs)  # type: ignore[misc]
        if wanted not in FORMATS:
            raise BadRequest(str(UNKNOWN_FORMAT))
        return self.export_answer(request, wanted)

    def export_answer(self, request: HttpRequest, wanted: str) -> HttpResponseBase:
        """The file, or the way back to the page where a filter makes no sense."""
        rows = self.export_rows()
        if rows is None:
            return self.back_to_page(request)
        file = File(Reader(self.get_export(), rows, self.actor), self.about())
        query = request.GET.copy()
        query.pop(PARAMETER, None)
        return file_response(
            file, FORMATS[wanted], file_name=self.file_name(), asked=query.urlencode()
        )

    def back_to_page(self, request: HttpRequest) -> HttpResponseRedirect:
        """Where a filter makes no sense the page says so, and nothing is exported."""
        messages.error(request, _("A filter makes no sense, so nothing was exported."))
        return HttpResponseRedirect(f"{request.path}{without_format(request)}")

    def get_export(self) -> Export:
        """What the file holds; a list whose columns or title are data overrides it."""
        assert self.export is not None
        return self.export

    def export_rows(self) -> Rows | None:
        """The rows of the list under the filters and in the order of the URL.

        ``None`` where a filter has no valid value: nobody gets more than was asked for.
        """
        raise NotImplementedError

    def export_filters(self) -> Mapping[str, str]:
        """The filters that are set, in words: label and value."""
        return {}

    @property
    def export_state(self) -> Any:
        """The State that the file is about; ``None`` for all that the reader sees."""
        return self.actor.country if self.export_home else None

    @property
    def export_day(self) -> dt.date:
        """The day for which the facts stand: today, in the capital."""
        now = timezone.now()
        state = self.export_state
        day: dt.date = state.local_date(now) if state is not None else now.date()
        return day

    def about(self) -> list[tuple[str, str, Any]]:
        """What the file says of itself."""
        state = self.export_state
        training = bool(state is not None and state.is_training)
        set_filters = [f"{label}: {value}" for label, value in self.export_filters().items()]
        return [
            ("list", _("List"), str(self.get_export().title)),
            ("state", _("State"), f"{state} ({state.code})" if state else _("All you see")),
            (
                "training",
                _("Training data"),
                _("Yes: this State is fictional") if training else _("As the column says"),
            ),
            ("filters", _("Filters"), "; ".join(set_filters) or _("None")),
            ("as_of", _("As of"), self.export_day.isoformat()),
            ("exported_at", _("Exported at (UTC)"), utc_text(timezone.now())),
            ("exported_by", _("Exported by"), self.actor.name),
        ]

    def file_name(self) -> str:
        """Such as ``actions-XAA-training-2026-05-01``."""
        state = self.export_state
        parts = [self.get_export().name]
        if state is not None:
            parts += [state.code, *(["training"] if state.is_training else [])]
        return "-".join([*parts, timezone.now().date().isoformat()])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        offered = self.export_menu() if self.export is not None else []
        return {"exports": offered, **context}

    def export_menu(self) -> list[dict[str, Any]]:
        """What the menu offers: for each list its title, and its files by format."""
        assert self.export is not None
        return [menu_of(self.export, self.request)]


class TableExportMixin(ExportMixin):
    """An exported list with a FilterSet and a table that sorts it."""

    def export_rows(self) -> Rows | None:
        view: Any = self
        self.filterset = view.get_filterset(view.get_filterset_class())
        if not is_sensible(self.filterset):
            return None
        return self.sorted_as_listed(self.filterset.qs)

    def sorted_as_listed(self, rows: Any) -> Any:
        """The rows in the order of the table."""
        view: Any = self
        table = view.get_table_class()(data=rows, **view.get_table_kwargs())
        RequestConfig(self.request, paginate=False).configure(table)
        return table.data.data

    def export_filters(self) -> Mapping[str, str]:
        return spoken_filters(self.filterset)


class ListExportView(ExportMixin, ScopedMixin, FilterMixin, View):
    """The file of a list that has no page of its own, in XLSX unless another format is asked for.

    ``filterset_class`` is that of the API; ``ordering`` sorts the rows.
    """

    http_method_names = ("get", "head", "options")
    ordering: tuple[str, ...] = ("pk",)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        wanted = request.GET.get(PARAMETER, "xlsx")
        if wanted not in FORMATS:
            raise BadRequest(str(UNKNOWN_FORMAT))
        return self.export_answer(request, wanted)

    def export_rows(self) -> Rows | None:
        self.filterset = self.get_filterset(self.get_filterset_class())
        if not is_sensible(self.filterset):
            raise BadRequest(_("A filter makes no sense, so nothing was exported."))
        return self.filterset.qs.order_by(*self.ordering)

    def export_filters(self) -> Mapping[str, str]:
        return spoken_filters(self.filterset)


def is_sensible(filterset: Any) -> bool:
    """Whether every filter that is set has a valid value."""
    return not filterset.is_bound or filterset.form.is_valid()


def spoken_filters(filterset: Any) -> dict[str, str]:
    """The filters that are set, in words: label and value."""
    found: dict[str, str] = {}
    for chip in active_chips(filterset, filterset.form.data):
        found[chip.label] = ", ".join(filter(None, [found.get(chip.label), chip.value]))
    return found


def menu_of(export: Export, place: HttpRequest | str) -> dict[str, Any]:
    """The files of one list for the menu of a page.

    ``place`` is the request for the page that lists the same rows, or the address of another list.
    """
    follows = not isinstance(place, str)
    query = QueryDict(mutable=True) if isinstance(place, str) else place.GET.copy()
    query.pop("page", None)
    items = []
    for format_ in FORMATS.values():
        query[PARAMETER] = format_.name
        address = f"{'' if follows else place}?{query.urlencode()}"
        items.append({"name": format_.name, "label": format_.label, "url": address})
    return {"title": export.title, "items": items, "follows": follows}


def without_format(request: HttpRequest) -> str:
    """The query string of the page itself."""
    query = request.GET.copy()
    query.pop(PARAMETER, None)
    return f"?{query.urlencode()}" if query else ""
