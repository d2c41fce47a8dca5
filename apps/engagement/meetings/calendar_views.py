"""Pages of the calendar of meetings: the list, one meeting, and its keeping by the network."""

from typing import Any

from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.engagement.approval.tabs import subject_tabs
from apps.engagement.approval.views import READERS, may_keep
from apps.engagement.meetings.exports import GATHERINGS
from apps.engagement.meetings.filters import GatheringFilter
from apps.engagement.meetings.forms import GatheringForm
from apps.engagement.meetings.models import Gathering, Participation, Presence
from apps.engagement.meetings.selectors import gatherings, participations
from apps.engagement.meetings.services import change_gathering, open_gathering
from apps.engagement.meetings.tables import PRESENCE_TONES, STATEMENT_TONES, GatheringTable
from focalpoint.policies import allowed
from focalpoint.roles import Role
from focalpoint.views import (
    RecordCreateView,
    RecordDetailView,
    RecordListView,
    RecordUpdateView,
    ScopedMixin,
)

KEEPERS = frozenset({Role.COORDINATOR, Role.SECRETARIAT})


class GatheringMixin(ScopedMixin):
    """Pages of the calendar, for those who read what a government or the network keeps."""

    model = Gathering
    roles = READERS
    object: Any
    context_object_name: str | None = "record"

    def get_queryset(self) -> QuerySet[Any, Any]:
        return gatherings(self.actor)

    @cached_property
    def keeps(self) -> bool:
        """Whether the reader keeps the calendar."""
        return allowed(self.actor, "create", Gathering())

    def trail(self) -> list[tuple[str, str]]:
        return [(_("Meetings"), reverse("gathering-list"))]


class GatheringListView(GatheringMixin, RecordListView):
    """Meetings, dialogues and reviews, with what the reader's own State did there."""

    template_name = "engagement/list.html"
    table_class = GatheringTable
    filterset_class = GatheringFilter
    export = GATHERINGS
    export_home = False

    def get_queryset(self) -> QuerySet[Any, Any]:
        rows: QuerySet[Any, Any] = super().get_queryset()
        records = Participation.objects.visible_to(self.actor)
        if self.actor.read_states:
            mine = records.filter(country__in=self.actor.read_states).order_by("id")
            own = Prefetch("participations", mine, to_attr="mine")
            return rows.prefetch_related(own)
        attended = (
            records.filter(gathering=OuterRef("pk"), presence=Presence.ATTENDED)
            .order_by()
            .values("gathering")
            .annotate(number=Count("country", distinct=True))
            .values("number")
        )
        counted: QuerySet[Any, Any] = rows.annotate(states=Coalesce(Subquery(attended), 0))
        return counted

    def get_table(self, **kwargs: Any) -> Any:
        hidden = ("states",) if self.actor.read_states else ("mine",)
        return super().get_table(**kwargs, exclude=hidden)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        new = {"label": _("New meeting"), "url": reverse("gathering-create"), "icon": "plus"}
        own = {
            "label": _("Record another meeting"),
            "url": reverse("participation-create"),
            "icon": "plus",
        }
        offered = [{**new, "primary": True, "shortcut": "c"}] if self.keeps else []
        if may_keep(self.actor, Participation):
            offered.append({**own, "shortcut": "c"})
        context = {
            "title": _("Engagement"),
            "subtitle": _("Meetings, dialogues and reviews of the network and of the UN."),
            "tabs": subject_tabs("gathering-list"),
            "page_actions": offered,
            "empty": {
                "icon": "users-group",
                "title": _("No meeting in the calendar yet"),
                "text": _("The network's coordinators open meetings here."),
                **({"url": new["url"], "action": new["label"]} if self.keeps else {}),
            },
        }
        return super().get_context_data(**{**context, **kwargs})


class GatheringDetailView(GatheringMixin, RecordDetailView):
    """One meeting, with what States that share it did there."""

    template_name = "engagement/gathering.html"

    def history(self) -> list[Any] | None:  # type: ignore[override]
        return super().history() if self.keeps else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        meeting = self.object
        told = list(
            participations(self.actor).filter(gathering=meeting).order_by("country__name", "id")
        )
        own = [record for record in told if record.country_id in self.actor.read_states]
        context = {
            "title": meeting.title,
            "subtitle": meeting.get_kind_display(),
            "breadcrumbs": self.trail(),
            "own": own,
            "others": [record for record in told if record not in own],
            "may_record": may_keep(self.actor, Participation) and not meeting.is_cancelled,
            "presence_tones": PRESENCE_TONES,
            "statement_tones": STATEMENT_TONES,
        }
        return super().get_context_data(**{**context, **kwargs})


class GatheringCreateView(GatheringMixin, RecordCreateView):
    """Open a meeting in the calendar."""

    roles = KEEPERS
    form_class = GatheringForm
    success_message = gettext_lazy("The meeting stands in the calendar.")
    object = None

    def may_create(self) -> bool:
        return self.keeps

    def save(self, form: Any) -> Gathering:
        return open_gathering(actor=self.actor, fields=form.changes)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {
            "title": _("New meeting"),
            "breadcrumbs": self.trail(),
            "cancel_url": reverse("gathering-list"),
        }
        return super().get_context_data(**{**context, **kwargs})


class GatheringUpdateView(GatheringMixin, RecordUpdateView):
    """Change a meeting; what States recorded of it follows."""

    roles = KEEPERS
    form_class = GatheringForm
    success_message = gettext_lazy("The meeting is saved.")

    def save(self, form: Any) -> Gathering:
        return change_gathering(
            actor=self.actor,
            gathering=self.object,
            changes=form.changes,
            version=form.cleaned_data["version"],
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        meeting = self.object
        context = {
            "title": _("Edit the meeting"),
            "intro": _("What States have recorded of it follows: title, dates and place."),
            "breadcrumbs": [*self.trail(), (meeting.title, meeting.get_absolute_url())],
            "cancel_url": meeting.get_absolute_url(),
        }
        return super().get_context_data(**{**context, **kwargs})
