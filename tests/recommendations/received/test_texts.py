"""A recommendation taken apart: its number, its text, the names behind it."""

import datetime as dt

import pytest

from apps.recommendations.received.cells import (
    base_symbol,
    cycle_of,
    date_of,
    mechanism_of,
    session_of,
    values_of,
)
from apps.recommendations.received.positions import position_of
from apps.recommendations.received.rules import tags_of, touches_prevention
from apps.recommendations.received.texts import (
    fingerprint,
    likeness,
    numbered,
    paragraph_in,
    trailing_groups,
)


@pytest.mark.parametrize(
    ("text", "number", "rest"),
    [
        ("148.12 Strengthen dialogue", "148.12", "Strengthen dialogue"),
        ("113.1. Take steps", "113.1", "Take steps"),
        ("6.123.4 Take steps", "6.123.4", "Take steps"),
        ("148.12) Take steps", "148.12", "Take steps"),
        ("(148.12) Take steps", "148.12", "Take steps"),
        ("148.12: Take steps", "148.12", "Take steps"),
        ("148.12 – Take steps", "148.12", "Take steps"),
        ("148.12Take steps", "148.12", "Take steps"),
        ("P-148.12 Take steps", "148.12", "Take steps"),
        ("7. Take steps", "", "7. Take steps"),
        ("A.1. Take steps", "", "A.1. Take steps"),
        ("B.1. Take steps", "", "B.1. Take steps"),
        ("A.1.1 Take steps", "", "A.1.1 Take steps"),
        ("Take steps by 2030", "", "Take steps by 2030"),
        ("20 schools", "", "20 schools"),
    ],
)
def test_a_recommendation_begins_with_its_number(text, number, rest):
    assert numbered(text) == (number, rest)


def test_a_treaty_body_numbers_below_its_heading():
    assert paragraph_in("Domestic application of the Covenant\n7. Reiterating its previous") == "7"
    assert paragraph_in("B.Positive aspects\n3.The Committee welcomes") == "3"
    assert paragraph_in("The Committee welcomes the Act of 2022") == ""


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("Ratify it (Ghana) (Sierra Leone) (Togo);", ["Ghana", "Sierra Leone", "Togo"]),
        ("Abolish it (Djibouti, France, Sweden).", ["Djibouti, France, Sweden"]),
        ("Ratify it (Ghana), (Togo) and (France)", ["Ghana", "Togo", "France"]),
        ("Go on (Venezuela (Bolivarian Republic of));", ["Venezuela (Bolivarian Republic of)"]),
        ("Go on (Venezuela (Bolivarian Republic of);", ["Venezuela (Bolivarian Republic of"]),
        ("Ratify it (Ghana), (Togo), and (France)", ["Ghana", "Togo", "France"]),
        ("Ratify it (Ghana); and (Togo)", ["Ghana", "Togo"]),
        ("Ratify it (Ghana) (Togo)*", ["Ghana", "Togo"]),
        ("“Ratify it (Ghana)”;", ["Ghana"]),
        ("Repeal the Act (of 2024) at once", []),
    ],
)
def test_the_brackets_at_the_end_are_found(text, groups):
    assert [words for words, _before in trailing_groups(text)[1]] == groups


def test_spelling_does_not_change_a_fingerprint():
    assert fingerprint("Ratify the  “Convention”.") == fingerprint("ratify the Convention")
    assert fingerprint("Ратифицировать конвенцию") != fingerprint("Ратифицировать протокол")


def test_likeness_counts_what_is_asked():
    one = "Ratify the Optional Protocol to the Convention against Torture"
    assert (
        likeness(one, "Consider ratifying the Optional Protocol to the Convention against Torture")
        > 0.7
    )
    assert likeness(one, "Abolish the death penalty") == 0


@pytest.mark.parametrize(
    ("raw", "position"),
    [
        ("Accepted", "supported"),
        ("Supported", "supported"),
        ("Rejected", "noted"),
        ("Supported / Noted", "partially_supported"),
        ("General Response", "noted"),
        ("No Response", "under_consideration"),
        ("Enjoys the support of Georgia", "supported"),
        ("Does not enjoy support", "noted"),
        ("Takes note", "noted"),
        ("Supported, noted", "partially_supported"),
        ("Supported\n- Noted", "partially_supported"),
        ("Accepted in part", "partially_supported"),
        ("Partly supported", "partially_supported"),
        ("Supported (partially)", "partially_supported"),
        ("supported_noted", "partially_supported"),
        ("Noted / rejected", "noted"),
        ("To be examined", "under_consideration"),
        ("", "unknown"),
        ("-", "unknown"),
        ("Perhaps", None),
        ("Supported, perhaps", None),
        ("Pending, supported", None),
    ],
)
def test_positions_are_read_as_the_catalogue_maps_them(raw, position):
    assert position_of(raw) == position


def test_dates_come_in_several_spellings():
    day = dt.date(2026, 3, 23)
    for text in (
        *("2026-03-23", "2026-03-23T07:21:15", "2026/03/23", "23/03/2026", "23 March 2026"),
        *("March 23, 2026", "Mar 23 2026", "46104", "46104.5"),
    ):
        assert date_of(text) == day
    assert date_of("") is None
    for text in ("soon", "2026", "23 Foo 2026", "31/02/2026"):
        with pytest.raises(ValueError, match=r"."):
            date_of(text)


def test_a_session_is_a_number_of_the_reviews_and_no_year():
    for text in (
        *("51", "51.0", "UPR 51", "51st session", "4th cycle, session 51", "51 (Jan 2026)"),
        *(
            "Session 51 cycle 4",
            "51 cycle 4",
            "Cycle 4 session 51",
            "4th cycle 51",
            "51, 4th cycle",
        ),
    ):
        assert session_of(text) == 51
    assert session_of("Session 5 cycle 1") == session_of("1st cycle 5") == 5
    assert session_of("") is None
    for text in ("2026", "0", "999", "fifty", "LI"):
        with pytest.raises(ValueError, match=text):
            session_of(text)


def test_small_facts_of_documents():
    assert base_symbol("A/HRC/62/14/Add.1/Corr.1") == "A/HRC/62/14"
    assert [cycle_of(session) for session in (12, 13, 26, 27, 51, None)] == [1, 2, 2, 3, 4, None]
    assert mechanism_of("- UPR".removeprefix("- "), "A/HRC/62/14", 51) == "upr"
    assert mechanism_of("CESCR", "E/C.12/AUS/CO/6", None) == "treaty_body"
    assert mechanism_of("SR Torture", "A/HRC/1/1", None) == "special_procedure"
    assert values_of("- Women\n- Children\n") == ("Women", "Children")


def test_a_rule_says_what_touches_atrocity_prevention():
    assert "treaty_rome_statute" in tags_of("Ratify the Rome Statute")
    assert touches_prevention(tags_of("Combat hate speech against minorities"))
    assert not touches_prevention(tags_of("Improve access to primary education"))
