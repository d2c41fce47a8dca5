"""Migrating draws fewer models, and what a data migration then meets is as Django would draw it."""

import pytest
from django.db import migrations, models
from django.db.migrations.state import ProjectState

from focalpoint.db.rendering import quick_rendering

ID = ("id", models.BigAutoField(primary_key=True))
OPERATIONS = [
    migrations.CreateModel("Office", [ID]),
    migrations.CreateModel(
        "Letter",
        [ID, ("office", models.ForeignKey("post.Office", models.CASCADE, related_name="letters"))],
    ),
    migrations.AddField("Office", "name", models.CharField(max_length=9, default="")),
    migrations.AddIndex("Office", models.Index(fields=["name"], name="office_name")),
    migrations.AlterModelOptions("Letter", {"ordering": ["-id"]}),
    migrations.AddField(
        "Letter", "answers", models.ForeignKey("post.Letter", models.SET_NULL, null=True)
    ),
    migrations.RenameField("Office", "name", "title"),
    migrations.RemoveField("Letter", "answers"),
]


def drawn(operations: list[migrations.operations.base.Operation]) -> ProjectState:
    """The state after them, its models drawn from the first one on as while migrating."""
    state = ProjectState()
    assert not state.apps.get_models()
    for operation in operations:
        operation.state_forwards("post", state)
    return state


def told(state: ProjectState) -> dict[str, list[str]]:
    """Each model's fields, ordering and what points at it."""
    return {
        model.__name__: [
            *(field.name for field in model._meta.get_fields(include_hidden=True)),
            *map(str, model._meta.ordering or ()),
            *(index.name for index in model._meta.indexes),
        ]
        for model in state.apps.get_models()
    }


@pytest.mark.parametrize("number", range(1, len(OPERATIONS) + 1))
def test_a_data_migration_meets_the_same_models(number: int) -> None:
    expected = told(drawn(OPERATIONS[:number]))
    with quick_rendering():
        state = drawn(OPERATIONS[:number])
        # What `RunPython` does before it begins.
        state.clear_delayed_apps_cache()
    assert told(state) == expected


@pytest.mark.parametrize("number", range(2, len(OPERATIONS) + 1))
def test_models_point_at_each_other_as_they_are_now(number: int) -> None:
    with quick_rendering():
        state = drawn(OPERATIONS[:number])
        state.clear_delayed_apps_cache()
    office = state.apps.get_model("post", "Office")
    letter = state.apps.get_model("post", "Letter")
    assert letter._meta.get_field("office").related_model is office
    assert office._meta.get_field("letters").related_model is letter


@pytest.mark.parametrize("number", range(1, len(OPERATIONS) + 1))
def test_until_then_each_has_the_columns_that_it_has_now(number: int) -> None:
    with quick_rendering():
        state = drawn(OPERATIONS[:number])
    for (app, name), model_state in state.models.items():
        fields = state.apps.get_model(app, name)._meta.local_fields
        assert [field.name for field in fields] == list(model_state.fields)
