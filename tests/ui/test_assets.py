"""Assets: every icon that is named exists, and what is copied is what was published."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from focalpoint.ui.navigation import site
from focalpoint.ui.tones import LEVELS, PRIORITIES, USUAL

ROOT = Path(settings.BASE_DIR)


def icons_in_templates() -> Iterator[str]:
    for path in (ROOT / "templates").rglob("*.html"):
        yield from re.findall(r'{% icon "([a-z0-9-]+)"', path.read_text())
        yield from re.findall(r'\bicon="([a-z0-9-]+)"', path.read_text())


def named_icons() -> set[str]:
    names = set(icons_in_templates())
    names |= {icon for _tone, icon in USUAL.values()}
    names |= {icon for _tone, icon, _label in PRIORITIES.values()}
    names |= {level.icon for level in LEVELS.values()}
    names |= {item.icon for item in site.items.values()}
    return names


def test_every_icon_exists() -> None:
    sheet = finders.find("npm/tabler-icons/tabler-icons.min.css")
    assert sheet
    known = set(re.findall(r"\.ti-([a-z0-9-]+):", Path(sheet).read_text()))
    assert named_icons() - known == set()


@pytest.mark.parametrize("path", sorted((ROOT / "templates").rglob("*.html")), ids=str)
def test_every_static_file_of_a_template_exists(path: Path) -> None:
    for name in re.findall(r"{% static '([^']+)' %}", path.read_text()):
        assert finders.find(name), name


def test_what_every_page_loads_stays_small() -> None:
    base = (ROOT / "templates/base.html").read_text()
    scripts = re.findall(r"static '(focalpoint/js/[^']+)'", base)
    assert scripts
    assert sum((ROOT / "static" / name).stat().st_size for name in scripts) < 32_000
    assert (ROOT / "static/focalpoint/css/focalpoint.css").stat().st_size < 48_000


def test_what_some_pages_load_besides_stays_small() -> None:
    sizes = {path.name: path.stat().st_size for path in (ROOT / "static/focalpoint").rglob("*.*s")}
    assert {name: size for name, size in sizes.items() if size > 48_000} == {}
    scripts = [path.stat().st_size for path in (ROOT / "static/focalpoint/js").glob("*.js")]
    assert max(scripts) < 12_000
