"""Lists of people and invitations."""

from typing import Any

import django_tables2 as tables
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Invitation, InvitationState, Membership
from focalpoint.actors import Actor
from focalpoint.policies import allowed
from focalpoint.ui import columns
from focalpoint.ui.templatetags import ui as marks

# How a person whose address fails is marked.
FAILING = ("danger", "mail-exclamation")


class _PeopleTable(columns.Table):
    """Rows that offer what the viewer may do with them; the secretariat also sees the State."""

    verbs: tuple[str, ...] = ()
    actions_template = ""

    def __init__(self, *args: Any, viewer: HttpRequest, **kwargs: Any) -> None:
        self.actor: Actor = viewer.actor  # type: ignore[attr-defined]
        self.csrf_token = get_token(viewer)
        if not self.actor.administers:
            kwargs["exclude"] = (*kwargs.get("exclude", ()), "country")
        super().__init__(*args, **kwargs)

    def render_actions(self, record: Any) -> SafeString:
        can = {verb: allowed(self.actor, verb, record) for verb in self.verbs}
        context = {"record": record, "can": can, "csrf_token": self.csrf_token}
        return render_to_string(self.actions_template, context)


class MembershipTable(_PeopleTable):
    """Who holds which role where."""

    verbs = ("end",)
    actions_template = "accounts/includes/membership_actions.html"

    user = columns.TitleColumn(verbose_name=_("Person"), order_by=("user__name",))
    role = tables.Column(verbose_name=_("Role"))
    institution = tables.Column(
        verbose_name=_("Institution"), order_by=("institution__name", "user__name"), default=""
    )
    country = tables.Column(
        verbose_name=_("State"), order_by=("country__name",), default=_("The network")
    )
    starts_on = tables.DateColumn(verbose_name=_("Since"))
    ends_on = tables.DateColumn(verbose_name=_("Until"), default="")
    actions = tables.Column(verbose_name="", empty_values=(), orderable=False)

    class Meta(columns.Table.Meta):
        model = Membership
        fields = ("user", "role", "institution", "country", "starts_on", "ends_on", "actions")

    def render_user(self, record: Membership) -> SafeString:
        person = _person(record.user.name, record.user.email)
        if not record.user.email_fails:
            return person
        words = marks.status("failing", _("Mail comes back"), {"failing": FAILING})
        return format_html("{} {}", person, columns.rendered("components/badge.html", words))


class InvitationTable(_PeopleTable):
    """Who has been invited, and whether they came."""

    verbs = ("resend", "revoke")
    actions_template = "accounts/includes/invitation_actions.html"

    name = columns.TitleColumn(verbose_name=_("Person"))
    role = tables.Column(verbose_name=_("Role"))
    institution = tables.Column(
        verbose_name=_("Institution"), order_by=("institution__name",), default=""
    )
    country = tables.Column(
        verbose_name=_("State"), order_by=("country__name",), default=_("The network")
    )
    state = tables.Column(verbose_name=_("Status"), orderable=False)
    sent_at = columns.MomentColumn(verbose_name=_("Sent"), default=_("not yet"))
    expires_at = columns.MomentColumn(verbose_name=_("Expires"))
    invited_by = tables.Column(verbose_name=_("Invited by"), order_by=("invited_by__name",))
    actions = tables.Column(verbose_name="", empty_values=(), orderable=False)

    class Meta(columns.Table.Meta):
        model = Invitation
        fields = (
            "name",
            "role",
            "institution",
            "country",
            "state",
            "sent_at",
            "expires_at",
            "invited_by",
            "actions",
        )

    def render_name(self, record: Invitation) -> SafeString:
        return _person(record.name, record.email)

    def render_state(self, value: InvitationState) -> SafeString:
        context = {"label": value.label, "tone": TONES[value]}
        return SafeString(render_to_string("components/badge.html", context).strip())


TONES = {
    InvitationState.OPEN: "info",
    InvitationState.ACCEPTED: "success",
    InvitationState.WITHDRAWN: "neutral",
    InvitationState.EXPIRED: "warning",
}


def _person(name: str, email: str) -> SafeString:
    return format_html('{}<span class="fp-quiet d-block" dir="ltr">{}</span>', name, email)
