"""Pieces of SQL that are put together before they are run."""

from dataclasses import dataclass
from typing import Any

from django.db import connection


@dataclass(frozen=True)
class Sql:
    """A piece of SQL with the values of its placeholders, in their order."""

    text: str
    params: tuple[Any, ...] = ()

    def first(self) -> Any:
        """The first value of the first row."""
        return self.rows()[0][0]

    def rows(self) -> list[tuple[Any, ...]]:
        """Run it and return what it gives."""
        with connection.cursor() as cursor:
            cursor.execute(self.text, self.params)
            return list(cursor.fetchall())

    def run(self) -> int:
        """Run it and return how many rows it concerned."""
        with connection.cursor() as cursor:
            cursor.execute(self.text, self.params)
            return int(cursor.rowcount)


def joined(*pieces: Sql) -> Sql:
    """Common tables one after the other."""
    return Sql(
        ",\n".join(piece.text for piece in pieces),
        tuple(value for piece in pieces for value in piece.params),
    )
