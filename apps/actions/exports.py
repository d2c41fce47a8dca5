"""Actions as files; what people change in them comes back by the import."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.accounts.exports import person_addresses, person_names
from apps.actions.models import ActionLink, Priority, Status
from apps.countries.exports import STATE, TRAINING, institution_names
from focalpoint.actors import Actor
from focalpoint.exports.columns import Column, Export, Kind
from focalpoint.visibility import Visibility


def item_codes(actor: Actor, actions: Collection[Any]) -> Mapping[Any, list[str]]:
    """The codes of the steps, risk factors and other items that actions serve."""
    return _codes(actor, actions, "item__code")


def treaty_codes(actor: Actor, actions: Collection[Any]) -> Mapping[Any, list[str]]:
    """The codes of the instruments that actions serve."""
    return _codes(actor, actions, "treaty__code")


def _codes(actor: Actor, actions: Collection[Any], path: str) -> Mapping[Any, list[str]]:
    rows = ActionLink.objects.visible_to(actor).filter(
        action__in=actions, **{f"{path}__isnull": False}
    )
    found: dict[Any, list[str]] = defaultdict(list)
    for action, code in rows.order_by(path).values_list("action_id", path):
        found[action].append(code)
    return found


ACTIONS = Export(
    "actions",
    _("Actions"),
    (
        Column("reference", _("Reference"), width=16),
        # By which the import knows whether somebody changed the action since.
        Column("version", _("Version"), kind=Kind.NUMBER, width=8),
        Column("title", _("Title"), width=50),
        Column("description", _("Description"), width=40),
        Column("status", _("Status"), words=Status.choices, offered=True),
        Column("priority", _("Priority"), words=Priority.choices, offered=True, width=10),
        Column("start_on", _("Start"), kind=Kind.DATE),
        Column("due_on", _("Due"), kind=Kind.DATE),
        Column("completed_on", _("Completed"), kind=Kind.DATE),
        Column(
            "assignee",
            _("Assignee's e-mail"),
            ("assignee_id", "country_id"),
            look_up=person_addresses,
            width=30,
        ),
        Column("assignee_name", _("Assignee"), "assignee_id", look_up=person_names, width=24),
        Column(
            "lead_institution",
            _("Lead institution"),
            "lead_institution_id",
            look_up=institution_names,
            width=34,
        ),
        Column("office", _("Owning institution"), "office_id", look_up=institution_names, width=34),
        Column("visibility", _("Visible to"), words=Visibility.choices, offered=True),
        Column("items", _("Steps and factors"), "id", Kind.LIST, look_up=item_codes, width=24),
        Column("treaties", _("Instruments"), "id", Kind.LIST, look_up=treaty_codes, width=20),
        STATE,
        Column("created_at", _("Created (UTC)"), kind=Kind.INSTANT, width=18),
        Column("updated_at", _("Changed (UTC)"), kind=Kind.INSTANT, width=18),
        TRAINING,
    ),
)
