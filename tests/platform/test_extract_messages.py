"""Message catalogues follow code and templates without losing a translation."""

from pathlib import Path

import pytest
from babel.messages.pofile import read_po, write_po

from focalpoint.management.commands.extract_messages import collect, update

CODE = """
from django.utils.translation import gettext_lazy as _, npgettext_lazy, pgettext_lazy
title = _("Accession")
state = pgettext_lazy("country", "State")
days = npgettext_lazy("deadline", "%(n)d day", "%(n)d days")
"""
TEMPLATE = """{% load i18n %}<p title="{% translate 'Deposit' %}">It's not
  text</p>
{% blocktranslate count n=n %}{{ n }} treaty{% plural %}{{ n }} treaties{% endblocktranslate %}
{% translate "May" context "month" %}
"""


@pytest.fixture
def sources(tmp_path: Path) -> list[Path]:
    code, template = tmp_path / "code.py", tmp_path / "page.html"
    code.write_text(CODE)
    template.write_text(TEMPLATE)
    return [code, template]


def test_it_finds_plain_plural_and_contextual_strings(tmp_path: Path, sources: list[Path]) -> None:
    found = {(m.context, m.id) for m in collect(tmp_path, sources) if m.id}
    assert found == {
        (None, "Accession"),
        ("country", "State"),
        ("deadline", ("%(n)d day", "%(n)d days")),
        (None, "Deposit"),
        (None, ("%(n)s treaty", "%(n)s treaties")),
        ("month", "May"),
    }


def test_an_update_keeps_translations_and_drops_what_is_gone(
    tmp_path: Path, sources: list[Path]
) -> None:
    path = tmp_path / "fr.po"
    catalog = update(path, "fr", collect(tmp_path, sources))
    catalog["Accession"].string = "Adhésion"
    with path.open("wb") as file:
        write_po(file, catalog)
    update(path, "fr", collect(tmp_path, sources[:1]))
    with path.open("rb") as file:
        after = read_po(file, locale="fr")
    assert after["Accession"].string == "Adhésion"
    assert after.get("Deposit") is None
