"""Tokens for the API: shown once, kept as a digest, ended at will."""

import datetime as dt
import hashlib
import secrets

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import ApiToken, User
from focalpoint.actors import Actor
from focalpoint.db.prepared import Prepared, columns, instance
from focalpoint.policies import authorize
from focalpoint.services import writing

MARK = "fp_"  # lets people and secret scanners recognise a token
LONGEST_LIFE = dt.timedelta(days=366)
# How exact "last used" is: a busy client must not write with each request.
USE_NOTED_EVERY = dt.timedelta(minutes=1)
_TOKEN = columns(ApiToken)
# With each request of a client.
_IN_FORCE = Prepared(
    lambda digest, now: (
        ApiToken.objects.filter(
            digest=digest, revoked_at=None, expires_at__gt=now, user__is_active=True
        )
        .order_by()
        .values_list(*_TOKEN, *columns(User, "user__"))
    ),
    digest="a digest",
    now=dt.datetime(2000, 1, 1, tzinfo=dt.UTC),
)


def create_token(
    *, actor: Actor, user: User, name: str, expires_at: dt.datetime
) -> tuple[ApiToken, str]:
    """Make a token for oneself; the second value is the token itself, which is never seen again.

    Raises ``ValidationError`` for an expiry in the past or more than a year ahead.
    """
    if actor.user_id != user.pk:
        raise PermissionDenied(_("A token can only be made for oneself."))
    now = timezone.now()
    if not now < expires_at <= now + LONGEST_LIFE:
        raise ValidationError(
            {"expires_at": _("Choose a day after today and no more than a year ahead.")}
        )
    secret = MARK + secrets.token_urlsafe(32)
    token = ApiToken(
        user=user, name=name, prefix=secret[:8], digest=_digest(secret), expires_at=expires_at
    )
    with writing(actor, event="apitoken.created"):
        token.full_clean()
        token.save(force_insert=True)
    return token, secret


def revoke_token(*, actor: Actor, token: ApiToken, reason: str = "") -> ApiToken:
    """End a token at once: one's own, or anybody's by the secretariat. Repeating it is harmless."""
    if actor.user_id != token.user_id:
        authorize(actor, "revoke", token)
    if token.revoked_at is None:
        with writing(actor, reason=reason, event="apitoken.revoked"):
            token.revoked_at = timezone.now()
            token.save(update_fields=["revoked_at"])
    return token


def authenticate_token(secret: str) -> ApiToken | None:
    """The token that ``secret`` is, with its user; ``None`` where it opens nothing (any more)."""
    now = timezone.now()
    rows = _IN_FORCE.rows(digest=_digest(secret), now=now)
    if not rows:
        return None
    token = instance(ApiToken, rows[0][: len(_TOKEN)])
    token.user = instance(User, rows[0][len(_TOKEN) :])
    if token.last_used_at is None or token.last_used_at < now - USE_NOTED_EVERY:
        token.last_used_at = now
        token.save(update_fields=["last_used_at"])
    return token


def _digest(secret: str) -> str:
    # 256 bits of randomness need no slow hash.
    return hashlib.sha256(secret.encode()).hexdigest()
