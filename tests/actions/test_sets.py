"""The ways to look at a filtered set: each shows the same actions, and counts what it shows."""

import datetime as dt
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.actions.models import Status
from focalpoint.roles import Role
from tests.actions.pages import titles, within_budget
from tests.factories import (
    ActionDependencyFactory,
    ActionFactory,
    ActionLinkFactory,
    InstitutionFactory,
    ItemFactory,
    person,
)

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

SHAPES = ("list", "board", "calendar", "timeline")
# A set of filters as an official, or a link of another page, would set them.
QUERIES = [
    "",
    "status=all",
    "status=done",
    "status=open&status=in_review",
    "due=overdue",
    "due=soon&status=all",
    "due=none",
    "dates=no_due&status=all",
    "dates=none",
    "q=bill&status=all",
    "assignee=me&status=all",
    "whose=me",
    "step=c&status=all",
    "priority=4&status=all",
    "archived=only&status=all",
    "archived=with&status=all",
    "due_after=2020-01-01&due_before=2030-01-01&status=all",
    "country=all&status=all",
    "q=nothing+like+this",
]


@pytest.fixture
def today(country):
    return country.local_date(timezone.now())


@pytest.fixture
def work(office, ministry, amina, today):
    """Actions of every kind: dated, undated, finished, archived, linked."""
    step = ItemFactory(code="R2013-C", label="(c)")
    made = []
    for n in range(36):
        due = None if n % 6 == 5 else today + dt.timedelta(days=(n - 12) * 5)
        start = today + dt.timedelta(days=(n - 14) * 5 - 7) if n % 4 else None
        made.append(
            ActionFactory(
                office=office,
                title=f"Draft bill {n}" if n % 3 else f"Train judges {n}",
                status=list(Status)[n % 5],
                priority=1 + n % 4,
                assignee=amina if n % 2 else None,
                due_on=due,
                start_on=start,
                archived_at=timezone.now() if n % 9 == 0 else None,
            )
        )
        if n % 5 == 0:
            ActionLinkFactory(action=made[-1], item=step)
    return made


def page(client, shape, query=""):
    response = client.get(f"{reverse(f'action-{shape}')}?{query or 'status=unfinished'}")
    assert response.status_code == 200
    return response


def in_list(client, query):
    """What the list of a query holds, over all its pages, and the number it says."""
    first = page(client, "list", query)
    pages = first.context["table"].paginator.num_pages
    found = [
        titles(page(client, "list", f"{query or 'status=unfinished'}&page={n + 1}"))
        for n in range(pages)
    ]
    return set().union(*found), first.context["listed"]


def on_board(response):
    return [c.action.title for column in response.context["columns"] for c in column["cards"]]


def walked_board(client, query):
    """The cards of all columns, every column loaded to its end."""
    response = page(client, "board", query)
    cards = on_board(response)
    for column in response.context["columns"]:
        more = column["more"]
        while more:
            following = client.get(more)
            cards += [card.action.title for card in following.context["cards"]]
            more = following.context["more"]
    return cards


class TestTheSameSet:
    @pytest.mark.parametrize("query", QUERIES)
    def test_every_shape_counts_what_the_list_lists(self, web, work, query):
        listed, said = in_list(web, query)
        assert len(listed) == said
        for shape in SHAPES:
            assert page(web, shape, query).context["listed"] == said, shape

    @pytest.mark.parametrize("query", QUERIES)
    def test_the_board_holds_each_action_once_in_the_column_that_counts_it(self, web, work, query):
        listed, _said = in_list(web, query)
        cards = walked_board(web, query)
        assert sorted(cards) == sorted(listed)
        for column in page(web, "board", query).context["columns"]:
            assert column["is_open"] or column["count"] == 0
            if column["is_open"]:
                of_column, said = in_list(web, urlsplit(column["list_url"]).query)
                assert column["count"] == said == len(of_column)

    @pytest.mark.parametrize("query", QUERIES)
    def test_the_calendar_shows_its_month_and_links_to_the_rest(self, web, work, query):
        listed, _said = in_list(web, query)
        context = page(web, "calendar", query).context
        cells = [cell for week in context["weeks"] for cell in week]
        assert sum(cell.total for cell in cells) == context["here"]
        shown = {chip.action.title for cell in cells for chip in cell.chips}
        for cell in cells:
            assert cell.total == len(cell.chips) + cell.more
            if cell.more:
                shown |= in_list(web, urlsplit(cell.url).query)[0]
        assert len(shown) == context["here"]
        together = set(shown)
        for number, url in context["elsewhere"].values():
            elsewhere, counted = in_list(web, urlsplit(url).query)
            assert counted == number == len(elsewhere)
            assert not together & elsewhere
            together |= elsewhere
        assert together == listed

    @pytest.mark.parametrize("query", QUERIES)
    def test_the_timeline_shows_its_months_and_counts_the_rest(self, web, work, query):
        listed, said = in_list(web, query)
        context = page(web, "timeline", f"{query or 'status=unfinished'}&span=3").context
        numbers = {part: number for part, (number, _url) in context["elsewhere"].items()}
        assert context["here"] + sum(numbers.values()) == said
        shown = {row.action.title for row in context["rows"]}
        assert len(shown) == context["here"]
        undated = set()
        if "undated" in numbers:
            url = context["elsewhere"]["undated"][1]
            undated, counted = in_list(web, urlsplit(url).query)
            assert counted == numbers["undated"] == len(undated)
        assert not shown & undated
        assert shown | undated <= listed

    def test_turning_the_timeline_comes_past_every_dated_action(self, web, work, today):
        seen = set()
        year = f"from={today.year - 1}-01&span=24"
        for start in (
            f"from={today.year - 3}-01&span=24",
            year,
            f"from={today.year + 1}-01&span=24",
        ):
            rows = page(web, "timeline", f"status=all&archived=with&{start}").context["rows"]
            seen |= {row.action.title for row in rows}
        assert seen == {a.title for a in work if a.start_on or a.due_on}

    def test_switching_keeps_the_filters_and_leaves_the_place(self, web, work):
        response = page(web, "calendar", "q=bill&due=soon&month=2027-01")
        for shape in response.context["shapes"]:
            assert parse_qs(urlsplit(shape["url"]).query) == {"q": ["bill"], "due": ["soon"]}
        assert [s["active"] for s in response.context["shapes"]] == [False, False, True, False]


