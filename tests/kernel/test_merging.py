"""Of two versions of a record, only what both changed is left to a person."""

import pytest

from focalpoint.merging import merge

BASE = {"level": "low", "trend": "stable", "narrative": "Begun"}


def test_what_either_changed_alone_is_merged():
    found = merge(BASE, {**BASE, "level": "high"}, {**BASE, "narrative": "Theirs"})
    assert found.mine == {"level": "high"}
    assert found.theirs == {"narrative": "Theirs"}
    assert found.clashes == ()


def test_what_both_changed_differently_is_a_clash():
    found = merge(BASE, {**BASE, "narrative": "Mine"}, {**BASE, "narrative": "Theirs"})
    assert (found.mine, found.theirs, found.clashes) == ({}, {}, ("narrative",))


def test_what_both_changed_alike_is_settled():
    found = merge(BASE, {**BASE, "level": "high"}, {**BASE, "level": "high"})
    assert (found.mine, found.theirs, found.clashes) == ({}, {}, ())


def test_what_is_not_in_the_form_is_nobodys_matter():
    found = merge(BASE, {"level": "high"}, {**BASE, "narrative": "Theirs"})
    assert (found.mine, found.theirs) == ({"level": "high"}, {})


def test_without_the_beginning_every_difference_is_a_clash():
    found = merge(None, {**BASE, "level": "high"}, {**BASE, "narrative": "Theirs"})
    assert found.clashes == ("level", "narrative")


@pytest.mark.parametrize("text", ["One\r\nTwo", "One\nTwo", " One\nTwo\n"])
def test_line_ends_of_browsers_are_no_change(text):
    base = {"narrative": "One\nTwo"}
    found = merge(base, {"narrative": text}, {"narrative": "Theirs"})
    assert found.theirs == {"narrative": "Theirs"}
    assert not found.clashes
