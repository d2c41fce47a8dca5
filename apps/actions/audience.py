"""Who may see an action: whom a comment may call, who may watch it, who may be told of it."""

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.accounts.models import Membership, User
from apps.actions.models import Action
from apps.countries.models import Country
from focalpoint.roles import GOVERNMENT_READERS
from focalpoint.visibility import Visibility


def people_of(country: Country) -> QuerySet[User]:
    """Everybody who holds a post in the State today, whatever they may see."""
    posts = Membership.objects.filter(country=country).in_force()
    return User.objects.filter(pk__in=posts.values("user"))


def readers_of(action: Action) -> QuerySet[User]:
    """The people of the State who may see the action as it is shared now."""
    posts = Membership.objects.filter(country=action.country_id, role__in=GOVERNMENT_READERS)
    if action.visibility == Visibility.OFFICE:
        posts = posts.filter(institution=action.office_id)
    in_force = posts.in_force()
    return User.objects.filter(pk__in=in_force.values("user"))


def refusal(person: User, action: Action) -> ValidationError:
    """Why a person who may not see the action can have no part in it."""
    if action.visibility == Visibility.OFFICE:
        words = _(
            "%(person)s could not see this action: only its own office sees it. Share it with the"
            " government first."
        )
    else:
        words = _("%(person)s could not see this action: their role does not read such records.")
    return ValidationError(words % {"person": person})
