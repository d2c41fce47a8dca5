"""The writer of a State's own stages, with which its plans begin."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from apps.countries.models import Country
from apps.treaties.plans.models import PlanTemplate, PlanTemplateStage
from apps.treaties.plans.services import MOST_STAGES
from focalpoint.actors import Actor
from focalpoint.db.turns import await_turn
from focalpoint.errors import StaleVersionError
from focalpoint.policies import authorize
from focalpoint.services import create_record, update_record, writing

# A row of the template: its values, and the key of the stage that it was.
Row = tuple[UUID | None, Mapping[str, Any]]


def save_template(
    *,
    actor: Actor,
    country: Country,
    rows: Sequence[Row],
    edition: str | None = None,
    reason: str = "",
) -> PlanTemplate:
    """Keep these stages, in this order, as those with which the State's plans begin.

    Plans that are under way stay as they are. ``edition`` is what the person saw (``edition_of``).
    Raises ``StaleVersionError``, ``PermissionDenied`` or ``ValidationError``.
    """
    if not 1 <= len(rows) <= MOST_STAGES:
        words = _("A plan has between one and %(number)d stages.") % {"number": MOST_STAGES}
        raise ValidationError(words)
    office = actor.office_in(country.pk)
    if office is None:
        raise PermissionDenied(_("You hold no post in this State."))
    probe = PlanTemplate(country=country, office_id=office)
    authorize(actor, "create", probe)
    with writing(actor, reason=reason, event="plan.template_saved"):
        # Two who save their first template at once would make two.
        await_turn("plans.template", of=country.pk)
        found = PlanTemplate.objects.visible_to(actor).filter(country=country).first()
        if edition is not None and edition != edition_of(found):
            raise StaleVersionError(found or probe, {})
        template: PlanTemplate = found or create_record(actor=actor, instance=probe)
        before = {stage.pk: stage for stage in template.stages.all()}
        for position, (pk, values) in enumerate(rows, 1):
            _keep(actor, template, before.pop(pk, None) if pk else None, position, values)
        for stage in before.values():
            authorize(actor, "delete", stage)
            stage.delete()
    return template


def edition_of(template: PlanTemplate | None) -> str:
    """What tells one edition of a template from every other; empty where there is none."""
    if template is None:
        return ""
    rows = sorted(f"{stage.pk}:{stage.version}" for stage in template.stages.all())
    return hashlib.sha256(",".join(rows).encode()).hexdigest()[:16]


def _keep(
    actor: Actor,
    template: PlanTemplate,
    stage: PlanTemplateStage | None,
    position: int,
    values: Mapping[str, Any],
) -> None:
    wanted = {**values, "position": position}
    if stage is None:
        create_record(actor=actor, instance=PlanTemplateStage(template=template, **wanted))
    elif any(getattr(stage, name) != value for name, value in wanted.items()):
        update_record(actor=actor, instance=stage, changes=wanted, version=None)


def drop_template(*, actor: Actor, country: Country, reason: str = "") -> None:
    """Take the State's own stages away: its plans begin with the project's again."""
    with writing(actor, reason=reason, event="plan.template_dropped"):
        template = PlanTemplate.objects.visible_to(actor).filter(country=country).first()
        if template is None:
            return
        authorize(actor, "delete", template)
        template.stages.all().delete()
        PlanTemplate.objects.visible_to(actor).filter(pk=template.pk).delete()
