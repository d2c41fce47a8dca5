"""Texts of declarations, reservations and the like: divided where they say so themselves.

The depositary prints all that a participant stated under its name. A line that is a label
(“Reservation:”, “Upon signature:”, “11 November 1985”) begins a statement of its own.
"""

import datetime as dt
import re
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from apps.treaties.choices import DateBasis, Format, StatementKind
from apps.treaties.sources.dates import listed_date
from apps.treaties.sources.lists import (
    CellError,
    Fault,
    ListedFile,
    ListedTable,
    SourceFileError,
    Statement,
    TreatyName,
)
from apps.treaties.sources.tables import refuse_garbled

LONGEST_TEXT = 200_000
_LONGEST_LABEL = 120
_MOST_ARTICLES = 20
_KINDS = (
    (re.compile(r"\b(declarations? (and|or) reservations?|reservations? (and|or) declarations?)\b"),
     StatementKind.DECLARATION_OR_RESERVATION),
    (re.compile(r"\br[eé]serv(ations?|es?)\b"), StatementKind.RESERVATION),
    (re.compile(r"\bd[eé]clarations?\b"), StatementKind.DECLARATION),
)  # fmt: skip
_SIGNED = re.compile(r"\bupon signature\b|\blors de la signature\b")
_CONFIRMED = re.compile(r"\b(confirm|ratif|access|accept|approv|success|adh[eé]s)")
_LABEL = re.compile(
    r"(?:upon|at the time of|made|lors de|interpretati?ve|understandings?|reservations?|réserves?"
    r"|declarations?|déclarations?)\b[^.;]{0,100}:",
    re.IGNORECASE,
)
_DATE_LINE = re.compile(r"[\[(]?\s*(\d{1,2}(?:er)?\s+[^\W\d_]{3,10}\.?\s+\d{4})\s*[\])]?\s*:?")
# “Reservation: the Government …”: a label and its text in one line.
_INLINE = re.compile(
    r"((?:interpretati?ve )?(?:reservations?|declarations?|réserves?|déclarations?)\s*:)\s+(?=\S)",
    re.IGNORECASE,
)
_NUMBER = r"(?:[IVXLC]{1,7}|\d{1,3}(?:\s?bis)?)(?:\s?\(\w{1,3}\))*"
_ARTICLES = re.compile(
    rf"\barticles?\s+({_NUMBER}(?:\s?(?:,|and|or|to|et|ou|à)\s+{_NUMBER})*)(?!\w)", re.IGNORECASE
)
_EACH = re.compile(rf"{_NUMBER}(?!\w)")
_NAME_LINE = re.compile(r"#\s*(\S.*)")


def statements_in(
    kind: StatementKind,
    participant: str,
    text: str,
    *,
    number: int = 0,
    date: str = "",
    notes: Sequence[str] = (),
) -> Iterator[Statement]:
    """The statements that stand under the name of one participant.

    ``date`` is what the list gives beside the text, ``notes`` the numbers of notes to it.
    Raises ``SourceFileError`` for a text without end.
    """
    if len(text) > LONGEST_TEXT:
        raise SourceFileError(
            "text_too_long", _("The statement of %(name)s is too long.") % {"name": participant}
        )
    for own_kind, basis, own_date, part in _parts(kind, text, date):
        yield Statement(
            kind=own_kind,
            participant=participant,
            text=part,
            number=number,
            date=own_date,
            dated_by=basis,
            articles=tuple(articles_in(part)),
            notes=tuple(notes),
        )


Part = tuple[StatementKind, DateBasis | None, dt.date | None, str]


def _parts(kind: StatementKind, text: str, given: str) -> Iterator[Part]:
    own, date = kind, _date(given)
    basis: DateBasis | None = DateBasis.STATED if date else None
    lines: list[str] = []
    for stripped in _lines(text):
        said = _date_line(stripped)
        if said is None and not _is_label(stripped):
            lines.append(stripped)
            continue
        if any(lines):
            yield own, basis, date, "\n".join(filter(None, lines))
        lines = []
        if said is not None:
            date, basis = said, DateBasis.STATED
        else:
            own, basis = _of_label(stripped, kind, basis)
            date = date if basis == DateBasis.STATED else None
    if any(lines):
        yield own, basis, date, "\n".join(filter(None, lines))


def _lines(text: str) -> Iterator[str]:
    for line in text.splitlines():
        stripped = line.strip()
        if found := _INLINE.match(stripped):
            yield found[1]
            stripped = stripped[found.end() :]
        yield stripped


def _is_label(line: str) -> bool:
    return len(line) <= _LONGEST_LABEL and _LABEL.fullmatch(line) is not None


def _of_label(
    line: str, kind: StatementKind, basis: DateBasis | None
) -> tuple[StatementKind, DateBasis | None]:
    """What a label says of the text below it; only declarations and reservations are told apart."""
    words = line.casefold()
    if kind == StatementKind.DECLARATION_OR_RESERVATION:
        kind = next((found for pattern, found in _KINDS if pattern.search(words)), kind)
    if _SIGNED.search(words) and not _CONFIRMED.search(words):
        return kind, DateBasis.SIGNATURE
    if _CONFIRMED.search(words):
        return kind, DateBasis.CONSENT
    return kind, basis


def _date_line(line: str) -> dt.date | None:
    """The date that is all of a line."""
    found = _DATE_LINE.fullmatch(line)
    return _date(found[1]) if found else None


def _date(text: str) -> dt.date | None:
    try:
        return listed_date(" ".join(text.split()))[0] if text.strip() else None
    except CellError:
        return None


def articles_in(text: str) -> list[str]:
    """The articles that a text names, each once, in their order: what it concerns."""
    found: dict[str, None] = {}
    for match in _ARTICLES.finditer(text):
        for each in _EACH.finditer(match[1]):
            found.setdefault(re.sub(r"\s+(?=\()", "", each[0]))
    return list(found)[:_MOST_ARTICLES]


def read_statements(text: str) -> ListedFile | None:
    """A file of declarations as people save them from the depositary's page.

    Each participant stands in a line of its own behind ``#``, its text below. ``None`` where the
    file does not begin so. Raises ``SourceFileError``.
    """
    lines = text.lstrip("\ufeff\n\r\t ").splitlines()
    if not lines or not _NAME_LINE.fullmatch(lines[0]):
        return None
    kind = StatementKind.DECLARATION_OR_RESERVATION
    table = ListedTable(TreatyName(), (), sections=frozenset({kind}))
    name, number, own = "", 0, list[str]()

    def close() -> None:
        text = "\n".join(own).strip()
        if text:
            table.statements.extend(statements_in(kind, name, text, number=number))
        elif name:
            message = _("The file names the participant, but gives no text.")
            table.faults.append(Fault(number, name, (name,), "no_text", message))

    for place, line in enumerate(lines, start=1):
        if found := _NAME_LINE.fullmatch(line.strip()):
            close()
            name, number, own = found[1].strip(), place, []
        else:
            own.append(line)
    close()
    if not table.statements:
        raise SourceFileError("no_statements", _("The file names participants, but no statement."))
    for statement in table.statements:
        refuse_garbled(statement.participant)
        refuse_garbled(statement.text)
    if text[-1:].isalnum():
        # A statement ends with a full stop, and a file with its line.
        raise SourceFileError(
            "truncated", _("The file breaks off in row %(row)d.") % {"row": len(lines)}
        )
    return ListedFile(Format.UNTC_STATEMENTS, [table])
