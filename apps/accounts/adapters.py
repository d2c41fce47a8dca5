"""How allauth works here: no open sign-up, mails through the worker, secrets encrypted at rest."""

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.crypto import salted_hmac

from apps.accounts.models import User
from apps.accounts.selectors import actor_for
from apps.accounts.tasks import send_account_mail_task
from focalpoint.acting import acting

# The mail for an address without an account is written, so that the answer takes as long, but
# never sent: nobody can use the site to write to strangers.
UNSENT = frozenset({"account/email/unknown_account", "account/email/account_already_exists"})


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts arise by invitation; mails are in the recipient's language."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write the mail now, in the recipient's language; the worker sends it after the commit."""
        user = User.objects.filter(email=email.lower()).only("language").first()
        site = {"name": "FocalPoint", "domain": settings.SITE_URL}
        facts = {"request": self.request, "email": email, "current_site": site, **context}
        with translation.override(user.language if user else translation.get_language()):
            mail = self.render_mail(template_prefix, email, facts)
        html = next((content for content, _type in getattr(mail, "alternatives", ())), "")
        if template_prefix not in UNSENT:
            send_account_mail_task.delay_on_commit(mail.subject, mail.body, html, email)

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Whoever opens the link has the mailbox: the history names the account's owner."""
        with acting(actor_for(email_address.user), event="user.email_confirmed"):
            return bool(super().confirm_email(request, email_address))


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of second factors lie encrypted in the database, with a key from ``SECRET_KEY``."""

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()


def _cipher() -> MultiFernet:
    """Encrypts with the present secret key; reads what ``SECRET_KEY_FALLBACKS`` wrote, too."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [
        salted_hmac("focalpoint.mfa", "secrets", secret=secret, algorithm="sha256").digest()
        for secret in secrets
    ]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
