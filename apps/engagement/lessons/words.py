"""The words of a lesson, as the library searches them: without accents, and by their stems."""

from functools import reduce
from operator import or_
from typing import Any

import pgtrigger
from django.contrib.postgres.search import SearchQuery

# The word itself, and its stems in the languages of the interface.
CONFIGURATIONS = ("simple", "english", "french", "spanish", "arabic")
ACCENTED = "àáâãäåçèéêëìíîïñòóôõöùúûüýÿ"
PLAIN = "aaaaaaceeeeiiiinooooouuuuyy"
# Vowel signs of Arabic and the stroke that lengthens a word: left out.
VOWEL_SIGNS = "".join(map(chr, (*range(0x064B, 0x0653), 0x0640)))
FOLDING = str.maketrans(ACCENTED, PLAIN, VOWEL_SIGNS)


def keep_words(*fields: str) -> pgtrigger.Trigger:
    """The database keeps the column ``words`` in step with these fields, whoever writes them."""
    texts = ", ".join(f"NEW.{field}" for field in fields)
    folded = f"translate(lower(concat_ws(' ', {texts})), '{ACCENTED}{VOWEL_SIGNS}', '{PLAIN}')"
    vectors = " || ".join(f"to_tsvector('pg_catalog.{name}', body)" for name in CONFIGURATIONS)
    return pgtrigger.Trigger(
        name="keep_words",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        declare=[("body", "text")],
        func=f"body = {folded}; NEW.words = {vectors}; RETURN NEW;",
    )


def asked_for(text: str) -> Any:
    """What finds every word of ``text``: as it stands, or all of them by their stems."""
    folded = text.replace("\0", " ")[:200].lower().translate(FOLDING)
    return reduce(or_, (SearchQuery(folded, config=name) for name in CONFIGURATIONS))
