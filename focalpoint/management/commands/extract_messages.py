"""Collect translatable strings of code, templates and catalogue, with Babel alone."""

from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation.template import templatize

from focalpoint.names import CONTEXT, names_in

# An entry names the positions of message, plural and context among a function's arguments.
KEYWORDS: dict[str, Any] = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    # Where a module needs both, one of them goes by another name.
    "_now": None,
    "_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
SOURCES = {"apps": (".py", ".html", ".txt"), "config": (".py",), "focalpoint": (".py", ".html")}
TEMPLATES = (".html", ".txt")


class Command(BaseCommand):
    help = "Bring the message catalogues in line with the strings of code and templates."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--locale-dir", type=Path, default=Path(settings.LOCALE_PATHS[0]))

    def handle(self, *_args: Any, locale_dir: Path, **_options: Any) -> None:
        root = Path(settings.BASE_DIR)
        template = collect(root, source_files(root))
        for name, path in names_in(root, settings.NAMES):
            where = [(str(path.relative_to(root)), 0)]
            template.add(name, None, where, context=CONTEXT)
        for code, _name in settings.LANGUAGES:
            if code == settings.LANGUAGE_CODE:
                continue
            path = locale_dir / code / "LC_MESSAGES" / "django.po"
            catalog = update(path, code, template)
            missing = sum(1 for m in catalog if m.id and not (m.string and all(_strings(m.string))))
            self.stdout.write(f"{code}: {len(catalog)} strings, {missing} untranslated")


def source_files(root: Path) -> Iterator[Path]:
    """Every file that may contain a translatable string, in a stable order."""
    folders = {**SOURCES, "templates": TEMPLATES}
    for folder, suffixes in folders.items():
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in suffixes and "migrations" not in path.parts:
                yield path


def collect(root: Path, paths: Iterable[Path]) -> Catalog:
    """The strings of `paths`, each with the files it stands in."""
    catalog = Catalog(project="FocalPoint", charset="utf-8")
    for path in paths:
        text = path.read_text()
        is_template = path.suffix in TEMPLATES
        # Django turns a template into calls amid blanked-out text, which no parser of Python reads.
        found = extract(
            "javascript" if is_template else "python",
            BytesIO((templatize(text) if is_template else text).encode()),
            keywords=KEYWORDS,
            comment_tags=("Translators:",),
        )
        for line, message, comments, context in found:
            # Files without lines: a moved string is not a changed one.
            where = [(str(path.relative_to(root)), 0)]
            catalog.add(message, None, where, auto_comments=comments, context=context, lineno=line)
    return catalog


def update(path: Path, language: str, template: Catalog) -> Catalog:
    """Write `template` into the catalogue at `path`, keeping what is translated."""
    if path.exists():
        with path.open("rb") as file:
            catalog = read_po(file, locale=language)
    else:
        catalog = Catalog(locale=language, project="FocalPoint", fuzzy=False, header_comment="#")
    catalog.update(template, no_fuzzy_matching=True, update_creation_date=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(
            file, catalog, width=100, sort_output=True, ignore_obsolete=True, include_lineno=False
        )
    return catalog


def _strings(value: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)
