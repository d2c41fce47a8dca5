"""The list of actions."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from apps.actions.bulk_views import offered
from apps.actions.exports import ACTIONS
from apps.actions.filters import NOT_FINISHED
from apps.actions.models import UNFINISHED
from apps.actions.search import Found
from apps.actions.set_views import ActionSetView
from apps.actions.tables import ActionTable, CountedRows
from apps.actions.view_models import Shape
from apps.actions.view_selectors import default_view
from apps.actions.view_services import PASSING
from focalpoint.views import RecordListView


class ActionListView(ActionSetView, RecordListView):
    """The set as a table. Without any filter it opens with the view that the person chose."""

    template_name = "actions/list.html"
    shape = Shape.LIST
    own_parameters = ("sort",)
    table_class = ActionTable
    export = ACTIONS

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.GET and not request.htmx:  # type: ignore[attr-defined]
            view = default_view(self.actor)
            if view is not None:
                return HttpResponseRedirect(view.get_absolute_url())
        response: HttpResponse = super().get(request, *args, **kwargs)
        return response

    def get_table_data(self) -> Any:
        return CountedRows(self.in_order(self.object_list), self.counts["listed"])

    def sorted_as_listed(self, rows: Any) -> Any:
        return super().sorted_as_listed(self.in_order(rows))

    @property
    def export_state(self) -> Any:
        home = self.actor.country
        return home if home is not None and self.filterset.countries == [home.pk] else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if self.actor.write_states:
            only_archived = self.filterset.wanted.get("archived") == "only"
            context["bulk"] = offered(archive=only_archived)
            context["bulk_query"] = self.address({}, but=PASSING | {"sort"})
        return context

    def in_order(self, rows: Any) -> Any:
        """The next deadline first; the newest first where finished actions stand among them.

        Of what a search finds, what has the words in its title goes before the rest.
        """
        wanted = self.filterset.wanted
        status = set(wanted.get("status") or [])
        owed = wanted.get("due") or (status and status <= {NOT_FINISHED, *UNFINISHED})
        order = ["due_on", "id"] if owed else ["-id"]
        if text := wanted.get("q"):
            found = Found(text, countries=self.filterset.countries, in_title=True)
            return rows.order_by(found.desc(), *order)
        return rows.order_by(*order)

    def get_table_kwargs(self) -> dict[str, Any]:
        hidden = ["updated_at"]
        if self.filterset.countries is not None:
            hidden.append("country")
        if not self.actor.write_states:
            hidden += ["select", "finish"]
        return {"actor": self.actor, "exclude": hidden}
