"""What comments promise: who is called, who may answer, what stays in the history."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from apps.actions.collaboration import ActionComment, ActionWatcher, CommentMention
from apps.actions.discussion import (
    comment_on_action,
    edit_comment,
    unwatch_action,
    watch_action,
)
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.errors import StaleVersionError
from focalpoint.history import history_of
from focalpoint.roles import Role
from tests.actions.pages import stored
from tests.factories import ActionFactory, actor, person

pytestmark = pytest.mark.django_db


def called(comment):
    with acting(SYSTEM):
        return {m.user.name for m in CommentMention.objects.filter(comment=comment)}


@pytest.fixture
def say(official, action):
    return lambda text: comment_on_action(actor=official, action=action, text=text)


class TestWriting:
    def test_it_stands_in_the_authors_name(self, say, amina):
        comment = stored(say("  Shall we ask again? "))
        assert (comment.author, comment.text) == (amina, "Shall we ask again?")

    def test_empty_words_are_refused(self, say):
        with pytest.raises(ValidationError):
            say("   ")

    def test_a_ministry_answers_also_in_what_it_does_not_lead(self, officer, action):
        comment_on_action(actor=officer, action=action, text="We have seen it.")
        with acting(officer):
            assert ActionComment.objects.count() == 1

    def test_who_only_reads_says_nothing(self, action, office):
        with pytest.raises(PermissionDenied):
            comment_on_action(actor=actor(Role.AUDITOR, office), action=action, text="x")

    def test_another_state_says_nothing_even_where_it_reads(self, stranger, office):
        shared = ActionFactory(office=office, visibility="network")
        with pytest.raises(PermissionDenied):
            comment_on_action(actor=stranger, action=shared, text="x")

    def test_whoever_comments_watches_from_then_on(self, say, official, action):
        say("One")
        say("Two")
        with acting(SYSTEM):
            assert ActionWatcher.objects.filter(action=action, user=official.user_id).count() == 1


class TestEditing:
    def test_the_author_corrects_it_and_the_history_keeps_both(self, say, official):
        comment = say("Ask the treasuri.")
        changed = edit_comment(
            actor=official, comment=comment, text="Ask the treasury.", version=1, reason="typo"
        )
        assert stored(changed).text == "Ask the treasury."
        assert changed.edited_at is not None
        with acting(official):
            entry = history_of(changed)[0]
        assert entry.reason == "typo"
        assert ("Ask the treasuri.", "Ask the treasury.") in {
            (change.before, change.after) for change in entry.changes
        }

    def test_nobody_else_does(self, say, focal_point):
        with pytest.raises(PermissionDenied):
            edit_comment(actor=focal_point, comment=say("Mine"), text="Theirs", version=1)

    def test_a_second_window_is_told(self, say, official):
        comment = say("One")
        edit_comment(actor=official, comment=comment, text="Two", version=1)
        with pytest.raises(StaleVersionError):
            edit_comment(actor=official, comment=comment, text="Three", version=1)

    def test_whom_it_calls_changes_with_it(self, say, official, badu, focal_point):
        comment = say("@Badu please")
        edit_comment(actor=official, comment=comment, text="@Kofi please", version=1)
        assert called(comment) == {"Kofi Mensah"}


class TestMentions:
    @pytest.mark.parametrize(
        "text",
        [
            "@Badu Osei please look",
            "please look, @badu",
            "(@badu.osei)",
            "@badu@example.org: look",
            "Is this @Badu's?",
            "Ask @Badu Osei.",
            "Line one\n@BADU look",
        ],
    )
    def test_a_person_is_called_by_any_of_their_names(self, say, badu, text):
        comment = say(text)
        assert called(comment) == {"Badu Osei"}
        assert "@Badu Osei" in comment.text

    def test_the_rest_of_the_text_stays_as_it_was(self, say, badu, amina):
        comment = say("Hi @badu, and @Amina Diallo: mail a@b.example about it.")
        assert comment.text == "Hi @Badu Osei, and @Amina Diallo: mail a@b.example about it."
        assert called(comment) == {"Badu Osei", "Amina Diallo"}

    def test_an_unknown_name_is_refused_and_explained(self, say):
        with pytest.raises(ValidationError, match="Nobody in this State is called “nobody”"):
            say("@nobody look")

    def test_a_name_of_two_people_is_asked_about(self, say, badu, ministry):
        person(Role.MINISTRY_OFFICER, ministry, name="Badu Annan", email="annan@example.org")
        with pytest.raises(ValidationError, match=r"annan@example\.org"):
            say("@Badu look")
        assert called(say("@Badu Annan look")) == {"Badu Annan"}

    def test_who_cannot_see_the_action_is_refused_and_explained(self, official, office, badu):
        narrow = ActionFactory(office=office, visibility="office")
        with pytest.raises(ValidationError, match="Badu Osei could not see this action"):
            comment_on_action(actor=official, action=narrow, text="@badu look")

    def test_so_is_a_role_that_reads_no_actions(self, say, office):
        person(Role.CONTRIBUTOR, office, name="Jon Akerby")
        with pytest.raises(ValidationError, match="their role does not read"):
            say("@Jon look")

    def test_nobody_of_another_state_is_called(self, say):
        person(Role.OFFICIAL, name="Zora Foreign")
        with pytest.raises(ValidationError, match="Nobody in this State"):
            say("@Zora look")

    def test_who_has_left_is_not_called(self, say, badu, leave):
        leave(badu)
        with pytest.raises(ValidationError, match="Nobody in this State"):
            say("@badu look")

    def test_a_refused_comment_leaves_nothing(self, say, action):
        with pytest.raises(ValidationError):
            say("@nobody look")
        with acting(SYSTEM):
            assert not ActionComment.objects.filter(action=action).exists()


class TestWatching:
    def test_one_watches_once_and_stops(self, official, action):
        first = watch_action(actor=official, action=action)
        assert watch_action(actor=official, action=action) == first
        unwatch_action(actor=official, watcher=first)
        with acting(SYSTEM):
            assert not ActionWatcher.objects.exists()

    def test_a_ministry_watches_what_it_sees_but_asks_nobody_else_to(self, officer, action, amina):
        assert watch_action(actor=officer, action=action).user_id == officer.user_id
        with pytest.raises(PermissionDenied):
            watch_action(actor=officer, action=action, user=amina)

    def test_a_colleague_is_made_to_watch_if_they_see_it(self, official, office, action, badu):
        assert watch_action(actor=official, action=action, user=badu).user == badu
        narrow = ActionFactory(office=office, visibility="office")
        with pytest.raises(ValidationError, match="could not see"):
            watch_action(actor=official, action=narrow, user=badu)

    def test_a_stranger_does_not_watch(self, stranger, office):
        shared = ActionFactory(office=office, visibility="network")
        with pytest.raises(PermissionDenied):
            watch_action(actor=stranger, action=shared)
