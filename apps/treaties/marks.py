"""How a standing looks, so that every page, matrix and legend shows it alike."""

from dataclasses import dataclass

from apps.treaties.status import Standing


@dataclass(frozen=True)
class Mark:
    """A tone of the style sheet, an icon, and the symbol of a matrix cell; never without words."""

    tone: str
    icon: str
    symbol: str


MARKS: dict[Standing, Mark] = {
    Standing.PARTY: Mark("success", "circle-check", "P"),
    Standing.PROVISIONAL: Mark("info", "progress-check", "A"),
    Standing.SIGNED: Mark("warning", "signature", "S"),
    Standing.WITHDRAWN: Mark("danger", "door-exit", "W"),
    Standing.NOT_PARTY: Mark("danger", "circle-x", "–"),
    Standing.NOT_OPEN: Mark("neutral", "circle-minus", "·"),
}

TONES = {str(standing): (mark.tone, mark.icon) for standing, mark in MARKS.items()}
