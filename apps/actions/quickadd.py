"""One line that says an action: title, due date in words, @assignee, (step), !priority.

``read_line`` only reads; ``resolve`` finds the records that the words name. What stands in
quotation marks is title and is not interpreted.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.actions.choices import people, step_items
from apps.actions.due_phrases import find_due
from apps.actions.due_words import LANGUAGES
from apps.actions.models import Priority
from apps.catalogue.models import Item
from apps.countries.models import Country
from focalpoint.actors import Actor

TOKEN = re.compile(r'@"[^"]*"|"[^"]*"|“[^”]*”|«[^»]*»|\S+')
STEP = re.compile(r"\(([a-g])\)[,،]?", re.IGNORECASE)
PERSON = re.compile(r'@(?:"([^"]+)"|([\w.\-+]+?))[.,;،؛]?')
PRIORITY = re.compile(r"!([^\W\d_]+)[.,;،؛]?")
QUOTES = '"“”«»'
# How a person says "me", in the languages of the interface.
MYSELF = {"me", "moi", "yo", "mi", "انا"}


@dataclass(frozen=True)
class Line:
    """What a line says, before anybody looks anything up."""

    title: str
    due_on: dt.date | None = None
    person: str = ""
    steps: tuple[str, ...] = ()
    priority: int | None = None
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class Draft:
    """A line with the records that it names: ready to be saved, unless there are problems."""

    title: str
    due_on: dt.date | None = None
    assignee: User | None = None
    steps: tuple[Item, ...] = ()
    priority: int | None = None
    problems: tuple[str, ...] = ()

    @property
    def understood(self) -> list[tuple[str, str]]:
        """What was read out of the line besides the title, as (icon, words)."""
        found = []
        if self.due_on:
            found.append(("calendar", _day_in_words(self.due_on)))
        if self.assignee:
            found.append(("user", str(self.assignee)))
        found += [("list-numbers", str(step)) for step in self.steps]
        if self.priority:
            found.append(("flag", str(Priority(self.priority).label)))
        return found

    @property
    def fields(self) -> dict[str, Any]:
        """Arguments for ``create_action``."""
        found = {
            "title": self.title,
            "due_on": self.due_on,
            "assignee": self.assignee,
            "items": self.steps,
        }
        return {**found, **({"priority": self.priority} if self.priority else {})}


@dataclass
class _Tags:
    """What the marked words of a line say, collected word by word."""

    person: str = ""
    steps: list[str] = field(default_factory=list)
    priority: int | None = None
    problems: list[str] = field(default_factory=list)

    def take(self, token: str) -> bool:
        """Whether the token is a tag; then it is kept."""
        if match := STEP.fullmatch(token):
            if (letter := match[1].lower()) not in self.steps:
                self.steps.append(letter)
        elif match := PERSON.fullmatch(token):
            if self.person:
                self.problems.append(_("Only one person can be assigned."))
            self.person = match[1] or match[2]
        elif match := PRIORITY.fullmatch(token):
            self._take_priority(match[1])
        else:
            return False
        return True

    def _take_priority(self, word: str) -> None:
        names = priority_names()
        found = {value for name, value in names.items() if name.startswith(fold(word))}
        if len(found) == 1:
            self.priority = found.pop()
            return
        choices = ", ".join(f"!{label}" for label in Priority.labels).lower()
        self.problems.append(
            _("No priority is called “%(word)s”. Choose from %(choices)s.")
            % {"word": word, "choices": choices}
        )


def read_line(line: str, *, today: dt.date, languages: Sequence[str] = ("en",)) -> Line:
    """Read a line; ``today`` is the date in the capital, ``languages`` are tried in their order."""
    tags = _Tags()
    words = [token for token in TOKEN.findall(line.strip()) if not tags.take(token)]
    due = find_due(words, today=today, languages=languages)
    problems = tags.problems
    if due is not None:
        said = " ".join(words[due.start : due.end])
        words = [*words[: due.start], *words[due.end :]]
        problems += _due_problems(said, due.on, today)
    title = " ".join(word.strip(QUOTES) for word in words).strip(" ,;:–—-،؛")
    if not title:
        problems.append(_("Say what is to be done."))
    return Line(
        title=title,
        due_on=due.on if due else None,
        person=tags.person,
        steps=tuple(tags.steps),
        priority=tags.priority,
        problems=tuple(problems),
    )


def _day_in_words(day: dt.date) -> str:
    """A date with its day of the week, by which people check it."""
    words = {"weekday": date_format(day, "l"), "date": date_format(day)}
    return _("%(weekday)s, %(date)s") % words


def _due_problems(said: str, on: dt.date | None, today: dt.date) -> list[str]:
    if on is None:
        return [_("“%(words)s” is not a date.") % {"words": said}]
    if on < today:
        day = date_format(on)
        return [_("The due date %(date)s has passed.") % {"date": day}]
    return []


def languages_of(language: str) -> list[str]:
    """The languages in which a line is read: the reader's own first."""
    own = language.split("-")[0]
    others = [code for code, _name in settings.LANGUAGES if code in LANGUAGES and code != own]
    return [own, *others] if own in LANGUAGES else others


def resolve(line: Line, *, actor: Actor, country: Country) -> Draft:
    """Find the person and the steps that a line names; what cannot be found is a problem."""
    problems = list(line.problems)
    assignee = None
    if line.person:
        try:
            assignee = find_person(line.person, actor=actor, country=country)
        except ValidationError as error:
            problems += error.messages
    steps: list[Item] = []
    for letter in line.steps:
        item = step_items(letter).first()
        if item is None:
            problems.append(_("There is no step (%(letter)s).") % {"letter": letter})
        else:
            steps.append(item)
    return Draft(
        title=line.title,
        due_on=line.due_on,
        assignee=assignee,
        steps=tuple(steps),
        priority=line.priority,
        problems=tuple(problems),
    )


def find_person(name: str, *, actor: Actor, country: Country) -> User:
    """The one colleague whose name or e-mail address begins like ``name``.

    A whole name or address goes before a mere beginning. Raises ``ValidationError`` when nobody or
    several fit, naming those who do.
    """
    wanted = fold(name.replace("_", " "))
    colleagues = list(people(actor, country))
    if wanted in MYSELF:
        found = [user for user in colleagues if user.pk == actor.user_id]
    else:
        found = [user for user in colleagues if wanted in names_of(user)]
        found = found or [u for u in colleagues if any(n.startswith(wanted) for n in names_of(u))]
    if len(found) == 1:
        return found[0]
    if not found:
        raise ValidationError(_("Nobody in this State is called “%(name)s”.") % {"name": name})
    several = ", ".join(f"{user.name} (@{user.email.split('@')[0]})" for user in found[:5])
    raise ValidationError(
        _("“%(name)s” may be %(people)s. Write more of the name.")
        % {"name": name, "people": several}
    )


def names_of(user: User) -> set[str]:
    """All by which a person may be called."""
    name = fold(user.name)
    address = user.email.lower()
    return {name, name.replace(" ", "."), *name.split(), address, address.split("@")[0]}


def fold(text: str) -> str:
    """Lower case, without accents and vowel signs."""
    if text.isascii():
        return text.lower().strip()
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part)).strip()


@cache
def priority_names() -> dict[str, int]:
    """The names of the priorities in every language of the interface, folded."""
    names = {priority.name.lower(): priority.value for priority in Priority}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            names |= {fold(str(priority.label)): priority.value for priority in Priority}
    return names