class TestBoard:
    def test_columns_follow_the_filter_of_status(self, web, work):
        def opened(query):
            columns = page(web, "board", query).context["columns"]
            return [column["status"] for column in columns if column["is_open"]]

        assert opened("") == ["open", "in_progress", "in_review"]
        assert opened("status=done") == ["done"]
        assert opened("status=all") == list(Status.values)
        assert opened("status=all&due=overdue") == ["open", "in_progress", "in_review"]

    def test_a_long_column_goes_on_without_repeating_or_losing_a_card(self, web, office, today):
        for n in range(50):
            due = None if n % 3 == 0 else today + dt.timedelta(days=n % 4)
            ActionFactory(office=office, title=f"Action {n}", due_on=due)
            ActionFactory(office=office, title=f"Done {n}", status="done")
        cards = walked_board(web, "status=all")
        assert len(cards) == len(set(cards)) == 100

    def test_a_renewed_board_keeps_as_many_cards_as_were_shown(self, web, office):
        for _ in range(50):
            ActionFactory(office=office)
        assert len(on_board(page(web, "board", "shown=open.40-done.x"))) == 40
        assert len(on_board(page(web, "board", "shown=open.99999"))) == 20

    @pytest.mark.parametrize("address", ["open/?after=x", "open/", "lost/?after=~x"])
    def test_a_place_that_it_did_not_give_does_not_exist(self, web, address):
        assert web.get(f"{reverse('action-board')}{address}").status_code == 404

    def test_cards_offer_only_the_statuses_that_may_follow(self, web, office):
        ActionFactory(office=office, status="in_review")
        [column] = [c for c in page(web, "board").context["columns"] if c["status"] == "in_review"]
        assert column["cards"][0].next.split() == ["in_progress", "done", "cancelled"]

    def test_those_who_only_read_move_nothing(self, signed_in, badu, work):
        text = page(signed_in(badu), "board").text
        assert "data-move=" not in text

    def test_the_network_sees_what_is_shared(self, signed_in, office):
        ActionFactory(office=office, title="shared", visibility="network")
        ActionFactory(office=office, title="secret")
        client = signed_in(person(Role.COORDINATOR))
        for shape in SHAPES:
            text = page(client, shape).text
            assert "secret" not in text
        assert on_board(page(client, "board")) == ["shared"]


class TestCalendar:
    def test_it_opens_on_the_month_of_the_capital(self, web, today):
        assert str(page(web, "calendar").context["month"]) == f"{today:%Y-%m}"

    @pytest.mark.parametrize("month", ["2027-13", "soon", "0000-01", "10000-01", ""])
    def test_a_month_that_does_not_exist_is_the_present_one(self, web, today, month):
        context = page(web, "calendar", f"month={month}").context
        assert str(context["month"]) == f"{today:%Y-%m}"

    def test_it_turns_over_the_year(self, web):
        context = page(web, "calendar", "month=2026-12").context
        assert "month=2027-01" in context["next_url"]
        assert "month=2026-11" in context["previous_url"]

    @pytest.mark.parametrize("month", ["1900-01", "2199-12"])
    def test_the_ends_of_time_open(self, web, month):
        assert page(web, "calendar", f"month={month}").status_code == 200
        assert page(web, "timeline", f"from={month}").status_code == 200

    def test_a_busy_day_shows_the_most_pressing_and_counts_the_rest(self, web, office):
        for n in range(9):
            ActionFactory(
                office=office, title=f"A{n}", due_on=dt.date(2027, 3, 4), priority=1 + n % 4
            )
        context = page(web, "calendar", "month=2027-03").context
        [cell] = [c for week in context["weeks"] for c in week if c.total]
        assert ([c.action.priority for c in cell.chips], cell.more) == ([4, 4, 3, 3], 5)


