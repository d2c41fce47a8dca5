"""Numbers as browsers send them."""

import pytest

from focalpoint.numbers import whole_number


@pytest.mark.parametrize(
    ("text", "number"), [("0", 0), ("12", 12), ("١٢", 12), ("999999999", 10**9 - 1)]
)
def test_digits_of_any_script_are_a_number(text, number):
    assert whole_number(text) == number


@pytest.mark.parametrize("text", ["", " 1", "-1", "1.5", "²", "1²", "x", "9" * 10, "9" * 5000])
def test_anything_else_is_none(text):
    assert whole_number(text) is None
