"""Whether the receiving mail server proved that a mail comes from whom it names.

Only what a trusted server wrote counts (RFC 8601): ``settings.MAIL_AUTHSERV_IDS`` names them, and
their administrators must take headers away that others wrote in their name, as mail servers do.
"""

import re
from dataclasses import dataclass

from django.conf import settings

from apps.correspondence.parsing import Letter

RESULT = re.compile(r"^\s*(?P<method>[a-z0-9-]+)\s*=\s*(?P<result>[a-z]+)", re.IGNORECASE)
PROPERTY = re.compile(r"(?P<name>[a-z]+\.[a-z-]+)\s*=\s*(?P<value>\"[^\"]*\"|[^\s;()]+)", re.I)
COMMENT = re.compile(r"\([^()]*\)")
# Which property names the domain that a method proved.
DOMAINS = {"spf": "smtp.mailfrom", "dkim": "header.d", "dmarc": "header.from"}


@dataclass(frozen=True)
class Verdict:
    """What one method said of one domain."""

    method: str
    result: str
    domain: str


def is_proven(letter: Letter) -> bool:
    """Whether the sender is proven, or nobody is trusted to prove it here.

    DMARC decides where it passed or failed; else SPF or DKIM must have passed for the domain of the
    sender, or for one above or below it.
    """
    if not settings.MAIL_AUTHSERV_IDS:
        return True
    verdicts = trusted_verdicts(letter)
    sender = letter.sender_address.rpartition("@")[2]
    dmarc = {v.result for v in verdicts if v.method == "dmarc" and v.domain in ("", sender)}
    if "fail" in dmarc:
        return False
    if "pass" in dmarc:
        return True
    return any(
        v.result == "pass" and v.method in ("spf", "dkim") and _aligned(v.domain, sender)
        for v in verdicts
    )


def is_vouched_for(letter: Letter) -> bool:
    """Whether a trusted server proved the sender, so that an answer reaches no stranger."""
    return bool(settings.MAIL_AUTHSERV_IDS) and is_proven(letter)


def trusted_verdicts(letter: Letter) -> list[Verdict]:
    """What trusted servers said, in their headers of this mail."""
    trusted = {name.lower() for name in settings.MAIL_AUTHSERV_IDS}
    found = []
    for header in letter.headers("Authentication-Results"):
        server, *results = COMMENT.sub(" ", header).split(";")
        # After the server's name a version may stand.
        if not server.split() or server.split()[0].lower() not in trusted:
            continue
        found += [verdict for text in results if (verdict := _verdict(text)) is not None]
    return found


def _verdict(text: str) -> Verdict | None:
    match = RESULT.match(text)
    if match is None:
        return None
    method = match["method"].lower()
    properties = {p["name"].lower(): p["value"].strip('"') for p in PROPERTY.finditer(text)}
    value = properties.get(DOMAINS.get(method, ""), "")
    return Verdict(method, match["result"].lower(), value.rpartition("@")[2].lower())


def _aligned(proven: str, sender: str) -> bool:
    if not proven or "." not in proven:
        return False
    return proven == sender or sender.endswith(f".{proven}") or proven.endswith(f".{sender}")
