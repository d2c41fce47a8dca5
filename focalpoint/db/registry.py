"""Triggers registered in a fraction of the time.

With each trigger pgtrigger asks whether its name is taken, and for that goes through all that are
registered: with a thousand of them that takes a second of each process's start. Here the names are
kept as they come.
"""

from typing import Any

from pgtrigger.registry import _Registry

_registry: Any = _Registry
_SET, _DELETE = _registry.__setitem__, _registry.__delitem__
TABLES, FUNCTIONS = _registry.by_db_table, _registry.pg_function_names
_KEPT = ("_tables", "_functions")


def keep_names() -> None:
    """Let the registry of triggers keep the names that it compares; repeating it is harmless."""
    changed: dict[str, Any] = {
        "by_db_table": property(lambda self: _kept(self, "_tables", TABLES)),
        "pg_function_names": property(lambda self: _kept(self, "_functions", FUNCTIONS)),
        "__setitem__": _set,
        "__delitem__": _delete,
    }
    for name, value in changed.items():
        setattr(_Registry, name, value)


def _kept(registry: Any, name: str, found: Any) -> Any:
    if name not in vars(registry):
        setattr(registry, name, found.fget(registry))
    return vars(registry)[name]


def _set(self: Any, key: str, value: Any) -> None:
    _SET(self, key, value)
    model, trigger = value
    self.by_db_table[model._meta.db_table, trigger.name] = trigger
    self.pg_function_names.add(trigger.get_pgid(model))


def _delete(self: Any, key: str) -> None:
    _DELETE(self, key)
    for name in _KEPT:
        vars(self).pop(name, None)
