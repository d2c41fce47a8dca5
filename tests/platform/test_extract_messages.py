"""Message catalogues follow code and templates without losing a translation."""

from pathlib import Path

import pytest
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils import translation

from apps.countries.models import Country, Kind
from focalpoint.management.commands.extract_messages import collect, update
from focalpoint.names import by_name, named, names_in

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


def test_names_of_data_are_found_at_any_depth(tmp_path: Path) -> None:
    (tmp_path / "states.yaml").write_text(
        "a:\n- name: Aravia\n  note: no name\nb: [{name: Belmora, c: {name: Cadrona}}]\n"
    )
    found = [name for name, _path in names_in(tmp_path, {"*.yaml": frozenset({"name"})})]
    assert found == ["Aravia", "Belmora", "Cadrona"]


def test_the_catalogue_has_names_and_each_language_all_of_them() -> None:
    names = {name for name, _path in names_in(Path(settings.BASE_DIR), settings.NAMES)}
    assert {"Afghanistan", "Rome Statute", "African Union"} <= names
    for code, _name in settings.LANGUAGES[1:]:
        with translation.override(code):
            same = [name for name in names if named(name) == name]
        # Some are the same in another language: Angola, Burundi, OPCAT.
        assert len(same) < len(names) / 3, code


def test_a_name_is_said_in_the_language_of_its_reader() -> None:
    germany, state = Country(name="Germany"), Country(name="Aravia", kind=Kind.TRAINING)
    with translation.override("fr"):
        assert (str(germany), str(state), named("")) == ("Allemagne", "Aravia", "")
    with translation.override("es"):
        assert sorted([Country(name="Zambia"), germany], key=by_name)[0] is germany
    assert str(germany) == "Germany"
