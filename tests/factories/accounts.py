"""People: users with a membership in force, and their actors."""

import datetime as dt
from typing import Any

import factory
from allauth.account.models import EmailAddress
from django.utils import timezone

from apps.accounts.models import Invitation, Membership, User
from apps.accounts.selectors import actor_for
from focalpoint.actors import Actor
from focalpoint.roles import NETWORK_ROLES, Role
from tests.factories.base import RecordFactory
from tests.factories.countries import InstitutionFactory

PASSWORD = "correct horse battery staple"


class UserFactory(RecordFactory[User]):
    """A person who may sign in with ``PASSWORD`` and holds no role."""

    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    name = factory.Sequence(lambda n: f"Person {n}")

    @classmethod
    def _adjust_kwargs(cls, **kwargs: Any) -> dict[str, Any]:
        kwargs["email"] = kwargs["email"].lower()
        return kwargs

    @factory.post_generation
    def password(self: Any, create: bool, extracted: str | None, **kwargs: Any) -> None:
        self.set_password(extracted or PASSWORD)
        User.objects.filter(pk=self.pk).update(password=self.password)

    @factory.post_generation
    def address(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        EmailAddress.objects.create(user=self, email=self.email, primary=True, verified=True)


class MembershipFactory(RecordFactory[Membership]):
    """A membership in a State that began long ago and goes on."""

    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    role = Role.OFFICIAL
    institution = factory.SubFactory(InstitutionFactory)
    country = factory.LazyAttribute(lambda o: o.institution.country if o.institution else None)
    starts_on = dt.date(2020, 1, 1)


class InvitationFactory(RecordFactory[Invitation]):
    """An invitation that is still open."""

    class Meta:
        model = Invitation

    email = factory.Sequence(lambda n: f"invited{n}@example.org")
    name = factory.Sequence(lambda n: f"Invited {n}")
    role = Role.OFFICIAL
    institution = factory.SubFactory(InstitutionFactory)
    country = factory.LazyAttribute(lambda o: o.institution.country)
    token_digest = factory.Sequence(lambda n: f"{n:064d}")
    expires_at = factory.LazyFunction(lambda: timezone.now() + dt.timedelta(days=14))


def person(role: Role, institution: Any = None, **user: Any) -> User:
    """A user who holds ``role``: in the State of ``institution``, or in the network."""
    if role in NETWORK_ROLES and institution is None:
        membership = MembershipFactory(
            role=role, institution=None, country=None, user=UserFactory(**user)
        )
    else:
        office = institution or InstitutionFactory()
        membership = MembershipFactory(role=role, institution=office, user=UserFactory(**user))
    return membership.user


def actor(role: Role, institution: Any = None) -> Actor:
    """The actor of a new person with ``role``."""
    return actor_for(person(role, institution))
