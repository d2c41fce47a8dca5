"""People read the reasons in a history: none is written in one language only."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# What is shown to developers, or makes the training States.
ASIDE = ("demo.py", "samples.py", "migrations", "management")


def sources() -> list[Path]:
    found = [path for folder in ("apps", "focalpoint") for path in (ROOT / folder).rglob("*.py")]
    return [path for path in found if not any(part in path.parts for part in ASIDE)]


def bare_reasons(tree: ast.AST) -> list[int]:
    """The lines on which a ``reason`` is given as a plain text."""
    keywords = (k for node in ast.walk(tree) if isinstance(node, ast.Call) for k in node.keywords)
    return [
        k.value.lineno
        for k in keywords
        if k.arg == "reason" and isinstance(k.value, ast.Constant) and k.value.value
    ]


def test_every_stored_reason_is_translated() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in sources()
        for line in bare_reasons(ast.parse(path.read_text()))
    ]
    assert not found


@pytest.mark.parametrize(
    ("text", "number"), [('f(reason="x")', 1), ('f(reason=_("x"))', 0), ('f(reason="")', 0)]
)
def test_the_check_finds_them(text: str, number: int) -> None:
    assert len(bare_reasons(ast.parse(text))) == number
