"""Actions and commitments made at meetings: made of one, and listed on its page."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from apps.actions.commitment_actions import (
    actions_of_commitment,
    beginning_of,
    create_action_for_commitment,
)
from apps.actions.models import Action
from apps.actions.views import ActionCreateView
from apps.engagement.meetings.models import MeetingCommitment
from apps.engagement.meetings.selectors import commitments
from focalpoint.policies import allowed
from focalpoint.roles import GOVERNMENT_READERS
from focalpoint.views import ActorRequiredMixin


class _CommitmentMixin(ActorRequiredMixin):
    kwargs: dict[str, Any]

    @cached_property
    def commitment(self) -> MeetingCommitment:
        found: MeetingCommitment = get_object_or_404(commitments(self.actor), pk=self.kwargs["pk"])
        return found


class CommitmentActionCreateView(_CommitmentMixin, ActionCreateView):
    """A new action of a commitment: what it says of itself stands in the form already."""

    def may_create(self) -> bool:
        """Whoever keeps the commitment makes actions of it."""
        may = self.may_open() and allowed(self.actor, "change", self.commitment)
        return may and super().may_create()

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), **beginning_of(self.commitment)}

    def save(self, form: Any) -> Action:
        return create_action_for_commitment(
            actor=self.actor,
            commitment=self.commitment,
            items=form.cleaned_data["steps"],
            **form.changes,
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        commitment = self.commitment
        whole = commitment.participation
        context = super().get_context_data(**kwargs)
        return {
            **context,
            "title": _("New action of the commitment"),
            "breadcrumbs": [
                (_("Part taken"), reverse("participation-list")),
                (str(whole), whole.get_absolute_url()),
            ],
            "cancel_url": commitment.get_absolute_url(),
        }


class CommitmentActionsView(_CommitmentMixin, TemplateView):
    """GET: the actions that were made of a commitment. A part of its page, for its own State."""

    roles = GOVERNMENT_READERS
    template_name = "actions/includes/commitment_actions.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        commitment = self.commitment
        country = commitment.participation.country
        if country.pk not in self.actor.read_states:
            raise PermissionDenied
        office: Any = self.actor.office_in(country.pk)
        probe = Action(country=country, office_id=office)
        may = allowed(self.actor, "change", commitment) and allowed(self.actor, "create", probe)
        context = {
            "commitment": commitment,
            "actions": actions_of_commitment(commitment, self.actor),
            "may_add": may and commitment.is_open,
            "country": country,
        }
        return super().get_context_data(**{**context, **kwargs})
