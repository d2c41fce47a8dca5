"""What the pages of approved records share: lists, one record, its forms, its approval."""

from typing import Any

from django.contrib import messages
from django.db import models
from django.db.models import QuerySet
from django.forms import modelform_factory
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.engagement.approval.services import approve_record, take_away
from focalpoint.actors import Actor
from focalpoint.policies import allowed
from focalpoint.roles import APPROVERS, GOVERNMENT_READERS, GOVERNMENT_WRITERS, NETWORK_ROLES
from focalpoint.views import (
    RecordCreateView,
    RecordDetailView,
    RecordListView,
    RecordUpdateView,
    ScopedMixin,
    VersionedModelForm,
)

READERS = GOVERNMENT_READERS | NETWORK_ROLES


def may_keep(actor: Actor, model: type[models.Model]) -> bool:
    """Whether the actor keeps such records of their own State."""
    country = actor.country
    office = actor.office_in(country.pk) if country else None
    if office is None:
        return False
    return allowed(actor, "create", model(country=country, office_id=office))


class SharedMixin(ScopedMixin):
    """Pages for those who read what a government or the network keeps."""

    roles = READERS
    object: Any
    context_object_name: str | None = "record"
    # The address of the list, and its words.
    list_name = ""
    list_title: Any = ""

    def trail(self) -> list[tuple[str, str]]:
        """The way to a page below the list."""
        return [(str(self.list_title), reverse(self.list_name))]

    def below(self) -> list[tuple[str, str]]:
        """The way to a page below one record."""
        return [*self.trail(), (str(self.object), self.object.get_absolute_url())]


class SharedListView(SharedMixin, RecordListView):
    """The records of the own State unless another is asked for; those that States share abroad."""

    def get_queryset(self) -> QuerySet[Any, Any]:
        rows = super().get_queryset()
        own = self.actor.read_states
        return rows.filter(country__in=own) if own and not self.asks_wider() else rows

    def asks_wider(self) -> bool:
        """Whether the reader asks for more than their own State."""
        return bool(self.request.GET.get("state") or self.request.GET.get("everywhere"))

    def get_table(self, **kwargs: Any) -> Any:
        if not self.actor.read_states:
            # Whatever is read abroad is approved and shared.
            return super().get_table(**kwargs, exclude=("approved_at", "visibility"))
        hidden = () if self.asks_wider() else ("country",)
        return super().get_table(**kwargs, exclude=hidden)


class SharedDetailView(SharedMixin, RecordDetailView):
    """One record; its history is for the State's own people."""

    verbs = ("change", "delete", "approve")

    def history(self) -> list[Any] | None:  # type: ignore[override]
        return super().history() if self.is_ours else None

    @property
    def is_ours(self) -> bool:
        """Whether the reader serves the State whose record it is."""
        return self.object.country_id in self.actor.read_states

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {
            "title": str(self.object),
            "breadcrumbs": self.trail(),
            "is_ours": self.is_ours,
        }
        return super().get_context_data(**{**context, **kwargs})


class SharedCreateView(SharedMixin, RecordCreateView):
    """A new record of the own State."""

    roles = GOVERNMENT_WRITERS
    object = None

    def get_form_kwargs(self) -> dict[str, Any]:
        country: Any = self.actor.country
        probe = self.model(country=country, office_id=self.actor.office_in(country.pk))
        return {**super().get_form_kwargs(), "actor": self.actor, "instance": probe}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {"breadcrumbs": self.trail(), "cancel_url": reverse(self.list_name)}
        return super().get_context_data(**{**context, **kwargs})


class SharedUpdateView(SharedMixin, RecordUpdateView):
    """Change a record of the own State."""

    roles = GOVERNMENT_WRITERS

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "actor": self.actor}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        record = self.object
        context = {
            "title": _("Edit: %(record)s") % {"record": record},
            "country": record.country,
            "breadcrumbs": self.below(),
            "cancel_url": record.get_absolute_url(),
        }
        if record.approved_at and not allowed(self.actor, "approve", record):
            context["intro"] = _(
                "This record is approved. If you change what it says, the focal point approves it"
                " again before other States read it."
            )
        return super().get_context_data(**{**context, **kwargs})


class SharedApproveView(SharedMixin, RecordUpdateView):
    """Approve a record and decide with it who reads it."""

    roles = APPROVERS
    verb = "approve"
    success_message = gettext_lazy("Approved.")

    def get_form_class(self) -> Any:
        return modelform_factory(
            self.model,
            form=VersionedModelForm,
            fields=("visibility",),
            labels={"visibility": _("Who reads it")},
        )

    def save(self, form: Any) -> models.Model:
        return approve_record(
            actor=self.actor,
            record=self.object,
            visibility=form.cleaned_data["visibility"],
            version=form.cleaned_data["version"],
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        record = self.object
        context = {
            "title": _("Approve: %(record)s") % {"record": record},
            "intro": _("Other States read the record once it is approved, if you share it."),
            "submit": _("Approve"),
            "country": record.country,
            "breadcrumbs": self.below(),
            "cancel_url": record.get_absolute_url(),
        }
        return super().get_context_data(**{**context, **kwargs})


class SharedDeleteView(SharedMixin, RecordUpdateView):
    """Take away what was recorded by mistake."""

    roles = GOVERNMENT_WRITERS
    verb = "delete"
    fields = ()
    template_name = "generic/confirm.html"

    def form_valid(self, form: Any) -> HttpResponse:
        take_away(actor=self.actor, record=self.object)
        messages.success(self.request, _("The record is gone."))
        return HttpResponseRedirect(reverse(self.list_name))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        record = self.object
        context = {
            "title": _("Take the record away"),
            "text": _("For what was recorded by mistake. The history of the State keeps it."),
            "confirm": _("Take it away"),
            "breadcrumbs": self.below(),
            "country": record.country,
            "cancel_url": record.get_absolute_url(),
        }
        context = super().get_context_data(**{**context, **kwargs})
        return {**context, "form": None}
