"""Pages of priorities: the list, one priority, proposing, changing and moving it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.recommendations.strategy.beginnings import beginning_of
from apps.recommendations.strategy.exports import PRIORITIES
from apps.recommendations.strategy.filters import PriorityFilter
from apps.recommendations.strategy.forms import PriorityForm
from apps.recommendations.strategy.selectors import answered, priorities, source_of, work_on
from apps.recommendations.strategy.services import (
    DECISIONS,
    change_priority,
    create_priority,
    move_priority,
)
from apps.recommendations.strategy.tables import SPHERE_TONES, STATUS_TONES, PriorityTable
from apps.recommendations.strategy_models import PriorityStatus, StrategyPriority
from focalpoint.actors import Actor
from focalpoint.efforts import Effort
from focalpoint.policies import allowed
from focalpoint.roles import FOCAL_POINT_OFFICE, GOVERNMENT_READERS
from focalpoint.transitions import next_statuses
from focalpoint.views import (
    RecordCreateView,
    RecordDetailView,
    RecordListView,
    RecordTransitionView,
    RecordUpdateView,
    ScopedMixin,
)

TONES = {"status_tones": STATUS_TONES, "sphere_tones": SPHERE_TONES}
# How a status is chosen: the words and the icon of its button; the usual one first.
MOVES = {
    PriorityStatus.AGREED: (gettext_lazy("Agree"), "gavel"),
    PriorityStatus.UNDER_WAY: (gettext_lazy("Under way"), "progress"),
    PriorityStatus.ACHIEVED: (gettext_lazy("Achieved"), "check"),
    PriorityStatus.PROPOSED: (gettext_lazy("Back to proposed"), "arrow-back-up"),
    PriorityStatus.DROPPED: (gettext_lazy("Drop"), "ban"),
}


def trail() -> list[tuple[str, str]]:
    """The way to a page below the list of priorities."""
    return [(_("Priorities"), reverse("priority-list"))]


def may_propose(actor: Actor) -> bool:
    """Whether the actor proposes priorities of their own State."""
    country = actor.country
    office = actor.office_in(country.pk) if country else None
    return office is not None and allowed(
        actor, "create", StrategyPriority(country=country, office_id=office)
    )


class PriorityMixin(ScopedMixin):
    """Pages of priorities, for the people of a State's government."""

    model = StrategyPriority
    roles = GOVERNMENT_READERS
    object: Any
    context_object_name: str | None = "record"

    def get_queryset(self) -> QuerySet[Any, Any]:
        return priorities(self.actor)

    def today_in(self, record: StrategyPriority) -> Any:
        return record.country.local_date(timezone.now())


class PriorityListView(PriorityMixin, RecordListView):
    """What the State wants to change at home and abroad, in its own order."""

    table_class = PriorityTable
    filterset_class = PriorityFilter
    export = PRIORITIES

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may = may_propose(self.actor)
        new = {"label": _("New priority"), "url": reverse("priority-create"), "icon": "plus"}
        gaps = {
            "label": _("What is missing"),
            "url": reverse("strategy-gaps"),
            "icon": "alert-triangle",
        }
        context = {
            "title": _("Priorities"),
            "subtitle": _("At home and abroad, built on the inhibitors (A/69/981-S/2015/500 ¶69)."),
            "page_actions": [
                gaps,
                *([{**new, "primary": True, "shortcut": "c"}] if may else []),
            ],
            "empty": {
                "icon": "target-arrow",
                "title": _("No priority yet"),
                "text": _("Begin with what an approved assessment rates high and nothing answers."),
                **({"url": gaps["url"], "action": gaps["label"]} if may else {}),
            },
        }
        made = super().get_context_data(**{**context, **kwargs})
        table = made["table"]
        shown = [row.record for row in table.page.object_list] if table.page else []
        if shown:
            today = self.today_in(shown[0])
            table.done = work_on(shown, self.actor, today)
        return made


class PriorityDetailView(PriorityMixin, RecordDetailView):
    """One priority: why, what it answers, the actions, what proves it, its history."""

    template_name = "recommendations/strategy/priority.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        priority = self.object
        today = self.today_in(priority)
        strengthened, factors = answered(priority)
        work = work_on([priority], self.actor, today).get(priority.pk, Effort())
        context = {
            **TONES,
            "title": priority.title,
            "subtitle": priority.reference,
            "breadcrumbs": trail(),
            "today": today,
            "inhibitors": strengthened,
            "factors": factors,
            "source": source_of(priority, self.actor),
            "work": work,
            "is_idle": priority.is_decided and not work.open,
            "moves": moves_of(priority, self.actor),
            "country": priority.country,
        }
        return super().get_context_data(**{**context, **kwargs})


def moves_of(priority: StrategyPriority, actor: Actor) -> list[dict[str, Any]]:
    """The statuses that the actor may choose now, as buttons."""
    following = next_statuses(priority)
    return [
        {"value": status.value, "label": label, "icon": icon}
        for status, (label, icon) in MOVES.items()
        if status in following and allowed(actor, DECISIONS.get(status, "change"), priority)
    ]


class _PriorityFormMixin(PriorityMixin):
    roles = FOCAL_POINT_OFFICE

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_form_kwargs()  # type: ignore[misc]
        record = kwargs.get("instance")
        country = record.country if record is not None else self.actor.country
        return {**kwargs, "actor": self.actor, "country": country}


class PriorityCreateView(_PriorityFormMixin, RecordCreateView):
    """Propose a priority; ``from`` in the address names the factor or inhibitor that it answers."""

    form_class = PriorityForm
    success_message = gettext_lazy("The priority is proposed.")
    object = None

    @cached_property
    def beginning(self) -> dict[str, Any]:
        return beginning_of(self.request.GET.get("from", ""), self.actor)

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "sphere": "home", "visibility": "government"} | (
            self.beginning
        )

    def save(self, form: Any) -> StrategyPriority:
        return create_priority(actor=self.actor, country=self.actor.country, fields=form.changes)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {
            "title": _("New priority"),
            "submit": _("Propose it"),
            "breadcrumbs": trail(),
            "cancel_url": reverse("priority-list"),
        }
        return super().get_context_data(**{**context, **kwargs})


class PriorityUpdateView(_PriorityFormMixin, RecordUpdateView):
    """Change what a priority says."""

    form_class = PriorityForm
    success_message = gettext_lazy("The priority is saved.")

    def save(self, form: Any) -> StrategyPriority:
        return change_priority(
            actor=self.actor,
            priority=self.object,
            changes=form.changes,
            version=form.cleaned_data["version"],
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        priority = self.object
        context = {
            "title": _("Edit the priority"),
            "country": priority.country,
            "breadcrumbs": [*trail(), (priority.reference, priority.get_absolute_url())],
            "cancel_url": priority.get_absolute_url(),
        }
        return super().get_context_data(**{**context, **kwargs})


class PriorityTransitionView(PriorityMixin, RecordTransitionView):
    """One click to another status; with words where something is to be explained."""

    roles = FOCAL_POINT_OFFICE

    def move(
        self, record: StrategyPriority, to: str, version: int | None, reason: str
    ) -> StrategyPriority:
        if to not in PriorityStatus.values:
            raise ValidationError(_("This status cannot follow the present one."))
        return move_priority(
            actor=self.actor, priority=record, to=to, version=version, reason=reason
        )

    def message(self, record: Any) -> str:
        return f"{record.reference}: {record.get_status_display()}"
