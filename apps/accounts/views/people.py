"""The people of a State: who holds which role, and the end of it."""

from typing import Any

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from apps.accounts import services
from apps.accounts.exports import PEOPLE
from apps.accounts.filters import MembershipFilter
from apps.accounts.forms import EndForm, RoleForm
from apps.accounts.models import Membership
from apps.accounts.tables import MembershipTable
from focalpoint.departures import left_by
from focalpoint.roles import FOCAL_POINT_OFFICE, GOVERNMENT_READERS, Role
from focalpoint.views import RecordListView, RecordUpdateView

INVITERS = FOCAL_POINT_OFFICE | {Role.SECRETARIAT}


class PeopleView(RecordListView):
    """Who works for the State, by institution; the secretariat sees everybody."""

    roles = GOVERNMENT_READERS | {Role.SECRETARIAT}
    model = Membership
    table_class = MembershipTable
    filterset_class = MembershipFilter
    export = PEOPLE

    def get_queryset(self) -> Any:
        rows = super().get_queryset().select_related("user", "country", "institution")
        return rows.order_by("country__name", "institution__name", "user__name")

    def get_table_kwargs(self) -> dict[str, Any]:
        return {"viewer": self.request}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        actions = []
        if INVITERS & self.actor.roles:
            actions = [
                {"label": _("Invitations"), "url": reverse("invitation-list"), "icon": "mail"},
                {
                    "label": _("Invite"),
                    "url": reverse("invitation-create"),
                    "icon": "user-plus",
                    "primary": True,
                },
            ]
        return super().get_context_data(title=_("People"), page_actions=actions, **kwargs)


class _MembershipWriteView(RecordUpdateView):
    """Change or end somebody's role; one's own change ends one's own session, too."""

    roles = INVITERS
    model = Membership
    verb = "end"

    def get_queryset(self) -> Any:
        rows = Membership.objects.visible_to(self.actor).standing()
        return rows.select_related("user", "country", "institution")

    def get_success_url(self) -> str:
        if self.object.user_id == self.actor.user_id:
            messages.info(self.request, _("Your own role has changed. Please sign in again."))
            return reverse("account_login")
        return reverse("people")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {
            "country": self.object.country or self.actor.country,
            "breadcrumbs": [(_("People"), reverse("people"))],
            "cancel_url": reverse("people"),
            **kwargs,
        }
        return super().get_context_data(**context)


class MembershipChangeView(_MembershipWriteView):
    """Give a member another role or institution."""

    form_class = RoleForm
    success_message = _("The role is changed.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "actor": self.actor}

    def save(self, form: RoleForm) -> Membership:
        return services.change_role(
            actor=self.actor,
            membership=Membership.objects.get(pk=self.object.pk),
            role=form.cleaned_data["role"],
            institution=form.cleaned_data.get("institution"),
            version=form.cleaned_data["version"],
            reason=form.cleaned_data["reason"],
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person = {"person": self.object.user}
        return super().get_context_data(
            **{
                "title": _now("Change the role of %(person)s") % person,
                "intro": _now(
                    "The present role ends today and the new one begins. %(person)s is signed out"
                    " everywhere and works with the new role after signing in again."
                )
                % person,
                **kwargs,
            }
        )


class MembershipEndView(_MembershipWriteView):
    """End a member's role, now or on a coming day."""

    template_name = "accounts/membership_end.html"
    form_class = EndForm
    success_message = _("The end of the role is recorded.")

    def get_success_url(self) -> str:
        """Where the person leaves work behind, its handover comes next."""
        own = self.object.user_id == self.actor.user_id
        waiting = [] if own else [left.url for left in left_by(self.actor, self.object) if left.url]
        return waiting[0] if waiting else super().get_success_url()

    def save(self, form: EndForm) -> Membership:
        return services.end_membership(
            actor=self.actor,
            membership=Membership.objects.get(pk=self.object.pk),
            version=form.cleaned_data["version"],
            ends_on=form.cleaned_data["ends_on"],
            reason=form.cleaned_data["reason"],
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        role = {"person": self.object.user, "role": self.object.get_role_display()}
        place = (self.object.institution, self.object.country)
        return super().get_context_data(
            **{
                "title": _("End a role"),
                "question": _now("End the role of %(person)s?") % role,
                "text": ", ".join(str(part) for part in (role["role"], *place) if part),
                "consequences": [
                    _("Ended now, it opens nothing any more: every session is signed out."),
                    _("What the person wrote stays, with their name."),
                ],
                "confirm": _("End the role"),
                "left": left_by(self.actor, self.object),
                **kwargs,
            }
        )
