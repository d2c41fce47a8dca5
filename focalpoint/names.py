"""Names in the catalogue (States, instruments, steps): data, and translated all the same.

``settings.NAMES`` says which keys of which files hold them; ``extract_messages`` collects them from
there. What people write is never translated.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from unicodedata import normalize

import yaml
from django.utils.translation import pgettext

CONTEXT = "name"


def named(text: str) -> str:
    """A name of the catalogue in the reader's language; as it stands where nobody translated it."""
    # The empty string would be the head of the file of translations.
    return pgettext(CONTEXT, text) if text else ""


def by_name(record: object) -> str:
    """The key that sorts records by how they are called, here and now.

    A database compares code points: Côte d'Ivoire would stand behind Czechia.
    """
    return normalize("NFKD", str(record)).casefold()


def names_in(root: Path, files: Mapping[str, frozenset[str]]) -> Iterator[tuple[str, Path]]:
    """Each name below ``root`` with the file that it stands in.

    ``files`` maps patterns of paths to the keys whose texts are names, at any depth.
    """
    for pattern, keys in files.items():
        for path in sorted(root.glob(pattern)):
            content = yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
            for name in _texts(content, keys):
                yield name, path


def _texts(content: Any, keys: frozenset[str]) -> Iterator[str]:
    if isinstance(content, Mapping):
        for key, value in content.items():
            if key in keys and isinstance(value, str):
                yield value
            else:
                yield from _texts(value, keys)
    elif isinstance(content, list):
        for value in content:
            yield from _texts(value, keys)
