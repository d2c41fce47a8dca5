"""For whom a document is written: it cites what such a reader reads, and nothing else."""

import uuid
from collections.abc import Collection
from typing import Any

from django.db import models
from django.db.models import QuerySet

from apps.appointments.directory_models import DirectoryListing
from apps.appointments.models import Appointment
from apps.countries.models import Country
from apps.evidence.models import Evidence
from focalpoint.actors import PUBLIC, Actor, Post
from focalpoint.roles import Role
from focalpoint.visibility import Visibility

# Nobody has this key: what is one person's own stays out.
SOMEBODY = uuid.UUID(int=0)
# Of these no public page tells, whatever their level; of persons it tells what the directory shows.
UNCITED: frozenset[type[models.Model]] = frozenset({Evidence, Appointment})


def reader_for(audience: str, country: Country | None) -> Actor:
    """Somebody of the audience with no more rights than all of it has.

    Of a government: who reads what it shares, and no office's own. Of the network: who reads what
    States share with it. Of the public: anybody who is signed in, for what a State writes itself,
    since its files are behind its own public page. What the network writes for the public is read
    without that page: there, only what States whose page is on have made public.
    """
    if audience == Visibility.PUBLIC and country is None:
        return PUBLIC
    posts: tuple[Post, ...] = ()
    if audience == Visibility.NETWORK:
        posts = (Post(Role.COORDINATOR),)
    elif audience == Visibility.GOVERNMENT and country is not None:
        posts = (Post(Role.AUDITOR, country.pk),)
    return Actor(name=f"readers: {audience}", user_id=SOMEBODY, posts=posts)


def may_cite(audience: str, model: type[models.Model]) -> bool:
    """Whether a document for the audience may name records of this kind at all."""
    return audience != Visibility.PUBLIC or model not in UNCITED


def person_in(listing: DirectoryListing) -> str:
    """Whom a row of the directory shows; nothing where it shows neither name nor post."""
    who = ", ".join(filter(None, [listing.person_name, listing.rank]))
    return who or listing.institution


def still_open(
    model: type[Any], cited: Collection[tuple[str, str]], audience: str, country: Country | None
) -> set[str]:
    """The keys of those cited records (each with its title) that the audience still reads.

    A row of the directory stays the same when less of the person is shown, or somebody else: it is
    open as long as it shows whom it was cited for.
    """
    if not may_cite(audience, model):
        return set()
    rows: QuerySet[Any] = model._default_manager.visible_to(reader_for(audience, country))
    found = rows.filter(pk__in=[key for key, _title in cited])
    if model is DirectoryListing:
        return {str(each.pk) for each in found if (str(each.pk), person_in(each)) in cited}
    return {str(pk) for pk in found.values_list("pk", flat=True)}
