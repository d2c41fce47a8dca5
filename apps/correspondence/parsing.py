"""Reading a mail: whatever its sender's program made of it, it yields text, files, or a refusal.

Nothing here trusts the mail: broken headers, charsets and encodings give the best that can be read,
and what cannot be read at all raises ``UnreadableError``.
"""

import email
import email.policy
import email.utils
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.header import decode_header, make_header
from email.message import Message
from typing import Any

from apps.correspondence.html_text import text_of_html

MOST_PARTS = 200
MOST_TEXT = 200_000  # characters; no person writes that much
# An inline picture smaller than this is taken for a logo in a signature.
LOGO_BYTES = 32_768
SIGNATURES = {"application/pgp-signature", "application/pkcs7-signature"}
MESSAGE_ID = re.compile(r"<[^<>\s]{1,298}>")
LINE_BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# What no database text holds, and what only confuses a reader: controls and direction overrides.
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class UnreadableError(Exception):
    """There is no mail in these bytes that could be shown to anybody."""


@dataclass(frozen=True)
class Attached:
    """A file that came with a mail."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class Letter:
    """What a mail says. ``text`` is all of it, as plain text; the quoted part included."""

    message: Message
    message_id: str
    sender_address: str
    sender_name: str
    subject: str
    text: str
    attached: tuple[Attached, ...]
    answers: tuple[str, ...]

    def header(self, name: str) -> str:
        """A header in one line; empty where there is none."""
        return header_of(self.message, name)

    def headers(self, name: str) -> list[str]:
        """All headers of one name, the topmost first."""
        return [one_line(value) for value in _values(self.message, name)]


def message_id_of(raw: bytes) -> str:
    """The Message-ID of a mail, read without reading the rest; empty where there is none."""
    head = email.message_from_bytes(raw[:65_536].split(b"\r\n\r\n", 1)[0])
    found = MESSAGE_ID.search(header_of(head, "Message-ID"))
    return found[0] if found else ""


def read_letter(raw: bytes) -> Letter:
    """Read a mail. Raises ``UnreadableError``."""
    try:
        message = email.message_from_bytes(raw, policy=email.policy.compat32)
        parts = list(_leaves(message))
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise UnreadableError(str(error)) from error
    if not message.keys():
        raise UnreadableError("no headers")
    senders = _addresses(message, "From")
    name, address = senders[0] if len(senders) == 1 else ("", "")
    return Letter(
        message=message,
        message_id=message_id_of(raw),
        sender_address=address.lower(),
        sender_name=name,
        subject=header_of(message, "Subject"),
        text=_text(parts),
        attached=tuple(_attached(parts)),
        answers=tuple(_ids(message)),
    )


def header_of(message: Message, name: str) -> str:
    """A header, decoded as far as it can be, in one line."""
    return decoded(next(iter(_values(message, name)), ""))


def decoded(value: str) -> str:
    """A header's encoded words as text (RFC 2047); what is broken stays as it came."""
    try:
        text = str(make_header(decode_header(value)))
    except (LookupError, ValueError, UnicodeError):
        text = value
    return one_line(text)


def _values(message: Message, name: str) -> list[str]:
    """All headers of a name as they came, the topmost first."""
    wanted = name.lower()
    return [_repaired(str(value)) for key, value in message.raw_items() if key.lower() == wanted]


def one_line(text: str) -> str:
    """Text without line breaks and what cannot be shown."""
    return " ".join(UNPRINTABLE.sub("", text.replace("\n", " ").replace("\r", " ")).split())


def clean_text(text: str) -> str:
    """Text with plain line breaks, at most one empty line at a time, and nothing unprintable."""
    lines = [line.rstrip() for line in LINE_BREAKS.sub("\n", text[:MOST_TEXT]).split("\n")]
    kept = UNPRINTABLE.sub("", "\n".join(lines)).replace("\xa0", " ").replace("\ufeff", "")
    return re.sub(r"\n{3,}", "\n\n", kept).strip()


@dataclass(frozen=True)
class _Part:
    """A leaf of the tree, or a message within the message."""

    node: Message
    name: str
    inline: bool

    @property
    def type(self) -> str:
        return self.node.get_content_type()


def _leaves(message: Message) -> Iterator[_Part]:
    """The parts that carry content, in their order; of a nested message, the message itself."""
    waiting = [message]
    number = 0
    while waiting:
        node = waiting.pop(0)
        number += 1
        if number > MOST_PARTS:
            raise ValueError(f"more than {MOST_PARTS} parts")
        nested = node is not message and node.get_content_type() == "message/rfc822"
        payload: Any = node.get_payload()
        if isinstance(payload, list) and not nested:
            waiting[:0] = payload
            continue
        disposition = str(node.get("Content-Disposition", "")).split(";")[0].strip().lower()
        yield _Part(node, _filename(node), disposition != "attachment")


