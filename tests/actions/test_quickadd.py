"""One line becomes an action; what it does not say clearly is asked, never guessed."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from apps.actions.quickadd import find_person, languages_of, read_line, resolve
from focalpoint.acting import acting
from focalpoint.roles import Role
from tests.factories import InstitutionFactory, ItemFactory, person

TODAY = dt.date(2026, 11, 22)


def read(line, **options):
    return read_line(line, today=TODAY, **options)


class TestReadLine:
    def test_the_whole_line(self):
        line = read("Send draft bill to cabinet by 30 June @amina (c) !high")
        assert line.title == "Send draft bill to cabinet"
        assert line.due_on == dt.date(2027, 6, 30)
        assert (line.person, line.steps, line.priority) == ("amina", ("c",), 3)
        assert line.problems == ()

    def test_the_order_does_not_matter(self):
        one = read("@amina (c) Send draft in 2 weeks !high")
        other = read("!high Send draft (c) in 2 weeks @amina")
        assert one == other
        assert one.title == "Send draft"

    def test_a_title_alone_will_do(self):
        line = read("Send the draft bill")
        assert (line.title, line.due_on, line.person, line.steps, line.priority) == (
            "Send the draft bill",
            None,
            "",
            (),
            None,
        )

    @pytest.mark.parametrize("text", ["", "   ", "by 30 June @amina (c) !high", "—"])
    def test_without_a_title_it_asks_for_one(self, text):
        assert "Say what is to be done." in read(text).problems

    def test_what_is_quoted_is_title(self):
        line = read('Publish "@home (a) !low by 30 June" tomorrow')
        assert line.title == "Publish @home (a) !low by 30 June"
        assert (line.due_on, line.person, line.steps) == (dt.date(2026, 11, 23), "", ())

    @pytest.mark.parametrize(
        "text", ["Write to info@example.org", "Act now!", "See item (h)", "Rule 5(c) applies"]
    )
    def test_what_only_looks_like_a_tag_stays(self, text):
        assert read(text).title == text

    def test_several_steps(self):
        assert read("Train judges (b) (C) (b)").steps == ("b", "c")

    def test_two_assignees_are_one_too_many(self):
        assert "Only one person can be assigned." in read("x @amina @badu").problems

    @pytest.mark.parametrize(
        ("text", "priority"),
        [("!low", 1), ("!normal", 2), ("!high", 3), ("!urgent", 4), ("!u", 4), ("!HIGH", 3)],
    )
    def test_priorities_by_name_or_its_beginning(self, text, priority):
        assert read(f"x {text}").priority == priority

    def test_an_unknown_priority_names_the_known_ones(self):
        [problem] = read("x !soon").problems
        assert "“soon”" in problem
        assert "!low, !normal, !high, !urgent" in problem

    def test_a_date_that_has_passed_is_refused_with_the_date(self):
        assert read("x by 30 June 2020").problems == ("The due date 30 June 2020 has passed.",)

    def test_a_date_that_does_not_exist_is_refused_with_the_words(self):
        assert read("x by 31 February").problems == ("“by 31 February” is not a date.",)

    def test_a_line_in_french(self):
        line = read("Envoyer le projet avant le 30 juin @amina (c)", languages=languages_of("fr"))
        assert (line.title, line.due_on) == ("Envoyer le projet", dt.date(2027, 6, 30))

    def test_a_line_in_arabic(self):
        line = read("إرسال المشروع بعد أسبوعين @amina (c)", languages=languages_of("ar"))
        assert (line.title, line.due_on) == ("إرسال المشروع", dt.date(2026, 12, 6))

    def test_arabic_commas_end_a_word(self):
        line = read("إرسال المشروع، بعد أسبوعين، @amina، (c)، !high", languages=languages_of("ar"))
        assert (line.title, line.due_on) == ("إرسال المشروع", dt.date(2026, 12, 6))
        assert (line.person, line.steps, line.priority) == ("amina", ("c",), 3)


def test_the_readers_own_language_comes_first():
    assert languages_of("es-mx")[0] == "es"
    assert set(languages_of("es")) == {"en", "fr", "es", "ar"}
    assert languages_of("ja")[0] == "en"


@pytest.mark.django_db
class TestFindPerson:
    def find(self, name, who):
        with acting(who):
            return find_person(name, actor=who, country=who.country)

    @pytest.mark.parametrize(
        "name",
        ["amina", "AMINA", "ami", "diallo", "amina.diallo", "amina_diallo", "Amina Diallo"],
    )
    def test_by_name_or_address_or_their_beginning(self, name, official, amina):
        assert self.find(name, official) == amina

    def test_in_the_whole_government(self, official, badu):
        assert self.find("badu", official) == badu

    @pytest.mark.parametrize("name", ["jose", "José", "jóse"])
    def test_accents_do_not_matter(self, name, official, ministry):
        jose = person(Role.MINISTRY_OFFICER, ministry, name="José Peña", email="jp@example.org")
        assert self.find(name, official) == jose

    def test_me(self, official, amina):
        assert self.find("me", official) == amina

    def test_several_are_named(self, official, amina, ministry):
        person(Role.MINISTRY_OFFICER, ministry, name="Amir Sow", email="asow@example.org")
        with pytest.raises(ValidationError) as asked:
            self.find("am", official)
        [message] = asked.value.messages
        assert "Amina Diallo (@amina.diallo)" in message
        assert "Amir Sow (@asow)" in message

    def test_a_whole_name_goes_before_a_beginning(self, official, amina, ministry):
        person(Role.MINISTRY_OFFICER, ministry, name="Aminata Sow", email="asow@example.org")
        assert self.find("amina", official) == amina

    @pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.AUDITOR])
    def test_nobody_who_could_not_work_on_it(self, role, official, office):
        person(role, office, name="Zoe Cissé", email="zoe@example.org")
        with pytest.raises(ValidationError, match="Nobody in this State"):
            self.find("zoe", official)

    def test_nobody_abroad(self, official):
        person(Role.OFFICIAL, InstitutionFactory(), name="Zoe Cissé", email="zoe@example.org")
        with pytest.raises(ValidationError, match="Nobody in this State is called “zoe”"):
            self.find("zoe", official)


@pytest.mark.django_db
class TestResolve:
    def draft(self, text, who):
        with acting(who):
            return resolve(read(text), actor=who, country=who.country)

    def test_it_says_what_was_understood(self, official, amina):
        ItemFactory(code="R2013-C", label="(c)", title="Join the instruments")
        draft = self.draft("Send draft by 30 June @amina (c) !high", official)
        assert draft.problems == ()
        assert draft.assignee == amina
        assert [words for _icon, words in draft.understood] == [
            "Wednesday, 30 June 2027",
            "Amina Diallo",
            "(c) Join the instruments",
            "High",
        ]

    def test_every_problem_is_told_at_once(self, official):
        problems = self.draft("x by 30 June 2020 @nobody (c) !soon", official).problems
        assert len(problems) == 4

    def test_in_the_readers_language(self, official):
        with translation.override("fr"):
            draft = self.draft("Send draft in 2 weeks", official)
            assert draft.understood[0][1].startswith("dimanche")
