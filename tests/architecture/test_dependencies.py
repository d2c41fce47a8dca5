"""Locked dependencies: exact, hashed, and bound to no particular registry."""

import json
import re

import pytest

from tests.architecture.source import ROOT

LOCKS = ["requirements.txt", "requirements-dev.txt"]


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_is_exact_and_hashed(lock: str) -> None:
    text = (ROOT / lock).read_text()
    entries = re.split(r"\n(?=\S)", re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE).strip())
    loose = [e.split()[0] for e in entries if "==" not in e or "--hash=sha256:" not in e]
    assert entries
    assert loose == []


@pytest.mark.parametrize("lock", [*LOCKS, "package-lock.json"])
def test_no_lock_file_names_a_host(lock: str) -> None:
    text = re.sub(r'"funding": \{.*?\}', "", (ROOT / lock).read_text(), flags=re.DOTALL)
    addresses = re.findall(r"[a-z+]*://\S+|--(?:extra-)?index-url\S*", text)
    assert addresses == []


def test_every_package_of_npm_has_its_hash() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert [n for n, p in packages.items() if n and "integrity" not in p] == []


def test_development_uses_the_versions_of_production() -> None:
    def pins(lock: str) -> set[str]:
        return set(re.findall(r"^([\w.\-\[\]]+==[\w.]+)", (ROOT / lock).read_text(), re.MULTILINE))

    assert pins("requirements.txt") <= pins("requirements-dev.txt")
