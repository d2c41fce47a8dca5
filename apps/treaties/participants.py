"""Names of participants as lists write them, and the States and others that they mean."""

import re
import unicodedata
import uuid

from apps.countries.models import Country, Kind
from apps.treaties.import_models import ParticipantAlias

_APOSTROPHES = re.compile(r"[’'‘`´]")
_OTHER = re.compile(r"[^a-z0-9]+")
# Spellings of those that are no States of today; the States' own stand in the catalogue.
_OTHERS = {
    "EU": ("European Community", "European Communities", "European Economic Community"),
    "YUG": (
        "Yugoslavia",
        "Former Yugoslavia",
        "Socialist Federal Republic of Yugoslavia",
    ),
    "DDR": ("German Democratic Republic",),
    "CSK": ("Czechoslovakia",),
}


def key_of(name: str, *, most: int = 200) -> str:
    """A name without what spellings differ in: case, accents, punctuation, articles.

    At most ``most`` characters of it.
    """
    letters = unicodedata.normalize("NFKD", name).casefold().replace("&", " and ")
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    words = _OTHER.sub(" ", _APOSTROPHES.sub("", plain)).split()
    return " ".join(word for word in words if word != "the")[:most]


class KnownParticipants:
    """Everybody who is known by some name; fictional States are never meant by a real list."""

    def __init__(self) -> None:
        rows = Country.objects.exclude(kind=Kind.TRAINING).order_by()
        countries = list(rows.only("pk", "code", "name", "aliases"))
        self.ids: dict[str, uuid.UUID] = {}
        by_code = {country.code: country.pk for country in countries}
        self._code_of = {country.pk: country.code for country in countries}
        for code, names in _OTHERS.items():
            if code in by_code:
                self._add(names, by_code[code])
        for country in countries:
            self._add([country.name, *country.aliases], country.pk)
        # Three letters may be a word of a text, but are never one as a name in a list.
        self._names = dict(self.ids)
        for country in countries:
            self._add([country.code], country.pk)
        mapped = ParticipantAlias.objects.order_by().values_list("key", "country_id")
        # What a person mapped outweighs what is guessed; None is nobody.
        self.mapped: dict[str, uuid.UUID | None] = dict(mapped)

    def _add(self, names: list[str] | tuple[str, ...], pk: uuid.UUID) -> None:
        for name in names:
            self.ids[key_of(name)] = pk

    def find(self, key: str) -> uuid.UUID | None:
        """Whom a key means; ``None`` where it is not known, or known as nobody."""
        return self.mapped[key] if key in self.mapped else self.ids.get(key)

    def codes(self) -> dict[str, tuple[uuid.UUID, str]]:
        """Key and code of everybody by each of their names, for looking in texts."""
        mapped = {key: pk for key, pk in self.mapped.items() if pk is not None}
        names = {**self._names, **mapped}
        return {key: (pk, self._code_of[pk]) for key, pk in names.items()}

    def is_nobody(self, key: str) -> bool:
        """Whether a person said that this is no participant."""
        return key in self.mapped and self.mapped[key] is None
