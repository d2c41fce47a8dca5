"""Actors: in whose name a statement runs. Without one nothing of a State can be read."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from focalpoint.roles import (
    APPROVERS,
    FOCAL_POINT_OFFICE,
    GOVERNMENT_READERS,
    GOVERNMENT_WRITERS,
    NETWORK_BROKERS,
    NETWORK_READERS,
    Role,
)


@dataclass(frozen=True)
class Post:
    """One membership in force: a role in a State (with an institution) or in the network."""

    role: Role
    country_id: uuid.UUID | None = None
    office_id: uuid.UUID | None = None


@dataclass(frozen=True)
class Guest:
    """Somebody without an account whom an invitation lets into one record, and nowhere else."""

    invitation_id: uuid.UUID
    record_id: uuid.UUID


@dataclass(frozen=True)
class Actor:
    """A person (or the system) with the posts they hold now.

    ``country`` is the State in whose name the person works by default, ``None`` for network staff.
    ``guest`` is set for somebody invited to one record, who reads nothing else. ``is_public``:
    anybody at all, who reads what States that opened a public page have published.
    """

    name: str
    user_id: uuid.UUID | None = None
    posts: tuple[Post, ...] = ()
    is_system: bool = False
    country: Any = None
    guest: Guest | None = None
    is_public: bool = False

    @property
    def is_authenticated(self) -> bool:
        return self.is_system or self.user_id is not None

    @cached_property
    def roles(self) -> frozenset[Role]:
        return frozenset(post.role for post in self.posts)

    def countries_as(self, roles: Iterable[Role]) -> frozenset[uuid.UUID]:
        """The States in which the actor holds one of ``roles``."""
        wanted = frozenset(roles)
        return frozenset(p.country_id for p in self.posts if p.country_id and p.role in wanted)

    @cached_property
    def read_states(self) -> frozenset[uuid.UUID]:
        """States whose government-level records the actor reads."""
        return self.countries_as(GOVERNMENT_READERS)

    @cached_property
    def write_states(self) -> frozenset[uuid.UUID]:
        """States whose records the actor may write at all; policies narrow it further."""
        return self.countries_as(GOVERNMENT_WRITERS)

    @cached_property
    def desks(self) -> frozenset[uuid.UUID]:
        """States in which the actor belongs to the focal point's own office."""
        return self.countries_as(FOCAL_POINT_OFFICE)

    @cached_property
    def leads(self) -> frozenset[uuid.UUID]:
        """States whose focal point or deputy the actor is."""
        return self.countries_as(APPROVERS)

    @cached_property
    def offices(self) -> frozenset[uuid.UUID]:
        """Institutions whose office-level records the actor reads."""
        return frozenset(
            p.office_id for p in self.posts if p.office_id and p.role in GOVERNMENT_READERS
        )

    @cached_property
    def reads_network(self) -> bool:
        """Whether records shared with the network are open to the actor."""
        return any(
            post.role in NETWORK_READERS or (post.role == Role.AUDITOR and not post.country_id)
            for post in self.posts
        )

    @cached_property
    def administers(self) -> bool:
        """Whether the actor administers users and catalogues (secretariat)."""
        return Role.SECRETARIAT in self.roles

    @cached_property
    def brokers(self) -> bool:
        """Whether the actor brings States of the network together (coordinator, secretariat)."""
        return any(post.role in NETWORK_BROKERS and post.country_id is None for post in self.posts)

    @cached_property
    def coordinates(self) -> bool:
        """Whether the actor keeps what the network itself writes (its coordinators)."""
        return Role.COORDINATOR in self.roles

    def office_in(self, country_id: uuid.UUID | None) -> uuid.UUID | None:
        """The actor's own institution in a State, the default owner of what they create there."""
        for post in self.posts:
            if post.country_id == country_id and post.office_id:
                return post.office_id
        return None


SYSTEM = Actor(name="FocalPoint", is_system=True)
ANONYMOUS = Actor(name="anonymous")
PUBLIC = Actor(name="the public", is_public=True)
