"""Libraries that few processes need: loaded when they are first used, and not at the start.

What reads sheets and phrases or sets documents takes twenty megabytes of every web worker, though
most requests never come near it. ``lazy`` stands for such a library and is used like it. The import
itself remains Python's, with its lock, so that several threads may be the first. Not for modules of
the project, and not against cycles: those are imported at the top.
"""

from importlib import import_module
from types import ModuleType
from typing import Any


class LazyModule(ModuleType):
    """Stands for a library; its first attribute that is asked for loads it."""

    def __getattr__(self, attribute: str) -> Any:
        return getattr(import_module(self.__name__), attribute)


def lazy(name: str) -> Any:
    """The library of this name, when it is needed."""
    return LazyModule(name)
