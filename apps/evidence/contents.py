"""What a file is, by its content: names and what a browser says of a type count for nothing.

A kind is taken only where its structure was recognised; programs, web pages, scripts, pictures that
can carry scripts (SVG), archives and documents with macros are refused, and so is whatever nobody
can look into: password-protected documents.
"""

import re
import zipfile
from collections.abc import Iterator
from email import policy
from email.parser import BytesParser
from typing import BinaryIO

from django.utils.translation import gettext as _

from apps.evidence.media_types import MEDIA_TYPES, OPENDOCUMENT, OPENXML, MediaType
from focalpoint.lazy import lazy

puremagic = lazy("puremagic")

HEAD = 4096
TAIL = 4096
BLOCK = 1 << 20
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

# Each is found at the very beginning.
PICTURES = (
    (re.compile(rb"\x89PNG\r\n\x1a\n.{4}IHDR", re.DOTALL), "image/png"),
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"GIF8[79]a"), "image/gif"),
    (re.compile(rb"RIFF.{4}WEBPVP8[ LX]", re.DOTALL), "image/webp"),
    (re.compile(rb"(II\*\0|MM\0\*)"), "image/tiff"),
    (re.compile(rb".{4}ftyp(heic|heix|heim|heis|mif1)", re.DOTALL), "image/heic"),
)
PROGRAMS = re.compile(
    rb"#!|\x7fELF|\0asm|\xca\xfe\xba\xbe|[\xce\xcf]\xfa\xed\xfe|\xfe\xed\xfa[\xce\xcf]"
    rb"|L\0\0\0\x01\x14\x02\0|dex\n|MZ.{0,62}[\0-\x08]",
    re.DOTALL,
)
MARKUP = re.compile(
    rb"\A\s*<[a-z!?]|<(?:!doctype\s+html|html|head|body|script|svg|iframe|\?php)\b", re.IGNORECASE
)
# What no text has: control characters, but for tabs, ends of lines and pages.
CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
UTF16 = (b"\xff\xfe", b"\xfe\xff")
HEADER = re.compile(rb"[!-9;-~]+:[ \t]?.*\r?\n(?:[ \t].*\r?\n)*")
OPENXML_PARTS = {
    "word/": f"{OPENXML}.wordprocessingml.document",
    "xl/": f"{OPENXML}.spreadsheetml.sheet",
    "ppt/": f"{OPENXML}.presentationml.presentation",
}
OLE_STREAMS = {
    "WordDocument": "application/msword",
    "PowerPoint Document": "application/vnd.ms-powerpoint",
    "Workbook": "application/vnd.ms-excel",
    "Book": "application/vnd.ms-excel",
}


class ContentRefusedError(Exception):
    """The file is not taken; its text says why, for a person."""


def recognise(content: BinaryIO, name: str = "") -> MediaType:
    """The kind of a file. Raises ``ContentRefusedError``.

    ``name`` tells a table from other text, which nothing in a CSV file does; it decides no more.
    """
    head = _part(content, 0, HEAD)
    if not head:
        raise ContentRefusedError(_("the file is empty"))
    found = _by_signature(content, head)
    if found is None:
        found = _text(content, head, name)
    content.seek(0)
    return MEDIA_TYPES[found]


def is_program(head: bytes) -> bool:
    """Whether what begins with ``head`` is a program or a script."""
    return PROGRAMS.match(head) is not None


def _by_signature(content: BinaryIO, head: bytes) -> str | None:
    if is_program(head):
        raise ContentRefusedError(_("it is a program or a script, not a document"))
    for pattern, media_type in PICTURES:
        if pattern.match(head):
            return media_type
    if head.startswith(b"%PDF-"):
        return _pdf(content)
    if head.startswith(ZIP):
        return _zipped(content)
    if head.startswith(OLE):
        return _ole(content)
    if head.startswith(b"{\\rtf"):
        return _rtf(content)
    return None


def _pdf(content: BinaryIO) -> str:
    if b"%%EOF" not in _part(content, -TAIL, TAIL):
        raise ContentRefusedError(_("the PDF is not complete"))
    return "application/pdf"


def _zipped(content: BinaryIO) -> str:
    content.seek(0)
    try:
        with zipfile.ZipFile(content) as archive:
            names = archive.namelist()
            first = archive.infolist()[0] if names else None
            if first is not None and first.filename == "mimetype" and first.file_size < 100:
                return _opendocument(archive.read(first), names)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise ContentRefusedError(_("the file is damaged or not complete")) from error
    return _openxml(names)


