"""A card says what the directory shows, in the letters of RFC 6350."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from apps.appointments.directory.vcards import escaped, folded, vcard_of
from apps.appointments.directory_models import DirectoryListing
from apps.countries.models import Country, Kind

FACTS = {
    "person_name": "Āminā Éxample; the “first”, of two",
    "rank": "Director\nHuman Rights",
    "institution": "وزارة الخارجية " * 8,
    "email": "amina@office.example",
    "phone": "+233 30 200 100",
    "languages": ["fr", "ar"],
}


def card(**facts):
    listing = DirectoryListing(
        country=Country(code="XAA", name="Aravia", kind=Kind.TRAINING),
        starts_on=dt.date(2024, 1, 1),
        updated_at=dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC),
        **facts,
    )
    return vcard_of(listing).decode()


def unfolded(text):
    return text.replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def restored(text):
    """What an address book makes of a text value."""
    out, letters = "", iter(text)
    for letter in letters:
        if letter != "\\":
            out += letter
            continue
        marked = next(letters)
        out += "\n" if marked in "nN" else marked
    return out


def test_it_says_all_that_is_shown_and_marks_what_is_fictional():
    lines = unfolded(card(**FACTS))
    assert lines[:2] == ["BEGIN:VCARD", "VERSION:4.0"]
    assert lines[-1] == "END:VCARD"
    told = dict(line.split(":", 1) for line in lines)
    assert restored(told["FN"]) == FACTS["person_name"]
    assert restored(told["TITLE"]) == FACTS["rank"]
    assert restored(told["ORG"]) == FACTS["institution"]
    assert told["EMAIL;TYPE=work"] == FACTS["email"]
    assert told["TEL;VALUE=text;TYPE=work"] == FACTS["phone"]
    assert (told["LANG;TYPE=work;PREF=1"], told["LANG;TYPE=work;PREF=2"]) == ("fr", "ar")
    assert told["KIND"] == "individual"
    assert told["REV"] == "20260102T030405Z"
    assert "invented" in told["NOTE"]


def test_without_a_name_the_post_stands_for_it():
    told = dict(line.split(":", 1) for line in unfolded(card(rank="Director")))
    assert (told["KIND"], told["FN"]) == ("org", "Focal point\\, Aravia")
    assert not {"EMAIL;TYPE=work", "TEL;VALUE=text;TYPE=work", "ORG"} & set(told)


@given(text=st.text())
def test_no_text_breaks_a_line_or_another_property(text):
    said = escaped(text)
    assert "\n" not in said
    assert "\r" not in said
    kept = "".join(
        c for c in text.replace("\r\n", "\n").replace("\r", "\n") if c >= " " or c in "\t\n"
    )
    assert restored(said) == kept


@given(text=st.text(alphabet=st.characters(min_codepoint=32, exclude_categories=["Cs"])))
def test_lines_are_short_and_no_letter_is_cut(text):
    pieces = list(folded(f"NOTE:{text}"))
    assert all(len(piece.encode()) <= 75 for piece in pieces)
    assert pieces[0] + "".join(piece[1:] for piece in pieces[1:]) == f"NOTE:{text}"
    assert all(piece.startswith(" ") for piece in pieces[1:])
