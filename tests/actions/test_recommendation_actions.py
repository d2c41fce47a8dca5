"""Actions that carry out what was recommended: begun from it, shown on both sides, found."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from apps.actions.models import Action, ActionLink
from apps.actions.services import link_action
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from tests.assessments.test_pages import browser
from tests.factories import (
    ActionFactory,
    ReceivedRecommendationFactory,
    RecommendationWorkFactory,
    RiskFactorFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(office):
    return ReceivedRecommendationFactory(
        country=office.country, text="End impunity of the security forces."
    )


def test_a_new_action_begins_with_it_and_both_show_each_other(official, office, asked):
    RiskFactorFactory(code="RF2", label="2", title="Record of serious violations")
    RecommendationWorkFactory(office=office, recommendation=asked, lead=office)
    client = browser(official)
    url = f"{reverse('action-create')}?from=recommendation:{asked.pk}"
    form = client.get(url).context["form"]
    assert form.initial["title"] == asked.text
    assert form.initial["lead_institution"] == office.pk
    offered = [key for key, _words in form.fields["serves"].choices]
    assert offered == [f"recommendation:{asked.pk}", "item:RF2"]
    sent = {
        "title": "Write the law on police complaints",
        "priority": "2",
        "visibility": "government",
        "office": str(office.pk),
        "serves": offered,
    }
    page = client.post(url, sent, follow=True)
    assert page.status_code == 200, page.context["form"].errors
    assert asked.get_absolute_url() in page.text
    with acting(SYSTEM):
        made = Action.objects.get()
        links = ActionLink.objects.filter(action=made)
        assert {link.recommendation_id or link.item.code for link in links} == {asked.pk, "RF2"}
    part = client.get(reverse("received-actions", args=[asked.pk]))
    assert "Write the law on police complaints" in part.text
    chain = client.get(reverse("action-related", args=[made.reference]))
    assert asked.get_absolute_url() in chain.text
    down = client.get(reverse("action-chain"), {"recommendation": str(asked.pk)})
    assert "Write the law on police complaints" in down.text


def test_the_list_finds_those_without_an_action(official, office, asked):
    other = ReceivedRecommendationFactory(country=office.country, text="Build schools.")
    action = ActionFactory(office=office)
    link_action(actor=official, action=action, recommendation=asked)
    client = browser(official)
    for served, text in (("true", asked.text), ("false", other.text)):
        page = client.get(reverse("received-list"), {"served": served})
        found = {row.record.text for row in page.context["table"].rows}
        assert found == {text}


def test_its_page_leads_to_what_it_serves(official, asked):
    page = browser(official).get(asked.get_absolute_url())
    assert "?factor=RF2" in page.text
    assert "Risk factor 2" in page.text


def test_another_states_recommendation_is_none_of_ours(official, office):
    foreign = ReceivedRecommendationFactory()
    with pytest.raises(ValidationError, match="another State"):
        link_action(actor=official, action=ActionFactory(office=office), recommendation=foreign)
    client = browser(official)
    assert client.get(reverse("received-actions", args=[foreign.pk])).status_code == 404
    page = client.get(f"{reverse('action-create')}?from=recommendation:{foreign.pk}")
    assert foreign.text not in page.text


def test_over_the_api_and_in_files_it_is_named(official, office, asked):
    action = ActionFactory(office=office)
    client = browser(official)
    made = client.post(
        f"/api/v1/actions/{action.pk}/links/",
        {"recommendation": str(asked.pk)},
        content_type="application/json",
    )
    assert made.status_code == 201, made.text
    assert made.json()["recommendation"] == str(asked.pk)
    file = client.get(reverse("action-list"), {"format": "json"})
    assert f"{asked.symbol} ¶{asked.paragraph}" in b"".join(file.streaming_content).decode()
