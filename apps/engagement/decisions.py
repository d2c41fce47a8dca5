"""Pages on which somebody decides about one record: a short form, and one service behind it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import View

from focalpoint.errors import IllegalTransitionError
from focalpoint.policies import allowed
from focalpoint.views import ActorRequiredMixin


class DecisionView(ActorRequiredMixin, View):
    """``verb`` of the policy opens it; ``decide`` calls the service and raises what that raises."""

    http_method_names: Any = ("get", "head", "post", "options")
    kwargs: dict[str, Any]
    verb = "change"
    form_class: type[Any]
    title: Any = ""
    submit: Any = ""
    done: Any = ""
    list_name = ""
    list_title: Any = ""

    def rows(self) -> QuerySet[Any, Any]:
        """The records that the reader sees."""
        raise NotImplementedError

    def decide(self, record: Any, data: dict[str, Any]) -> Any:
        """Call the service."""
        raise NotImplementedError

    def initial(self) -> dict[str, Any]:
        """What the form begins with."""
        return {}

    @cached_property
    def record(self) -> Any:
        found = get_object_or_404(self.rows(), pk=self.kwargs["pk"])
        if not allowed(self.actor, self.verb, found):
            raise PermissionDenied
        return found

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.shown(self.form_class(initial=self.initial()), record=self.record)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        record = self.record
        form = self.form_class(request.POST)
        if not form.is_valid():
            return self.shown(form, record=record, status=422)
        try:
            self.decide(record, form.cleaned_data)
        except ValidationError as error:
            problems = error.message_dict if hasattr(error, "error_dict") else {None: error}
            for name, problem in problems.items():
                form.add_error(name if name in form.fields else None, problem)
            return self.shown(form, record=record, status=422)
        except IllegalTransitionError:
            messages.error(request, _("Somebody has decided meanwhile."))
        else:
            messages.success(request, str(self.done))
        return HttpResponseRedirect(record.get_absolute_url())

    def shown(self, form: Any, *, record: Any, status: int = 200) -> HttpResponse:
        context = {
            "title": self.title,
            "intro": self.intro(record),
            "form": form,
            "submit": self.submit,
            "country": record.country,
            "breadcrumbs": [
                (str(self.list_title), reverse(self.list_name)),
                (str(record), record.get_absolute_url()),
            ],
            "cancel_url": record.get_absolute_url(),
        }
        return render(self.request, "generic/form.html", context, status=status)

    def intro(self, record: Any) -> str:
        """What stands above the form."""
        return str(record)
