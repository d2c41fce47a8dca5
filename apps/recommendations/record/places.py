"""Where the facts of a check are listed: the list narrowed to the State, where the reader may.

Some lists show a person of a State their own alone. They would lead whoever reads of another State
to the wrong record, so that no address is given.
"""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from apps.recommendations.record.facts import Facts
from apps.treaties.obligations.choices import DutyKind
from apps.treaties.obligations.filters import ALL


def listed(facts: Facts, name: str) -> str:
    """A list that anybody who reads the record may narrow to any State; one's own is so already."""
    return reverse(name) + ("" if _is_only_own(facts) else f"?state={facts.country.code}")


def owed(facts: Facts, *, body: DutyKind | None = None) -> str:
    """Every date of the State, those that passed too."""
    asked = {"show": ALL, **({"body": str(body)} if body else {})}
    if facts.country.pk not in facts.actor.read_states:
        if facts.actor.read_states:
            return ""
        asked["state"] = facts.country.code
    return f"{reverse('obligation-list')}?{urlencode(asked)}"


def instruments(facts: Facts) -> str:
    """Where the State stands on every instrument, on the day."""
    return _treaties(facts, reverse("treaty-list"))


def instrument(facts: Facts, code: str) -> str:
    """Where it stands on one."""
    return _treaties(facts, reverse("treaty-detail", args=[code]))


def _treaties(facts: Facts, page: str) -> str:
    home = facts.actor.country
    if not facts.actor.reads_network and (home is None or home.pk != facts.country.pk):
        return ""
    asked = {"country": facts.country.code}
    if facts.on != facts.country.local_date(timezone.now()):
        asked["as_of"] = facts.on.isoformat()
    return f"{page}?{urlencode(asked)}"


def _is_only_own(facts: Facts) -> bool:
    return facts.actor.read_states == {facts.country.pk}
