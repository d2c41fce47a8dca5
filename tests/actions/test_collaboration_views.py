"""The parts of an action's page: what they show, what they refuse and how they say it."""

import pytest

from apps.actions.collaboration import (
    ActionComment,
    ActionDependency,
    ActionWatcher,
    ChecklistItem,
)
from apps.actions.models import Status
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from tests.actions.pages import HTMX, address, stored, within_budget
from tests.factories import (
    ActionCommentFactory,
    ActionDependencyFactory,
    ActionFactory,
    ActionLinkFactory,
    ActionUpdateFactory,
    ActionWatcherFactory,
    ChecklistItemFactory,
    CommentMentionFactory,
    ItemFactory,
    person,
)

pytestmark = pytest.mark.django_db


def all_of(model):
    with acting(SYSTEM):
        return list(model.objects.all())


@pytest.fixture
def post(web, action):
    """Send a change as htmx does."""

    def post(name, data, **arguments):
        return web.post(address(name, action, **arguments), data, headers=HTMX)

    return post


@pytest.fixture
def full(action, amina, badu, office):
    """An action with several of each part."""
    for number in range(4):
        ActionUpdateFactory(action=action, author=amina)
        ActionLinkFactory(action=action, item=ItemFactory())
        ChecklistItemFactory(action=action, position=number + 1)
        ActionDependencyFactory(action=action)
        ActionDependencyFactory(action=ActionFactory(office=office), blocked_by=action)
        comment = ActionCommentFactory(action=action, author=amina, text=f"@Badu Osei {number}")
        CommentMentionFactory(comment=comment, user=badu)
    ActionWatcherFactory(action=action, user=amina)
    ActionWatcherFactory(action=action, user=badu)
    return action


class TestPage:
    @pytest.mark.parametrize("query", ["", "?talk=comments"])
    def test_each_kind_of_part_costs_one_query_however_many_there_are(self, web, full, query):
        url = address("action-detail", full) + query
        web.get(url)
        # Evidence, the ladder and the mail address come in requests of their own.
        with within_budget(8):
            web.get(url)

    def test_it_shows_them_all(self, web, full):
        text = web.get(address("action-detail", full)).text
        for words in ["Checklist", "Waiting for this", "blocked by", "Amina Diallo, Badu Osei"]:
            assert words in text, words
        assert web.get(address("action-detail", full)).context["talk"][1]["count"] == 4

    def test_names_are_marked_in_comments_and_nothing_else_gets_through(self, web, action, badu):
        comment = ActionCommentFactory(action=action, text="<b>@Badu Osei</b> & co")
        CommentMentionFactory(comment=comment, user=badu)
        text = web.get(address("action-detail", action) + "?talk=comments").text
        marked = '<span class="actions-mention">@Badu Osei</span>'
        assert f"&lt;b&gt;{marked}&lt;/b&gt; &amp; co" in text

    def test_who_only_reads_is_offered_nothing(self, signed_in, office, full):
        client = signed_in(person(Role.AUDITOR, office))
        text = client.get(address("action-detail", full) + "?talk=comments").text
        names = ["action-comment", "action-checklist", "action-block", "action-watch"]
        for name in names:
            assert address(name, full) not in text, name

    def test_a_ministry_may_comment_and_watch_what_it_sees(self, signed_in, badu, action):
        text = signed_in(badu).get(address("action-detail", action) + "?talk=comments").text
        assert address("action-comment", action) in text
        assert address("action-watch", action) in text
        assert address("action-checklist", action) not in text

    def test_a_finished_blocker_blocks_no_more(self, web, action, office):
        done = ActionFactory(office=office, status="done")
        ActionDependencyFactory(action=action, blocked_by=done)
        assert "blocked by" not in web.get(address("action-detail", action)).text


class TestComments:
    def test_one_is_added_in_place(self, post, amina):
        response = post("action-comment", {"text": "Shall we ask?"})
        assert response.status_code == 200
        assert "Shall we ask?" in response.text
        assert all_of(ActionComment)[0].author == amina

    @pytest.mark.parametrize("headers", [HTMX, {}])
    def test_what_is_refused_is_shown_as_it_was_typed(self, web, action, headers):
        url = address("action-comment", action)
        response = web.post(url, {"text": "Long words @nobody"}, headers=headers)
        assert response.status_code == 422
        assert "Nobody in this State is called “nobody”" in response.text
        assert "Long words @nobody" in response.text

    def test_ones_own_is_corrected(self, web, post, action, amina):
        comment = ActionCommentFactory(action=action, author=amina, text="Old")
        form = web.get(address("action-comment-edit", action, comment=comment.pk))
        assert "Old" in form.text
        data = {"text": "New", "version": 1}
        assert "New" in post("action-comment-edit", data, comment=comment.pk).text
        assert stored(comment).text == "New"

    def test_another_windows_words_are_shown_beside_ones_own(self, post, action, amina):
        comment = ActionCommentFactory(action=action, author=amina, text="Old")
        post("action-comment-edit", {"text": "Theirs", "version": 1}, comment=comment.pk)
        response = post("action-comment-edit", {"text": "Mine", "version": 1}, comment=comment.pk)
        assert response.status_code == 409
        assert "Theirs" in response.text
        assert ">Mine</textarea>" in response.text
        post("action-comment-edit", {"text": "Mine", "version": 2}, comment=comment.pk)
        assert stored(comment).text == "Mine"

    def test_somebody_elses_is_not(self, post, action, badu):
        comment = ActionCommentFactory(action=action, author=badu)
        response = post("action-comment-edit", {"text": "x", "version": 1}, comment=comment.pk)
        assert response.status_code == 403

    def test_people_are_suggested_by_the_beginning_of_any_name(self, web, action, badu, amina):
        person(Role.OFFICIAL, name="Zora Foreign")

        def names(typed):
            results = web.get(address("action-people", action), {"q": typed}).json()["results"]
            return [result["label"] for result in results]

        assert names("") == ["Amina Diallo", "Badu Osei"]
        assert names("ose") == ["Badu Osei"]
        assert names("Zora") == []


