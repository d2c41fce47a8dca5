"""Due dates in words: "by 30 June", "dans 2 semaines", "antes del viernes", "بعد أسبوعين".

Absolute dates and names of days are read by dateparser. Spans of time and what introduces a
deadline are ours: which words belong to the date and which to the title decides what people see.
"""

import calendar
import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from babel import Locale

from apps.actions.due_words import LANGUAGES
from focalpoint.lazy import lazy

dateparser = lazy("dateparser")

DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789")
# "12.5" is a date only after "by" or its like; with a year, or with a slash, it needs no such word.
NUMERIC = re.compile(r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./]\d{1,2}[./]\d{4}|\d{1,2}/\d{1,2}")
SHORT = re.compile(r"\d{1,2}\.\d{1,2}\.?")
ORDINAL = re.compile(r"(\d{1,4})(?:st|nd|rd|th|er|º|°|\.)?")
LONGEST = 7  # words of a date with what introduces it


@dataclass(frozen=True)
class DuePhrase:
    """A deadline that was found, and which words say it: the first, and the one after the last.

    ``on`` is ``None`` where a date was meant that does not exist, such as 31 February.
    """

    on: dt.date | None
    start: int
    end: int


def find_due(
    words: Sequence[str], *, today: dt.date, languages: Sequence[str] = ("en",)
) -> DuePhrase | None:
    """The last deadline that the words of a line name; a date without a year is one to come.

    ``languages`` are tried in their order. The date may lie in the past when its year is named.
    """
    lowered = [word.lower().translate(DIGITS).replace("’", "'").strip(",;،؛") for word in words]
    for language in languages:
        found = _find(lowered, language, today)
        if found:
            return found
    return None


def _find(words: list[str], language: str, today: dt.date) -> DuePhrase | None:
    say = LANGUAGES[language]
    for end in range(len(words), 0, -1):
        for start in range(max(0, end - LONGEST), end):
            if say.not_after & set(words[max(0, start - 1) : start + 1]):
                continue
            reading = Reading(" ".join(words[start:end]), language, today)
            torn = start > 0 and reading.kind(words[start - 1]) in ("number", "month")
            on = reading.due(first=start == 0, last=end == len(words), torn=torn)
            if on or reading.impossible:
                return DuePhrase(on, start, end)
    return None


