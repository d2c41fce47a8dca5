"""What the network sees of an action that is shared with it: the action, not the talk."""

import pytest
from django.urls import reverse

from focalpoint.roles import Role
from tests.actions.pages import address
from tests.factories import (
    ActionCommentFactory,
    ActionDependencyFactory,
    ActionFactory,
    ActionUpdateFactory,
    ActionWatcherFactory,
    ChecklistItemFactory,
    UserFactory,
    person,
)

pytestmark = pytest.mark.django_db

INTERNAL = ("They refuse, quietly", "Do not tell the network", "Call in a favour", "Wanda Watching")


@pytest.fixture
def shared(office):
    """An action that the State shares with the network, with all that its people share about it."""
    action = ActionFactory(
        office=office, title="Train border police", visibility="network", description="In Aravia."
    )
    ActionUpdateFactory(action=action, text=INTERNAL[0])
    ActionCommentFactory(action=action, text=INTERNAL[1])
    ChecklistItemFactory(action=action, text=INTERNAL[2])
    ActionWatcherFactory(action=action, user=UserFactory(name=INTERNAL[3]))
    ActionDependencyFactory(action=action)
    return action


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.FOCAL_POINT])
@pytest.mark.parametrize("talk", ["log", "comments"])
def test_the_page_shows_the_action_without_what_is_internal(signed_in, shared, role, talk):
    answer = signed_in(person(role)).get(address("action-detail", shared), {"talk": talk})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Train border police" in page
    assert "In Aravia." in page
    assert [words for words in INTERNAL if words in page] == []
    # Nor does it say that there is nothing.
    for part in ("checklist", "talk", "ties", "watch"):
        assert f'id="{part}"' not in page


def test_the_own_people_see_all_of_it(web, shared):
    pages = [
        web.get(address("action-detail", shared), {"talk": talk}).content.decode()
        for talk in ("log", "comments")
    ]
    assert [words for words in INTERNAL if not any(words in page for page in pages)] == []
    assert all('id="ties"' in page for page in pages)


@pytest.mark.parametrize(
    "part",
    [
        "action-update",
        "action-comment",
        "checklist-item",
        "action-dependency",
        "action-watcher",
    ],
)
def test_the_api_lists_none_of_it_abroad(signed_in, shared, amina, part):
    url = reverse(f"api-{part}-list", args=[shared.pk])
    assert signed_in(person(Role.COORDINATOR)).get(url).json()["results"] == []
    assert len(signed_in(amina).get(url).json()["results"]) == 1
