"""Institutions rate factors apart from each other; the office sees how they differ, and agrees."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, ProgrammingError, transaction
from django.utils import timezone

from apps.assessments.asked.services import hand_in_ratings
from apps.assessments.independent.deadlines import lines, open_deadlines
from apps.assessments.independent.selectors import (
    asked_of,
    counts_of,
    handed_in,
    opinions_on,
    owed_by,
)
from apps.assessments.independent.services import (
    ask_institutions,
    give_back,
    move_request,
    remind_institution,
    withdraw_request,
)
from apps.assessments.independent.words import counts_in_words
from apps.assessments.independent_models import IndependentRating, Progress, RatingRequest
from apps.assessments.models import Assessment, FactorRating
from apps.assessments.services import (
    approve_assessment,
    rate_factor,
    submit_assessment,
    update_assessment,
    withdraw_assessment,
)
from apps.assessments.sharing import levels_only
from apps.assessments.snapshots import read_content
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.errors import StaleVersionError
from focalpoint.roles import Role
from focalpoint.visibility import Visibility
from tests.assessments.asked import SOON, fresh, rate, said, seen, told
from tests.assessments.asked import asked as asked
from tests.assessments.asked import colleague as colleague
from tests.assessments.asked import constable as constable
from tests.assessments.asked import heard as heard
from tests.assessments.asked import officer as officer
from tests.assessments.asked import police as police
from tests.costs import at_most
from tests.factories import InstitutionFactory, actor

pytestmark = pytest.mark.django_db


def test_nobody_of_one_institution_sees_what_another_says(
    heard, officer, constable, official, draft
):
    justice, guard = heard
    assert seen(officer, justice) == {"very_high", "moderate"}
    assert seen(officer, guard) == set()
    assert seen(constable, guard) == {"low"}
    assert seen(constable, justice) == set()
    assert seen(official, justice) == {"very_high", "moderate"}
    assert seen(official, guard) == {"low"}
    with acting(officer):
        assert not RatingRequest._base_manager.filter(pk=guard.pk).exists()
        # Of the assessment itself they see nothing.
        assert not Assessment._base_manager.filter(pk=draft.pk).exists()
        assert not FactorRating._base_manager.filter(assessment=draft.pk).exists()


def test_what_the_government_reads_of_the_assessment_opens_no_rating(
    heard, official, officer, constable, draft, office
):
    update_assessment(
        actor=official,
        assessment=draft,
        changes={"visibility": Visibility.GOVERNMENT},
        version=draft.version,
    )
    auditor = actor(Role.AUDITOR, InstitutionFactory(country=office.country))
    for who in (auditor, actor(Role.FOCAL_POINT), actor(Role.COORDINATOR)):
        for request in heard:
            assert seen(who, request) == set()
    assert seen(officer, heard[1]) == set()
    with acting(officer):
        assert not handed_in(officer).exists()


def test_the_office_learns_that_it_is_begun_and_not_what_it_says(
    asked, officer, official, factors, draft
):
    justice = asked[0]
    assert fresh(justice).progress == Progress.ASKED
    rating = rate(officer, justice, factors[0], "high", "A draft.")
    assert fresh(justice).progress == Progress.BEGUN
    assert seen(official, justice) == set()
    with acting(official):
        assert not rating.events.exists()
        assert not justice.reply.events.exclude(handed_in_at=None).exists()
    assert said(official, draft)["RF1"].number == 0


def test_the_asking_office_writes_no_institutions_rating(heard, official, factors):
    justice = heard[0]
    with pytest.raises(PermissionDenied):
        rate(official, justice, factors[0], "low")
    with acting(official, reason="attack"):
        rows = IndependentRating._base_manager.filter(request=justice)
        assert rows.update(level="low") == 0
    # Nor what was given back, which no trigger closes: the office reads it and no more.
    give_back(actor=official, request=justice, reason="Which prisons?")
    with acting(official, reason="attack"):
        assert rows.count() == 2
        assert rows.update(level="low") == 0


def test_the_asking_office_forges_no_rating_while_it_is_awaited(asked, official, factors):
    forged = IndependentRating(
        request=asked[0], factor=factors[0], level="low", handed_in_at=timezone.now()
    )
    with (
        acting(official, reason="attack"),
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
    ):
        forged.save(force_insert=True)


def test_the_database_keeps_what_was_handed_in(heard, officer, factors):
    justice = heard[0]
    with acting(officer, reason="attack"):
        rows = IndependentRating._base_manager.filter(request=justice)
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(level="low")
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.delete()
        late = IndependentRating(request=justice, factor=factors[5], level="low")
        with pytest.raises(IntegrityError), transaction.atomic():
            late.save(force_insert=True)
    with pytest.raises(ValidationError, match="handed in"):
        rate(officer, justice, factors[0], "low", version=1)


def test_people_are_told_at_each_turn(official, officer, constable, asked, factors):
    justice = asked[0]
    assert told(officer, "rating.asked") == told(constable, "rating.asked") == 1
    remind_institution(actor=official, request=justice)
    with pytest.raises(ValidationError, match="today"):
        remind_institution(actor=official, request=justice)
    move_request(actor=official, request=justice, due_on=SOON + dt.timedelta(days=7))
    assert told(officer, "rating.reminded") == told(officer, "rating.moved") == 1
    assert told(constable, "rating.reminded") == 0
    rate(officer, justice, factors[0])
    hand_in_ratings(actor=officer, request=justice)
    assert told(official, "rating.handed_in") == 1
    give_back(actor=official, request=justice, reason="Which prisons?")
    assert told(officer, "rating.given_back") == 1
    withdraw_request(actor=official, request=justice, reason="The minister answers.")
    assert told(officer, "rating.withdrawn") == 1


def test_what_is_given_back_is_a_draft_again_once_it_is_touched(
    heard, official, officer, factors, draft
):
    justice = heard[0]
    reply = give_back(actor=official, request=justice, reason="Which prisons?")
    assert reply.given_back_reason == "Which prisons?"
    assert fresh(justice).progress == Progress.GIVEN_BACK
    # It counts no more, though the office knows what it read.
    assert said(official, draft)["RF1"].levels == ["low"]
    with acting(officer):
        written = IndependentRating.objects.get(request=justice, factor=factors[0])
    rate(officer, justice, factors[0], "high", "Two prisons.", version=written.version)
    assert seen(official, justice) == {"moderate"}
    with acting(official):
        kept = written.events.values_list("narrative", flat=True)
        assert "Two prisons." not in kept
    hand_in_ratings(actor=officer, request=justice)
    assert said(official, draft)["RF1"].levels == ["low", "high"]


def test_only_what_is_due_is_owed(asked, official, officer, constable, factors):
    justice, guard = asked
    with acting(officer):
        assert [each.pk for each in owed_by(officer)] == [justice.pk]
    with acting(SYSTEM):
        rows = {row[0]: row for row in open_deadlines()}
    assert set(rows) == {justice.pk, guard.pk}
    # Its people alone are told.
    assert rows[justice.pk][5] == justice.institution_id
    with acting(officer):
        [line] = lines(officer, [justice.pk, guard.pk]).values()
    assert line.url == justice.get_absolute_url()
    assert line.is_kept
    rate(officer, justice, factors[0])
    hand_in_ratings(actor=officer, request=justice)
    withdraw_request(actor=official, request=guard, reason="Not needed.")
    with acting(SYSTEM):
        assert list(open_deadlines()) == []
    with acting(officer):
        assert not owed_by(officer).exists()
    with acting(constable):
        assert [each.progress for each in asked_of(constable)] == [Progress.ENDED]


def test_who_may_ask_whom_and_about_what(official, officer, draft, ministry, office, asked):
    def ask(who=official, **more):
        values = {"institutions": [ministry], "factors": ["RF1"], "due_on": SOON, **more}
        return ask_institutions(actor=who, assessment=draft, **values)

    other = InstitutionFactory(country=office.country)
    with pytest.raises(Assessment.DoesNotExist):
        ask(officer)
    with pytest.raises(ValidationError, match="asked already"):
        ask()
    for more, words in (
        ({"institutions": []}, "at least one institution"),
        ({"institutions": [office]}, "own office"),
        ({"institutions": [other], "factors": []}, "at least one factor"),
        ({"institutions": [other], "factors": ["RF99"]}, "RF99"),
        ({"institutions": [other], "due_on": dt.date(2020, 1, 1)}, "past"),
    ):
        with pytest.raises(ValidationError, match=words):
            ask(**more)
    with pytest.raises((PermissionDenied, ValidationError)):
        ask(institutions=[InstitutionFactory()])


def test_a_rating_is_of_a_factor_that_was_asked_about(asked, officer, factors):
    with pytest.raises(ValidationError, match="not asked"):
        rate(officer, asked[0], factors[3])
    with pytest.raises(ValidationError, match="at least one factor"):
        hand_in_ratings(actor=officer, request=asked[0])


def test_colleagues_do_not_overwrite_each_other(asked, officer, colleague, factors):
    rate(officer, asked[0], factors[0], "high")
    with pytest.raises(StaleVersionError):
        rate(colleague, asked[0], factors[0], "low")


def test_a_level_that_none_of_them_gives_asks_for_a_word(heard, official, ratings):
    with pytest.raises(ValidationError, match="No institution that was asked"):
        rate_factor(actor=official, rating=ratings[0], changes={"level": "high"}, version=None)
    saved = rate_factor(
        actor=official,
        rating=ratings[0],
        changes={"level": "high", "divergence_reason": "Between the two, and both are right."},
        version=None,
    )
    assert saved.divergence_reason.startswith("Between")
    # One that an institution gives needs none, and the old answer goes.
    saved = rate_factor(actor=official, rating=saved, changes={"level": "low"}, version=None)
    assert saved.divergence_reason == ""
    # Nor does leaving it open, or another factor of which nobody was asked.
    rate_factor(actor=official, rating=ratings[0], changes={"level": "unknown"}, version=None)
    rate_factor(actor=official, rating=ratings[4], changes={"level": "high"}, version=None)


def test_what_comes_later_is_asked_about_before_it_is_handed_in(
    asked, rated, official, officer, factors
):
    rate(officer, asked[0], factors[0], "very_high")
    hand_in_ratings(actor=officer, request=asked[0])
    with pytest.raises(ValidationError, match=r"differs.*1"):
        submit_assessment(actor=official, assessment=rated)


def test_they_are_shown_beside_each_other_without_an_average(heard, draft, official):
    found = said(official, draft)
    first, second = found["RF1"], found["RF2"]
    assert first.levels == ["low", "very_high"]
    assert (first.number, first.apart, first.is_wide) == (2, 3, True)
    assert [str(v.request.institution) for v in first.voices] == [
        "Ministry of Justice",
        "National Police",
    ]
    assert all(voice.is_apart for voice in first.voices)
    assert "3 levels apart" in first.spread
    assert second.number == 1
    # The police handed in, and said nothing of it.
    assert [voice.rating is None for voice in second.voices] == [False, True]


def test_what_is_approved_holds_numbers_and_no_name(
    heard, rated, official, focal_point, officer, ratings
):
    with acting(official):
        first = FactorRating.objects.get(pk=ratings[0].pk)
    rate_factor(
        actor=official,
        rating=first,
        changes={"level": "high", "divergence_reason": "Between the two."},
        version=None,
    )
    submitted = submit_assessment(actor=official, assessment=rated)
    snapshot = approve_assessment(actor=focal_point, assessment=submitted)
    told_of = {each["code"]: each.get("independent") for each in snapshot.content["factors"]}
    assert told_of["RF1"] == {"institutions": 2, "apart": 3}
    assert told_of["RF2"] == {"institutions": 1, "apart": 0}
    assert told_of["RF3"] is None
    assert "Ministry of Justice" not in str(snapshot.content)
    assert "Prisons are full" not in str(snapshot.content)
    assert "independent" not in str(levels_only(snapshot.content))
    reading = read_content(snapshot.content)
    assert "3 levels apart" in reading.factors[0].independent
    assert reading.factors[2].independent == ""
    # The numbers are those of whoever looks, the office or not.
    assert counts_of(rated)["RF1"] == {"institutions": 2, "apart": 3}


def test_words_for_the_numbers():
    assert counts_in_words() == ""
    assert counts_in_words(1) == "1 institution rated it for itself."
    assert "agreed" in counts_in_words(3, 0)
    assert "1 level apart" in counts_in_words(2, 1)


@pytest.mark.parametrize("way", ["approved", "withdrawn"])
def test_nobody_is_asked_any_more_once_it_is_over(
    way, asked, rated, official, focal_point, officer, factors
):
    if way == "approved":
        submitted = submit_assessment(actor=official, assessment=rated)
        approve_assessment(actor=focal_point, assessment=submitted)
    else:
        withdraw_assessment(actor=official, assessment=rated, reason="Another method.")
    assert [fresh(each).progress for each in asked] == [Progress.ENDED] * 2
    with pytest.raises(ValidationError, match="not asked for any more"):
        rate(officer, asked[0], factors[0])
    with pytest.raises(ValidationError, match="not asked for any more"):
        move_request(actor=official, request=asked[0], due_on=SOON)


def test_what_is_handed_in_is_not_withdrawn(heard, official):
    with pytest.raises(ValidationError, match="handed in already"):
        withdraw_request(actor=official, request=heard[0], reason="Too late.")


def test_any_number_of_institutions_costs_the_same(heard, draft, official):
    with acting(official), at_most(2):
        opinions_on(draft, official)
