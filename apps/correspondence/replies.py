"""What a person wrote anew in an answer: without the mail that they quote and their signature."""

import re
from collections.abc import Sequence
from functools import cache

from django.conf import settings
from mailparser_reply import EmailReplyParser

# The library's patterns take time with the square of what they are tried on.
LONGEST = 6_000  # characters
FORWARDED = re.compile(r"\s*(?:fwd?|tr|rv|wg|enc|i|إعادة توجيه)\s*:", re.IGNORECASE)
ANSWERED = re.compile(
    r"\s*(?:re|ref|rép|sv|aw|رد|fwd?|tr|rv|wg|enc)\s*(?:\[\d+\])?\s*:", re.IGNORECASE
)
SIGNATURE = re.compile(r"^-- ?$", re.MULTILINE)
QUOTED = re.compile(r"^\s*>")
# A line that announces a quotation in a language that the library does not know: it ends in a
# colon and names an address or a time of day.
ANNOUNCED = re.compile(r"^.{0,300}(?:@|\d{1,2}:\d{2}).{0,200}[:：]\s*$")
OUTLOOK = re.compile(r"^(?:-{3,}|_{10,}|={10,})")


@cache
def _parser() -> EmailReplyParser:
    return EmailReplyParser(languages=["en", *(code for code, _name in settings.LANGUAGES)])


def own_words(text: str, subject: str) -> str:
    """The new part of a text; all of it where the mail is passed on or says nothing new."""
    if FORWARDED.match(subject):
        return text
    lines = _after_quotation(_newest(text).split("\n"))
    kept = _before_quotation(lines)
    return SIGNATURE.split("\n".join(kept), maxsplit=1)[0].strip()


def _newest(text: str) -> str:
    """The text up to the heading of an older mail, should one stand near its beginning."""
    head = text[:LONGEST].strip()
    found = (_parser().read(head).latest_reply or "").strip()
    if found and len(found) < len("\n".join(line.strip() for line in head.split("\n"))):
        return found
    return text


def bare_subject(subject: str) -> str:
    """A subject without what mail programs put in front of it."""
    bare = subject
    while match := ANSWERED.match(bare):
        bare = bare[match.end() :]
    return bare.strip()


def _before_quotation(lines: Sequence[str]) -> list[str]:
    """The lines up to a quotation that goes on to the end, with the line that announces it.

    Answers between quoted lines stay, and so do the lines that they answer.
    """
    last = len(lines)
    while last and (not lines[last - 1].strip() or QUOTED.match(lines[last - 1])):
        last -= 1
    if last == len(lines):
        return list(lines)
    if ANNOUNCED.match(lines[last - 1]) or OUTLOOK.match(lines[last - 1]):
        last -= 1
    return list(lines[:last])


def _after_quotation(lines: Sequence[str]) -> list[str]:
    """The lines below a quotation with which the mail begins: an answer at its foot."""
    first = 0
    while first < len(lines) and (not lines[first].strip() or ANNOUNCED.match(lines[first])):
        first += 1
    end = first
    while end < len(lines) and (not lines[end].strip() or QUOTED.match(lines[end])):
        end += 1
    quoted = any(QUOTED.match(line) for line in lines[first:end])
    return list(lines[end:] if quoted and end < len(lines) else lines)
