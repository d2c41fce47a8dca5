"""The statement that reads one row, kept for all actors of the same shape.

Two officials with one post each in one office differ in their ids alone: the statement that reads a
record in the scope of the one reads it in the scope of the other, with other values.
"""

import uuid
from collections.abc import Iterable
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from focalpoint.actors import Actor, Post
from focalpoint.db.prepared import Prepared
from focalpoint.roles import Role

# For each post its role, and which one of the actor's States and offices it is held in.
Shape = tuple[tuple[Role, int | None, int | None], ...]


def kept_rows(view: Any) -> list[tuple[Any, ...]]:
    """The row that ``view`` finds at its address for its actor, if any, as ``row_class`` reads it.

    For views whose query set depends on nothing but its actor and the ids in its address.
    """
    actor: Actor = view.actor
    states = list(dict.fromkeys(post.country_id for post in actor.posts if post.country_id))
    offices = list(dict.fromkeys(post.office_id for post in actor.posts if post.office_id))
    shape: Shape = tuple(
        (
            post.role,
            states.index(post.country_id) if post.country_id else None,
            offices.index(post.office_id) if post.office_id else None,
        )
        for post in actor.posts
    )
    view_class: Any = type(view)
    statement = _statement(view_class, shape, len(states), len(offices), tuple(view.kwargs))
    return statement.rows(
        user=actor.user_id,
        **_numbered("state", states),
        **_numbered("office", offices),
        **_numbered("address", view.kwargs.values()),
    )


@lru_cache(maxsize=1024)
def _statement(
    view_class: Any, shape: Shape, states: int, offices: int, address: tuple[str, ...]
) -> Prepared:
    def build(user: uuid.UUID, **marks: uuid.UUID) -> Any:
        def held(kind: str, number: int | None) -> uuid.UUID | None:
            return None if number is None else marks[f"{kind}{number}"]

        posts = tuple(Post(r, held("state", s), held("office", o)) for r, s, o in shape)
        view = view_class()
        view.action = "retrieve"
        view.request = SimpleNamespace(actor=Actor(name="", user_id=user, posts=posts))
        view.kwargs = {name: marks[f"address{i}"] for i, name in enumerate(address)}
        rows = view.get_queryset().filter(**view.lookup()).order_by()
        return rows.values_list(*view.row_class.columns())[:1]

    marks = {
        **_numbered("state", (uuid.UUID(int=0x1000 + number) for number in range(states))),
        **_numbered("office", (uuid.UUID(int=0x2000 + number) for number in range(offices))),
        **_numbered("address", (uuid.UUID(int=0x3000 + n) for n in range(len(address)))),
    }
    # A scope that does not look at the user, say, has no place for one.
    return Prepared(build, every_mark=False, user=uuid.UUID(int=1), **marks)


@lru_cache(maxsize=256)
def kept_record(view_class: Any) -> Prepared:
    """The statement that reads a record as ``view_class`` shows it, whoever asks."""

    def build(pk: uuid.UUID) -> Any:
        rows = view_class.base_queryset().filter(pk=pk).order_by()
        return rows.values_list(*view_class.row_class.columns())[:1]

    return Prepared(build, pk=uuid.UUID(int=1))


def _numbered(kind: str, values: Iterable[uuid.UUID]) -> dict[str, uuid.UUID]:
    return {f"{kind}{number}": value for number, value in enumerate(values)}
