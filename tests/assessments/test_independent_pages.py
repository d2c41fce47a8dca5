"""The pages on which institutions are asked, rate and hand in, and on which the office reads it."""

import datetime as dt

import pytest
from django.urls import reverse

from apps.assessments.asked.services import hand_in_ratings
from apps.assessments.independent_models import Progress, RatingRequest
from focalpoint.acting import acting
from tests.assessments.asked import SOON, fresh, rate, told
from tests.assessments.asked import asked as asked
from tests.assessments.asked import colleague as colleague
from tests.assessments.asked import constable as constable
from tests.assessments.asked import heard as heard
from tests.assessments.asked import officer as officer
from tests.assessments.asked import police as police
from tests.assessments.test_pages import browser
from tests.exports.files import body, json_rows

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_the_office_finds_it_beside_the_form_and_in_a_file(heard, official, draft, factors):
    client = browser(official)
    page = client.get(reverse("factor-rate", args=[draft.reference, "RF1"])).content.decode()
    assert "3 levels apart" in page
    assert "Prisons are full." in page
    url = reverse("assessment-independent", args=[draft.reference])
    page = client.get(url).content.decode()
    assert page.index("Risk factor 1") < page.index("Risk factor 2")
    rows = json_rows(body(client.get(url, {"format": "json"})))
    assert [row["level"] for row in rows] == ["very_high", "low", "moderate"]


def test_an_officer_rates_saves_and_hands_in_on_the_pages(asked, officer, factors, draft):
    client, justice = browser(officer), asked[0]
    assert justice.title in client.get(reverse("asked-ratings")).content.decode()
    page = client.get(justice.get_absolute_url()).content.decode()
    assert "What do you see?" in page
    assert "National Police" not in page
    url = reverse("asked-factor", args=[justice.pk, "RF1"])
    page = client.get(url).content.decode()
    assert "Indicator 1.1 is present." in page
    sent = {"version": 0, "level": "high", "trend": "stable", "confidence": "low"}
    answer = client.post(url, {**sent, "narrative": "Prisons are full."})
    assert answer.url == reverse("asked-factor", args=[justice.pk, "RF2"])
    # Somebody else began from nothing, too, and says another thing.
    answer = client.post(url, {**sent, "level": "low", "narrative": "Prisons are empty."})
    assert answer.status_code == 409
    assert "Prisons are full." in answer.content.decode()
    seen = client.get(justice.get_absolute_url()).context["seen"]
    sent = {"version": justice.version, "seen": seen}
    answer = client.post(reverse("asked-hand-in", args=[justice.pk]), sent)
    assert answer.url == justice.get_absolute_url()
    assert fresh(justice).progress == Progress.HANDED_IN
    assert client.get(url).url == justice.get_absolute_url()
    assert client.get(draft.get_absolute_url()).status_code == 404


def test_the_office_asks_moves_withdraws_and_gives_back_on_the_pages(
    official, draft, ministry, police, officer, factors
):
    client = browser(official)
    home = reverse("assessment-independent", args=[draft.reference])
    assert "No institution has been asked yet" in client.get(home).content.decode()
    url = reverse("independent-ask", args=[draft.reference])
    sent = {"institutions": [ministry.pk, police.pk], "factors": ["RF1"], "due_on": SOON}
    assert client.post(url, {**sent, "factors": []}).status_code == 422
    assert client.post(url, sent).url == home
    with acting(official):
        justice = RatingRequest.objects.get(institution=ministry)
        guard = RatingRequest.objects.get(institution=police)
    later = SOON + dt.timedelta(days=9)
    for request, step, more in (
        (justice, "move", {"due_on": later}),
        (guard, "withdraw", {"reason": "Not needed."}),
    ):
        answer = client.post(
            reverse("rating-step", args=[request.pk, step]), {"version": request.version, **more}
        )
        assert answer.url == home
    assert fresh(justice).due_on == later
    assert fresh(guard).end_reason == "Not needed."
    client.post(reverse("rating-remind", args=[justice.pk]))
    assert told(officer, "rating.reminded") == 1
    rate(officer, justice, factors[0])
    hand_in_ratings(actor=officer, request=justice)
    answer = client.post(
        reverse("rating-step", args=[justice.pk, "give-back"]),
        {"version": fresh(justice).version, "reason": "Which prisons?"},
    )
    assert answer.url == home
    assert "Which prisons?" in browser(officer).get(justice.get_absolute_url()).content.decode()
