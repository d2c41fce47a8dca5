"""Text in cells that spreadsheet programs must not take for a formula."""

import re

# What starts a formula in a spreadsheet program, full-width forms included, or hides such a start.
_START = "=+\\-@\t\r\n＝＋－＠"
_RISKY = re.compile(f"'*[{_START}]")
_NEUTRAL = re.compile(f"'+[{_START}]")


def is_risky(text: str) -> bool:
    """Whether a spreadsheet program could take the text for a formula."""
    return _RISKY.match(text) is not None


def neutralised(text: str) -> str:
    """The text with an apostrophe in front where it could be taken for a formula."""
    return f"'{text}" if _RISKY.match(text) else text


def restored(text: str) -> str:
    """What ``neutralised`` was given: takes away the apostrophe that it put in front."""
    return text[1:] if _NEUTRAL.match(text) else text
