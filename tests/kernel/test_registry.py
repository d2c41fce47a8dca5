"""The names of triggers are kept as pgtrigger would find them."""

from types import SimpleNamespace
from typing import Any

import pgtrigger
import pytest
from pgtrigger.registry import _Registry, _registry

from focalpoint.db import registry


class Nothing:
    """What pgtrigger asks of a model."""

    def __init__(self, table: str) -> None:
        self._meta = SimpleNamespace(
            label=f"kernel.{table}",
            app_label="kernel",
            object_name=table,
            db_table=table,
            triggers=[],
            original_attrs={},
        )


def trigger(name: str) -> Any:
    return pgtrigger.Protect(name=name, operation=pgtrigger.Delete)


def test_what_is_kept_is_what_would_be_found() -> None:
    assert len(_registry) > 500
    assert _registry.by_db_table == registry.TABLES.fget(_registry)
    assert _registry.pg_function_names == registry.FUNCTIONS.fget(_registry)


def test_a_name_that_is_taken_is_refused_and_free_again_when_it_goes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    own = _Registry()
    monkeypatch.setattr("pgtrigger.registry._registry", own)
    model = Nothing("thing")
    own["kernel.thing:keep"] = (model, trigger("keep"))
    assert set(own.by_db_table) == {("thing", "keep")}
    with pytest.raises(KeyError, match="already used"):
        own["kernel.thing:keep"] = (model, trigger("keep"))
    del own["kernel.thing:keep"]
    assert own.by_db_table == {}
    assert own.pg_function_names == set()
    own["kernel.thing:keep"] = (model, trigger("keep"))
