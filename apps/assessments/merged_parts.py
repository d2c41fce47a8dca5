"""Pages that write one part of a record, which need not exist yet, merging what others changed."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.generic import View

from focalpoint.merging import ClashError, Merged, save_merging
from focalpoint.views.conflicts import differences, last_writer, say_merged, take_theirs


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

    def answer(self, form: Any, merged: Merged[Any]) -> HttpResponse:
        """What the person sees once it is saved."""
        messages.success(self.request, _("Saved."))
        say_merged(self.request, form, merged)
        return HttpResponseRedirect(self.get_success_url())

    def refused(self, form: Any) -> HttpResponse:
        """Say what is wrong; what was typed stays."""
        return self.shown(form, status=422)

    def initial(self) -> dict[str, Any]:
        part = self.part()
        version = 0 if part._state.adding else part.version
        return {"version": version, **{name: getattr(part, name) for name in self.fields}}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.refusal() or self.shown(self.form(initial=self.initial()))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.refused(form)
        version = form.cleaned_data["version"]
        try:
            merged = save_merging(self.write, changes=form.changes, version=version)
        except ValidationError as error:
            add_errors(form, error)
            return self.refused(form)
        except ClashError as clash:
            return self.conflict(form, clash)
        self.object = merged.record
        self.saved(form)
        return self.answer(form, merged)

    def conflict(self, form: Any, clash: ClashError) -> HttpResponse:
        """Show what somebody else saved meanwhile; saving again replaces it where both changed."""
        current: Any = clash.current
        merged = take_theirs(form, clash)
        found = [each for each in differences(form, current) if each.name in clash.merge.clashes]
        form.data["version"] = str(current.version)
        who, at = last_writer(current)
        clashed = {"differences": found, "merged": merged, "who": who, "at": at}
        return self.shown(form, clash=clashed, status=409)

    def shown(
        self, form: Any, *, clash: Mapping[str, Any] | None = None, status: int = 200
    ) -> HttpResponse:
        context = {**self.around(form), "form": form, "clash": clash}
        return render(self.request, self.template_name, context, status=status)


def add_errors(form: forms.Form, error: ValidationError) -> None:
    """Put a service's complaint on its field, or above the form."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, problems in error.error_dict.items():
        form.add_error(name if name in form.fields else None, problems)