def _filename(node: Message) -> str:
    for header in ("Content-Disposition", "Content-Type"):
        for value in _values(node, header)[:1]:
            # As text, where its bytes came as they are.
            node.replace_header(header, one_line(value))
    try:
        name = node.get_filename() or ""
    except (LookupError, ValueError, TypeError):
        name = ""
    # Mail programs encode file names by RFC 2231, or by RFC 2047 against the rules. A file name is
    # no path.
    return re.split(r"[/\\]", decoded(name))[-1][:200]


def _text(parts: list[_Part]) -> str:
    """The plain text, else that of the HTML, else that of a message that is passed on."""
    plain = [p for p in parts if p.type == "text/plain" and p.inline and not p.name]
    if found := clean_text("\n\n".join(_decoded_text(p.node) for p in plain)):
        return found
    pages = [p for p in parts if p.type == "text/html" and p.inline and not p.name]
    if found := clean_text("\n\n".join(text_of_html(_decoded_text(p.node)) for p in pages)):
        return found
    for part in parts:
        if part.type == "message/rfc822" and (passed_on := _nested(part.node)) is not None:
            return _text(list(_leaves(passed_on)))
    return ""


def _attached(parts: list[_Part]) -> Iterator[Attached]:
    number = 0
    for part in parts:
        if not _is_file(part):
            continue
        number += 1
        content = _content(part.node)
        picture = part.type.startswith("image/") and part.node.get("Content-ID")
        if not content or (part.inline and picture and len(content) < LOGO_BYTES):
            continue
        yield Attached(part.name or _made_up_name(part, number), part.type, content)


def _is_file(part: _Part) -> bool:
    if part.type in SIGNATURES:
        return False
    is_text = part.type in {"text/plain", "text/html"}
    return not is_text or bool(part.name) or not part.inline


def _made_up_name(part: _Part, number: int) -> str:
    nested = _nested(part.node) if part.type == "message/rfc822" else None
    if nested is not None:
        subject = re.sub(r'[/\\:*?"<>|]+', " ", header_of(nested, "Subject"))
        return f"{one_line(subject)[:100] or f'message-{number}'}.eml"
    subtype = part.node.get_content_subtype().split("+")[0].removeprefix("x-")[:10]
    return f"attachment-{number}.{re.sub(r'[^a-z0-9]', '', subtype) or 'bin'}"


def _nested(node: Message) -> Message | None:
    payload = node.get_payload()
    inner: Any = payload[0] if isinstance(payload, list) and payload else None
    return inner if isinstance(inner, Message) else None


def _content(node: Message) -> bytes:
    if (nested := _nested(node)) is not None:
        return nested.as_bytes()
    payload: Any = node.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _decoded_text(node: Message) -> str:
    """The text of a part: in the charset that it names, in UTF-8, or else letter by letter."""
    content = _content(node)[: 4 * MOST_TEXT]
    for charset in (_charset(node), "utf-8"):
        try:
            return content.decode(charset)
        except (LookupError, UnicodeError):
            continue
    return content.decode("cp1252", "replace")


def _charset(node: Message) -> str:
    try:
        return node.get_content_charset() or "utf-8"
    except (LookupError, ValueError, TypeError):
        return "utf-8"


def _repaired(text: str) -> str:
    """Raw bytes in a header, which Python keeps as surrogates, read as UTF-8 or Latin 1."""
    try:
        raw = text.encode("utf-8", "surrogateescape")
    except UnicodeError:
        return text
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def _addresses(message: Message, name: str) -> list[tuple[str, str]]:
    """Names and addresses of a header that really hold an address."""
    found = email.utils.getaddresses([one_line(value) for value in _values(message, name)])
    pairs = [(decoded(who)[:200], one_line(where)) for who, where in found if "@" in where]
    return [(who, where) for who, where in pairs if len(where) <= 320]


def _ids(message: Message) -> Iterator[str]:
    """The messages that this one answers, the nearest first."""
    seen: set[str] = set()
    listed = MESSAGE_ID.findall(header_of(message, "References"))
    for found in [*MESSAGE_ID.findall(header_of(message, "In-Reply-To")), *reversed(listed)]:
        if found not in seen and len(seen) < 50:
            seen.add(found)
            yield found


def file_summary(letter: Letter) -> list[dict[str, Any]]:
    """Names, types and sizes of what came with a mail."""
    return [
        {"name": f.name, "type": f.content_type, "size": len(f.content)} for f in letter.attached
    ]
