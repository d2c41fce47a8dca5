"""Numbers as browsers send them."""


def whole_number(text: str) -> int | None:
    """The number that a hidden field holds, in the digits of any script; ``None`` for all else.

    At most nine digits: no version and no count has more, and thousands of them ``int`` refuses.
    """
    return int(text) if text.isdecimal() and len(text) < 10 else None
