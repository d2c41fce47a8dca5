"""What cells may name, read once for all rows: people, institutions, codes, words."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from uuid import UUID

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from apps.accounts.models import Membership, User
from apps.actions.models import Priority, Status
from apps.actions.quickadd import fold
from apps.catalogue.models import STEPS_2013, Item
from apps.countries.models import Country, Institution
from apps.treaties.models import Treaty
from focalpoint.actors import Actor
from focalpoint.roles import GOVERNMENT_WRITERS
from focalpoint.visibility import Visibility

CHOICES = {"status": Status, "priority": Priority, "visibility": Visibility}


class CellError(ValueError):
    """The cell names nothing that it could; the message says what would do."""


@cache
def words_of(name: str) -> dict[str, str | int]:
    """The values of a choice by their words in every language of the interface, and by themselves.

    A word that means different values in different languages means none.
    """
    choices = CHOICES[name]
    meanings: dict[str, set[str | int]] = defaultdict(set)
    for language, _label in settings.LANGUAGES:
        with translation.override(language):
            for value, label in choices.choices:
                meanings[fold(str(label))].add(value)
    found = {word: next(iter(values)) for word, values in meanings.items() if len(values) == 1}
    return {**found, **{fold(str(value)): value for value in choices.values}}


@dataclass
class Names:
    """Records by the names and codes that people use for them; what is ambiguous is refused."""

    by_name: dict[str, set[UUID]] = field(default_factory=lambda: defaultdict(set))
    shown: dict[UUID, str] = field(default_factory=dict)

    def add(self, pk: UUID, shown: str, names: Iterable[str]) -> None:
        self.shown[pk] = shown
        for name in names:
            if name:
                self.by_name[fold(name)].add(pk)

    def find(self, text: str) -> UUID:
        """Raises ``CellError`` where nothing, or more than one, goes by this name."""
        found = self.by_name.get(fold(text), set())
        if len(found) == 1:
            return next(iter(found))
        said = {"text": text[:80]}
        if found:
            raise CellError(_("“%(text)s” could be several: write it out.") % said)
        raise CellError(_("“%(text)s” is not known here.") % said)


class Known:
    """Everything that rows may name, in a fixed number of queries."""

    def __init__(self, actor: Actor, country: Country) -> None:
        self.actor = actor
        self.country = country
        self.now = timezone.now()
        self.today: dt.date = country.local_date(self.now)
        self.people = Names()
        self.offices: dict[UUID, set[UUID]] = defaultdict(set)
        self.users: dict[UUID, User] = {}
        self._read_people()
        self.institutions = self._read_institutions()
        self.items = self._read_items()
        self.treaties = Names()
        for pk, code, title in Treaty.objects.values_list("pk", "code", "short_title"):
            self.treaties.add(pk, code, [code, title])

    def _read_people(self) -> None:
        """Those who may be assigned an action: they write for the State today."""
        posts = Membership.objects.visible_to(self.actor).filter(
            country=self.country, role__in=GOVERNMENT_WRITERS
        )
        for post in posts.in_force().select_related("user"):
            user = post.user
            self.users[user.pk] = user
            self.offices[user.pk].add(post.institution_id)
            self.people.add(user.pk, user.email, [user.email, user.name])

    def _read_institutions(self) -> Names:
        names = Names()
        rows = Institution.objects.visible_to(self.actor).filter(country=self.country)
        for pk, name, acronym, active in rows.values_list("pk", "name", "acronym", "is_active"):
            names.shown[pk] = name
            if active:
                names.add(pk, name, [name, acronym])
        return names

    def _read_items(self) -> Names:
        names = Names()
        rows = Item.objects.filter(is_active=True, framework__is_active=True)
        for pk, code, label, framework in rows.values_list(
            "pk", "code", "label", "framework__code"
        ):
            # The seven steps go by their letters.
            letters = [label, label.strip("()")] if framework == STEPS_2013 else []
            names.add(pk, code, [code, *letters])
        return names
