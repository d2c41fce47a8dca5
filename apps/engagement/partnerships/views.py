"""Pages of partnerships: the list, one of them, its forms, its partners and milestones."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.engagement.approval.part_views import PartCreateView, PartDeleteView, PartUpdateView
from apps.engagement.approval.tabs import subject_tabs
from apps.engagement.approval.views import (
    SharedApproveView,
    SharedCreateView,
    SharedDeleteView,
    SharedDetailView,
    SharedListView,
    SharedMixin,
    SharedUpdateView,
    may_keep,
)
from apps.engagement.partnerships.exports import PARTNERSHIPS
from apps.engagement.partnerships.filters import PartnershipFilter
from apps.engagement.partnerships.forms import MilestoneForm, PartnerForm, PartnershipForm
from apps.engagement.partnerships.models import Milestone, Partner, Partnership
from apps.engagement.partnerships.selectors import milestones, partnerships
from apps.engagement.partnerships.services import (
    add_milestone,
    add_partner,
    change_milestone,
    change_partnership,
    enter_partnership,
)
from apps.engagement.partnerships.tables import PartnershipTable

TITLE = gettext_lazy("Partnerships")


class PartnershipMixin(SharedMixin):
    """Pages of partnerships."""

    model = Partnership
    list_name = "partnership-list"
    list_title = TITLE

    def get_queryset(self) -> QuerySet[Any, Any]:
        return partnerships(self.actor)


class PartnershipListView(PartnershipMixin, SharedListView):
    """With whom the State works, and to what end."""

    template_name = "engagement/list.html"
    table_class = PartnershipTable
    filterset_class = PartnershipFilter
    export = PARTNERSHIPS

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may = may_keep(self.actor, Partnership)
        new = {
            "label": _("New partnership"),
            "url": reverse("partnership-create"),
            "icon": "plus",
        }
        context = {
            "title": _("Engagement"),
            "subtitle": _("With whom States build capacity, to what end, and what came of it."),
            "tabs": subject_tabs(self.list_name),
            "page_actions": [{**new, "primary": True, "shortcut": "c"}] if may else [],
            "empty": {
                "icon": "heart-handshake",
                "title": _("No partnership yet"),
                "text": _("Record with whom you work, to what end and until when."),
                **({"url": new["url"], "action": new["label"]} if may else {}),
            },
        }
        return super().get_context_data(**{**context, **kwargs})


class PartnershipDetailView(PartnershipMixin, SharedDetailView):
    """One partnership."""

    template_name = "engagement/partnership.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        record = self.object
        today = record.country.local_date(timezone.now())
        context = {
            "subtitle": record.get_topic_display(),
            "milestones": list(milestones(record, self.actor)),
            "today": today,
            "is_active": record.is_active_on(today),
            "has_ended": record.ends_on is not None and record.ends_on < today,
        }
        return super().get_context_data(**{**context, **kwargs})


class PartnershipCreateView(PartnershipMixin, SharedCreateView):
    """Record a partnership."""

    form_class = PartnershipForm
    success_message = gettext_lazy("The partnership is recorded.")

    def save(self, form: Any) -> Partnership:
        return enter_partnership(
            actor=self.actor,
            country=self.actor.country,
            fields=form.changes,
            approve=form.approves,
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"title": _("New partnership"), **kwargs})


class PartnershipUpdateView(PartnershipMixin, SharedUpdateView):
    """Change a partnership, or end it."""

    form_class = PartnershipForm
    success_message = gettext_lazy("The partnership is saved.")

    def save(self, form: Any) -> Partnership:
        return change_partnership(
            actor=self.actor,
            partnership=self.object,
            changes=form.changes,
            version=form.cleaned_data["version"],
        )


class PartnershipApproveView(PartnershipMixin, SharedApproveView):
    """Approve a partnership, and decide who reads it."""


class PartnershipDeleteView(PartnershipMixin, SharedDeleteView):
    """Take away what was recorded by mistake."""


class PartnerCreateView(PartCreateView):
    """Name one of the others."""

    model = Partner
    form_class = PartnerForm
    list_name = "partnership-list"
    list_title = TITLE

    def save(self, form: Any) -> Partner:
        whole: Any = self.whole
        return add_partner(actor=self.actor, partnership=whole, fields=form.changes)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"title": _("New partner"), **kwargs})


class PartnerDeleteView(PartDeleteView):
    """Take a partner away."""

    model = Partner
    list_name = "partnership-list"
    list_title = TITLE
    event = "partner.removed"


class _MilestoneMixin:
    model: Any = Milestone
    form_class: Any = MilestoneForm
    list_name = "partnership-list"
    list_title = TITLE
    actor: Any

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_form_kwargs()  # type: ignore[misc]
        return {**kwargs, "actor": self.actor}


class MilestoneCreateView(_MilestoneMixin, PartCreateView):
    """Say what is to be reached by a day."""

    def save(self, form: Any) -> Milestone:
        whole: Any = self.whole
        return add_milestone(actor=self.actor, partnership=whole, fields=form.changes)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"title": _("New milestone"), **kwargs})


class MilestoneUpdateView(_MilestoneMixin, PartUpdateView):
    """Change a milestone, or say when it was reached."""

    def save(self, form: Any) -> Milestone:
        return change_milestone(
            actor=self.actor,
            milestone=self.object,
            changes=form.changes,
            version=form.cleaned_data["version"],
        )


class MilestoneDeleteView(PartDeleteView):
    """Take a milestone away."""

    model = Milestone
    list_name = "partnership-list"
    list_title = TITLE
    event = "milestone.removed"
