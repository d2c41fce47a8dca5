"""Mails as people's programs write them, and as they should not."""

import random
import zlib
from email.message import EmailMessage
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import SMTP, SMTPUTF8

PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"


def picture(side: int) -> bytes:
    """A PNG of so many pixels each way, in colours that do not compress."""

    def chunk(name: bytes, data: bytes) -> bytes:
        check = zlib.crc32(name + data).to_bytes(4, "big")
        return len(data).to_bytes(4, "big") + name + data + check

    head = side.to_bytes(4, "big") * 2 + bytes([8, 2, 0, 0, 0])
    pixels = b"".join(b"\0" + random.Random(row).randbytes(3 * side) for row in range(side))
    parts = [(b"IHDR", head), (b"IDAT", zlib.compress(pixels)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)


PNG = picture(8)
PHOTO = picture(120)
_numbers = iter(range(10**6))


def letter(
    to: str,
    *,
    text: str | None = "The minister's office replied.",
    subject: str = "Re: Draft bill",
    sender: str = "Amina Diallo <amina@example.org>",
    message_id: str = "",
    **headers: str,
) -> EmailMessage:
    """A plain mail; other headers by name, with underscores for hyphens."""
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = to
    message["Subject"] = subject
    message["Date"] = "Mon, 02 Nov 2026 10:00:00 +0000"
    message["Message-ID"] = message_id or f"<{next(_numbers)}@example.org>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    if text is not None:
        message.set_content(text)
    return message


def html_only(to: str, html: str, **more: str) -> EmailMessage:
    message = letter(to, text=None, **more)
    message.set_content(html, subtype="html")
    return message


def with_files(to: str, *files: tuple[str, str, bytes], **more: str) -> EmailMessage:
    """A mail with attachments (name, type, content)."""
    message = letter(to, **more)
    for name, kind, content in files:
        main, _slash, sub = kind.partition("/")
        message.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return message


def with_picture(to: str, content: bytes) -> EmailMessage:
    """HTML that shows a picture of its own."""
    message = letter(to, text="Please see the picture.")
    message.add_alternative('<p>Please see <img src="cid:a@b"></p>', subtype="html")
    page = message.get_payload()[1]  # type: ignore[index]
    page.add_related(content, "image", "png", cid="<a@b>")  # type: ignore[union-attr]
    return message


def passing_on(to: str, inner: EmailMessage, *, text: str = "") -> MIMEMultipart:
    """A mail that carries another one."""
    outer = MIMEMultipart()
    for name in ("From", "To", "Date"):
        outer[name] = str(letter(to)[name])
    outer["Subject"] = "Fwd: their answer"
    outer["Message-ID"] = f"<{next(_numbers)}@example.org>"
    if text:
        outer.attach(MIMEText(text))
    part = MIMEBase("message", "rfc822")
    part.set_payload([inner])
    outer.attach(part)
    return outer


def raw_letter(to: str, head: str = "", body: bytes = b"Text.\r\n", **more: str) -> bytes:
    """A mail byte by byte; ``head`` is more of its headers, each line with its end."""
    lines = (
        f"From: {more.get('sender', 'Amina <amina@example.org>')}\r\nTo: {to}\r\n"
        f"Subject: {more.get('subject', 'Re: Draft bill')}\r\n"
        f"Message-ID: <{next(_numbers)}@example.org>\r\n{head}\r\n"
    )
    return lines.encode("utf-8", "surrogateescape") + body


def delivery_report(
    to: str, *, address: str, status: str = "5.1.1", action: str = "failed"
) -> MIMEMultipart:
    """What a mail server writes when it cannot deliver (RFC 3464)."""
    report = MIMEMultipart("report")
    report.set_param("report-type", "delivery-status")
    report["From"] = "Mail Delivery System <mailer-daemon@mx.example>"
    report["To"] = to
    report["Subject"] = "Undelivered Mail Returned to Sender"
    report["Message-ID"] = f"<{next(_numbers)}@mx.example>"
    report["Auto-Submitted"] = "auto-replied"
    report.attach(MIMEText("I'm sorry to have to inform you …", _charset="utf-8"))
    facts = MIMEBase("message", "delivery-status")
    of_server, of_recipient = MIMEBase("text", "plain"), MIMEBase("text", "plain")
    for block in (of_server, of_recipient):
        for name in list(block.keys()):
            del block[name]
    of_server["Reporting-MTA"] = "dns; mx.example"
    of_recipient["Final-Recipient"] = f"rfc822; {address}"
    of_recipient["Action"] = action
    of_recipient["Status"] = status
    of_recipient["Diagnostic-Code"] = f"smtp; 550 {status} no such user here"
    facts.set_payload([of_server, of_recipient])
    report.attach(facts)
    return report


def utf8(message: EmailMessage) -> bytes:
    """With its headers as raw UTF-8 (RFC 6532)."""
    return message.as_bytes(policy=SMTPUTF8)
