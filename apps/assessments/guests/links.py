"""What lets a contributor in: the link of the mail, the cookie of a browser, the code to a mailbox.

The token of a link comes from the site's secret key and from what each issue changes, so that a
task that mails it takes an id and nothing else. The database keeps digests only.
"""

import base64
import hashlib
import hmac
import secrets
import uuid

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac

from apps.assessments.consultation_models import ConsultationInvitation

CODE_DIGITS = 8


def link_token(invitation: ConsultationInvitation) -> str:
    """The secret of this issue of the invitation; 256 bits."""
    value = f"{invitation.pk} {invitation.edition}"
    mac = salted_hmac("focalpoint.consultation", value, algorithm="sha256")
    return base64.urlsafe_b64encode(mac.digest()).rstrip(b"=").decode()


def link_url(invitation: ConsultationInvitation) -> str:
    """The address in the mail."""
    path = reverse("guest-open", args=[link_token(invitation)])
    return f"{settings.SITE_URL.rstrip('/')}{path}"


def new_secret() -> str:
    """The secret of one browser; 256 bits."""
    return secrets.token_urlsafe(32)


def new_code() -> str:
    """A code that a person copies from a mail."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"


def digest_of(secret: str) -> str:
    """What the database keeps of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def code_digest(access_id: uuid.UUID, code: str) -> str:
    """What the database keeps of a code: bound to the site's key, since a code alone is short."""
    return salted_hmac(f"focalpoint.code {access_id}", code, algorithm="sha256").hexdigest()


def same(digest: str, other: str) -> bool:
    """Whether two digests are the same, in a time that tells nothing."""
    return hmac.compare_digest(digest, other)
