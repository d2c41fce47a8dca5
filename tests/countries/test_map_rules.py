"""The rules of the maps: what the project's file says, and what the secretariat makes of them."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from apps.catalogue.services import DATA
from apps.countries.map_rules import read_map_rules, write_map_rules
from apps.countries.models import MapRule, MapRuleKind
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from focalpoint.services import create_record
from tests.factories import PASSWORD, MapRuleFactory, actor, person

pytestmark = pytest.mark.django_db


def load(directory: Path = DATA) -> Any:
    with acting(SYSTEM, reason="test"):
        return write_map_rules(read_map_rules(directory))[0]


def neighbours(scale: str) -> tuple[set[str], set[frozenset[str]]]:
    """The outlines of the package by name, and which of them share a line."""
    path = settings.NODE_MODULES / "world-atlas" / f"countries-{scale}.json"
    places = json.loads(path.read_text())["objects"]["countries"]["geometries"]
    owners: dict[int, set[str]] = {}
    names = set()
    for place in places:
        name = place.get("id") or place["properties"]["name"]
        names.add(name)
        for line in _flat(place.get("arcs", [])):
            owners.setdefault(line if line >= 0 else ~line, set()).add(name)
    pairs = {frozenset(each) for each in owners.values() if len(each) == 2}
    return names, pairs


def _flat(lines: Any) -> list[int]:
    return [lines] if isinstance(lines, int) else [each for part in lines for each in _flat(part)]


def test_every_rule_of_the_file_finds_its_line_in_the_outlines() -> None:
    load()
    scales = [neighbours(scale) for scale in ("110m", "50m")]
    names = scales[0][0] | scales[1][0]
    pairs = scales[0][1] | scales[1][1]
    assert MapRule.objects.count() >= 15
    for rule in MapRule.objects.all():
        assert rule.first in names, rule
        assert rule.source
        if rule.kind == MapRuleKind.BORDER:
            assert {rule.first, rule.second} in pairs, rule


def test_loading_twice_changes_nothing_and_what_the_file_forgets_is_retired(
    tmp_path: Path,
) -> None:
    load()
    assert load().is_idle
    text = (DATA / "map_rules.yaml").read_text()
    (tmp_path / "map_rules.yaml").write_text(text[: text.index("  - code: falkland-islands")])
    assert load(tmp_path).retired == 1
    assert not MapRule.objects.get(code="falkland-islands").is_active


def test_what_the_secretariat_changes_is_theirs_and_stays(client: Client) -> None:
    load()
    rule = MapRule.objects.get(code="cyprus")
    keeper = person(Role.SECRETARIAT)
    client.login(email=keeper.email, password=PASSWORD)
    page = reverse("admin:countries_maprule_change", args=[rule.pk])
    form = client.get(page).context["adminform"].form
    data = {**form.initial, "is_active": "", "box": "", "reason": "Settled by treaty."}
    answer = client.post(page, {**data, "seen_version": rule.version})
    assert answer.status_code == 302
    load()
    kept = MapRule.objects.get(code="cyprus")
    assert not kept.is_active
    assert not kept.is_loaded


def test_a_rule_is_made_by_the_secretariat_alone() -> None:
    new = MapRuleFactory.build(code="strait")
    focal_point = actor(Role.FOCAL_POINT)
    with acting(focal_point), pytest.raises(PermissionDenied):
        create_record(actor=focal_point, instance=new, reason="")
    keeper = actor(Role.SECRETARIAT)
    with acting(keeper):
        create_record(actor=keeper, instance=new, reason="The two States asked for it.")
    assert MapRule.objects.get(code="strait").first == "288"


@pytest.mark.parametrize(
    "wrong",
    [
        {"second": ""},
        {"second": "288"},
        {"kind": MapRuleKind.PART, "box": []},
        {"box": [1.0, 2.0, 3.0]},
        {"box": [10.0, 2.0, 3.0, 4.0]},
        {"box": [-190.0, 2.0, 3.0, 4.0]},
        {"box": [1.0, 5.0, 3.0, 4.0]},
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        MapRuleFactory.build(**wrong).full_clean()


def test_a_note_needs_one_outline_and_a_part_a_box() -> None:
    MapRuleFactory.build(kind=MapRuleKind.NOTE, second="").full_clean()
    MapRuleFactory.build(kind=MapRuleKind.PART, box=[1.0, 2.0, 3.0, 4.0]).full_clean()
