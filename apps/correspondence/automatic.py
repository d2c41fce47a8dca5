"""Mails that no person wrote: they are kept, quietly, and never answered or logged."""

import re

from django.conf import settings

from apps.correspondence.parsing import Letter

MOST_HOPS = 50
NULL_SENDERS = {"", "<>"}
PRECEDENCE = {"bulk", "junk", "list", "auto_reply", "auto-reply"}
MARKS = ("X-Autoreply", "X-Autorespond", "X-Auto-Reply-From", "X-Mail-Autoreply", "List-Id")
MACHINES = re.compile(r"^(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply)@")
# What programs that do not mark their answers write into the subject.
SUBJECTS = re.compile(
    r"^\s*(?:auto(?:matic)?[ -]?(?:reply|response)|out of (?:the )?office|réponse automatique"
    r"|absence du bureau|respuesta automática|fuera de la oficina|رد تلقائي|خارج المكتب)\b",
    re.IGNORECASE,
)


def is_automatic(letter: Letter, *, envelope_sender: str) -> bool:
    """Whether a program sent the mail: an answering machine, a list, a server, or we ourselves."""
    return (
        envelope_sender in NULL_SENDERS
        or _is_marked(letter)
        or bool(MACHINES.match(letter.sender_address))
        or bool(SUBJECTS.match(letter.subject))
        or is_own(letter.sender_address)
        or len(letter.headers("Received")) > MOST_HOPS
    )


def is_own(address: str) -> bool:
    """Whether an address is one of this installation: such a mail goes round in circles."""
    domain = address.rpartition("@")[2]
    sender = settings.DEFAULT_FROM_EMAIL.rpartition("<")[2].rstrip(">").lower()
    return address == sender or (bool(settings.MAIL_DOMAIN) and domain == settings.MAIL_DOMAIN)


def _is_marked(letter: Letter) -> bool:
    submitted = letter.header("Auto-Submitted").lower().split(";")[0].strip()
    precedence = letter.header("Precedence").lower().strip()
    return (
        submitted not in {"", "no"}
        or precedence in PRECEDENCE
        or any(letter.header(name) for name in MARKS)
    )
