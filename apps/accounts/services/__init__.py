"""Everything that may be done with accounts: one function per verb."""

from apps.accounts.services.failing_addresses import (
    confirm_address,
    note_failing_address,
)
from apps.accounts.services.invitations import (
    InvitationClosedError,
    accept_invitation,
    invite,
    join_by_invitation,
    resend_invitation,
    revoke_invitation,
)
from apps.accounts.services.memberships import (
    change_role,
    end_membership,
    grant_membership,
)
from apps.accounts.services.people import (
    change_email,
    deactivate_user,
    end_sessions,
    reactivate_user,
    register_user,
    update_profile,
    with_full_reach,
)
from apps.accounts.services.tokens import authenticate_token, create_token, revoke_token

__all__ = [
    "InvitationClosedError",
    "accept_invitation",
    "authenticate_token",
    "change_email",
    "change_role",
    "confirm_address",
    "create_token",
    "deactivate_user",
    "end_membership",
    "end_sessions",
    "grant_membership",
    "invite",
    "join_by_invitation",
    "note_failing_address",
    "reactivate_user",
    "register_user",
    "resend_invitation",
    "revoke_invitation",
    "revoke_token",
    "update_profile",
    "with_full_reach",
]
