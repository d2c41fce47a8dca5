"""What filters, forms and the quick add offer to choose from."""

from collections.abc import Callable
from typing import Any

from django.core.cache import cache
from django.db.models import QuerySet
from django.utils.translation import get_language

from apps.accounts.models import Membership, User
from apps.catalogue.models import RISK_FACTORS_2014, STEPS_2013, Item
from apps.countries.models import Country, Institution
from apps.recommendations.strategy.selectors import live_priorities
from apps.treaties.models import Treaty
from focalpoint.actors import Actor
from focalpoint.names import by_name
from focalpoint.roles import GOVERNMENT_WRITERS

Choices = list[tuple[str, Any]]
# The catalogue changes a few times a year; a list of options may lag behind it by so many seconds.
LAG = 300


def people(actor: Actor, country: Country) -> QuerySet[User]:
    """Those who may be assigned an action of a State: they hold a post that writes there now."""
    posts = (
        Membership.objects.visible_to(actor)
        .filter(country=country, role__in=GOVERNMENT_WRITERS)
        .in_force()
    )
    return User.objects.filter(pk__in=posts.values("user"))


def institutions(actor: Actor, country: Country) -> QuerySet[Institution]:
    """The institutions of a State that may own or lead an action."""
    rows: QuerySet[Institution] = Institution.objects.visible_to(actor)
    return rows.filter(country=country, is_active=True)


def steps() -> Choices:
    """The seven steps of A/67/929-S/2013/399 ¶71 as (letter, title)."""
    return _kept("steps", lambda: [(letter_of(i), str(i)) for i in _items(STEPS_2013)])


def factors() -> Choices:
    """The risk factors of the Framework of Analysis as (code, title)."""
    return _kept("factors", lambda: [(i.code, str(i)) for i in _items(RISK_FACTORS_2014)])


def treaties() -> Choices:
    """The instruments as (code, short title)."""
    return _kept("treaties", lambda: [(t.code, str(t)) for t in Treaty.objects.all()])


def priorities(actor: Actor, country: Country) -> Choices:
    """The priorities of a State that are not over, as (reference, title)."""
    return [(each.reference, str(each)) for each in live_priorities(country, actor)]


def countries() -> Choices:
    """All States as (code, name)."""
    rows = Country.objects.all()
    return _kept("countries", lambda: [(c.code, str(c)) for c in sorted(rows, key=by_name)])


def letter_of(step: Item) -> str:
    """The letter of a step, "a" to "g"."""
    return step.label.strip("()").lower()


def step_items(letter: str) -> QuerySet[Item]:
    """The step with a letter."""
    return Item.objects.filter(
        framework__code=STEPS_2013, framework__is_active=True, label__iexact=f"({letter})"
    )


def factor_items(code: str) -> QuerySet[Item]:
    """The risk factor with a code."""
    return Item.objects.filter(
        framework__code=RISK_FACTORS_2014, framework__is_active=True, parent=None, code=code
    )


def _items(framework: str) -> QuerySet[Item]:
    rows = Item.objects.filter(framework__code=framework, framework__is_active=True, parent=None)
    return rows.filter(is_active=True).order_by("order", "code")


def _kept(name: str, read: Callable[[], Choices]) -> Choices:
    key = f"actions:choices:{name}:{get_language()}"
    kept: Any = cache.get_or_set(key, read, LAG)
    # JSON-like stores give lists back.
    return [(value, label) for value, label in kept]
