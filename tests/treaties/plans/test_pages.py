"""The pages of plans."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.treaties.plans.models import RatificationPlan
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from tests import factories as f
from tests.costs import at_most
from tests.treaties.plans.conftest import stages_of

pytestmark = pytest.mark.django_db


def browser(actor):
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


def test_a_plan_begins_from_the_page_of_the_treaty_in_two_clicks(at_home):
    client = browser(at_home.official)
    page = client.get(reverse("treaty-detail", args=["TESTS"])).content.decode()
    card = reverse("plan-card", args=["TESTS"])
    assert card in page
    start = reverse("plan-start", args=["TESTS"])
    assert start in client.get(card).content.decode()
    form = client.get(start).context["form"]
    response = client.post(start, {name: form[name].value() for name in form.fields})
    assert response.status_code == 302
    with acting(SYSTEM):
        plan = RatificationPlan.objects.get()
    assert response["Location"] == plan.get_absolute_url()
    assert plan.target_on == stages_of(plan)[-1].due_on
    assert plan.get_absolute_url() in client.get(card).content.decode()


def test_a_party_is_offered_no_plan(at_home):
    f.TreatyActionFactory(treaty=at_home.treaty, country=at_home.country)
    card = reverse("plan-card", args=["TESTS"])
    assert not browser(at_home.official).get(card).content.strip()


def test_the_dates_are_shown_before_anything_is_made(at_home):
    asked = {"aim": "accession", "count": "back", "day": "2031-05-02"}
    page = browser(at_home.official).get(reverse("plan-start", args=["TESTS"]), asked)
    lines = page.context["lines"]
    assert lines[-1][0].due_on == dt.date(2031, 5, 2)
    with acting(SYSTEM):
        assert not RatificationPlan.objects.exists()


def test_a_plan_under_way_is_shown_in_the_place_of_a_second_one(at_home, plan):
    response = browser(at_home.official).get(reverse("plan-start", args=["TESTS"]))
    assert response["Location"] == plan.get_absolute_url()


def test_a_day_that_makes_no_sense_is_said(at_home):
    response = browser(at_home.official).post(
        reverse("plan-start", args=["TESTS"]),
        {"aim": "accession", "count": "back", "day": "soon", "visibility": "government"},
    )
    assert response.status_code == 422
    assert "day" in response.context["form"].errors


def test_the_plan_says_who_holds_it_up(at_home, plan):
    page = browser(at_home.stranger).get(plan.get_absolute_url()).content.decode()
    assert "in the hands of Ministry of Justice" in page
    assert "its turn since" in page


def test_only_who_may_is_offered_the_next_status(at_home, plan):
    review = stages_of(plan)[0]
    url = reverse("stage-transition", args=[review.pk])
    assert url in browser(at_home.officer).get(plan.get_absolute_url()).content.decode()
    assert url not in browser(at_home.stranger).get(plan.get_absolute_url()).content.decode()


def test_a_click_moves_a_stage_on(at_home, plan):
    review = stages_of(plan)[0]
    response = browser(at_home.officer).post(
        reverse("stage-transition", args=[review.pk]), {"to": "done", "version": review.version}
    )
    assert response["Location"] == plan.get_absolute_url()
    assert stages_of(plan)[0].status == "done"


def test_a_late_date_asks_for_a_reason(at_home, plan):
    review = stages_of(plan)[0]
    url = reverse("stage-update", args=[review.pk])
    client = browser(at_home.officer)
    assert "title" not in client.get(url).context["form"].fields
    data = {"due_on": "2031-01-01", "version": review.version, "note": "", "person": ""}
    refused = client.post(url, data)
    assert refused.status_code == 422
    assert "reason" in refused.context["form"].errors
    assert client.post(url, {**data, "reason": "Elections"}).status_code == 302


def test_the_office_changes_all_of_a_stage(at_home, plan):
    review, vote, _deposit = stages_of(plan)
    data = {
        "title": "Second vote",
        "kind": "parliament",
        "institution": at_home.parliament.pk,
        "blocked_by": [review.pk],
        "due_on": vote.due_on,
        "note": "",
        "person": "",
        "version": vote.version,
    }
    url = reverse("stage-update", args=[vote.pk])
    assert browser(at_home.official).post(url, data).status_code == 302
    assert stages_of(plan)[1].title == "Second vote"


def test_a_stage_is_added_at_its_place(at_home, plan):
    client, vote = browser(at_home.official), stages_of(plan)[1]
    data = {
        "title": "Translation",
        "kind": "other",
        "institution": at_home.office.pk,
        "before": vote.pk,
    }
    assert client.post(reverse("stage-create", args=[plan.pk]), data).status_code == 302
    assert [s.title for s in stages_of(plan)] == ["Review", "Translation", "Vote", "Deposit"]


def test_a_plan_is_given_up_and_resumed(at_home, plan):
    client = browser(at_home.official)
    assert client.post(reverse("plan-drop", args=[plan.pk]), {"reason": ""}).status_code == 422
    client.post(reverse("plan-drop", args=[plan.pk]), {"reason": "A new government"})
    assert "given up" in client.get(plan.get_absolute_url()).content.decode()
    client.post(reverse("plan-resume", args=[plan.pk]), {})
    with acting(SYSTEM):
        assert RatificationPlan.objects.get(pk=plan.pk).is_open


def test_the_history_tells_of_the_stages_too(at_home, plan):
    page = browser(at_home.official).get(reverse("plan-history", args=[plan.pk])).content.decode()
    assert "Review" in page


def test_the_list_says_who_is_waited_for(at_home, plan):
    page = browser(at_home.official).get(reverse("plan-list")).content.decode()
    assert "Test Convention" in page
    assert "Ministry of Justice" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 1),
        ("?status=dropped", 0),
        ("?q=vote", 1),
        ("?q=nothing", 0),
        ("?late=true", 1),
        ("?late=false", 0),
        ("?aim=ratification", 0),
    ],
)
def test_the_filters_hold(at_home, plan, query, found):
    page = browser(at_home.official).get(reverse("plan-list") + query)
    assert len(page.context["table"].rows) == found


def test_the_list_costs_the_same_whatever_its_length(at_home, plan):
    client = browser(at_home.official)
    for _number in range(4):
        f.PlanStageFactory(office=at_home.office)
    with at_most(8):
        client.get(reverse("plan-list"))


def test_the_stages_of_a_state_are_changed_on_a_page(at_home):
    client, url = browser(at_home.focal_point), reverse("plan-template")
    form = client.get(url).context["form"]
    data = {"rows": str(len(form.rows)), "edition": ""}
    for row in form.rows:
        for name in row.fields:
            value = row[name].value()
            if value not in (None, "", False):
                data[f"{row.prefix}-{name}"] = value
    last = form.rows[-2].prefix
    data |= {f"{last}-title": "Ask the regions", f"{last}-place": "1", f"{last}-weeks": "7"}
    data |= {"row-1-remove": "on"}
    assert client.post(url, data).status_code == 302
    rows = client.get(url).context["form"].rows
    titles = [row.initial["title"] for row in rows if row.initial.get("title")]
    assert titles[1] == "Ask the regions"
    assert "Ask the regions" in titles
    assert "Signature" not in titles
    client.post(url, {"drop": "1"})
    assert client.get(url).context["template"] is None
