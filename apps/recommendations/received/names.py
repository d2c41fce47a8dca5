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
        codes = [
            *Treaty.objects.order_by().values_list("code", flat=True),
            *TreatyBody.objects.order_by().values_list("code", flat=True),
        ]
        self._instruments = {key_of(code.replace("_", " ")) for code in codes}

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
    parts, found, at = parts_of(words), [], 0
    while at < len(parts):
        for length in range(min(MOST_TOGETHER, len(parts) - at), 1, -1):
            together = ", ".join(parts[at : at + length])
            if known.knows(together):
                found.append(together)
                at += length
                break
        else:
            found += _one_or_two(parts[at], known)
            at += 1
    return found


def _one_or_two(name: str, known: KnownNames) -> list[str]:
    if known.knows(name):
        return [name]
    halves = halves_of(name)
    # "Bosnia and Herzegovina" written in a new way is one name: only known halves are two.
    return halves if len(halves) > 1 and any(map(known.knows, halves)) else [name]


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
        is_known = known.knows(words)
        if not is_known and (is_sentence(words) or known.is_instrument(words)):
            break
        names.append(names_in(words, known))
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