class TestChecklist:
    def test_it_is_filled_ticked_moved_and_emptied(self, post):
        for text in ("One", "Two"):
            assert text in post("action-checklist", {"text": text}).text
        one, two = all_of(ChecklistItem)
        response = post("action-checklist-item", {"do": "tick"}, item=one.pk)
        assert 'aria-checked="true"' in response.text
        post("action-checklist-item", {"do": "up"}, item=two.pk)
        assert [item.text for item in all_of(ChecklistItem)] == ["Two", "One"]
        post("action-checklist-item", {"do": "remove"}, item=two.pk)
        assert [(item.text, item.is_done) for item in all_of(ChecklistItem)] == [("One", True)]

    def test_too_long_words_are_refused(self, post):
        assert post("action-checklist", {"text": "x" * 301}).status_code == 422

    def test_without_scripts_a_refusal_is_said_on_the_page(self, web, action):
        response = web.post(address("action-checklist", action), {"text": ""}, follow=True)
        assert "This field is required" in response.text

    def test_another_actions_item_is_not_found(self, post):
        other = ChecklistItemFactory(position=1)
        response = post("action-checklist-item", {"do": "tick"}, item=other.pk)
        assert response.status_code == 404


class TestBlockers:
    @pytest.mark.parametrize("typed", ["{ref}", "{ref} Treasury agrees", "treasury agr"])
    def test_one_is_named_by_reference_or_title(self, post, office, typed):
        blocker = ActionFactory(office=office, title="Treasury agrees")
        response = post("action-block", {"blocked_by": typed.format(ref=blocker.reference)})
        assert response.status_code == 200
        assert blocker.reference in response.text
        assert [tie.blocked_by_id for tie in all_of(ActionDependency)] == [blocker.pk]

    @pytest.mark.parametrize(
        ("typed", "words"),
        [("nonsense", "No action of your State"), ("same", "Several are called so")],
    )
    def test_what_is_not_clear_is_asked(self, post, office, typed, words):
        ActionFactory(office=office, title="The same one")
        ActionFactory(office=office, title="The same two")
        response = post("action-block", {"blocked_by": typed})
        assert response.status_code == 422
        assert words in response.text
        assert typed in response.text

    def test_one_is_taken_away(self, post, action):
        tie = ActionDependencyFactory(action=action)
        post("action-unblock", {}, dependency=tie.pk)
        assert all_of(ActionDependency) == []

    def test_those_that_may_block_are_suggested(self, web, action, office, ministry):
        near = ActionFactory(office=office, title="Treasury agrees")
        ActionFactory(office=office, title="Treasury is done", status="done")
        ActionFactory(office=ministry, title="Treasury secret", visibility="office")
        tied = ActionFactory(office=office, title="Treasury tied")
        ActionDependencyFactory(action=action, blocked_by=tied)

        def found(typed):
            response = web.get(address("action-blocker-choices", action), {"q": typed})
            return [result["label"] for result in response.json()["results"]]

        assert found("treas") == [f"{near.reference} Treasury agrees"]
        assert found(near.reference[-6:]) == [f"{near.reference} Treasury agrees"]
        assert action.reference not in " ".join(found(""))


class TestWatching:
    def test_it_goes_on_and_off(self, post, amina):
        assert 'aria-pressed="true"' in post("action-watch", {"watch": "on"}).text
        assert [watcher.user for watcher in all_of(ActionWatcher)] == [amina]
        assert 'aria-pressed="false"' in post("action-watch", {"watch": "off"}).text
        assert all_of(ActionWatcher) == []

    def test_a_colleague_is_added_and_let_go(self, post, badu):
        assert "Badu Osei" in post("action-watch", {"person": "Badu Osei"}).text
        post("action-watch", {"stop": str(badu.pk)})
        assert all_of(ActionWatcher) == []

    def test_who_cannot_see_it_is_refused_with_the_reason(self, post, office):
        person(Role.CONTRIBUTOR, office, name="Jon Akerby")
        response = post("action-watch", {"person": "Jon"})
        assert response.status_code == 422
        assert "could not see this action" in response.text


class TestFinishing:
    @pytest.mark.parametrize("headers", [{}, HTMX])
    def test_what_is_left_open_is_said_and_forbids_nothing(self, web, action, headers):
        ChecklistItemFactory(action=action, position=1)
        ActionDependencyFactory(action=action)
        url = address("action-transition", action)
        response = web.post(url, {"to": "done"}, headers=headers, follow=not headers)
        said = response.headers.get("HX-Trigger", "") + response.text
        assert "1 checklist item is still open." in said
        assert "1 action that it waited for is not finished." in said
        assert stored(action).status == Status.DONE

    def test_a_complete_one_is_finished_without_a_word(self, web, action):
        url = address("action-transition", action)
        response = web.post(url, {"to": "done"}, follow=True)
        assert "still open" not in response.text
