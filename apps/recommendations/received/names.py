"""Names of recommending States, as columns and the ends of texts write them."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from apps.countries.models import Country, Kind
from apps.recommendations.received.choices import FoundIn
from apps.recommendations.received.texts import (
    halves_of,
    is_sentence,
    parts_of,
    trailing_groups,
)
from apps.treaties.models import Treaty, TreatyBody
from apps.treaties.participants import KnownParticipants, key_of

# Spellings of documents of the reviews that no register of names has.
_SPELLINGS = {
    "Democratic Republic of the Congo": ("DR Congo", "DRC"),
    "Kyrgyzstan": ("Kyrgyz Republic",),
    "Slovakia": ("Slovak Republic",),
    "United Arab Emirates": ("UAE",),
}
# What an empty cell is written as.
_NOTHING = frozenset({"", "none", "n a", "na", "null", "nil"})
# Words in a list of names that together name one State: "Korea, Republic of".
MOST_TOGETHER = 3


class KnownNames(KnownParticipants):
    """Whom names mean; ``with_training`` in files that a training State brings in about itself."""

    def __init__(self, *, with_training: bool = False) -> None:
        super().__init__()
        if with_training:
            rows = Country.objects.filter(kind=Kind.TRAINING)
            for country in rows.only("pk", "code", "name", "aliases"):
                self._add([country.name, country.code, *country.aliases], country.pk)
        self._add_spellings()
        codes = [
            *Treaty.objects.order_by().values_list("code", flat=True),
            *TreatyBody.objects.order_by().values_list("code", flat=True),
        ]
        self._instruments = {key_of(code.replace("_", " ")) for code in codes}

    def _add_spellings(self) -> None:
        """Names as indexes write them: "Korea, Republic of"; what is known already stands."""
        for name, others in _SPELLINGS.items():
            if (pk := self.ids.get(key_of(name))) is not None:
                for other in others:
                    self.ids.setdefault(key_of(other), pk)
        for key, pk in list(self.ids.items()):
            front, of, back = key.partition(" of ")
            if of:
                self.ids.setdefault(f"{back} {front} of", pk)

    def knows(self, name: str) -> bool:
        """Whether somebody is known by this name, or a person said that it is nobody's."""
        key = key_of(name)
        return key in self.mapped or key in self.ids

    def is_instrument(self, name: str) -> bool:
        """Whether it is the code of a treaty or a treaty body."""
        return key_of(name) in self._instruments


@dataclass(slots=True)
class Named:
    """A name with whom it means; ``country`` is ``None`` where a person has to say it."""

    name: str
    key: str
    country: uuid.UUID | None
    found: FoundIn
    is_nobody: bool = False


def names_in(words: str, known: KnownNames) -> list[str]:
    """The names in a bracket or a cell; a name that is known stays whole."""
    if known.knows(words):
        return [words.strip()]
    if key_of(words) in _NOTHING:
        return []
    parts, found, at = parts_of(words), [], 0
    while at < len(parts):
        for length in range(min(MOST_TOGETHER, len(parts) - at), 1, -1):
            together = ", ".join(parts[at : at + length])
            if known.knows(together):
                found.append(together)
                at += length
                break
        else:
            found += _divided(parts[at], known)
            at += 1
    return found


def divided(name: str, known: KnownNames) -> list[str]:
    """The names in one line, where all of them are known; else the line as it stands."""
    several = names_in(name, known)
    return several if all(map(known.knows, several)) and several else [name]


def _divided(name: str, known: KnownNames) -> list[str]:
    """One name, or those around "and"."""
    if known.knows(name):
        return [name]
    halves = halves_of(name)
    for left, right in halves:
        if known.knows(left):
            return [left, *_divided(right, known)]
    # "Bosnia and Herzegovina" written in a new way is one name: only known halves are two.
    for left, right in halves:
        if known.knows(right):
            return [*_divided(left, known), right]
    return [name]


def _mostly_known(names: list[str], known: KnownNames) -> bool:
    """Whether it is a list of States, however long: one name alone may be any word."""
    return 2 * sum(map(known.knows, names)) > len(names)


def states_behind(text: str, known: KnownNames) -> tuple[str, list[str]]:
    """What a recommendation asks, and the names in the brackets at its end, in their order.

    Read from the end: brackets of the sentence itself (an instrument, a body) end the search.
    """
    _rest, groups = trailing_groups(text)
    if not groups:
        return text.rstrip(" \t\r\n;"), []
    names: list[list[str]] = []
    body = text
    for words, before in reversed(groups):
        inside = names_in(words, known)
        if not _mostly_known(inside, known) and (is_sentence(words) or known.is_instrument(words)):
            break
        names.append(inside)
        body = before
    found = [name for group in reversed(names) for name in group]
    return body.strip().rstrip(";").rstrip(), found


def brought_together(
    in_text: Iterable[str], in_column: Iterable[str], known: KnownNames
) -> list[Named]:
    """The recommending States in the order of the text, those of the column alone behind them."""
    found: dict[object, Named] = {}
    for names, place in ((in_text, FoundIn.TEXT), (in_column, FoundIn.COLUMN)):
        for name in names:
            key = key_of(name)
            if not key:
                continue
            country = known.find(key)
            twin = found.get(country or key)
            if twin is None:
                is_nobody = known.is_nobody(key)
                found[country or key] = Named(name[:200], key, country, place, is_nobody)
            elif twin.found != place:
                twin.found = FoundIn.BOTH
    return list(found.values())
