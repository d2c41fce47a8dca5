"""What changed between two days: what States approved and shared, who serves, what was joined.

A change stands on the day on which others could first read it (an approval) or from which it holds
(a post, an instrument). The first day itself stood in the earlier report; the last day counts.
"""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import F, QuerySet, UUIDField, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from apps.countries.models import Country, Kind
from apps.dashboards.change_kinds import ADDRESSES, WORDS, ChangeKind
from apps.dashboards.change_parts import Parts
from apps.dashboards.drill import place_of, step_page
from apps.dashboards.exports import STATE, TRAINING, state_values
from apps.engagement.meetings.models import Gathering, MeetingKind
from apps.recommendations.models import ProgressReport
from apps.treaties.changes import compare_dates
from focalpoint.actors import Actor
from focalpoint.db.days import day_in
from focalpoint.exports.columns import Column, Export
from focalpoint.exports.columns import Kind as FileKind
from focalpoint.names import by_name, named
from focalpoint.visibility import NETWORK_LEVELS

# More would be no page and no paper; narrower days or one State show the rest.
MOST = 2_000


@dataclass(frozen=True, slots=True)
class Change:
    """One change: on which day, of which State, and where it is read."""

    on: dt.date
    kind: ChangeKind
    country: Country
    title: str
    detail: str
    url: str


@dataclass(frozen=True)
class Changes:
    """All of them, the newest first; ``cut``: there are more than are shown."""

    since: dt.date
    until: dt.date
    rows: list[Change]
    cut: bool

    @property
    def counts(self) -> list[tuple[ChangeKind, int]]:
        """How many of each kind, of those that happened at all."""
        found = Counter(row.kind for row in self.rows)
        return [(kind, found[kind]) for kind in ChangeKind if found[kind]]


def changes_between(
    since: dt.date,
    until: dt.date,
    actor: Actor,
    *,
    country: Country | None = None,
    states: Iterable[Country] | None = None,
) -> Changes:
    """What changed for one State as ``actor`` reads it, or for all as the network does.

    Five statements at most, whatever changed. Training States are left out of "all"; ``states``
    are all, where they are read already.
    """
    every = Country.objects.member_states() if states is None else states
    own = [country] if country else [each for each in every if each.kind == Kind.MEMBER]
    asked = {state.pk: state for state in own}
    first, *others = Parts(since, until, actor, asked, shared_only=country is None).all()
    recorded = first.union(*others, all=True).order_by("-on", "kind_", "record")[: MOST + 1]
    rows = [_change(asked[row[1]], *row) for row in recorded]
    joined = compare_dates(since, until, countries=list(asked.values()), reach={}).changes
    rows += [
        Change(
            each.on,
            ChangeKind.TREATY,
            each.country,
            str(each.treaty),
            str(each.kind.label),
            each.url,
        )
        for each in joined
    ]
    rows.sort(key=lambda row: (-row.on.toordinal(), by_name(row.country), row.kind))
    return Changes(since, until, rows[:MOST], len(rows) > MOST)


def _change(
    state: Country,
    kind: str,
    country_id: uuid.UUID,
    on: dt.date,
    record: uuid.UUID | None,
    title: str,
    detail: str,
    item: str,
) -> Change:
    what = ChangeKind(kind)
    if what == ChangeKind.REPORT:
        label, _line, name = title.partition("\n")
        title = f"{label} {named(name)}".strip()
    if what == ChangeKind.RECEIVED:
        words = ngettext("%(count)d recommendation", "%(count)d recommendations", int(detail))
        detail = words % {"count": int(detail)}
    elif what == ChangeKind.RECEIVED_PROGRESS:
        # Without a symbol or a paragraph the sign between them says nothing.
        title = title.strip().removesuffix("¶").strip()
    if what in WORDS:
        detail = str(WORDS[what](detail).label)
    return Change(on, what, state, title, detail, _address(what, state, record, item))


def _address(what: ChangeKind, state: Country, record: uuid.UUID | None, item: str) -> str:
    if what == ChangeKind.REPORT:
        framework, _line, code = item.partition("\n")
        return f"{step_page(code, framework)}{state.code}{place_of(record)}"
    if what == ChangeKind.RECEIVED:
        # A document is found by its symbol.
        asked = {"state": state.code, **({"q": item} if item else {})}
        return f"{reverse('received-list')}?{urlencode(asked)}"
    if what == ChangeKind.RECEIVED_PROGRESS:
        return f"{reverse('received-detail', args=[item])}#report-{record}"
    return reverse(ADDRESSES[what], args=[record])


@dataclass(frozen=True)
class Beginning:
    """A day from which changes are usually asked for, in words."""

    on: dt.date
    words: str


def beginnings(actor: Actor, until: dt.date, state: Country | None = None) -> list[Beginning]:
    """The last meeting of the network, and the last reports to it; one statement.

    Those of the reader's own State and of ``state``, which the reader looks at.
    """
    home = actor.country
    training = bool(home and home.is_training)
    meetings = Gathering.objects.filter(
        kind=MeetingKind.NETWORK, is_cancelled=False, is_training=training, starts_on__lt=until
    )
    meetings = meetings.annotate(of=Cast(Value(None), UUIDField()))
    found = meetings.order_by("-starts_on").values_list("starts_on", "title", "of")[:1]
    asked = {each.pk: each for each in (home, state) if each is not None}
    found = found.union(*(_last_report(actor, each, until) for each in asked.values()), all=True)
    # The meeting first: its title is never empty. Then the State that the page is of.
    rows = sorted(found, key=lambda row: (not row[1], state is None or row[2] != state.pk))
    return [Beginning(on, title or _of_report(asked[of], home=home)) for on, title, of in rows]


def _last_report(actor: Actor, state: Country, until: dt.date) -> QuerySet[Any, Any]:
    reported_on = day_in("country__time_zone", "approved_at")
    reports = (
        ProgressReport.objects.visible_to(actor)
        .filter(country=state, visibility__in=NETWORK_LEVELS, approved_at__isnull=False)
        .annotate(reported_on=reported_on, title=Value(""), of=F("country_id"))
        .filter(reported_on__lt=until)
    )
    rows: QuerySet[Any, Any] = reports.order_by("-approved_at")
    return rows.values_list("reported_on", "title", "of")[:1]


def _of_report(state: Country, *, home: Country | None) -> str:
    if home is not None and state.pk == home.pk:
        return _("Last report to the network")
    return _("Last report of %(state)s to the network") % {"state": state}


CHANGES = Export(
    "changes",
    gettext_lazy("What changed"),
    (
        Column("on", gettext_lazy("Date"), kind=FileKind.DATE),
        Column("kind", gettext_lazy("What changed"), words=ChangeKind.choices, width=24),
        *STATE,
        Column("title", gettext_lazy("Title"), width=50),
        Column("detail", gettext_lazy("Detail"), width=30),
        TRAINING,
    ),
)


def change_rows(found: Iterable[Change]) -> Iterable[dict[str, Any]]:
    """One row for each change."""
    for row in found:
        yield {
            "on": row.on,
            "kind": row.kind.value,
            **state_values(row.country),
            "title": row.title,
            "detail": row.detail,
        }
