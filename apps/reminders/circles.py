"""Who is above whom in each circle that a deadline may have, for pages that show it."""

import uuid
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from apps.accounts.models import User
from apps.reminders.addressing import Moment, people
from apps.reminders.ladder import Rung
from apps.reminders.sql import Sql

Leads = dict[Rung, list[tuple[uuid.UUID, str]]]


@dataclass
class Circle:
    """A State, or one institution of it: who sees its records, and who is told by rung."""

    readers: set[uuid.UUID] = field(default_factory=set)
    leads: Leads = field(default_factory=lambda: {rung: [] for rung in Rung})

    @property
    def has_deputy(self) -> bool:
        return bool(self.leads[Rung.DEPUTY])


def circles_of(at: Moment, countries: Collection[uuid.UUID]) -> dict[uuid.UUID, Circle]:
    """The circles of some States by id, in the scope of whoever reads."""
    tables = people(at, countries)
    found: dict[uuid.UUID, Circle] = defaultdict(Circle)
    rows = Sql(
        f"""WITH {tables.text}
        SELECT p.circle_id, p.user_id, u.name, p.sees, p.leads, p.is_focal_point
        FROM post AS p JOIN {User._meta.db_table} AS u ON u.id = p.user_id
        WHERE p.circle_id IS NOT NULL ORDER BY u.name, u.id""",  # noqa: S608
        tables.params,
    ).rows()
    for circle, user, name, sees, leads, is_focal_point in rows:
        known = found[circle]
        if sees:
            known.readers.add(user)
        if leads or is_focal_point:
            known.leads[Rung.FOCAL_POINT if is_focal_point else Rung.DEPUTY].append((user, name))
    return found
