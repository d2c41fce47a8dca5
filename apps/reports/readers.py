"""For whom a document is written: it cites what such a reader reads, and nothing else."""

import uuid

from apps.countries.models import Country
from focalpoint.actors import PUBLIC, Actor, Post
from focalpoint.roles import Role
from focalpoint.visibility import Visibility

# Nobody has this key: what is one person's own stays out.
SOMEBODY = uuid.UUID(int=0)


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