class TestTimeline:
    def rows(self, client, query):
        return {r.action.title: r.bar for r in page(client, "timeline", query).context["rows"]}

    def test_a_bar_goes_from_start_to_the_end_of_the_due_date(self, web, office):
        day = dt.date
        ActionFactory(office=office, title="a", start_on=day(2027, 1, 1), due_on=day(2027, 1, 31))
        ActionFactory(office=office, title="b", start_on=day(2026, 6, 1), due_on=day(2027, 12, 31))
        ActionFactory(office=office, title="due", due_on=day(2027, 2, 1))
        ActionFactory(office=office, title="open", start_on=day(2027, 3, 31))
        bars = self.rows(web, "from=2027-01&span=3")
        assert (bars["a"].x, bars["a"].end) == (0, pytest.approx(333.3))
        assert (bars["b"].x, bars["b"].end) == (0, 1000)
        assert (bars["b"].cut_start, bars["b"].cut_end) == (True, True)
        assert (bars["due"].kind, bars["due"].x) == ("due", pytest.approx(333.3))
        assert bars["open"].kind == "open"

    def test_what_waits_is_drawn_and_said(self, web, office):
        day = dt.date(2027, 1, 10)
        first = ActionFactory(office=office, title="first", due_on=day)
        last = ActionFactory(office=office, title="last", due_on=day + dt.timedelta(days=20))
        away = ActionFactory(office=office, title="away", due_on=dt.date(2020, 1, 1))
        ActionDependencyFactory(action=last, blocked_by=first)
        ActionDependencyFactory(action=last, blocked_by=away)
        response = page(web, "timeline", "from=2027-01&span=3")
        assert len(response.context["arrows"]) == 1
        [row] = [r for r in response.context["rows"] if r.action == last]
        assert [blocker.title for blocker in row.blockers] == ["first", "away"]

    def test_a_blocker_out_of_sight_is_not_named(self, signed_in, ministry, office, badu):
        secret = ActionFactory(office=office, title="secret", visibility="office")
        waits = ActionFactory(office=ministry, title="waits", due_on=dt.date(2027, 1, 10))
        ActionDependencyFactory(action=waits, blocked_by=secret)
        response = page(signed_in(badu), "timeline", "from=2027-01")
        assert "waits" in response.text
        assert "secret" not in response.text

    def test_it_has_pages(self, web, office):
        for n in range(60):
            ActionFactory(office=office, title=f"A{n}", due_on=dt.date(2027, 1, 10))
        query = "from=2027-01&span=3"
        both = [page(web, "timeline", f"{query}&page={n}").context["rows"] for n in (1, 2)]
        assert [len(rows) for rows in both] == [50, 10]
        assert len({row.action.pk for rows in both for row in rows}) == 60


class TestCost:
    @pytest.mark.parametrize("shape", ["board", "calendar", "timeline"])
    @pytest.mark.parametrize("number", [1, 60])
    def test_its_queries_do_not_grow_with_the_rows(
        self, web, office, ministry, amina, today, shape, number
    ):
        for n in range(number):
            ActionFactory(
                office=office,
                assignee=amina,
                lead_institution=ministry,
                due_on=today + dt.timedelta(days=n % 3),
                status=list(Status)[n % 5],
            )
        page(web, shape)
        with within_budget(9):
            page(web, shape, "status=all&assignee=me")


class TestAccess:
    @pytest.mark.parametrize("shape", SHAPES)
    def test_contributors_have_no_actions(self, signed_in, office, shape):
        client = signed_in(person(Role.CONTRIBUTOR, office))
        assert client.get(reverse(f"action-{shape}")).status_code == 403

    @pytest.mark.parametrize("shape", SHAPES)
    def test_an_empty_set_says_so(self, signed_in, shape):
        client = signed_in(person(Role.OFFICIAL, InstitutionFactory()))
        text = re.sub(r"\s+", " ", client.get(reverse(f"action-{shape}")).text)
        assert re.search("Nothing is open|No action fits|Nothing here", text)
