"""Where the depositary itself shows an instrument."""

import re
from urllib.parse import urlencode

from apps.treaties.models import Treaty

_UNTC = "https://treaties.un.org/Pages/ViewDetails.aspx"
# The starting pages of those who keep no page for each instrument under a name of its own.
_OTHERS = {
    "Swiss Federal Council": "https://ihl-databases.icrc.org/en/ihl-treaties",
    "African Union Commission": "https://au.int/en/treaties",
}
_NUMERALS = {"I": 1, "V": 5, "X": 10, "L": 50}
_NUMBER = re.compile(r"(?P<chapter>[IVXL]+)-\d+(-[a-z])?")


def depositary_url(treaty: Treaty) -> str:
    """The address of the depositary's page on ``treaty``, else that of its list; else empty.

    The UN Treaty Collection names its pages by chapter and number, such as ``IV-11-b``.
    """
    number = _NUMBER.fullmatch(treaty.mtdsg)
    if number is None:
        return _OTHERS.get(treaty.depositary, "")
    query = {"src": "TREATY", "mtdsg_no": treaty.mtdsg, "chapter": _arabic(number["chapter"])}
    return f"{_UNTC}?{urlencode(query)}"


def _arabic(numeral: str) -> int:
    values = [_NUMERALS[letter] for letter in numeral]
    following = [*values[1:], 0]
    return sum(-v if v < after else v for v, after in zip(values, following, strict=True))
