"""The shape of the code: small modules with honest names."""

import re

import pytest

from tests.architecture.source import files, matching, name

LONGEST_MODULE = 400  # lines
CATCH_ALLS = {"utils", "util", "helpers", "helper", "misc", "common", "functions"}


def test_no_module_is_longer_than_it_may_be() -> None:
    modules = [p for p in matching(".py") if "migrations" not in p.parts]
    lengths = {name(p): len(p.read_text().splitlines()) for p in modules}
    assert {m: n for m, n in lengths.items() if n > LONGEST_MODULE} == {}


def test_no_module_is_a_catch_all() -> None:
    assert [name(p) for p in files() if p.stem in CATCH_ALLS] == []


def test_every_migration_says_what_it_does() -> None:
    automatic = re.compile(r"\d{4}_auto|\d{4}_.*_and_more$")
    migrations = [p for p in matching(".py", under="apps") if p.parent.name == "migrations"]
    assert migrations
    assert [name(p) for p in migrations if automatic.match(p.stem)] == []


@pytest.mark.parametrize("word", ["TO" + "DO", "FIX" + "ME", "XX" + "X"])
def test_nothing_is_left_for_later(word: str) -> None:
    sources = matching(".py", ".html", ".js", ".css", ".md", ".toml", ".yml")
    found = [name(p) for p in sources if re.search(rf"\b{word}\b", p.read_text())]
    assert found == []
