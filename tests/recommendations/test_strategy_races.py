"""Two people who begin the strategy, or one of its elements, at once: both get an answer."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from apps.recommendations.strategy.text_services import describe_strategy, write_element
from apps.recommendations.strategy_text_models import Strategy, StrategyElement
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.errors import StaleVersionError
from tests.assessments.test_consultation_races import somebody_waits
from tests.factories import ElementItemFactory
from tests.processes import wait_until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def elements():
    return [ElementItemFactory(code=f"ST{n}", order=n) for n in (1, 2)]


@pytest.fixture
def describe(office):
    def call(who, title):
        return describe_strategy(
            actor=who, country=office.country, title=title, next_review_on=None, version=0
        )

    return call


@pytest.fixture
def write(office):
    def call(who, item, text):
        return write_element(
            actor=who, country=office.country, item=item, text=text, owner=None, version=0
        )

    return call


def meeting(first, second):
    """What becomes of ``second`` while the transaction of ``first`` is open."""

    def run():
        try:
            return second()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first()
            late = pool.submit(run)
            wait_until(lambda: late.done() or somebody_waits(), "the second waits for the first")
        return late.result(timeout=30)


def test_the_second_who_names_the_strategy_is_told_of_the_first(describe, official, focal_point):
    with pytest.raises(StaleVersionError):
        meeting(lambda: describe(official, "Ours"), lambda: describe(focal_point, "Mine"))
    with acting(SYSTEM):
        assert Strategy.objects.get().title == "Ours"


def test_two_elements_written_at_once_are_both_of_one_strategy(
    write, official, focal_point, elements
):
    first, second = elements
    meeting(lambda: write(official, first, "Here."), lambda: write(focal_point, second, "There."))
    with acting(SYSTEM):
        texts = StrategyElement.objects.filter(strategy=Strategy.objects.get())
        assert set(texts.values_list("text", flat=True)) == {"Here.", "There."}


def test_the_second_who_begins_an_element_is_told_of_the_first(
    describe, write, official, focal_point, elements
):
    describe(official, "Ours")
    with pytest.raises(StaleVersionError):
        meeting(
            lambda: write(official, elements[0], "Here."),
            lambda: write(focal_point, elements[0], "There."),
        )
    with acting(SYSTEM):
        assert StrategyElement.objects.get().text == "Here."
