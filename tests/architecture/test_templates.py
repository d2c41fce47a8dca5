"""Templates obey the strict Content-Security-Policy, and mirror for right-to-left languages."""

import re

import pytest

from tests.architecture.source import matching, name

DATA = r"type=[\"']application/(?:ld\+)?json"
FORBIDDEN = {
    "a style attribute": r"<[^>]*\sstyle\s*=",
    "an event attribute": r"<[^>]*\son[a-z]+\s*=\s*[\"']",
    "an inline script": rf"<script\b(?![^>]*\bsrc\s*=)(?![^>]*{DATA})[^>]*>",
    "an inline style sheet": r"<style\b",
    "a javascript: address": r"javascript:",
    "htmx code that needs eval": r"\bhx-on[:-]|\bhx-vals\s*=\s*[\"']js:|hx-trigger=[\"'][^\"']*\[",
    "an asset of another host": r"\b(?:src|href)=[\"'](?:https?:)?//[^\"'{]*\.(?:js|css|woff2?)\b",
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_contains(what: str) -> None:
    pattern = re.compile(FORBIDDEN[what], re.IGNORECASE | re.DOTALL)
    # Mail clients read neither style sheets nor policies.
    templates = [p for p in matching(".html") if "email" not in p.parts]
    comments = re.compile(r"{%\s*comment.*?endcomment\s*%}|{#.*?#}|<!--.*?-->", re.DOTALL)
    found = [name(p) for p in templates if pattern.search(comments.sub("", p.read_text()))]
    assert found == []


def test_our_style_sheets_use_logical_directions() -> None:
    physical = re.compile(
        r"(?:margin|padding|border)-(?:left|right)\b|\b(?:float|text-align):\s*(?:left|right)\b"
    )
    sheets = matching(".css", under="static")
    assert [name(p) for p in sheets if physical.search(p.read_text())] == []