class Reading:
    """An attempt to read a whole phrase as a deadline."""

    def __init__(self, phrase: str, language: str, today: dt.date) -> None:
        self.phrase = phrase
        self.language = language
        self.today = today
        self.say = LANGUAGES[language]
        self.impossible = False

    def due(self, *, first: bool, last: bool, torn: bool = False) -> dt.date | None:
        """The date, if the phrase says one and nothing else.

        ``first`` and ``last`` say where it stands in the line, ``torn`` that the word before it
        belongs to the same date.
        """
        for rest in _after(self.phrase, self.say.strong):
            if on := self.date(rest, announced=True):
                return on
        if NUMERIC.fullmatch(self.phrase):
            return self.parsed(self.phrase)
        if not (first or last):
            return None
        for rest in _after(self.phrase, self.say.spans):
            if on := self.span(rest):
                return on
        for rest in _after(self.phrase, self.say.weak) if last else ():
            if on := self.date(rest, announced=True):
                return on
        return None if torn else self.date(self.phrase, announced=False)

    def span(self, phrase: str) -> dt.date | None:
        """A number of days, weeks, months or years from today."""
        say = self.say
        if phrase in say.duals:
            return _later(self.today, *say.duals[phrase])
        number, _, unit = phrase.rpartition(" ")
        if unit not in say.units:
            return None
        if not number and say.duals:
            return _later(self.today, 1, say.units[unit])  # Arabic has no article for one
        short = number.isdecimal() and len(number) < 4
        count = int(number) if short else say.numbers.get(number)
        return None if count is None else _later(self.today, count, say.units[unit])

    def date(self, phrase: str, *, announced: bool) -> dt.date | None:
        """A day by its name or number; a month alone is its last day, but only after "by"."""
        if phrase in self.say.days:
            return self.today + dt.timedelta(days=self.say.days[phrase])
        for rest in _after(phrase, self.say.end_of):
            if rest in self.say.this_month:
                return _end_of_month(self.today)
            if on := self.absolute(rest, announced=True):
                return on
        return self.absolute(phrase, announced=announced)

    def absolute(self, phrase: str, *, announced: bool) -> dt.date | None:
        for eastern, western in self.say.months.items():
            phrase = re.sub(rf"\b{eastern}\b", western, phrase)
        if NUMERIC.fullmatch(phrase) or (announced and SHORT.fullmatch(phrase)):
            return self.parsed(phrase)
        words = [word for word in phrase.split() if word not in self.say.fillers]
        if not words or not phrase.endswith(words[-1]):
            return None  # an article at the end belongs to what follows
        kinds = {self.kind(word) for word in words}
        if "other" in kinds or not kinds & {"month", "weekday", "unit"}:
            return None
        if kinds <= {"month", "coming"} and not announced:
            return None
        if "unit" in kinds and kinds != {"unit", "coming"}:
            return None
        numbered = [ORDINAL.sub(r"\1", word) for word in words]
        bare = [word for word in numbered if word not in self.say.coming]
        on = self.parsed(phrase) or self.parsed(" ".join(bare))
        self.impossible |= on is None and announced and kinds == {"number", "month"}
        return on

    def kind(self, word: str) -> str:
        """What a word can be in a date."""
        months, weekdays = _names(self.language)
        if ORDINAL.fullmatch(word):
            return "number"
        for kind, words in {
            "month": months,
            "weekday": weekdays,
            "unit": self.say.units,
            "coming": self.say.coming,
        }.items():
            if word in words or word.removeprefix("ال") in words:
                return kind
        return "other"

    def parsed(self, phrase: str) -> dt.date | None:
        """What dateparser makes of a phrase; a date without a year is today's or one to come."""
        # A day of the month that is today means today; the name of today's weekday means next week.
        dated = any(character.isdecimal() for character in phrase)
        base = dt.datetime.combine(self.today, dt.time()) - dt.timedelta(seconds=dated)
        read = dateparser.parse(phrase, languages=[self.language], settings=_settings(base))
        return read.date() if read else None


def _after(phrase: str, openings: Sequence[str]) -> list[str]:
    """What follows each of the openings that the phrase begins with."""
    found = [opening for opening in openings if phrase.startswith(f"{opening} ")]
    return [phrase.removeprefix(opening).strip() for opening in found]


def _later(today: dt.date, count: int, unit: str) -> dt.date:
    if unit in ("day", "week"):
        return today + dt.timedelta(days=count * (7 if unit == "week" else 1))
    months = today.year * 12 + today.month - 1 + count * (12 if unit == "year" else 1)
    year, month = divmod(months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(today.day, last))


def _end_of_month(today: dt.date) -> dt.date:
    return today.replace(day=calendar.monthrange(today.year, today.month)[1])


@cache
def _names(language: str) -> tuple[frozenset[str], frozenset[str]]:
    """The months and the days of the week, in full and abbreviated, in lower case."""
    locale = Locale(language)

    def names(calendar_names: Any) -> frozenset[str]:
        widths = ("wide", "abbreviated")
        found = {n.lower() for width in widths for n in calendar_names["format"][width].values()}
        return frozenset(found | {name.rstrip(".") for name in found})

    return names(locale.months), names(locale.days)


@lru_cache(maxsize=8)
def _settings(base: dt.datetime) -> Any:
    return {
        "RELATIVE_BASE": base,
        "PREFER_DATES_FROM": "future",
        "PREFER_DAY_OF_MONTH": "last",
        "DATE_ORDER": "DMY",
        "RETURN_AS_TIMEZONE_AWARE": False,
        "PARSERS": ["relative-time", "absolute-time"],
    }
