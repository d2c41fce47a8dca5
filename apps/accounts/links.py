"""The link in an invitation: derived from the invitation, never stored.

The token comes from the site's secret key and from what changes with each issue (the expiry), so
that the task that mails it takes an id and nothing else; the database keeps only its digest.
"""

import base64
import hashlib

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac

from apps.accounts.models import Invitation


def invitation_token(invitation: Invitation) -> str:
    """The secret of this issue of the invitation; 256 bits."""
    value = f"{invitation.pk} {invitation.expires_at.timestamp():.6f}"
    mac = salted_hmac("focalpoint.invitation", value, algorithm="sha256")
    return base64.urlsafe_b64encode(mac.digest()).rstrip(b"=").decode()


def token_digest(token: str) -> str:
    """What the database keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def invitation_url(invitation: Invitation) -> str:
    """The address in the mail."""
    path = reverse("invitation-accept", args=[invitation_token(invitation)])
    return f"{settings.SITE_URL.rstrip('/')}{path}"
