"""Addresses that nobody can guess: a name that people recognise, and a tag under the site's key.

``gha-2026-0042.k3j4h5…@domain`` leads to an action, ``gha.…`` to the State's new actions,
``reply-….…`` to a reminder that names several, ``bounce-….…`` is the sender of a reminder. The tag
is a keyed digest (80 bits) of what the address leads to and of its edition: a renewed address has
another one, and the old one is not valid any more. An address says nothing of any person.
"""

import base64
import re
import uuid
from dataclasses import dataclass

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from apps.correspondence.models import Target

TAG_BYTES = 10
LOCAL = re.compile(r"(?P<name>[a-z0-9]+(?:-[a-z0-9]+)*)\.(?P<tag>[a-z2-7]{16})", re.ASCII)
ID = re.compile(r"(?P<kind>reply|bounce)-(?P<id>[a-z2-7]{26})", re.ASCII)
CODE = re.compile(r"[a-z]{3}", re.ASCII)
REFERENCE = re.compile(r"[a-z]{3}-\d{4}-\d{4,}", re.ASCII)
KINDS = {"reply": Target.REMINDER, "bounce": Target.BOUNCE}


@dataclass(frozen=True)
class Named:
    """What an address says before anybody looks it up; ``name`` is a reference, a code or an id."""

    target: Target
    name: str
    tag: str = ""


def action_address(reference: str, pk: uuid.UUID, edition: int = 0) -> str:
    """Where updates of an action are mailed to; empty where the site has no domain for mail."""
    return _address(reference.lower(), Target.ACTION, pk, edition)


def state_address(code: str, pk: uuid.UUID, edition: int = 0) -> str:
    """Where a State's new actions are mailed to."""
    return _address(code.lower(), Target.STATE, pk, edition)


def reply_address(digest: uuid.UUID) -> str:
    """Where the answers to a reminder go that names several actions."""
    return _address(f"reply-{_short(digest)}", Target.REMINDER, digest)


def bounce_address(digest: uuid.UUID) -> str:
    """The envelope sender of a reminder: where mail servers return it to."""
    return _address(f"bounce-{_short(digest)}", Target.BOUNCE, digest)


def read_address(address: str) -> Named | None:
    """What an address of ours names; ``None`` where it is none of ours, whoever asks."""
    local, _at, domain = address.strip().lower().rpartition("@")
    if not settings.MAIL_DOMAIN or domain != settings.MAIL_DOMAIN:
        return None
    if local == "postmaster":
        return Named(Target.NOTHING, local)
    match = LOCAL.fullmatch(local)
    if match is None:
        return None
    name, tag = match["name"], match["tag"]
    if by_id := ID.fullmatch(name):
        return Named(KINDS[by_id["kind"]], by_id["id"], tag)
    if CODE.fullmatch(name):
        return Named(Target.STATE, name.upper(), tag)
    if REFERENCE.fullmatch(name):
        return Named(Target.ACTION, name.upper(), tag)
    return None


def read_id(short: str) -> uuid.UUID:
    """The identifier that an address carries."""
    return uuid.UUID(bytes=base64.b32decode(f"{short.upper()}======"))


def is_genuine(named: Named, pk: uuid.UUID, edition: int = 0) -> bool:
    """Whether the tag is that of the present edition, under the present key or a former one."""
    keys = [str(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    return any(
        constant_time_compare(named.tag, _tag(named.target, pk, edition, key)) for key in keys
    )


def _address(name: str, target: Target, pk: uuid.UUID, edition: int = 0) -> str:
    if not settings.MAIL_DOMAIN:
        return ""
    return f"{name}.{_tag(target, pk, edition, settings.SECRET_KEY)}@{settings.MAIL_DOMAIN}"


def _tag(target: Target, pk: uuid.UUID, edition: int, key: str) -> str:
    value = f"{target.value} {pk} {edition}"
    mac = salted_hmac("focalpoint.mail.address", value, secret=key, algorithm="sha256")
    return base64.b32encode(mac.digest()[:TAG_BYTES]).decode().lower()


def _short(pk: uuid.UUID) -> str:
    return base64.b32encode(pk.bytes).decode().rstrip("=").lower()
