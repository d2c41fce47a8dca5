"""Names called in a text: ``@Amina Diallo``, ``@amina.diallo``, ``@amina@example.org``."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.actions.audience import people_of, readers_of, refusal
from apps.actions.models import Action
from apps.actions.quickadd import fold, names_of
from apps.countries.models import Country

# A name begins a word: the @ of an address in the text calls nobody.
CALL = re.compile(r"(?<![\w.@+-])@(?=\w)")
WORD = re.compile(r"[\w.'’@+-]+")
POSSESSIVE = re.compile(r"['’]s$")
# So many words of a text may belong to one name.
LONGEST_NAME = 6


@dataclass(frozen=True)
class Called:
    """A text in which each name is written out, and the people whom it calls."""

    text: str
    people: tuple[User, ...]


def read_mentions(text: str, action: Action) -> Called:
    """Find whom a text calls; ``ValidationError`` for whoever is unknown or may not see it."""
    if not CALL.search(text):
        return Called(text, ())
    known = _by_name(people_of(action.country))
    readers = set(readers_of(action).values_list("pk", flat=True))
    written: list[str] = []
    people: dict[object, User] = {}
    problems: list[ValidationError] = []
    end = 0
    for match in CALL.finditer(text):
        if match.start() < end:
            continue
        try:
            person, length = _person_at(text, match.end(), known)
        except ValidationError as error:
            problems.append(error)
            continue
        if person.pk not in readers:
            problems.append(refusal(person, action))
        people[person.pk] = person
        written += [text[end : match.start()], f"@{person}"]
        end = match.end() + length
    if problems:
        raise ValidationError({"text": problems})
    return Called("".join([*written, text[end:]]), tuple(people.values()))


def person_called(name: str, country: Country) -> User:
    """The one person of a State who has this name or address.

    Raises ``ValidationError`` where nobody or several are called so.
    """
    return _one_of(_by_name(people_of(country)).get(fold(name), []), name)


def _one_of(people: list[User], name: str) -> User:
    if len(people) == 1:
        return people[0]
    if not people:
        raise ValidationError(_("Nobody in this State is called “%(name)s”.") % {"name": name})
    several = ", ".join(f"{person} (@{person.email})" for person in people[:5])
    raise ValidationError(
        _("“%(name)s” may be %(people)s. Write the whole name or the address.")
        % {"name": name, "people": several}
    )


def _by_name(people: Iterable[User]) -> dict[str, list[User]]:
    """All by which people may be called, folded; the names of several people stand for each."""
    found: dict[str, list[User]] = {}
    for person in people:
        for name in names_of(person):
            found.setdefault(name, []).append(person)
    return found


def _person_at(text: str, start: int, known: dict[str, list[User]]) -> tuple[User, int]:
    """Whom the words from ``start`` call, by the longest name that fits, and its length."""
    candidates = list(_beginnings(text, start))
    for words in reversed(candidates):
        people = known.get(fold(words), [])
        if people:
            return _one_of(people, words), len(words)
    raise ValidationError(
        _("Nobody in this State is called “%(name)s”. Without the @ it is a plain word.")
        % {"name": candidates[0] if candidates else ""}
    )


def _beginnings(text: str, start: int) -> Iterator[str]:
    """The first word, the first two, and so on; the stop at the end of a sentence left out."""
    at = start
    for _number in range(LONGEST_NAME):
        word = WORD.match(text, at)
        if word is None:
            return
        whole = text[start : word.end()]
        # "@Amina's" calls Amina.
        yield from dict.fromkeys([POSSESSIVE.sub("", whole), whole.rstrip(".'’-")])
        if whole[-1] in ".'’-" or text[word.end() : word.end() + 1] != " ":
            return
        at = word.end() + 1
