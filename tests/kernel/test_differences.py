"""What differs between two texts: shown word by word, or not at all."""

from hypothesis import given
from hypothesis import strategies as st

from focalpoint.differences import CAME, SAME, WENT, Piece, pieces

LONG = " ".join(f"word{n}" for n in range(200))
WORDS = st.lists(st.sampled_from(["law", "bill", "the", "May,", "is\n", "é"]), max_size=30)


def test_a_changed_word_stands_between_those_that_stayed():
    assert pieces("Send the bill in May.", "Send the law in May.") == (
        Piece(SAME, "Send the "),
        Piece(WENT, "bill"),
        Piece(CAME, "law"),
        Piece(SAME, " in May."),
    )


def test_what_stayed_long_is_shortened_in_its_middle():
    first, came, last = pieces(f"start {LONG} {LONG} end", f"start {LONG} new {LONG} end")
    assert (first.kind, came.text.strip(), last.kind) == (SAME, "new", SAME)
    assert first.text.startswith("…")
    assert last.text.endswith("…")
    assert max(len(first.text), len(last.text)) < 100


def test_texts_with_nothing_in_common_stand_whole():
    assert pieces("one two three", "quatre cinq six") == ()


def test_an_empty_side_has_no_pieces():
    assert pieces("", "new") == ()
    assert pieces("old", "") == ()


def test_very_long_texts_stand_whole():
    huge = "a " * 4000
    assert pieces(huge, huge + "b") == ()


@given(WORDS, WORDS)
def test_either_text_can_be_put_together_again(old, new):
    before, after = " ".join(old), " ".join(new)
    found = pieces(before, after)
    if not found or any("…" in piece.text for piece in found):
        return
    assert "".join(p.text for p in found if p.kind != CAME) == before
    assert "".join(p.text for p in found if p.kind != WENT) == after