def _opendocument(declared: bytes, names: list[str]) -> str:
    found = declared.decode("ascii", "replace").strip()
    if found not in MEDIA_TYPES or not found.startswith(OPENDOCUMENT):
        raise _not_taken()
    if any(name.startswith(("Basic/", "Scripts/")) for name in names):
        raise _has_macros()
    return found


def _openxml(names: list[str]) -> str:
    if "[Content_Types].xml" not in names:
        raise ContentRefusedError(
            _("archives are not taken; choose the files themselves, several at once")
        )
    if any(re.search(r"vbaproject|/activex/|macrosheets/", name.lower()) for name in names):
        raise _has_macros()
    for folder, media_type in OPENXML_PARTS.items():
        if any(name.startswith(folder) for name in names):
            return media_type
    raise _not_taken()


def _ole(content: BinaryIO) -> str:
    found = {
        stream
        for stream in (*OLE_STREAMS, "_VBA_PROJECT", "EncryptedPackage")
        if _holds(content, stream.encode("utf-16-le"))
    }
    if "EncryptedPackage" in found:
        raise ContentRefusedError(
            _("it is protected by a password, so that nobody can check it; remove the password")
        )
    if "_VBA_PROJECT" in found:
        raise _has_macros()
    for stream, media_type in OLE_STREAMS.items():
        if stream in found:
            return media_type
    raise _not_taken()


def _rtf(content: BinaryIO) -> str:
    if _holds(content, b"\\objdata"):
        raise ContentRefusedError(_("it carries other files inside; save it without them"))
    return "application/rtf"


def _text(content: BinaryIO, head: bytes, name: str) -> str:
    if head.startswith(UTF16):
        head = _utf16(content)
    elif any(CONTROL.search(block) for block in _blocks(content)):
        raise _unknown(head)
    if _is_mail(head):
        return _mail(content)
    if MARKUP.search(head.removeprefix(b"\xef\xbb\xbf")):
        raise ContentRefusedError(
            _("it is a web page, a picture made of markup (SVG) or a script; save it as PDF or PNG")
        )
    return "text/csv" if name.lower().endswith(MEDIA_TYPES["text/csv"].endings) else "text/plain"


def _utf16(content: BinaryIO) -> bytes:
    """The text's beginning in another encoding; it must be text all through."""
    content.seek(0)
    try:
        text = content.read().decode("utf-16").encode()
    except UnicodeDecodeError:
        raise _unknown(b"") from None
    if CONTROL.search(text):
        raise _unknown(b"")
    return text[:HEAD]


def _is_mail(head: bytes) -> bool:
    names = set()
    position = 0
    while match := HEADER.match(head, position):
        names.add(match.group().split(b":")[0].lower())
        position = match.end()
    return b"from" in names and bool(names & {b"date", b"received", b"mime-version", b"message-id"})


def _mail(content: BinaryIO) -> str:
    content.seek(0)
    message = BytesParser(policy=policy.compat32).parse(content)
    for part in message.walk():
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes) and is_program(payload[:HEAD]):
            raise ContentRefusedError(_("a program is attached to this message"))
    return "message/rfc822"


def _has_macros() -> ContentRefusedError:
    return ContentRefusedError(_("the document carries macros; save it without them or as PDF"))


def _not_taken() -> ContentRefusedError:
    return ContentRefusedError(
        _("this kind of file is not taken; PDF, pictures, office documents, text and e-mail are")
    )


def _unknown(head: bytes) -> ContentRefusedError:
    """As ``_not_taken``, with what the content looks like, where that is known."""
    try:
        likely = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        likely = []
    if not likely or not likely[0].name:
        return _not_taken()
    return ContentRefusedError(
        _(
            "its content looks like “%(kind)s”, which is not taken;"
            " PDF, pictures, office documents, text and e-mail are"
        )
        % {"kind": likely[0].name}
    )


def _part(content: BinaryIO, start: int, length: int) -> bytes:
    """Some bytes, from the end where ``start`` is negative."""
    size = content.seek(0, 2)
    content.seek(max(0, size + start) if start < 0 else start)
    return content.read(length)


def _blocks(content: BinaryIO) -> Iterator[bytes]:
    content.seek(0)
    while block := content.read(BLOCK):
        yield block


def _holds(content: BinaryIO, words: bytes) -> bool:
    """Whether ``words`` stand anywhere in the file."""
    rest = b""
    for block in _blocks(content):
        if words in rest + block:
            return True
        rest = block[-len(words) :]
    return False
