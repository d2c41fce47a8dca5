"""Cells of files of recommendations: lists, dates, numbers, yes and no, in several spellings."""

import datetime as dt
import re

from apps.recommendations.received.choices import EntryKind, Mechanism

_DASH = re.compile(r"^\s*[-–•]\s+")
_ISO = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?!\d)")
_DAY_FIRST = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})$")
_NAMED = re.compile(r"(\d{1,2})\s+([A-Za-z]{3,9})\.?\s+(\d{4})$")
_MONTHS = {
    name: number
    for number, name in enumerate(
        "jan feb mar apr may jun jul aug sep oct nov dec".split(),  # noqa: SIM905
        start=1,
    )
}
_MONTH_FIRST = re.compile(r"([A-Za-z]{3,9})\.?\s+(\d{1,2}),?\s+(\d{4})$")
_SERIAL = re.compile(r"[2-6]\d{4}(?:\.\d+)?$")
_EXCEL_DAY_ZERO = dt.date(1899, 12, 30)
_NUMBER = re.compile(r"(?<!\d)\d{1,3}(?!\d)")
# "4th cycle", "cycle 4"; in "41 cycle 4" the 41 is no part of it.
_CYCLE = re.compile(
    r"(?<!\d)\d(?:\s*(?:st|nd|rd|th)\s+cycle|\s+cycle(?!\s+\d(?!\d)))|cycle\s+\d(?!\d)",
    re.IGNORECASE,
)
# Three sessions a year: more than that no review will have for decades.
MOST_SESSIONS = 150
_YES = frozenset({"true", "1", "yes", "y", "x", "oui", "sí", "si", "vrai", "verdadero"})

_TREATY_BODIES = {
    *("CAT", "CCPR", "CED", "CEDAW", "CERD", "CESCR", "CMW", "CRC", "CRPD", "SPT"),
    *("OPCAT", "ICCPR", "ICESCR", "HRC", "HRCTTEE"),
}
_TREATY_SYMBOL = re.compile(r"(?:E/C\.12|(?:CAT|CCPR|CED|CEDAW|CERD|CMW|CRC|CRPD)/)", re.IGNORECASE)
_PROCEDURE = re.compile(
    r"^(?:sr|ie|wg)\b|special rapporteur|independent expert|working group|special procedure",
    re.IGNORECASE,
)
_VERSION = re.compile(r"/(?:corr|rev|add|amend)\.?\s*\d+$", re.IGNORECASE)
_DRAFT = re.compile(r"/L\.\d+", re.IGNORECASE)


def text_of(value: object) -> str:
    """A cell as one text."""
    if value is None:
        return ""
    if isinstance(value, (list, tuple)):
        return "\n".join(text_of(each) for each in value).strip()
    return _DASH.sub("", str(value).replace("\0", "").replace("\xa0", " ").strip()).strip()


def values_of(value: object) -> tuple[str, ...]:
    """The values of a cell that may hold several: a list, or lines that begin with a dash."""
    given = value if isinstance(value, (list, tuple)) else str(value or "").splitlines()
    found = (text_of(each).strip(" ;") for each in given)
    return tuple(dict.fromkeys(each[:200] for each in found if each))


def yes(value: object) -> bool:
    return text_of(value).casefold() in _YES


def number_of(value: object) -> int | None:
    """The number in a cell such as 4, "4.0" or "cycle 4"; ``None`` where there is none."""
    found = _NUMBER.search(text_of(value))
    return int(found[0]) if found else None


def date_of(value: object) -> dt.date | None:
    """A date in one of the spellings of such files; ``None`` for an empty cell.

    Raises ``ValueError`` for what looks like none.
    """
    text = text_of(value)
    if not text:
        return None
    if _SERIAL.match(text):
        return _EXCEL_DAY_ZERO + dt.timedelta(days=int(float(text)))
    if found := _ISO.match(text):
        return dt.date(int(found[1]), int(found[2]), int(found[3]))
    if found := _DAY_FIRST.match(text):
        return dt.date(int(found[3]), int(found[2]), int(found[1]))
    if found := _NAMED.match(text):
        return dt.date(int(found[3]), _month(found[2]), int(found[1]))
    if found := _MONTH_FIRST.match(text):
        return dt.date(int(found[3]), _month(found[1]), int(found[2]))
    raise ValueError(text)


def _month(name: str) -> int:
    """The number of a month; raises ``ValueError`` for another word."""
    try:
        return _MONTHS[name[:3].casefold()]
    except KeyError:
        raise ValueError(name) from None


def session_of(value: object) -> int | None:
    """The number of a session of the review; ``None`` for an empty cell.

    Raises ``ValueError`` for what holds no such number: a year is none.
    """
    text = text_of(value)
    if not text:
        return None
    number = number_of(_CYCLE.sub(" ", text))
    if number is None or not 0 < number <= MOST_SESSIONS:
        raise ValueError(text)
    return number


def kind_of(raw: str) -> EntryKind:
    is_concern = raw.casefold().startswith(("concern", "observation"))
    return EntryKind.CONCERN if is_concern else EntryKind.RECOMMENDATION


def mechanism_of(body: str, symbol: str, session: int | None) -> Mechanism:
    """Who recommends, by the body's name, else by the document's symbol."""
    name = body.strip().upper()
    if name.startswith("UPR") or "UNIVERSAL PERIODIC" in name or "/WG.6/" in symbol.upper():
        return Mechanism.UPR
    if name.split("/")[0].split(" ")[0] in _TREATY_BODIES or _TREATY_SYMBOL.match(symbol):
        return Mechanism.TREATY_BODY
    if _PROCEDURE.search(body):
        return Mechanism.SPECIAL_PROCEDURE
    return Mechanism.UPR if not body and session is not None else Mechanism.OTHER


def base_symbol(symbol: str) -> str:
    """The symbol of a document without those of its corrections, revisions and addenda."""
    plain = "".join(symbol.upper().split())
    while found := _VERSION.search(plain):
        plain = plain[: found.start()]
    return plain[:80]


def is_draft(symbol: str) -> bool:
    """Whether the symbol is that of a limited distribution: the draft of a report."""
    return bool(_DRAFT.search(symbol))


def cycle_of(session: int | None) -> int | None:
    """The cycle of a session: 12 sessions in the first, then 14 each (A/HRC/RES/16/21)."""
    if session is None or session < 1:
        return None
    return 1 if session <= 12 else 2 + (session - 13) // 14
