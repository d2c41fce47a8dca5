"""What the import linter cannot see: foreign keys and apps point downwards too."""

import tomllib

from django.apps import apps
from django.db.models import Model

from tests.architecture.source import ROOT


def layers() -> dict[str, int]:
    """Each app's level, 0 the lowest, as the import contract lists them."""
    config = tomllib.loads((ROOT / "pyproject.toml").read_text())
    contracts = config["tool"]["importlinter"]["contracts"]
    ordered = next(c["layers"] for c in contracts if c["id"] == "layers")
    return {
        app.strip(" ()"): level
        for level, line in enumerate(reversed(ordered))
        for app in line.split("|")
    }


def our_models() -> list[type[Model]]:
    return [m for m in apps.get_models() if m.__module__.startswith("apps.")]


def test_every_app_has_its_layer() -> None:
    ours = {c.label for c in apps.get_app_configs() if c.name.startswith("apps.")}
    assert ours <= layers().keys()


def test_references_between_models_point_downwards() -> None:
    level = layers()
    upwards = [
        f"{model.__name__}.{field.name} -> {field.related_model.__name__}"
        for model in our_models()
        for field in (*model._meta.concrete_fields, *model._meta.many_to_many)
        if field.related_model is not None
        and field.related_model._meta.app_label in level
        and (target := field.related_model._meta.app_label) != model._meta.app_label
        and level[target] >= level[model._meta.app_label]
    ]
    assert upwards == []


def test_the_kernel_has_no_model_that_points_at_an_app() -> None:
    kernel = apps.get_app_config("focalpoint").get_models()
    pointing = [
        f"{model.__name__}.{field.name}"
        for model in kernel
        for field in model._meta.concrete_fields
        if field.related_model is not None and field.related_model._meta.app_label in layers()
    ]
    assert pointing == []
