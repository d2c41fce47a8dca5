"""Whose list says what, and what it is worth: the depositary first, then OHCHR and ICRC.

A record that no list wrote was written by a person or a State: no list overwrites it.
"""

from apps.treaties.choices import Format, Publisher
from apps.treaties.models import Treaty, TreatyAction

BY_HAND, DEPOSITARY, OFFICE, SECONDARY = range(4)

_UNTC = "UN Treaty Collection"
_AFRICAN_UNION = "African Union status list"
_OHCHR = "OHCHR ratification status"
_ICRC = "ICRC IHL treaties list"
SECOND_HAND = "Second-hand list"

_RANKS = {
    _UNTC: DEPOSITARY,
    _AFRICAN_UNION: DEPOSITARY,
    _OHCHR: OFFICE,
    _ICRC: OFFICE,
}
_OF_FORMAT = {
    Format.UNTC_XML: Publisher.UNTC,
    Format.UNTC_TABLE: Publisher.UNTC,
    Format.UNTC_STATEMENTS: Publisher.UNTC,
    Format.ICRC: Publisher.ICRC,
    Format.OHCHR: Publisher.OHCHR,
    Format.AFRICAN_UNION: Publisher.AFRICAN_UNION,
}


def publisher_of(format: str) -> Publisher:
    """Who publishes lists of a format, unless somebody says otherwise."""
    return _OF_FORMAT[Format(format)]


def source_name(publisher: str, treaty: Treaty) -> str:
    """The source as treaty actions name it."""
    if publisher == Publisher.UNTC:
        return f"{_UNTC} {treaty.mtdsg or treaty.code}"
    return {
        Publisher.AFRICAN_UNION: _AFRICAN_UNION,
        Publisher.OHCHR: _OHCHR,
        Publisher.ICRC: _ICRC,
    }.get(Publisher(publisher), SECOND_HAND)


def rank_of_source(source: str) -> int:
    """What a source is worth; the smaller the number the more."""
    for name, rank in _RANKS.items():
        if source.startswith(name):
            return rank
    return SECONDARY


def rank_of(action: TreatyAction) -> int:
    """What a record rests on; by hand (0) where no import wrote it."""
    return BY_HAND if action.batch_id is None else rank_of_source(action.source)
