"""Pages that write one part of a record, which need not exist yet, merging what others changed."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.generic import View

from apps.assessments.findings.views import add_errors
from focalpoint.merging import ClashError, save_merging
from focalpoint.views.conflicts import say_merged, take_theirs


class MergedPartView(View):
    """GET shows the form, POST saves it; where two changed the same field, the person is asked.

    Version 0 is that of a part that was not there when the form began.
    """

    http_method_names: Any = ("get", "head", "post", "options")
    template_name: str
    fields: tuple[str, ...]
    object: Any = None

    def form(self, *args: Any, **kwargs: Any) -> Any:
        """A new form of the part."""
        raise NotImplementedError

    def part(self) -> Any:
        """The part as it stood when the request came; an unsaved one where there was none."""
        raise NotImplementedError

    def write(self, changes: Mapping[str, Any], version: int) -> Any:
        """Call the app's service and return the part; raise what the service raises."""
        raise NotImplementedError

    def get_success_url(self) -> str:
        raise NotImplementedError

    def around(self, form: Any) -> dict[str, Any]:
        """What the page shows around the form."""
        raise NotImplementedError

    def refusal(self) -> HttpResponse | None:
        """The way back where nothing can be written any more."""
        return None

    def saved(self, form: Any) -> None:
        """What else is to be done once the form is saved."""

    def initial(self) -> dict[str, Any]:
        part = self.part()
        version = 0 if part._state.adding else part.version
        return {"version": version, **{name: getattr(part, name) for name in self.fields}}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.refusal() or self.shown(self.form(initial=self.initial()))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.shown(form, status=422)
        version = form.cleaned_data["version"]
        try:
            merged = save_merging(self.write, changes=form.changes, version=version)
        except ValidationError as error:
            add_errors(form, error)
            return self.shown(form, status=422)
        except ClashError as clash:
            return self.conflict(form, clash)
        self.object = merged.record
        self.saved(form)
        messages.success(request, _("Saved."))
        say_merged(request, form, merged)
        return HttpResponseRedirect(self.get_success_url())

    def conflict(self, form: Any, clash: ClashError) -> HttpResponse:
        """Show what somebody else saved meanwhile; saving again replaces it where both changed."""
        current: Any = clash.current
        take_theirs(form, clash)
        form.data["version"] = str(current.version)
        return self.shown(form, theirs=current, status=409)

    def shown(self, form: Any, *, theirs: Any = None, status: int = 200) -> HttpResponse:
        context = {**self.around(form), "form": form, "theirs": theirs}
        return render(self.request, self.template_name, context, status=status)
