"""The writers of the national strategy: its elements, its approved versions, who reads them."""

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.assessments.snapshots import checksum
from apps.catalogue.models import Item
from apps.countries.models import Country, Institution
from apps.recommendations.strategy.text_selectors import content_now, strategy_of
from apps.recommendations.strategy_text_models import Strategy, StrategyElement, StrategyVersion
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM, Actor
from focalpoint.db.turns import await_turn
from focalpoint.errors import StaleVersionError
from focalpoint.policies import authorize
from focalpoint.services import create_record, locked, update_record, writing
from focalpoint.visibility import Visibility


def describe_strategy(
    *,
    actor: Actor,
    country: Country,
    title: str,
    next_review_on: dt.date | None,
    version: int,
) -> Strategy:
    """Say how the strategy is called and when it is looked at again; the first time begins it.

    ``version`` is the one that the person saw, 0 for none. A day that stays may have passed. Raises
    ``StaleVersionError``, ``PermissionDenied`` or ``ValidationError``.
    """
    changes = {"title": title, "next_review_on": next_review_on}
    with writing(actor, event="strategy.described"):
        found = _begun(country, actor)
        if next_review_on != (found.next_review_on if found else None):
            _refuse_past(next_review_on, country)
        if found is None:
            return _begin(actor, country, **changes, **_dated(None, next_review_on))
        return update_record(
            actor=actor,
            instance=found,
            changes=changes,
            version=version,
            derive=lambda current: _dated(current.next_review_on, next_review_on),
        )


def write_element(
    *,
    actor: Actor,
    country: Country,
    item: Item,
    text: str,
    owner: Institution | None,
    version: int,
) -> StrategyElement:
    """Say where the State stands with one element; ``version`` as in ``describe_strategy``."""
    changes: dict[str, Any] = {"text": text.strip(), "owner": owner}
    with writing(actor, event="strategy.written"):
        strategy = _begun(country, actor) or _begin(
            actor, country, title=_("National strategy"), next_review_on=None
        )
        rows: QuerySet[StrategyElement] = StrategyElement.objects.visible_to(actor)
        own = rows.filter(strategy=strategy, item=item).select_for_update(of=("self",))
        found = own.first()
        if found is None:
            await_turn("recommendations.strategy_element", of=f"{strategy.pk}:{item.pk}")
            # Somebody may have begun it meanwhile; ``first`` asks anew.
            found = own.first()
        if found is None:
            made = StrategyElement(strategy=strategy, item=item, **changes)
            return create_record(actor=actor, instance=made, event="strategy.written")
        if version != found.version:
            raise StaleVersionError(found, changes)
        return update_record(actor=actor, instance=found, changes=changes, version=version)


def approve_strategy(
    *,
    actor: Actor,
    strategy: Strategy,
    visibility: str = Visibility.GOVERNMENT,
    reason: str = "",
    seen: str | None = None,
) -> StrategyVersion:
    """Write the strategy, as it stands, into an immutable version with the next number.

    ``seen`` is the checksum of what the person was shown; ``None`` where nothing was. Raises
    ``PermissionDenied``, ``StaleVersionError`` where the strategy says something else by now, or
    ``ValidationError`` where nothing is written yet, or nothing has changed since the last version.
    """
    authorize(actor, "approve", strategy)
    _refuse_hiding(visibility)
    with writing(actor, reason=reason, event="strategy.approved"):
        # One after the other: two at once would have the same number.
        current: Strategy = locked(actor, strategy)
        content = content_now(current.country, current, actor)
        digest = checksum(content)
        if seen is not None and seen != digest:
            raise StaleVersionError(current, {})
        if not any(each["text"] for each in content["elements"]):
            raise ValidationError(_("Nothing is written yet: say where the elements stand."))
        last = _last_version(current)
        if last is not None and last.sha256 == digest:
            raise ValidationError(_("Nothing has changed since the last version."))
        made = StrategyVersion(
            country=current.country,
            office_id=current.office_id,
            visibility=visibility,
            number=last.number + 1 if last else 1,
            content=content,
            sha256=digest,
            approved_by_id=actor.user_id,
            approved_at=timezone.now(),
        )
        return create_record(actor=actor, instance=made, event="strategy.approved")


def share_version(
    *,
    actor: Actor,
    record: StrategyVersion,
    visibility: str,
    reason: str,
    version: int | None = None,
) -> StrategyVersion:
    """Let more people read an approved strategy, or fewer; the history keeps the reason.

    Its government reads it in any case.
    """
    _refuse_hiding(visibility)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why more or fewer people may read it.")})
    return update_record(
        actor=actor,
        instance=record,
        changes={"visibility": visibility},
        version=version,
        verb="share",
        reason=reason,
        event="strategy.shared",
    )


def _last_version(strategy: Strategy) -> StrategyVersion | None:
    """The version with the highest number, whoever reads it."""
    with acting(SYSTEM):
        rows: QuerySet[StrategyVersion] = StrategyVersion.objects.visible_to(SYSTEM)
        return rows.filter(country=strategy.country_id).order_by("-number").first()


def _refuse_hiding(visibility: str) -> None:
    if visibility == Visibility.OFFICE:
        raise ValidationError({"visibility": _("Its own government reads it at least.")})


def _refuse_past(next_review_on: dt.date | None, country: Country) -> None:
    if next_review_on is not None and next_review_on <= country.local_date(timezone.now()):
        raise ValidationError({"next_review_on": _("The next review must lie in the future.")})


def _dated(before: dt.date | None, after: dt.date | None) -> dict[str, Any]:
    """When the day of the review was set, where it is another one."""
    if before == after:
        return {}
    return {"next_review_set_at": timezone.now() if after else None}


def _begun(country: Country, actor: Actor) -> Strategy | None:
    """The State's strategy; where there is none, nobody else begins it now."""
    found = strategy_of(country, actor)
    if found is None:
        await_turn("recommendations.strategy", of=country.pk)
        # Somebody may have begun it meanwhile.
        found = strategy_of(country, actor)
    return found


def _begin(actor: Actor, country: Country, **fields: Any) -> Strategy:
    office = actor.office_in(country.pk)
    if office is None:
        raise PermissionDenied(_("You hold no post in this State."))
    made = Strategy(country=country, office_id=office, **fields)
    return create_record(actor=actor, instance=made, event="strategy.begun")
