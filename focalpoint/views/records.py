"""List, detail, create, change and status pages; each app says what, these say how.

The writes go through the app's services: a view names its service in ``save`` and nothing else.
"""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.generic import CreateView, DetailView, UpdateView, View
from django.views.generic.detail import SingleObjectMixin
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from focalpoint.errors import IllegalTransitionError, StaleVersionError
from focalpoint.history import history_of
from focalpoint.merging import ClashError
from focalpoint.numbers import whole_number
from focalpoint.policies import allowed
from focalpoint.transitions import next_statuses
from focalpoint.views.access import ScopedMixin
from focalpoint.views.conflicts import differences, last_writer, take_theirs
from focalpoint.views.exports import TableExportMixin


class VersionedModelForm(forms.ModelForm):
    """A form that remembers which version of the record the person saw."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            del self.fields["version"]
        else:
            self.fields["version"].required = True
            self.initial["version"] = self.instance.version

    @property
    def changes(self) -> dict[str, Any]:
        """What the person entered, without the bookkeeping."""
        return {k: v for k, v in self.cleaned_data.items() if k not in ("version", "reason")}


class RecordSetView(ScopedMixin, FilterView):
    """The records that the actor may see, filtered by the URL; in which shape is the app's."""

    template_name = "generic/list.html"
    strict = False


class RecordListView(TableExportMixin, SingleTableMixin, RecordSetView):
    """Such a set as a table, sorted, and paged by 50. With ``export`` it can be taken as a file."""

    # The table turns the pages; the list view would only count the rows a second time.
    table_pagination = {"per_page": 50}


class RecordDetailView(ScopedMixin, DetailView):
    """One record with its history; what the actor may do with it is in ``can``."""

    template_name = "generic/detail.html"
    # Verbs of the policy that the page offers.
    verbs: tuple[str, ...] = ("change",)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        can = {verb: allowed(self.actor, verb, self.object) for verb in self.verbs}
        extra: dict[str, Any] = {"can": can, "history": self.history()}
        if getattr(self.object, "TRANSITIONS", None):
            extra["next_statuses"] = next_statuses(self.object)
        country = getattr(self.object, "country", None)
        if country is not None:
            extra["country"] = country
        return super().get_context_data(**{**extra, **kwargs})

    def history(self) -> list[Any]:
        """The changes of the record, newest first, as far as the actor may read them."""
        return history_of(self.object)


class _WriteMixin(ScopedMixin):
    """What creating and changing share: where a service refuses, the form keeps what was typed."""

    request: HttpRequest
    success_message: str | Promise = ""
    object: Any

    def save(self, form: Any) -> models.Model:
        """Call the app's service and return the record; raise what the service raises."""
        raise NotImplementedError

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            self.object = self.save(form)
        except ValidationError as error:
            _add_errors(form, error)
            return self.form_invalid(form)
        except StaleVersionError as stale:
            return self.conflict(form, stale)
        if self.success_message:
            messages.success(self.request, str(self.success_message))
        return HttpResponseRedirect(self.get_success_url())

    def get_success_url(self) -> str:
        url: str = self.object.get_absolute_url()
        return url

    def form_invalid(self, form: Any) -> HttpResponse:
        # 422 tells htmx and machines that nothing was saved; browsers show the page all the same.
        response: HttpResponse = self.render_to_response(  # type: ignore[attr-defined]
            self.get_context_data(form=form), status=422
        )
        return response

    def conflict(self, form: Any, stale: StaleVersionError) -> HttpResponse:
        """Show both versions (409); saving this page settles the conflict on the newest version."""
        current: Any = stale.current
        merged: list[str] = []
        if isinstance(stale, ClashError):
            # Only what both changed is asked about.
            merged = take_theirs(form, stale)
            found = [d for d in differences(form, current) if d.name in stale.merge.clashes]
        else:
            found = differences(form, current)
        form.data = form.data.copy()
        form.data[form.add_prefix("version")] = str(current.version)
        who, at = last_writer(current)
        context = self.get_context_data(
            form=form,
            differences=found,
            different_names=[difference.name for difference in found],
            merged=merged,
            who=who,
            at=at,
            cancel_url=current.get_absolute_url(),
            title=_("Two versions of %(record)s") % {"record": current},
        )
        response: HttpResponse = self.response_class(  # type: ignore[attr-defined]
            request=self.request,
            template=["generic/conflict.html"],
            context=context,
            using=self.template_engine,  # type: ignore[attr-defined]
            status=409,
        )
        return response


class RecordCreateView(_WriteMixin, CreateView):
    """Create a record in the actor's own State; 403 for those who may create none."""

    template_name = "generic/form.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if self.actor.is_authenticated and not self.may_create():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def may_create(self) -> bool:
        """Whether the actor may create such a record in their own State."""
        country = self.actor.country
        if country is None:
            return False
        probe = self.model(country=country, office_id=self.actor.office_in(country.pk))
        return allowed(self.actor, "create", probe)


class RecordUpdateView(_WriteMixin, UpdateView):
    """Change a record that the actor sees and may change."""

    template_name = "generic/form.html"
    verb = "change"

    def get_object(self, queryset: Any = None) -> Any:
        record = super().get_object(queryset)
        if not allowed(self.actor, self.verb, record):
            raise PermissionDenied
        return record


class RecordWriteView(RecordUpdateView):
    """The form of a record that may not be there yet; who writes it second sees what was first."""

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        if "version" not in form.fields:
            # Nothing was there when the page was opened; somebody may write it meanwhile.
            hidden = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=0)
            form.fields["version"] = hidden
        return form

    def seen(self, form: Any) -> int:
        """The version that the person saw, 0 for none."""
        return int(form.cleaned_data.get("version") or 0)


class RecordTransitionView(ScopedMixin, SingleObjectMixin, View):
    """POST ``to`` (and ``version``, ``reason``): move a record to another status.

    Answers with a redirect to the record and a message; what may not be is said, not hidden.
    """

    http_method_names = ("post", "options")

    def move(self, record: Any, to: str, version: int | None, reason: str) -> Any:
        """Call the app's service and return the record."""
        raise NotImplementedError

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        record = self.get_object()
        posted = request.POST
        version = whole_number(posted.get("version", ""))
        try:
            record = self.move(record, posted.get("to", ""), version, posted.get("reason", ""))
        except StaleVersionError:
            messages.warning(request, _("Somebody changed this record meanwhile. Look again."))
        except IllegalTransitionError:
            messages.error(request, _("This status cannot follow the present one."))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, self.message(record))
        return self.answer(record)

    def message(self, record: Any) -> str:
        """What to say after the change."""
        return _("%(record)s: %(status)s") % {
            "record": record,
            "status": record.get_status_display(),
        }

    def answer(self, record: Any) -> HttpResponse:
        """Where to go after the change."""
        return HttpResponseRedirect(record.get_absolute_url())


def _add_errors(form: Any, error: ValidationError) -> None:
    """Put a service's complaint on the field that it is about, or above the form."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, problems in error.error_dict.items():
        form.add_error(name if name in form.fields else None, problems)
