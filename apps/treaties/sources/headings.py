"""What the columns of a depositary's table hold: their headings say so, each table its own way."""

import re
from dataclasses import dataclass, field

from apps.treaties.choices import ActionKind

# The first word that a piece of a heading holds decides; English and French.
_WORDS = (
    (("provisional", "provisoire"), ActionKind.PROVISIONAL_APPLICATION),
    (("succession to signature", "succession à la signature"), ActionKind.SIGNATURE),
    (("definitive signature", "signature définitive"), ActionKind.DEFINITIVE_SIGNATURE),
    (("formal confirmation", "confirmation formelle"), ActionKind.FORMAL_CONFIRMATION),
    (("withdrawal", "denunciation", "retrait", "dénonciation"), ActionKind.WITHDRAWAL),
    (("consent to be bound", "consentement"), ActionKind.RATIFICATION_OR_ACCESSION),
    (("succession",), ActionKind.SUCCESSION),
    (("acceptance", "acceptation"), ActionKind.ACCEPTANCE),
    (("approval", "approbation"), ActionKind.APPROVAL),
    (("participation",), ActionKind.PARTICIPATION),
    (("accession", "adhésion"), ActionKind.ACCESSION),
    (("ratification",), ActionKind.RATIFICATION),
    (("signature",), ActionKind.SIGNATURE),
)
# What a mark means where the heading does not say.
_MARKS = {
    "a": ActionKind.ACCESSION,
    "d": ActionKind.SUCCESSION,
    "s": ActionKind.DEFINITIVE_SIGNATURE,
    "A": ActionKind.ACCEPTANCE,
    "AA": ActionKind.APPROVAL,
    "c": ActionKind.FORMAL_CONFIRMATION,
    "n": ActionKind.PROVISIONAL_APPLICATION,
    "P": ActionKind.PARTICIPATION,
}
_PIECE = re.compile(r"(?P<name>.*?)\s*\((?P<mark>[A-Za-z]{1,2})\)\s*$")
_COMMA = re.compile(r",(?![^()]*\))")


@dataclass
class Meaning:
    """What the dates of a column are: by their mark, and without one (``plain``)."""

    heading: str
    plain: ActionKind | None = None
    marks: dict[str, ActionKind] = field(default_factory=dict)

    @property
    def kinds(self) -> frozenset[ActionKind]:
        """The actions that the heading names."""
        return frozenset({*self.marks.values(), *([self.plain] if self.plain else [])})

    @property
    def is_of_signatures(self) -> bool:
        return self.kinds <= {ActionKind.SIGNATURE, ActionKind.DEFINITIVE_SIGNATURE}

    def kind(self, mark: str) -> ActionKind | None:
        """The action of a date with this mark (or none); ``None`` where nothing says what it is."""
        if not mark:
            return self.plain
        if mark in self.marks:
            return self.marks[mark]
        found = _MARKS.get(mark)
        if found == ActionKind.SUCCESSION and self.is_of_signatures:
            # A successor State takes over the signature of its predecessor.
            return ActionKind.SIGNATURE
        return found


def meaning_of(heading: str) -> Meaning | None:
    """What a column holds; ``None`` where its heading names no action."""
    meaning = Meaning(heading)
    for piece in _COMMA.split(heading):
        marked = _PIECE.match(piece.strip())
        kind = _kind(marked["name"] if marked else piece)
        if kind is None:
            continue
        if marked:
            meaning.marks[marked["mark"]] = kind
        elif meaning.plain is None:
            meaning.plain = kind
    return meaning if meaning.plain or meaning.marks else None


def _kind(words: str) -> ActionKind | None:
    text = " ".join(words.casefold().split())
    if "ratification" in text and ("accession" in text or "adhésion" in text):
        return ActionKind.RATIFICATION_OR_ACCESSION
    for names, kind in _WORDS:
        if any(name in text for name in names):
            return kind
    return None


def is_participant(heading: str) -> bool:
    """Whether a heading is that of the column of participants."""
    return heading.casefold().strip().startswith("participant")
