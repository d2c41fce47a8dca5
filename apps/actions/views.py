"""Pages of actions."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView

from apps.actions import selectors, services
from apps.actions.answers import answer_of_messages
from apps.actions.archiving import archiving_of
from apps.actions.commitment_actions import with_commitment
from apps.actions.forms import ActionForm, LinkForm, UpdateForm
from apps.actions.models import Action, ActionLink, Status
from apps.actions.pages import ActionMixin, PartView, frame_context, trail
from apps.actions.part_contexts import (
    checklist_context,
    comments_context,
    left_open,
    series_context,
    talk_context,
    ties_context,
    watch_context,
)
from apps.actions.parts import loose_ends, with_parts
from apps.actions.priorities.beginnings import Beginning, beginning_of
from apps.actions.priorities.offered import offered_with, with_offered
from apps.actions.stage_actions import with_stage
from apps.countries.models import Institution
from apps.recommendations.strategy.selectors import live_priorities
from apps.recommendations.strategy_models import StrategyPriority
from focalpoint.policies import allowed
from focalpoint.roles import GOVERNMENT_WRITERS
from focalpoint.views import (
    RecordCreateView,
    RecordDetailView,
    RecordHistoryMixin,
    RecordTransitionView,
    RecordUpdateView,
)

# How a status is chosen: the words and the icon of its button, and its key; the usual one first.
MOVES = {
    Status.DONE: (gettext_lazy("Done"), "check", "d"),
    Status.IN_PROGRESS: (gettext_lazy("In progress"), "progress", "p"),
    Status.IN_REVIEW: (gettext_lazy("Send to review"), "eye-check", "r"),
    Status.OPEN: (gettext_lazy("Back to open"), "circle-dot", "o"),
    Status.CANCELLED: (gettext_lazy("Cancel"), "ban", "x"),
}


class ActionDetailView(ActionMixin, RecordDetailView):
    """One action: facts, log, what it serves, and the statuses that may follow."""

    template_name = "actions/detail.html"
    object: Action

    def get_queryset(self) -> Any:
        # Looked up and not joined: other States' institutions are not open to everybody.
        owner = Institution.objects.filter(pk=OuterRef("office_id")).values("name")[:1]
        rows = with_parts(super().get_queryset().annotate(owner=Subquery(owner)), self.actor)
        return with_offered(with_commitment(with_stage(rows)), self.actor)

    def history(self) -> list[Any]:
        """It stands on a page of its own."""
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        action = self.object
        extra = {
            **(self.internal() if action.country_id in self.actor.read_states else {}),
            **links_context(action, self.actor, offered_with(action)),
            **frame_context(action, "overview"),
            "today": action.country.local_date(timezone.now()),
            "following": following(action, self.actor),
            "archiving": archiving_of(action),
        }
        context = super().get_context_data(**{**extra, **kwargs})
        services.mark_seen(actor=self.actor, action=action)
        return context

    def internal(self) -> dict[str, Any]:
        """What the State's own people share about the action, however far it is shared itself."""
        action, query = self.object, self.request.GET
        talks = query.get("talk") == "comments"
        said = comments_context if talks else log_context
        return {
            "is_ours": True,
            **said(action, self.actor, everything="all" in query.values()),
            **talk_context(action, "comments" if talks else "log"),
            **checklist_context(action, self.actor),
            **ties_context(action, self.actor),
            **watch_context(action, self.actor),
            **series_context(action, self.actor),
        }


class ActionHistoryView(ActionMixin, RecordHistoryMixin, DetailView):
    """Who changed what in an action and its parts, when, why and how."""

    template_name = "generic/history.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        extra = {
            **frame_context(self.object, "history"),
            "country": self.object.country,
        }
        return super().get_context_data(**{**extra, **kwargs})


class _ActionFormMixin(ActionMixin):
    """What the forms for a new and an old action share."""

    roles = GOVERNMENT_WRITERS

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_form_kwargs()  # type: ignore[misc]
        record = kwargs.get("instance")
        country = record.country if record is not None else self.actor.country
        return {**kwargs, "actor": self.actor, "country": country}


