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


def link_token(invitation: ConsultationInvitation, key: str | None = None) -> str:
    """The secret of this issue of the invitation; 256 bits, under the present key or another."""
    value = f"{invitation.pk} {invitation.edition}"
    mac = salted_hmac("focalpoint.consultation", value, secret=key, algorithm="sha256")
    return base64.urlsafe_b64encode(mac.digest()).rstrip(b"=").decode()


def link_url(token: str) -> str:
    """The address in the mail."""
    return f"{settings.SITE_URL.rstrip('/')}{reverse('guest-open', args=[token])}"


def known_token(invitation: ConsultationInvitation, digest: str) -> str | None:
    """The secret whose digest is kept, under the present key or a former one."""
    tokens = (link_token(invitation, key) for key in _keys())
    return next((token for token in tokens if same(digest_of(token), digest)), None)


def new_secret() -> str:
    """The secret of one browser; 256 bits."""
    return secrets.token_urlsafe(32)


def new_code() -> str:
    """A code that a person copies from a mail."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"


def digest_of(secret: str) -> str:
    """What the database keeps of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def code_digest(access_id: uuid.UUID, code: str, key: str | None = None) -> str:
    """What the database keeps of a code: bound to the site's key, since a code alone is short."""
    mac = salted_hmac(f"focalpoint.code {access_id}", code, secret=key, algorithm="sha256")
    return mac.hexdigest()


def is_code(digest: str, access_id: uuid.UUID, code: str) -> bool:
    """Whether a code is the one whose digest is kept, under the present key or a former one."""
    return any(same(digest, code_digest(access_id, code, key)) for key in _keys())


def same(digest: str, other: str) -> bool:
    """Whether two digests are the same, in a time that tells nothing."""
    return hmac.compare_digest(digest, other)


def _keys() -> list[str]:
    return [str(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
