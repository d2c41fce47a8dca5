"""What is wrong with a file, where, and why."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One fault of a file; ``line`` counts from 1, and is 0 where the file as a whole is meant."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.reason}"


class BrokenCatalogueError(Exception):
    """The files are refused; nothing of them has been written."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def refuse(problems: Iterable[Problem]) -> None:
    """Raise ``BrokenCatalogueError`` if there is any problem."""
    found = list(problems)
    if found:
        raise BrokenCatalogueError(found)