class ActionCreateView(_ActionFormMixin, RecordCreateView):
    """A new action with all its facts; the quick add does it in one line.

    ``from`` in the address names what it answers, which fills in the form.
    """

    form_class = ActionForm
    success_message = gettext_lazy("The action is logged.")
    extra_context = {"title": gettext_lazy("New action")}

    @cached_property
    def beginning(self) -> Beginning | None:
        return beginning_of(self.request.GET.get("from", ""), self.actor)

    def get_form_kwargs(self) -> dict[str, Any]:
        serves = self.beginning.serves if self.beginning else None
        return {**super().get_form_kwargs(), "serves": serves}

    def get_initial(self) -> dict[str, Any]:
        begun = self.beginning.initial if self.beginning else {}
        return {**super().get_initial(), **begun}

    def save(self, form: Any) -> Action:
        steps = list(form.cleaned_data["steps"])
        kept = form.cleaned_data.get("serves", ())
        served: dict[str, Any] = self.beginning.chosen(kept) if self.beginning else {"items": []}
        return services.create_action(
            actor=self.actor,
            country=self.actor.country,
            **{**served, "items": [*steps, *served["items"]]},
            **form.changes,
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back, url = self.beginning.back if self.beginning else ("", "")
        trail = [(_("Actions"), reverse("action-list")), *([(back, url)] if back else [])]
        context: dict[str, Any] = super().get_context_data(**{"breadcrumbs": trail, **kwargs})
        return {**context, "cancel_url": url or reverse("action-list")}


class ActionUpdateView(_ActionFormMixin, RecordUpdateView):
    """Change an action; a second writer sees both versions."""

    form_class = ActionForm
    success_message = gettext_lazy("The action is saved.")

    def save(self, form: Any) -> Action:
        return services.update_action(
            actor=self.actor,
            action=self.object,
            changes=form.changes,
            version=form.cleaned_data["version"],
            reason=form.cleaned_data["reason"],
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        action = self.object
        extra = {
            "title": _("Edit %(reference)s") % {"reference": action.reference},
            "breadcrumbs": trail(action),
            "country": action.country,
            "cancel_url": action.get_absolute_url(),
        }
        context: dict[str, Any] = super().get_context_data(**{**extra, **kwargs})
        return context


class ActionTransitionView(ActionMixin, RecordTransitionView):
    """One click or key to another status."""

    roles = GOVERNMENT_WRITERS

    def move(self, record: Action, to: str, version: int | None, reason: str) -> Action:
        return services.change_status(
            actor=self.actor, action=record, to=to, version=version, reason=reason
        )

    def message(self, record: Action) -> str:
        return f"{record.reference}: {record.get_status_display()}"

    def answer(self, record: Action) -> HttpResponse:
        self.warn(record)
        if self.request.htmx:  # type: ignore[attr-defined]
            return answer_of_messages(self.request, "actions:changed")
        return super().answer(record)

    def warn(self, record: Action) -> None:
        """What is done stays done; what it leaves open is said."""
        loose = loose_ends(record, self.actor) if record.status == Status.DONE else None
        if loose:
            messages.warning(self.request, left_open(loose))


class ActionLogView(PartView):
    """Add an entry to the log."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        action = self.get_object()
        form = UpdateForm(request.POST)
        if form.is_valid():
            text = form.cleaned_data["text"]
            services.log_update(actor=self.actor, action=action, text=text)
            form = UpdateForm()
        context = {**log_context(action, self.actor), **talk_context(action, "log")}
        return self.answer(action, "log", {**context, "log_form": form})


class ActionLinkView(PartView):
    """Say that the action serves a step, a risk factor or an instrument."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        action = self.get_object()
        form = link_form(action, self.actor, request.POST)
        try:
            if form.is_valid():
                services.link_action(actor=self.actor, action=action, **form.chosen())
                form = link_form(action, self.actor)
        except ValidationError as error:
            form.add_error(None, error)
        context = {**relinked_context(action, self.actor), "link_form": form}
        return self.answer(action, "links", context)


class ActionUnlinkView(PartView):
    """Take a link away."""

    def post(self, request: HttpRequest, link: UUID, **kwargs: Any) -> HttpResponse:
        action = self.get_object()
        links = ActionLink.objects.visible_to(self.actor)
        services.unlink_action(
            actor=self.actor, link=get_object_or_404(links, action=action, pk=link)
        )
        return self.answer(action, "links", relinked_context(action, self.actor))


def log_context(action: Action, actor: Any, *, everything: bool = False) -> dict[str, Any]:
    """The log with the form that adds to it."""
    limit = None if everything else selectors.RECENT
    found = selectors.updates_of(action, actor, limit=limit)
    return {
        "updates": found if everything else found[: selectors.RECENT],
        "older": not everything and len(found) > selectors.RECENT,
        "log_form": UpdateForm() if allowed(actor, "change", action) else None,
    }


def links_context(
    action: Action, actor: Any, serving: Iterable[StrategyPriority] | None = None
) -> dict[str, Any]:
    """What the action serves, with the form that adds to it; ``serving``: where they are known."""
    form = None
    if allowed(actor, "change", action):
        form = link_form(action, actor) if serving is None else LinkForm(serving=serving)
    return {"links": selectors.links_of(action, actor), "link_form": form}


def link_form(action: Action, actor: Any, data: Any = None) -> LinkForm:
    """The form that says what an action serves, with the priorities of its State."""
    return LinkForm(data, serving=live_priorities(action.country, actor))


def relinked_context(action: Action, actor: Any) -> dict[str, Any]:
    """The same after a change, with the version that it made: the page goes on from there."""
    context = links_context(action, actor)
    fresh = selectors.actions(actor).filter(pk=action.pk).values_list("version", flat=True)
    return {**context, "version": fresh.first() if following(action, actor) else None}


def following(action: Action, actor: Any) -> list[dict[str, Any]]:
    """The statuses that the actor may choose now, as buttons."""
    possible = {value for value, _label in selectors.next_steps(action, actor)}
    return [
        {"value": status.value, "label": label, "icon": icon, "key": key}
        for status, (label, icon, key) in MOVES.items()
        if status in possible
    ]
