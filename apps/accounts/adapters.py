"""How allauth works here: no open sign-up, mails through the worker, secrets encrypted at rest."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest
from django.utils import translation

from apps.accounts.encryption import cipher
from apps.accounts.models import User
from apps.accounts.outbox import write_mail
from apps.accounts.selectors import actor_for
from apps.accounts.tasks import send_account_mail_task
from focalpoint.acting import acting
from focalpoint.wakeups import start_on_commit

MFA = "focalpoint.mfa"
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
            waiting = write_mail(mail.subject, mail.body, html, email)
            start_on_commit(send_account_mail_task, str(waiting.pk))

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Whoever opens the link has the mailbox: the history names the account's owner."""
        with acting(actor_for(email_address.user), event="user.email_confirmed"):
            return bool(super().confirm_email(request, email_address))


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of second factors lie encrypted in the database, with a key from ``SECRET_KEY``."""

    def encrypt(self, text: str) -> str:
        return cipher(MFA).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return cipher(MFA).decrypt(encrypted_text.encode()).decode()
