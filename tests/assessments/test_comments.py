"""Comments on factors: said by those who work on it, settled before it is handed in again."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse

from apps.assessments.asked.services import hand_in_ratings
from apps.assessments.comment_models import FactorComment
from apps.assessments.comments.selectors import open_comments, threads_on
from apps.assessments.comments.services import (
    comment_on_factor,
    reopen_comment,
    settle_comment,
)
from apps.assessments.cycle.next import next_thing
from apps.assessments.independent.services import give_back
from apps.assessments.models import Assessment, FactorRating, Status
from apps.assessments.services import (
    approve_assessment,
    return_assessment,
    submit_assessment,
    update_assessment,
)
from apps.reminders.personal import Notice
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.errors import StaleVersionError
from focalpoint.roles import Role
from focalpoint.visibility import Visibility
from tests import factories as f
from tests.assessments.asked import asked as asked
from tests.assessments.asked import constable as constable
from tests.assessments.asked import fresh, rate, told
from tests.assessments.asked import officer as officer
from tests.assessments.asked import police as police
from tests.assessments.test_cycle_pages import standing
from tests.assessments.test_pages import browser, read
from tests.costs import statements

pytestmark = pytest.mark.django_db


def on(assessment, code):
    with acting(SYSTEM):
        rows = FactorRating.objects.select_related("factor", "assessment__country")
        return rows.get(assessment=assessment, factor__code=code)


def say(who, assessment, code, text, thread=None):
    rating = on(assessment, code)
    return comment_on_factor(actor=who, rating=rating, text=text, thread=thread)


def open_in(who, assessment):
    with acting(who):
        return [each.text for each in open_comments(assessment, who)]


class TestTalking:
    def test_a_thread_holds_its_answers_in_order(self, draft, official, deputy):
        first = say(deputy, draft, "RF1", "Which districts?")
        say(official, draft, "RF1", "Two in the north.", first)
        say(deputy, draft, "RF1", "Say so.", first)
        with acting(official):
            [thread] = threads_on(on(draft, "RF1"), official)
        assert [each.text for each in thread.answers] == ["Two in the north.", "Say so."]
        assert thread.comment.author_id == deputy.user_id

    def test_settled_threads_come_last(self, draft, official):
        first = say(official, draft, "RF1", "First")
        say(official, draft, "RF1", "Second")
        settle_comment(actor=official, comment=first)
        with acting(official):
            shown = [each.comment.text for each in threads_on(on(draft, "RF1"), official)]
        assert shown == ["Second", "First"]

    def test_who_settled_it_is_kept(self, draft, official, deputy):
        settled = settle_comment(actor=official, comment=say(deputy, draft, "RF1", "Why?"))
        assert settled.settled_by_id == official.user_id
        assert open_in(official, draft) == []
        opened = reopen_comment(actor=deputy, comment=settled)
        assert (opened.settled_at, opened.settled_by_id) == (None, None)

    def test_a_second_press_changes_nothing(self, draft, official):
        once = settle_comment(actor=official, comment=say(official, draft, "RF1", "Why?"))
        assert settle_comment(actor=official, comment=once).version == once.version

    def test_an_answer_opens_a_settled_thread_again(self, draft, official):
        first = settle_comment(actor=official, comment=say(official, draft, "RF1", "Why?"))
        say(official, draft, "RF1", "Not yet.", first)
        assert open_in(official, draft) == ["Why?"]

    def test_a_stale_page_settles_nothing(self, draft, official):
        said = say(official, draft, "RF1", "Why?")
        settle_comment(actor=official, comment=said)
        with pytest.raises(StaleVersionError):
            settle_comment(actor=official, comment=said, version=said.version)

    def test_an_answer_stays_on_its_factor(self, draft, official):
        first = say(official, draft, "RF1", "Why?")
        with pytest.raises(ValidationError, match="no thread on this factor"):
            say(official, draft, "RF2", "Because.", first)
        answer = say(official, draft, "RF1", "Because.", first)
        with pytest.raises(ValidationError, match="no thread on this factor"):
            say(official, draft, "RF1", "No.", answer)
        with pytest.raises(ValidationError, match="as a whole"):
            settle_comment(actor=official, comment=answer)

    @pytest.mark.parametrize("text", ["", "   ", "x" * 5001])
    def test_it_says_something_and_not_too_much(self, draft, official, text):
        with pytest.raises(ValidationError):
            say(official, draft, "RF1", text)

    def test_a_ministry_reads_and_says_nothing(self, draft, official, ministry):
        said = say(official, draft, "RF1", "Why?")
        update_assessment(
            actor=official,
            assessment=draft,
            changes={"visibility": Visibility.GOVERNMENT},
            version=None,
        )
        officer = f.actor(Role.MINISTRY_OFFICER, ministry)
        assert open_in(officer, draft) == ["Why?"]
        with pytest.raises(PermissionDenied):
            say(officer, draft, "RF1", "Because.")
        with pytest.raises(PermissionDenied):
            settle_comment(actor=officer, comment=said)

    def test_what_was_said_is_not_rewritten(self, draft, official):
        said = say(official, draft, "RF1", "Why?")
        rows = FactorComment.objects.filter(pk=said.pk)
        for change in (rows.delete, lambda: rows.update(text="Never said")):
            with acting(official), pytest.raises(DatabaseError), transaction.atomic():
                change()

    def test_nothing_is_said_once_it_is_approved(self, submitted, official, focal_point):
        said = say(focal_point, submitted, "RF1", "Why?")
        approve_assessment(actor=focal_point, assessment=submitted)
        with pytest.raises(ValidationError, match="closed"):
            say(official, submitted, "RF1", "Because.")
        with pytest.raises(ValidationError, match="closed"):
            settle_comment(actor=official, comment=said)


class TestReview:
    @pytest.fixture
    def returned(self, submitted, focal_point):
        return return_assessment(
            actor=focal_point,
            assessment=submitted,
            comment="Two factors need more.",
            factor_comments={"RF3": "Which courts?", "RF1": "Which districts?", "RF2": "  "},
        )

    def test_returning_names_factors(self, returned, official):
        assert returned.status == Status.DRAFT
        # In the order of the framework.
        assert open_in(official, returned) == ["Which districts?", "Which courts?"]

    def test_a_factor_that_is_none_returns_nothing(self, submitted, focal_point):
        with pytest.raises(ValidationError, match="no factors"):
            return_assessment(
                actor=focal_point, assessment=submitted, comment="x", factor_comments={"RF99": "x"}
            )
        assert read(Assessment, pk=submitted.pk).status == Status.SUBMITTED

    def test_the_next_thing_is_to_answer(self, returned, official):
        coming = next_thing(standing(official, returned), official)
        assert coming.label == "Answer the comments"
        assert "/factors/RF1/comments/" in coming.url

    def test_handing_in_again_needs_them_settled(self, returned, official):
        with pytest.raises(ValidationError, match="2 comments are open"):
            submit_assessment(actor=official, assessment=returned)
        with acting(official):
            found = open_comments(returned, official)
        for comment in found:
            settle_comment(actor=official, comment=comment)
        handed_in = submit_assessment(actor=official, assessment=returned)
        assert handed_in.status == Status.SUBMITTED

    def test_or_a_word_why_they_stay_open(self, returned, official, focal_point):
        submit_assessment(
            actor=official, assessment=returned, left_open="The courts have not answered."
        )
        with acting(focal_point):
            [thread] = threads_on(on(returned, "RF3"), focal_point)
        assert thread.is_open
        assert thread.answers[-1].text == "The courts have not answered."


class TestPages:
    def url(self, assessment, code="RF1"):
        return reverse("factor-comments", args=[assessment.reference, code])

    def test_said_answered_and_settled(self, draft, official):
        client = browser(official)
        page = client.post(self.url(draft), {"text": "<b>Which</b> districts?"}, follow=True)
        assert "&lt;b&gt;Which&lt;/b&gt; districts?" in page.text
        said = read(FactorComment)
        page = client.post(
            self.url(draft), {"text": "In the north.", "thread": said.pk}, follow=True
        )
        assert "In the north." in page.text
        page = client.post(self.url(draft), {"settle": said.pk}, follow=True)
        assert "Open again" in page.text
        assert read(FactorComment, pk=said.pk).settled_at

    def test_nothing_typed_is_said_at_the_form(self, draft, official):
        page = browser(official).post(self.url(draft), {"text": " "})
        assert page.status_code == 422
        assert "This field is required." in page.text

    def test_too_long_a_text_is_kept(self, draft, official):
        page = browser(official).post(self.url(draft), {"text": "x" * 5001})
        assert page.status_code == 422
        assert "x" * 5001 in page.text

    @pytest.mark.parametrize("sent", [{"settle": "nonsense"}, {"text": "x", "thread": f"{0:032x}"}])
    def test_a_thread_that_is_none_is_not_found(self, draft, official, sent):
        assert browser(official).post(self.url(draft), sent).status_code == 404

    def test_a_reader_finds_no_form(self, draft, official, ministry):
        say(official, draft, "RF1", "Which districts?")
        update_assessment(
            actor=official,
            assessment=draft,
            changes={"visibility": Visibility.GOVERNMENT},
            version=None,
        )
        client = browser(f.actor(Role.MINISTRY_OFFICER, ministry))
        page = client.get(self.url(draft))
        assert "Which districts?" in page.text
        assert 'name="text"' not in page.text
        assert client.post(self.url(draft), {"text": "x"}).status_code == 403

    def test_the_factor_shows_them_and_the_assessment_counts_them(self, draft, official):
        say(official, draft, "RF1", "Which districts?")
        client = browser(official)
        rate = client.get(reverse("factor-rate", args=[draft.reference, "RF1"]))
        assert "Which districts?" in rate.text
        detail = client.get(draft.get_absolute_url())
        assert "one open comment" in detail.text
        assert "Open comments" in detail.text

    def test_many_comments_cost_no_more(self, draft, official):
        client = browser(official)

        def cost():
            client.get(draft.get_absolute_url())
            with statements() as sent:
                client.get(draft.get_absolute_url())
            return len(sent)

        say(official, draft, "RF1", "One")
        before = cost()
        for code in ("RF1", "RF2", "RF3"):
            say(official, draft, code, "More")
        assert cost() == before

    def test_returned_with_words_on_factors(self, submitted, focal_point):
        client = browser(focal_point)
        url = reverse("assessment-transition", args=[submitted.reference, "return"])
        assert "On single factors" in client.get(url).text
        sent = {
            "version": read(Assessment, pk=submitted.pk).version,
            "comment": "One factor needs more.",
            "factor-RF3": "Which courts?",
        }
        page = client.post(url, sent, follow=True)
        assert "Which courts?" in page.text
        assert read(FactorComment).text == "Which courts?"

    def test_handed_in_with_a_word_why_they_stay_open(self, rated, official):
        say(official, rated, "RF1", "Which districts?")
        client = browser(official)
        url = reverse("assessment-transition", args=[rated.reference, "submit"])
        version = read(Assessment, pk=rated.pk).version
        refused = client.post(url, {"version": version})
        assert refused.status_code == 422
        client.post(url, {"version": version, "left_open": "Nobody knows."})
        assert read(Assessment, pk=rated.pk).status == Status.SUBMITTED


class TestWhoRatedForAnInstitution:
    """They are told of a comment on their factor: once it is handed in, and if they may read it."""

    KIND = "factor.commented"

    @pytest.fixture
    def open_draft(self, draft, official):
        changes = {"visibility": Visibility.GOVERNMENT}
        return update_assessment(actor=official, assessment=draft, changes=changes, version=None)

    @pytest.fixture
    def half_heard(self, asked, officer, constable, factors):
        """The ministry has handed in what it says of a factor; the police still write."""
        rate(officer, asked[0], factors[0])
        rate(constable, asked[1], factors[0])
        hand_in_ratings(actor=officer, request=asked[0])
        return asked

    def test_told_of_their_own_factor(self, open_draft, half_heard, official, officer, constable):
        say(official, open_draft, "RF2", "Of another factor")
        assert told(officer, self.KIND) == 0
        say(official, open_draft, "RF1", "Which prisons?")
        assert told(officer, self.KIND) == 1
        assert told(constable, self.KIND) == 0

    def test_who_does_not_read_the_draft_is_not_told(self, draft, half_heard, official, officer):
        say(official, draft, "RF1", "Which prisons?")
        with acting(SYSTEM):
            assert not Notice.objects.filter(recipient=officer.user_id, kind=self.KIND).exists()

    def test_what_was_given_back_is_their_own_again(
        self, open_draft, half_heard, official, officer
    ):
        give_back(actor=official, request=fresh(half_heard[0]), reason="More, please.")
        say(official, open_draft, "RF1", "Which prisons?")
        assert told(officer, self.KIND) == 0
