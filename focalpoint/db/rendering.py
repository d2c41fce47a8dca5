"""Migrations in a fraction of the time: of the project's models only the changed one is drawn anew.

Django draws a new model, and one whose options or plain fields change, together with those that are
connected with it, which here are some hundreds each time. No model that stands can point at one
that is new, and none is pointed at otherwise because of an index, a trigger or a plain field. What
points back from others is read by data migrations alone, before which Django draws everything anew
(``is_delayed``).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.db.migrations.state import ProjectState

_WITH_RELATIONS = ProjectState.reload_model


@contextmanager
def quick_rendering() -> Iterator[None]:
    """While it lasts, states of the project draw a model alone where no relation changes."""
    with (
        patch.object(ProjectState, "add_model", _add_model),
        patch.object(ProjectState, "reload_model", _reload_model),
    ):
        yield


def _add_model(state: Any, model_state: Any) -> None:
    key = model_state.app_label, model_state.name_lower
    is_new = key not in state.models
    state.models[key] = model_state
    if state._relations is not None:
        state.resolve_model_relations(key)
    if is_new:
        _draw_alone(state, *key)
    else:
        state.reload_model(*key)


def _reload_model(state: Any, app_label: str, model_name: str, delay: bool = False) -> None:
    """``delay``: Django's word for a change that concerns no relation."""
    if delay:
        _draw_alone(state, app_label, model_name)
    else:
        _WITH_RELATIONS(state, app_label, model_name)


def _draw_alone(state: Any, app_label: str, model_name: str) -> None:
    if "apps" not in state.__dict__:
        return
    state.is_delayed = True
    with state.apps.bulk_update():
        state.apps.unregister_model(app_label, model_name)
    state.apps.render_multiple([state.models[app_label, model_name]])
