"""The pages of saved views: the menu of a set, the form that keeps one, the page to tend them."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from apps.actions import view_services as services
from apps.actions.filters import ActionFilter, Asking
from apps.actions.models import Action
from apps.actions.pages import ActionMixin
from apps.actions.view_models import SavedView, Shape
from apps.actions.view_selectors import saved_views
from focalpoint.errors import StaleVersionError
from focalpoint.policies import allowed
from focalpoint.ui.filters import active_chips


class SaveForm(forms.Form):
    """A name for the filters of a page."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    shared = forms.BooleanField(
        label=gettext_lazy("Show it to everybody who works for the State"), required=False
    )
    default = forms.BooleanField(
        label=gettext_lazy("Open my list of actions with it"), required=False
    )
    query = forms.CharField(widget=forms.HiddenInput, required=False)
    shape = forms.ChoiceField(choices=Shape.choices, widget=forms.HiddenInput)

    def __init__(self, *args: Any, may_share: bool, **kwargs: Any) -> None:
        # The filters of the set, on the same page, have the usual ids.
        super().__init__(*args, **{"auto_id": "view_%s", **kwargs})
        if not may_share:
            del self.fields["shared"]


class SavedViewMixin(ActionMixin):
    """Pages on the views that a person keeps or may open."""

    def view(self, pk: UUID) -> SavedView:
        return get_object_or_404(saved_views(self.actor), pk=pk)

    def may_share(self) -> bool:
        return allowed(self.actor, "share", SavedView(country=self.actor.country))


class SavedViewMenuView(SavedViewMixin, View):
    """GET with ``query`` and ``shape``: the views to open, the present one marked."""

    http_method_names = ("get", "head", "options")

    def get(self, request: HttpRequest) -> HttpResponse:
        shape, query = request.GET.get("shape", Shape.LIST), request.GET.get("query", "")
        try:
            present = services.canonical(self.actor, query)
        except ValidationError:
            present = query
        found = list(saved_views(self.actor))
        context = {
            "own": [view for view in found if view.owner_id == self.actor.user_id],
            "shared": [view for view in found if view.owner_id != self.actor.user_id],
            "present": next((v for v in found if (v.shape, v.query) == (shape, present)), None),
            "query": query,
            "shape": shape,
        }
        return render(request, "actions/includes/view_menu.html", context)


class SavedViewCreateView(SavedViewMixin, View):
    """GET the form with ``query`` and ``shape``; POST it to keep them under a name."""

    http_method_names = ("get", "head", "post", "options")

    def get(self, request: HttpRequest) -> HttpResponse:
        given = {name: request.GET.get(name, "") for name in ("query", "shape")}
        given["shape"] = given["shape"] or Shape.LIST
        return self.form(SaveForm(initial=given, may_share=self.may_share()))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = SaveForm(request.POST, may_share=self.may_share())
        if not form.is_valid():
            return self.form(form, status=422)
        data = form.cleaned_data
        try:
            view = services.save_view(
                actor=self.actor,
                name=data["name"],
                query=data["query"],
                shape=data["shape"],
                shared=data.get("shared", False),
            )
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
            return self.form(form, status=422)
        if data["default"]:
            services.set_default_view(actor=self.actor, view=view)
        messages.success(request, _("“%(name)s” is kept.") % {"name": view.name})
        if not request.htmx:  # type: ignore[attr-defined]
            return HttpResponseRedirect(view.get_absolute_url())
        response = HttpResponse(status=204)
        response["HX-Redirect"] = view.get_absolute_url()
        return response

    def form(self, form: SaveForm, *, status: int = 200) -> HttpResponse:
        context = {
            "form": form,
            "title": _("Keep this view"),
            "country": self.actor.country,
            "breadcrumbs": [(_("Actions"), reverse("action-list"))],
            "url": reverse("action-view-create"),
            "spoken": spoken(self.actor, form["query"].value() or ""),
        }
        htmx = self.request.htmx  # type: ignore[attr-defined]
        template = "includes/view_form" if htmx else "view_form"
        return render(self.request, f"actions/{template}.html", context, status=status)


class SavedViewListView(SavedViewMixin, View):
    """All views that a person may open, to rename, share, open first or delete."""

    http_method_names = ("get", "head", "options")

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = [self.row(view) for view in saved_views(self.actor)]
        context = {
            "title": _("Saved views"),
            "country": self.actor.country,
            "breadcrumbs": [(_("Actions"), reverse("action-list"))],
            "rows": rows,
        }
        return render(request, "actions/view_list.html", context)

    def row(self, view: SavedView) -> dict[str, Any]:
        return {
            "view": view,
            "spoken": spoken(self.actor, view.query),
            "can_change": allowed(self.actor, "change", view),
            "can_delete": allowed(self.actor, "delete", view),
            "can_share": allowed(self.actor, "share", view),
        }


class SavedViewChangeView(SavedViewMixin, View):
    """POST ``do``: rename, share, unshare, default, no_default or delete a view."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        view = self.view(pk)
        deed = getattr(self, f"do_{request.POST.get('do', '')}", None)
        if deed is None:
            raise PermissionDenied
        try:
            messages.success(request, deed(view, self.version()))
        except StaleVersionError:
            messages.warning(request, _("Somebody changed this view meanwhile. Look again."))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return HttpResponseRedirect(reverse("action-view-list"))

    def version(self) -> int | None:
        posted = self.request.POST.get("version", "")
        return int(posted) if posted.isdecimal() else None

    def do_rename(self, view: SavedView, version: int | None) -> str:
        name = self.request.POST.get("name", "")
        view = services.rename_view(actor=self.actor, view=view, name=name, version=version)
        return _("It is called “%(name)s” now.") % {"name": view.name}

    def do_share(self, view: SavedView, version: int | None) -> str:
        services.share_view(actor=self.actor, view=view, shared=True, version=version)
        return _("“%(name)s” is shared with the State.") % {"name": view.name}

    def do_unshare(self, view: SavedView, version: int | None) -> str:
        services.share_view(actor=self.actor, view=view, shared=False, version=version)
        return _("“%(name)s” is its owner's alone again.") % {"name": view.name}

    def do_default(self, view: SavedView, version: int | None) -> str:
        services.set_default_view(actor=self.actor, view=view)
        return _("Your list of actions opens with “%(name)s”.") % {"name": view.name}

    def do_no_default(self, view: SavedView, version: int | None) -> str:
        services.set_default_view(actor=self.actor, view=None)
        return _("Your list of actions opens with what is not finished.")

    def do_delete(self, view: SavedView, version: int | None) -> str:
        services.delete_view(actor=self.actor, view=view)
        return _("“%(name)s” is deleted.") % {"name": view.name}


def spoken(actor: Any, query: str) -> list[tuple[str, str]]:
    """The filters of a query string in words: label and value."""
    kept = SavedView(query=query.removeprefix("?")).parameters
    filters = ActionFilter(kept, queryset=Action.objects.none(), request=Asking(actor))
    return [(chip.label, chip.value) for chip in active_chips(filters, kept)]
