"""Accounts in the administration: people, their roles, invitations and tokens."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from apps.accounts import services
from apps.accounts.models import ApiToken, Invitation, Membership, User
from apps.accounts.services.people import PROFILE_FIELDS
from focalpoint.actors import Actor
from focalpoint.admin import RecordAdmin, actor_of
from focalpoint.roles import Role


@admin.register(User)
class UserAdmin(RecordAdmin):
    """Accounts arise by invitation; here they are corrected, closed and opened again."""

    list_display = ("name", "email", "is_active", "is_staff", "last_login", "date_joined")
    list_filter = ("is_active", "is_staff", "language")
    search_fields = ("name", "email")
    fields = (
        *("name", "email", "language", "time_zone", "is_active"),
        *("is_staff", "last_login", "date_joined"),
    )
    readonly_fields = ("is_staff", "last_login", "date_joined")

    def change(
        self, *, actor: Actor, instance: Any, reason: str, changes: dict[str, Any], form: Any
    ) -> User:
        user = User.objects.get(pk=instance.pk)
        own = {name: value for name, value in changes.items() if name in PROFILE_FIELDS}
        if own:
            services.update_profile(actor=actor, user=user, changes=own, reason=reason)
        if "email" in changes:
            services.change_email(actor=actor, user=user, email=changes["email"], reason=reason)
        if "is_active" in changes:
            write: Callable[..., User] = (
                services.reactivate_user if changes["is_active"] else services.deactivate_user
            )
            write(actor=actor, user=user, reason=reason)
        return user


@admin.register(Membership)
class MembershipAdmin(RecordAdmin):
    """Another role ends the old membership and begins a new one; a last day ends it."""

    change_verb = "end"
    list_display = ("user", "role", "institution", "country", "starts_on", "ends_on")
    list_filter = ("role",)
    list_select_related = ("user", "institution", "country")
    search_fields = ("user__name", "user__email", "country__name", "institution__name")
    autocomplete_fields = ("user", "country", "institution")
    fields = ("user", "country", "institution", "role", "starts_on", "ends_on", "ended_at")
    readonly_fields = ("ended_at",)
    fixed_fields = ("user", "country", "starts_on")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not (obj and obj.has_ended)

    def create(self, *, actor: Actor, instance: Any, reason: str, form: Any) -> Membership:
        return services.grant_membership(
            actor=actor,
            user=instance.user,
            role=Role(instance.role),
            country=instance.country,
            institution=instance.institution,
            starts_on=instance.starts_on,
            ends_on=instance.ends_on,
            reason=reason,
        )

    def change(
        self, *, actor: Actor, instance: Any, reason: str, changes: dict[str, Any], form: Any
    ) -> Membership:
        membership = Membership.objects.get(pk=instance.pk)
        version = form.cleaned_data["seen_version"]
        if "ends_on" in changes and {"role", "institution"} & set(changes):
            raise ValidationError(_("Change the role or its end, one after the other."))
        if "ends_on" in changes:
            return services.end_membership(
                actor=actor,
                membership=membership,
                version=version,
                ends_on=changes["ends_on"],
                reason=reason,
            )
        return services.change_role(
            actor=actor,
            membership=membership,
            role=Role(instance.role),
            institution=instance.institution,
            version=version,
            reason=reason,
        )


@admin.register(Invitation)
class InvitationAdmin(RecordAdmin):
    """To look at; people invite on the page made for it."""

    list_display = ("email", "role", "country", "state", "sent_at", "expires_at", "invited_by")
    list_filter = ("role",)
    list_select_related = ("country", "invited_by")
    search_fields = ("email", "name", "country__name")
    fields = (
        *("email", "name", "role", "country", "institution", "language", "invited_by"),
        *("sent_at", "expires_at", "accepted_at", "accepted_by", "revoked_at"),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.action(description=_("Revoke the selected tokens"))
def revoke_tokens(modeladmin: RecordAdmin, request: HttpRequest, chosen: Any) -> None:
    """For a token that leaked and an owner who cannot be reached."""
    actor = actor_of(request)
    tokens = list(chosen)
    for token in tokens:
        services.revoke_token(actor=actor, token=token, reason=_now("Revoked by the secretariat"))
    count = {"count": len(tokens)}
    modeladmin.message_user(request, _now("Revoked: %(count)d") % count, messages.SUCCESS)


@admin.register(ApiToken)
class ApiTokenAdmin(RecordAdmin):
    """Who has which tokens; none of them can be read."""

    list_display = ("user", "name", "prefix", "created_at", "expires_at", "last_used_at")
    list_select_related = ("user",)
    search_fields = ("user__name", "user__email", "name", "prefix")
    fields = ("user", "name", "prefix", "created_at", "expires_at", "last_used_at", "revoked_at")
    readonly_fields = ("prefix", "created_at")
    actions = (revoke_tokens,)
