"""Sources that differ: the higher rank stands, and a person decides once."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from apps.countries.models import Country
from apps.treaties.import_models import StatusConflict
from apps.treaties.import_services import decide_conflict
from apps.treaties.models import Treaty, TreatyAction
from focalpoint.actors import SYSTEM
from focalpoint.errors import IllegalTransitionError, StaleVersionError
from focalpoint.roles import Role
from tests.factories import MemberStateFactory, TreatyActionFactory, TreatyFactory, actor
from tests.treaties.lists import bring_in, bring_in_rows, counts, standing
from tests.treaties.sources import files

pytestmark = pytest.mark.django_db

DEPOSITARY = dt.date(2001, 5, 5)
OHCHR = dt.date(2001, 2, 3)


@pytest.fixture
def treaty() -> Treaty:
    return TreatyFactory(mtdsg="IV-1", full_title="Convention of the tests")


@pytest.fixture(autouse=True)
def alpha() -> Country:
    return MemberStateFactory(name="Alpha")


def of_depositary(treaty: Treaty, cell: str = "5 May 2001 a", **facts):
    return bring_in_rows(treaty, ("Alpha", "", cell), **facts)


def of_ohchr(date: dt.date = OHCHR):
    return bring_in(files.ohchr(["Alpha", "", date, ""]), as_of=None)


class TestTheRecord:
    def test_stands_against_a_lower_rank(self, treaty: Treaty) -> None:
        of_depositary(treaty)
        assert counts(of_ohchr()) == {"conflicts": 1}
        assert standing(treaty) == [("Alpha", "accession", "2001-05-05")]
        conflict = StatusConflict.objects.get()
        assert (conflict.action.date, conflict.date) == (DEPOSITARY, OHCHR)
        assert conflict.source == "OHCHR ratification status"

    def test_gives_way_to_a_higher_rank_until_somebody_decides(self, treaty: Treaty) -> None:
        of_ohchr()
        assert counts(of_depositary(treaty)) == {"conflicts": 1}
        assert standing(treaty) == [("Alpha", "accession", "2001-05-05")]
        conflict = StatusConflict.objects.get()
        assert (conflict.action.date, conflict.date) == (DEPOSITARY, OHCHR)

    def test_agrees_with_a_list_that_does_not_tell_the_kind(self, treaty: Treaty) -> None:
        of_depositary(treaty)
        assert counts(of_ohchr(DEPOSITARY)) == {"unchanged": 1}

    def test_learns_the_kind_from_the_depositary(self, treaty: Treaty) -> None:
        of_ohchr(DEPOSITARY)
        assert counts(of_depositary(treaty)) == {"revised": 1}
        assert standing(treaty) == [("Alpha", "accession", "2001-05-05")]

    def test_learns_the_day_from_the_depositary(self, treaty: Treaty) -> None:
        of_depositary(treaty, "2001 a", publisher="secondary")
        assert counts(of_depositary(treaty)) == {"revised": 1}
        assert TreatyAction.objects.standing().get().precision == "day"

    def test_agrees_with_a_year(self, treaty: Treaty) -> None:
        of_depositary(treaty)
        batch = of_depositary(treaty, "2001 a", publisher="secondary")
        assert counts(batch) == {"unchanged": 1}

    def test_written_by_hand_is_never_overwritten(self, treaty: Treaty, alpha: Country) -> None:
        TreatyActionFactory(
            treaty=treaty, country=alpha, date=dt.date(2002, 2, 2), source="reported by the State"
        )
        assert counts(of_depositary(treaty)) == {"conflicts": 1}
        assert standing(treaty) == [("Alpha", "ratification", "2002-02-02")]

    def test_retracted_by_hand_stays_so(self, treaty: Treaty, alpha: Country) -> None:
        of_depositary(treaty)
        wrong = TreatyAction.objects.get()
        TreatyActionFactory(
            **{name: getattr(wrong, name) for name in ("treaty", "country", "kind", "date")},
            source=wrong.source,
            replaces=wrong,
            is_retraction=True,
        )
        assert counts(of_depositary(treaty, " 5 May 2001 a")) == {"unchanged": 1}
        assert standing(treaty) == []


class TestAConflict:
    @pytest.fixture
    def conflict(self, treaty: Treaty) -> StatusConflict:
        of_depositary(treaty)
        of_ohchr()
        return StatusConflict.objects.get()

    def test_is_not_opened_twice(self, conflict: StatusConflict, treaty: Treaty) -> None:
        again = bring_in(files.ohchr(["Alpha", "", OHCHR, ""], ["Beta", "", "", ""]))
        assert counts(again) == {"conflicts": 1, "unmatched": 1}
        assert StatusConflict.objects.count() == 1

    def test_is_decided_for_the_record(self, conflict: StatusConflict, treaty: Treaty) -> None:
        who = actor(Role.SECRETARIAT)
        decided = decide_conflict(actor=who, conflict=conflict, take=False, reason="Certified copy")
        assert (decided.status, decided.reason) == ("kept", "Certified copy")
        assert decided.decided_by_id == who.user_id
        assert standing(treaty) == [("Alpha", "accession", "2001-05-05")]

    def test_is_decided_for_the_other_value(self, conflict: StatusConflict, treaty: Treaty) -> None:
        decide_conflict(actor=SYSTEM, conflict=conflict, take=True, reason="Their letter")
        assert standing(treaty) == [("Alpha", "ratification_or_accession", "2001-02-03")]
        taken = TreatyAction.objects.get(replaces=conflict.action)
        assert taken.source == "OHCHR ratification status"
        assert "Their letter" in taken.note

    @pytest.mark.parametrize("take", [True, False])
    def test_is_decided_for_good(
        self, conflict: StatusConflict, treaty: Treaty, take: bool
    ) -> None:
        decide_conflict(actor=SYSTEM, conflict=conflict, take=take, reason="Seen")
        stands = standing(treaty)
        assert counts(of_depositary(treaty, " 5 May 2001 a")) == {"unchanged": 1}
        again = bring_in(files.ohchr(["Alpha", "", OHCHR, ""], ["Alpha", "", OHCHR, ""]))
        assert counts(again) == {"unchanged": 1}
        assert standing(treaty) == stands
        assert StatusConflict.objects.count() == 1

    def test_needs_a_reason(self, conflict: StatusConflict) -> None:
        with pytest.raises(ValidationError, match="Say why"):
            decide_conflict(actor=SYSTEM, conflict=conflict, take=True, reason=" ")

    def test_is_decided_once(self, conflict: StatusConflict) -> None:
        decide_conflict(actor=SYSTEM, conflict=conflict, take=False, reason="Seen")
        with pytest.raises((IllegalTransitionError, StaleVersionError)):
            decide_conflict(
                actor=SYSTEM, conflict=conflict, take=True, reason="Seen", version=conflict.version
            )

    def test_is_not_taken_when_the_record_has_changed(
        self, conflict: StatusConflict, treaty: Treaty
    ) -> None:
        of_depositary(treaty, "6 May 2001 a", as_of=dt.date(2016, 1, 1))
        with pytest.raises(ValidationError, match="changed since"):
            decide_conflict(actor=SYSTEM, conflict=conflict, take=True, reason="Seen")
        conflict.refresh_from_db()
        assert conflict.is_open

    def test_is_decided_by_the_secretariat_alone(self, conflict: StatusConflict) -> None:
        for role in (Role.FOCAL_POINT, Role.COORDINATOR):
            with pytest.raises(PermissionDenied):
                decide_conflict(actor=actor(role), conflict=conflict, take=True, reason="Seen")
