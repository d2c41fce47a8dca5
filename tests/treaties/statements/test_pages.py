"""The pages of statements: where readers find them, and what the secretariat corrects."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from apps.countries.models import Country
from apps.treaties.models import Treaty, TreatyStatement
from focalpoint.roles import Role
from tests.exports.files import body, json_rows
from tests.factories import (
    MemberStateFactory,
    TreatyActionFactory,
    TreatyFactory,
    TreatyStatementFactory,
    person,
)

pytestmark = pytest.mark.django_db
LIST = reverse("treaty-statements")


@pytest.fixture
def state() -> Country:
    return MemberStateFactory(name="Own State", code="0OW")


@pytest.fixture
def treaty() -> Treaty:
    return TreatyFactory(code="TESTS", short_title="Test Convention")


@pytest.fixture
def statement(state: Country, treaty: Treaty) -> TreatyStatement:
    TreatyActionFactory(treaty=treaty, country=state)
    return TreatyStatementFactory(
        treaty=treaty, country=state, text="Not bound by article 7.", articles=["7"]
    )


@pytest.fixture
def coordinator(client: Client) -> Client:
    client.force_login(person(Role.COORDINATOR))
    return client


@pytest.fixture
def keeper(client: Client) -> Client:
    client.force_login(person(Role.SECRETARIAT))
    return client


def text(response) -> str:
    return " ".join(response.content.decode().split())


class TestTheInstrument:
    def test_shows_what_the_state_stated_by_the_date(
        self, coordinator: Client, statement: TreatyStatement, treaty: Treaty
    ) -> None:
        address = treaty.get_absolute_url()
        page = text(coordinator.get(address, {"country": "0OW", "as_of": "2010-03-01"}))
        assert "Not bound by article 7." in page
        assert "with a declaration or reservation" in page
        before = text(coordinator.get(address, {"country": "0OW", "as_of": "2010-02-28"}))
        assert "Not bound by article 7." not in before

    def test_shows_the_objections_of_others(
        self, coordinator: Client, statement: TreatyStatement, treaty: Treaty
    ) -> None:
        other = MemberStateFactory(name="Other State")
        TreatyStatementFactory(
            treaty=treaty, country=other, kind="objection", text="We object.", concerned=["0OW"]
        )
        page = text(coordinator.get(treaty.get_absolute_url(), {"country": "0OW"}))
        assert "Objections of others that name the State" in page
        assert "Other State: Objection" in page


class TestTheList:
    def test_is_narrowed_by_its_filters(
        self, coordinator: Client, statement: TreatyStatement
    ) -> None:
        TreatyStatementFactory(text="Something else.")
        assert "Something else." in text(coordinator.get(LIST))
        for query in (
            {"treaty": "TESTS"},
            {"country": "0OW"},
            {"q": "article 7"},
            {"treaty": "TESTS", "kind": "reservation", "as_of": "2010-03-01"},
        ):
            page = text(coordinator.get(LIST, query))
            assert "Not bound by article 7." in page
            assert "Something else." not in page
        assert "Not bound" not in text(coordinator.get(LIST, {"as_of": "2010-02-28"}))

    def test_says_what_was_withdrawn(self, coordinator: Client) -> None:
        day = dt.date(2012, 6, 1)
        TreatyStatementFactory(withdrawal_notified_on=day, withdrawal_effective_on=day)
        assert "withdrawn, with effect on" in text(coordinator.get(LIST))
        assert "withdrawn, with effect on" in text(coordinator.get(LIST, {"withdrawn": "true"}))
        assert "withdrawn, with effect" not in text(coordinator.get(LIST, {"withdrawn": "false"}))

    def test_is_a_file_with_the_texts(
        self, coordinator: Client, statement: TreatyStatement
    ) -> None:
        (row,) = json_rows(body(coordinator.get(LIST, {"format": "json"})))
        assert (row["text"], row["articles"]) == ("Not bound by article 7.", ["7"])
        assert (row["source"], row["source_as_of"]) == ("test list", "2015-03-14")

    def test_without_any_says_where_they_come_from(self, coordinator: Client) -> None:
        assert "No statement is on record" in text(coordinator.get(LIST))


class TestOne:
    def test_shows_text_source_and_what_the_date_rests_on(
        self, coordinator: Client, statement: TreatyStatement
    ) -> None:
        page = text(coordinator.get(statement.get_absolute_url()))
        assert "Not bound by article 7." in page
        assert "test list" in page
        assert "the list gives the date" in page
        assert "Record a withdrawal" not in page

    def test_is_withdrawn_by_the_secretariat(
        self, keeper: Client, statement: TreatyStatement
    ) -> None:
        address = reverse("treaty-statement-withdraw", args=[statement.pk])
        data = {"notified_on": "2012-05-01", "effective_on": "2012-06-01", "source": "C.N.9.2012"}
        page = text(keeper.post(address, data, follow=True))
        assert "The withdrawal is on record." in page
        assert "C.N.9.2012" in page
        assert "Record a withdrawal" not in page
        old = text(keeper.get(statement.get_absolute_url()))
        assert "The record has a newer version of this." in old

    def test_is_not_withdrawn_before_it_is_made(
        self, keeper: Client, statement: TreatyStatement
    ) -> None:
        address = reverse("treaty-statement-withdraw", args=[statement.pk])
        response = keeper.post(address, {"notified_on": "2001-05-01", "source": "C.N.9.2012"})
        assert response.status_code == 422
        assert "It was made later than that." in text(response)
        assert TreatyStatement.objects.count() == 1

    def test_is_taken_off_the_record(self, keeper: Client, statement: TreatyStatement) -> None:
        address = reverse("treaty-statement-retract", args=[statement.pk])
        assert keeper.post(address, {"reason": ""}).status_code == 422
        page = text(keeper.post(address, {"reason": "Of another State"}, follow=True))
        assert "Taken off the record" in page
        assert "Of another State" in page
        assert "No statement is on record" in text(keeper.get(LIST))
