"""Days that people type: within bounds wherever they come in; what stands already may stay."""

import datetime as dt
from itertools import product

import pytest
from django.apps import apps
from django.core.exceptions import FieldError, ValidationError
from django.db import models
from django.db.models import ExpressionWrapper, F
from django.db.models.functions import Coalesce

from apps.actions.models import Action
from apps.appointments.models import Appointment
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.db.fields import DayField, DueField, out_of_bounds
from focalpoint.deadlines import sources
from tests import factories as f

DUE, DAY = Action._meta.get_field("due_on"), Appointment._meta.get_field("starts_on")


@pytest.mark.parametrize("day", ["1945-01-01", "2026-06-30", "2200-12-31"])
def test_a_due_date_of_our_time_is_taken(day):
    assert DUE.clean(day, None) == dt.date.fromisoformat(day)


@pytest.mark.parametrize(
    "day", ["0001-01-01", "0202-05-01", "1926-05-01", "1944-12-31", "2201-01-01", "9999-12-31"]
)
def test_a_slip_of_the_keyboard_is_refused_with_the_bound(day):
    with pytest.raises(ValidationError, match=r"1945-01-01|2200-12-31"):
        DUE.clean(day, None)


@pytest.mark.parametrize(("day", "fits"), [("1799-12-31", False), ("1800-01-01", True)])
def test_a_day_of_the_record_may_be_older(day, fits):
    assert bool(out_of_bounds(Appointment, "starts_on", dt.date.fromisoformat(day))) is not fits


def test_no_day_is_no_day_out_of_bounds():
    assert DUE.clean(None, None) is None
    assert out_of_bounds(Action, "due_on", None) == ""


def test_migrations_and_history_know_nothing_of_the_bounds():
    for field in (DUE, DAY):
        assert field.deconstruct()[1] == "django.db.models.DateField"
    event = apps.get_model("actions", "ActionEvent")._meta.get_field("due_on")
    assert type(event) is models.DateField


@pytest.mark.parametrize("pair", [*product((models.DateField, DayField, DueField), repeat=2)])
def test_expressions_take_them_for_the_same(pair):
    first, second = (ExpressionWrapper(F("pk"), output_field=field()) for field in pair)
    assert isinstance(Coalesce(first, second).output_field, models.DateField)


@pytest.mark.parametrize("pair", [*product((DayField, DueField), repeat=2)])
@pytest.mark.parametrize("other", [models.DateTimeField, models.TextField])
def test_expressions_refuse_to_mix_them_with_anything_else(pair, other):
    first, second = (ExpressionWrapper(F("pk"), output_field=field()) for field in pair)
    third = ExpressionWrapper(F("pk"), output_field=other())
    for mixed in ((first, third), (third, second)):
        with pytest.raises(FieldError):
            _ = Coalesce(*mixed).output_field


@pytest.mark.django_db
class TestWhatStands:
    @pytest.fixture
    def odd(self):
        """A date from before there were bounds."""
        action = f.ActionFactory()
        with acting(SYSTEM, reason="test"):
            Action.objects.filter(pk=action.pk).update(due_on=dt.date(202, 5, 1))
            return Action.objects.get(pk=action.pk)

    def test_it_may_stay(self, odd):
        with acting(SYSTEM):
            odd.title = "Another title"
            odd.clean_fields()

    def test_it_may_not_be_exchanged_for_another_odd_one(self, odd):
        odd.due_on = dt.date(203, 5, 1)
        with acting(SYSTEM), pytest.raises(ValidationError) as refused:
            odd.clean_fields()
        assert set(refused.value.message_dict) == {"due_on"}

    def test_it_may_be_put_right_or_taken_away(self, odd):
        for day in (dt.date(2026, 5, 1), None):
            odd.due_on = day
            with acting(SYSTEM):
                odd.clean_fields()

    def test_another_record_does_not_get_it_thereby(self, odd):
        with pytest.raises(ValidationError):
            f.ActionFactory.build(due_on=odd.due_on, country=odd.country).clean_fields(
                exclude=["office"]
            )


def _typed(source):
    """The columns of the dates that a kind of deadline reads."""
    query = source.open_deadlines().query
    model = query.model
    column = query.annotations.get("due_on")
    name = column.target.name if hasattr(column, "target") else "due_on"
    owner = column.target.model if hasattr(column, "target") else model
    return owner._meta.get_field(name)


@pytest.mark.parametrize("kind", sorted(sources()))
def test_each_kind_of_deadline_reads_a_bounded_column(kind):
    """A new kind with a free date would let a slip of the keyboard into the sweep."""
    assert issubclass(type(_typed(sources()[kind])), DayField)


def test_what_is_due_is_bounded_as_such():
    """But for what computes its dates, and posts and offices, which may have ended long ago."""
    older = {kind for kind in sources() if not issubclass(type(_typed(sources()[kind])), DueField)}
    assert older == {"appointment.end", "obligation.due", "membership.end"}
