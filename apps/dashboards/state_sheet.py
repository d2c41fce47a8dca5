"""The fact sheet of a State: where it stands on the instruments, what it owes, and who serves."""

import datetime as dt
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.appointments.models import Appointment
from apps.appointments.selectors import appointments, serving_on
from apps.countries.models import Country
from apps.engagement.selectors import NextReview, next_review
from apps.treaties.fact_sheet import day_of, told
from apps.treaties.measures.selectors import Checklist, checklists
from apps.treaties.obligations.models import Occurrence
from apps.treaties.obligations.selectors import occurrences
from apps.treaties.plans.choices import PlanStatus
from apps.treaties.plans.selectors import paths_of, plans
from apps.treaties.selectors import treaty_statuses
from apps.treaties.status import TreatyStatus
from apps.treaties.timeline import dated
from apps.treaties.views import reach_before
from focalpoint.actors import Actor

# So many dates are printed; the year planner has all of them.
DATES = 20


def document_of(actor: Actor, state: Country, as_of: dt.date) -> dict[str, Any]:
    """What the paper says on ``as_of``, as far as ``actor`` sees it, in their language.

    The status of treaties and the review are public; the rest is there for whoever reads it.
    """
    table = treaty_statuses(as_of=as_of, countries=[state])
    statuses = list(table.of_country(state))
    lists = checklists([status.treaty for status in statuses], state, actor, as_of)
    reach = reach_before(table, state)
    return {
        "title": _("Fact sheet: %(state)s") % {"state": state},
        "state": str(state),
        "training": _("Training: fictional State") if state.is_training else "",
        "made": date_format(as_of),
        "facts": _facts(actor, state, as_of, next_review(state, as_of)),
        "sections": [
            {
                "title": _("Instruments"),
                "heads": [
                    _("Instrument"),
                    _("Status"),
                    _("Date"),
                    _("In force for the State"),
                    _("National law"),
                ],
                "widths": [6, 6, 5, 5, 3],
                "rows": [_row(status, lists[status.treaty.pk]) for status in statuses],
                "empty": _("The record says nothing."),
                "note": _reach_note(reach),
            },
            *_plans(actor, state),
            *_dates(actor, state, as_of),
        ],
    }


def _facts(
    actor: Actor, state: Country, as_of: dt.date, review: NextReview | None
) -> list[list[str]]:
    serving = appointments(actor).filter(serving_on(as_of), country=state)
    organisations = state.organisations.order_by("code").values_list("code", flat=True)
    return told(
        [
            (_("UN Member State since"), day_of(state.un_member_since)),
            (_("Regional group"), state.get_regional_group_display()),
            (_("Organisations"), ", ".join(organisations)),
            *(
                (_("Alternate") if each.is_alternate else _("Focal point"), _person(each))
                for each in serving.order_by("is_alternate", "starts_on")
            ),
            (_("Next Universal Periodic Review"), _review(review)),
        ]
    )


def _person(appointment: Appointment) -> str:
    return ", ".join(filter(None, [appointment.person_name, appointment.rank]))


def _review(review: NextReview | None) -> str:
    if review is None:
        return ""
    if review.session is None or review.session.starts_on is None:
        return _("about session %(number)s, no date published") % {"number": review.number}
    words = _("session %(number)s, from %(date)s")
    return words % {"number": review.number, "date": day_of(review.session.starts_on)}


def _row(status: TreatyStatus, checklist: Checklist) -> list[str]:
    label = status.label
    if status.reserves:
        label = _("%(status)s, with a reservation or declaration") % {"status": label}
    if status.reported_on:
        words = _("deposit of %(date)s reported by the State, not confirmed")
        label = f"{label}; {words % {'date': day_of(status.reported_on)}}"
    law = ""
    if checklist.applicable and status.is_party:
        law = _("%(covered)s of %(asked)s") % {
            "covered": checklist.covered,
            "asked": checklist.applicable,
        }
    entry = status.entry.on if status.entry else None
    return [
        str(status.treaty),
        label,
        dated(status.date, status.precision),
        day_of(entry),
        law,
    ]


def _reach_note(reach: dict[str, dt.date] | None) -> str:
    if reach is None:
        return ""
    words = _("The records end between %(first)s and %(last)s; nothing later is known.")
    return words % {name: day_of(day) for name, day in reach.items()}


def _plans(actor: Actor, state: Country) -> list[dict[str, Any]]:
    """The plans under way; nothing where the reader sees none."""
    rows = list(plans(actor).filter(country=state, status=PlanStatus.OPEN))
    if not rows:
        return []
    paths = paths_of(rows, actor)
    return [
        {
            "title": _("On the way to being a party"),
            "heads": [_("Instrument"), _("Stages"), _("Now with"), _("Next date")],
            "widths": [6, 3, 8, 4],
            "rows": [
                [
                    str(plan.treaty),
                    _("%(done)s of %(total)s")
                    % {"done": paths[plan.pk].finished, "total": paths[plan.pk].total},
                    "; ".join(
                        f"{step.stage.title} ({step.owner})" if step.owner else step.stage.title
                        for step in paths[plan.pk].current
                    ),
                    day_of(paths[plan.pk].next_on),
                ]
                for plan in rows
            ],
            "empty": "",
        }
    ]


def _dates(actor: Actor, state: Country, today: dt.date) -> list[dict[str, Any]]:
    """What falls due next; nothing where the reader sees none."""
    rows: Any = occurrences(actor).filter(country=state)
    found: list[Occurrence] = list(rows.owed(today).order_by("due_on", "id")[:DATES])
    if not found:
        return []
    return [
        {
            "title": _("What falls due"),
            "heads": [_("Due"), _("What"), _("To whom")],
            "widths": [4, 10, 7],
            "rows": [
                [
                    day_of(each.due_on),
                    str(each)
                    if each.is_confirmed
                    else _("%(name)s (date not confirmed)") % {"name": each},
                    each.obligation.body_name,
                ]
                for each in found
            ],
            "empty": "",
        }
    ]
