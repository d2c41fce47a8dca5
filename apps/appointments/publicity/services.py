"""Writers of the public pages: turned on and off by a person, for a reason."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from apps.appointments.publicity_models import NETWORK_PAGE, NetworkPage, PublicPage
from apps.countries.models import Country
from focalpoint.actors import Actor
from focalpoint.db.turns import await_turn
from focalpoint.services import create_record, update_record, writing
from focalpoint.visibility import Visibility


def set_public_page(*, actor: Actor, country: Country, is_on: bool, reason: str) -> PublicPage:
    """Open a State to the public, or close it; from the next request on.

    Raises ``PermissionDenied``, or ``ValidationError`` without a reason.
    """
    _refuse_silence(reason)
    level = Visibility.PUBLIC if is_on else Visibility.GOVERNMENT
    event = _event("publicpage", is_on)
    with writing(actor, reason=reason, event=event):
        await_turn("appointments.public_page", of=country.pk)
        page = PublicPage.objects.visible_to(actor).filter(country=country).first()
        if page is None:
            office = actor.office_in(country.pk)
            if office is None:
                raise PermissionDenied(_("You hold no post in this State."))
            page = PublicPage(country=country, office_id=office, visibility=level)
            return create_record(actor=actor, instance=page, event=event)
        found: PublicPage = update_record(
            actor=actor, instance=page, changes={"visibility": level}, version=None, event=event
        )
    return found


def set_network_page(*, actor: Actor, is_on: bool, reason: str) -> NetworkPage:
    """Show the network's page to the public, or take it away. Raises as ``set_public_page``."""
    _refuse_silence(reason)
    event = _event("networkpage", is_on)
    with writing(actor, reason=reason, event=event):
        await_turn("appointments.network_page", of=NETWORK_PAGE)
        page = NetworkPage.objects.filter(pk=NETWORK_PAGE).first()
        if page is None:
            page = NetworkPage(pk=NETWORK_PAGE, is_on=is_on)
            return create_record(actor=actor, instance=page, event=event)
        return update_record(
            actor=actor, instance=page, changes={"is_on": is_on}, version=None, event=event
        )


def _event(name: str, is_on: bool) -> str:
    return f"{name}.opened" if is_on else f"{name}.closed"


def _refuse_silence(reason: str) -> None:
    if not reason.strip():
        raise ValidationError({"reason": _("Say why; the history keeps it.")})
