"""The writers of templates: started as a whole, or kept by a State for the next time."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.actions.blueprints import Blueprint, Entry, Unit
from apps.actions.checklists import add_checklist_item
from apps.actions.collaboration import ChecklistItem
from apps.actions.dependencies import block_action
from apps.actions.models import Action, ActionLink, lead_problem
from apps.actions.services import create_action
from apps.actions.template_models import ActionTemplate, TemplateRow
from apps.catalogue.models import Item
from apps.countries.models import Country, Institution
from apps.treaties.models import Treaty
from focalpoint.actors import Actor
from focalpoint.policies import authorize
from focalpoint.services import create_record, update_record, writing
from focalpoint.visibility import Visibility

# More than that is no template but a project.
MOST_ROWS = 50


@dataclass(frozen=True)
class Start:
    """One action to be made of an entry: as the preview showed it and a person altered it."""

    entry: Entry
    due_on: dt.date | None
    assignee: User | None = None
    lead_institution: Institution | None = None


def start_template(
    *,
    actor: Actor,
    country: Country,
    blueprint: Blueprint,
    starts: Sequence[Start],
    reason: str = "",
) -> list[Action]:
    """Make the chosen actions of a template, all or none, tied together as it says.

    Of a template that one institution alone sees come actions that it alone sees.
    Raises ``PermissionDenied`` or ``ValidationError``, which names the action at fault.
    """
    if not starts:
        raise ValidationError(_("Choose at least one action."))
    made: dict[str, Action] = {}
    why = reason or _("Template: %(title)s") % {"title": blueprint.title}
    with writing(actor, reason=why, event="action.template_started"):
        level = _level(actor, blueprint)
        for start in starts:
            made[start.entry.key] = _make(actor, country, start, level)
        for start in starts:
            for key in start.entry.after:
                if key in made:
                    action = made[start.entry.key]
                    block_action(actor=actor, action=action, blocked_by=made[key])
    return list(made.values())


def _level(actor: Actor, blueprint: Blueprint) -> dict[str, Any]:
    """Who sees what is made, where that is not everybody in the government."""
    if blueprint.only_for is None:
        return {}
    office = Institution.objects.visible_to(actor).get(pk=blueprint.only_for)
    return {"office": office, "visibility": Visibility.OFFICE}


def _make(actor: Actor, country: Country, start: Start, level: Mapping[str, Any]) -> Action:
    entry = start.entry
    try:
        action = create_action(
            actor=actor,
            country=country,
            title=entry.title,
            description=entry.text,
            priority=entry.priority,
            assignee=start.assignee,
            lead_institution=start.lead_institution,
            due_on=start.due_on,
            items=Item.objects.filter(code__in=entry.items, is_active=True),
            treaties=Treaty.objects.filter(code__in=entry.treaties),
            **level,
        )
    except ValidationError as error:
        problems = " ".join(error.messages)
        raise ValidationError(f"{entry.title}: {problems}") from error
    for text in entry.checklist:
        add_checklist_item(actor=actor, action=action, text=text)
    return action


def keep_template(
    *,
    actor: Actor,
    country: Country,
    title: str,
    anchor: str,
    anchor_on: dt.date,
    actions: Sequence[Action],
    text: str = "",
    reason: str = "",
) -> ActionTemplate:
    """Keep actions as a template: their dates as days from ``anchor_on``, their links, checklists.

    People are not kept: who does it is decided at each start. An action without a date is due on
    the anchor's day. If one institution alone sees any of the actions, it alone sees the template.
    Raises ``PermissionDenied`` or ``ValidationError``.
    """
    if not 1 <= len(actions) <= MOST_ROWS:
        words = _("Choose between one and %(number)d actions.") % {"number": MOST_ROWS}
        raise ValidationError(words)
    narrow = _only_office(actions)
    office = narrow or actor.office_in(country.pk)
    if office is None:
        raise PermissionDenied(_("You hold no post in this State."))
    template = ActionTemplate(
        country=country,
        office_id=office,
        title=title.strip(),
        text=text.strip(),
        anchor=anchor.strip(),
        visibility=Visibility.OFFICE if narrow else Visibility.GOVERNMENT,
    )
    authorize(actor, "create", template)
    with writing(actor, reason=reason, event="template.kept"):
        create_record(actor=actor, instance=template)
        for position, action in enumerate(_in_order(actions), 1):
            links = ActionLink.objects.visible_to(actor).filter(action=action)
            items = ChecklistItem.objects.visible_to(actor).filter(action=action)
            row = TemplateRow(
                template=template,
                position=position,
                title=action.title,
                text=action.description,
                amount=(action.due_on - anchor_on).days if action.due_on else 0,
                unit=Unit.DAYS,
                priority=action.priority,
                # Whoever leads an action can see it.
                lead_institution_id=None
                if lead_problem(template.visibility, action.lead_institution_id, office)
                else action.lead_institution_id,
                items=list(links.filter(item__isnull=False).values_list("item__code", flat=True)),
                treaties=list(
                    links.filter(treaty__isnull=False).values_list("treaty__code", flat=True)
                ),
                checklist=list(items.order_by("position").values_list("text", flat=True)),
            )
            create_record(actor=actor, instance=row)
    return template


def _only_office(actions: Sequence[Action]) -> uuid.UUID | None:
    """The institution that alone sees some of the actions, if any does."""
    offices = {a.office_id: a.office for a in actions if a.visibility == Visibility.OFFICE}
    if len(offices) > 1:
        names = ", ".join(sorted(str(office) for office in offices.values()))
        raise ValidationError(
            _(
                "Of these actions, each of several institutions keeps some to itself: %(names)s."
                " Keep a template for each of them."
            )
            % {"names": names}
        )
    return next(iter(offices), None)


def change_template(
    *,
    actor: Actor,
    template: ActionTemplate,
    changes: Mapping[str, Any],
    rows: Mapping[uuid.UUID, Mapping[str, Any] | None],
    version: int | None,
    reason: str = "",
) -> ActionTemplate:
    """Change a template's words and its rows; a row that is ``None`` is taken out.

    Raises ``StaleVersionError``, ``PermissionDenied`` or ``ValidationError``.
    """
    with writing(actor, reason=reason, event="template.changed"):
        changed = update_record(actor=actor, instance=template, changes=changes, version=version)
        kept = 0
        for row in TemplateRow.objects.visible_to(actor).filter(template=template):
            values = rows.get(row.pk, {})
            if values is None:
                authorize(actor, "delete", row)
                row.delete()
                continue
            kept += 1
            if values:
                update_record(actor=actor, instance=row, changes=values, version=None)
        if not kept:
            raise ValidationError(_("A template has at least one action."))
    return changed


def drop_template(*, actor: Actor, template: ActionTemplate, reason: str = "") -> None:
    """Take a template away; what was started from it stays. Raises ``PermissionDenied``."""
    authorize(actor, "delete", template)
    with writing(actor, reason=reason, event="template.dropped"):
        for row in TemplateRow.objects.visible_to(actor).filter(template=template):
            row.delete()
        ActionTemplate.objects.visible_to(actor).filter(pk=template.pk).delete()


def _in_order(actions: Sequence[Action]) -> list[Action]:
    return sorted(actions, key=lambda a: (a.due_on is None, a.due_on or dt.date.min, a.reference))
