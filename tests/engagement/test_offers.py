"""Offers and needs: who reads them, what goes together and why, and when they end."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from apps.engagement.offers import deadlines
from apps.engagement.offers.matching import Match, matches_of, with_matches
from apps.engagement.offers.models import Support
from apps.engagement.offers.selectors import to_match
from apps.engagement.offers.services import change_support, close_support, enter_support
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM, Actor
from tests import factories as f
from tests.costs import statements
from tests.engagement.conftest import browser

pytestmark = pytest.mark.django_db
LATER = dt.date(2031, 5, 2)


def enter(actor: Actor, approve: bool = False, **fields: Any) -> Support:
    given = {
        "side": "need",
        "kind": "training",
        "topic": "early_warning",
        "title": "A course for desk officers",
        "languages": ["en"],
        **fields,
    }
    return enter_support(actor=actor, country=actor.country, fields=given, approve=approve)


def shared(side: str, **fields: Any) -> Any:
    return f.SupportFactory(shared=True, side=side, **fields)


def found(actor: Actor, *, most: int = 5) -> dict[Any, list[Match]]:
    today = timezone.now().date()
    with acting(actor):
        rows = list(with_matches(to_match(actor, today), actor, today, most=most))
        return dict(matches_of(rows, actor))


class TestWhatIsOffered:
    def test_the_network_reads_what_is_approved_and_shared(
        self, focal_point: Actor, official: Actor, abroad: Actor
    ) -> None:
        told = enter(focal_point, approve=True, visibility="network")
        enter(official, visibility="network", title="Not approved")
        with acting(abroad):
            assert list(Support.objects.visible_to(abroad)) == [told]
        assert "Not approved" not in browser(abroad).get(reverse("support-list")).content.decode()

    @pytest.mark.parametrize(
        "wrong",
        [
            {"languages": []},
            {"languages": ["tlh"]},
            {"contact": "ama@example.org"},
            {"valid_until": dt.date(2020, 1, 1)},
            {"side": "both"},
        ],
    )
    def test_what_makes_no_sense_is_refused(self, official: Actor, wrong: Any) -> None:
        with pytest.raises(ValidationError):
            enter(official, **wrong)

    def test_it_stays_an_offer_or_a_need(self, official: Actor) -> None:
        with pytest.raises(ValidationError):
            change_support(
                actor=official, support=enter(official), changes={"side": "offer"}, version=1
            )

    def test_it_is_withdrawn_for_a_reason_and_opened_again(
        self, official: Actor, officer: Actor
    ) -> None:
        made = enter(official)
        with pytest.raises(PermissionDenied):
            close_support(actor=officer, support=made, to="met")
        with pytest.raises(ValidationError):
            close_support(actor=official, support=made, to="withdrawn")
        closed = close_support(actor=official, support=made, to="withdrawn", note="No budget")
        assert closed.closing_note == "No budget"
        assert close_support(actor=official, support=closed, to="open").closing_note == ""

    def test_whoever_may_not_approve_shares_no_note_by_closing_it(
        self, focal_point: Actor, official: Actor
    ) -> None:
        made = enter(focal_point, approve=True, visibility="network")
        closed = close_support(actor=official, support=made, to="met", note="By a neighbour")
        assert closed.approved_at is None
        made = enter(focal_point, approve=True, visibility="network")
        assert close_support(actor=focal_point, support=made, to="met").is_shared

    def test_opening_it_again_twice_is_no_failure(self, official: Actor) -> None:
        made = enter(official)
        close_support(actor=official, support=made, to="met")
        client, url = browser(official), reverse("support-close", args=[made.pk])
        page = client.get(made.get_absolute_url()).content.decode()
        assert '<input type="hidden" name="version" value="2">' in page
        said = []
        for _click in range(2):
            answer = client.post(url, {"reopen": "1", "version": "2"})
            assert answer.status_code == 302
            said.append([each.level_tag for each in get_messages(answer.wsgi_request)][-1])
        assert said == ["success", "warning"]

    def test_its_page_takes_a_later_last_day_and_none_that_has_passed(
        self, official: Actor
    ) -> None:
        made = enter(official, valid_until=LATER)
        client, url = browser(official), reverse("support-update", args=[made.pk])
        given = {
            "kind": "training",
            "topic": "early_warning",
            "title": made.title,
            "languages": ["en"],
            "visibility": made.visibility,
            "version": "1",
        }
        assert client.post(url, {**given, "valid_until": "2020-01-01"}).status_code == 422
        assert client.post(url, {**given, "valid_until": "2031-05-03"}).status_code == 302
        with acting(SYSTEM):
            moved = Support.objects.get(pk=made.pk)
        assert moved.valid_until == dt.date(2031, 5, 3)
        assert moved.valid_set_at != made.valid_set_at

    def test_its_last_day_is_a_deadline_while_it_is_open(self, official: Actor) -> None:
        made = enter(official, valid_until=LATER)
        with acting(SYSTEM):
            [row] = deadlines.open_deadlines()
        assert row[:3] == (made.pk, made.country_id, LATER)
        assert row[5] == made.office_id
        moved = change_support(
            actor=official,
            support=made,
            changes={"valid_until": LATER + dt.timedelta(days=1)},
            version=1,
        )
        assert moved.valid_set_at != made.valid_set_at
        close_support(actor=official, support=moved, to="met")
        with acting(SYSTEM):
            assert not deadlines.open_deadlines()

    def test_what_has_expired_says_so_and_goes_together_with_nothing(self, official: Actor) -> None:
        past = f.SupportFactory(
            office=f.InstitutionFactory(country=official.country),
            valid_until=dt.date(2026, 1, 1),
            shared=True,
        )
        shared("offer")
        client = browser(official)
        page = client.get(past.get_absolute_url()).content.decode()
        assert "It has expired" in page
        assert "What goes together with it" not in page
        assert "(expired)" in client.get(reverse("support-list")).content.decode()
        assert found(official) == {}


@pytest.mark.parametrize(
    ("zone", "stands"), [("Pacific/Kiritimati", False), ("Pacific/Pago_Pago", True)]
)
def test_it_stands_until_midnight_in_its_own_capital(
    coordinator: Actor, monkeypatch: pytest.MonkeyPatch, zone: str, stands: bool
) -> None:
    """At noon (UTC) the day has ended far in the east, and hardly begun far in the west."""
    noon = dt.datetime.combine(LATER, dt.time(12), dt.UTC)
    last = shared("offer", office__country__time_zone=zone, valid_until=LATER, title="Until May")
    need = shared("need")
    monkeypatch.setattr(timezone, "now", lambda: noon)
    client = browser(coordinator)

    def listed(current: str) -> bool:
        page = client.get(reverse("support-list"), {"current": current, "everywhere": "1"})
        return last.title in page.text

    assert (listed("true"), listed("false")) == (stands, not stands)
    for url in (reverse("support-matches"), need.get_absolute_url()):
        assert (last.title in client.get(url).text) == stands
    for one, other in ((need, last), (last, need)):
        answer = client.get(reverse("api-support-matches", args=[one.pk]))
        pairs = [{match["offer"], match["need"]} for match in answer.json()["results"]]
        assert pairs == ([{str(one.pk), str(other.pk)}] if stands else [])


class TestWhatGoesTogether:
    def test_each_pair_says_what_fits_and_what_does_not(self, coordinator: Actor) -> None:
        need = shared("need", office__country__regional_group="AG", languages=["fr"], region="EEG")
        fits = shared(
            "offer", office__country__regional_group="EEG", languages=["ar", "fr"], region="AG"
        )
        odd = shared(
            "offer",
            office__country__regional_group="AG",
            languages=["en"],
            region="APG",
            kind="funding",
        )
        shared("offer", topic="justice")
        first, second = found(coordinator)[need.pk]
        assert [first.offer, second.offer] == [fits, odd]
        assert first.fits_in_all
        assert [reason.fits for reason in second.reasons] == [True, False, False, False, False]
        said = " ".join(reason.text for reason in (*first.reasons, *second.reasons))
        for words in (
            "Both can work in: French.",
            "Offered is: Funding; needed is: Training.",
            f"The offer is for African States; {need.country} is one of them.",
            f"Help is wanted from Eastern European States; {odd.country} is none of them.",
            "No common language: the offer is in English, the need in French.",
        ):
            assert words in said

    def test_only_what_is_shared_open_and_of_another_state(
        self, focal_point: Actor, office: Any
    ) -> None:
        own = enter(focal_point)
        f.SupportFactory(side="offer")
        shared("offer", office=office)
        shared("offer", status="withdrawn", closing_note="No budget")
        shared("offer", valid_until=dt.date(2026, 1, 1))
        shared("offer", office__country=f.MemberStateFactory())
        assert found(focal_point)[own.pk] == []
        other = shared("offer")
        assert [match.other for match in found(focal_point)[own.pk]] == [other]

    def test_the_coordinator_sees_nothing_that_is_not_shared(
        self, coordinator: Actor, focal_point: Actor
    ) -> None:
        enter(focal_point)
        shared("offer")
        assert found(coordinator) == {}

    def test_the_number_of_statements_does_not_grow(self, coordinator: Actor) -> None:
        def cost() -> int:
            client = browser(coordinator)
            client.get(reverse("support-matches"))
            with statements() as sent:
                page = client.get(reverse("support-matches"))
            assert page.status_code == 200
            return len(sent)

        shared("need")
        shared("offer")
        few = cost()
        for _each in range(4):
            shared("need")
            shared("offer", kind="funding")
        assert cost() == few
        assert all(len(matches) == 5 for matches in found(coordinator).values())
