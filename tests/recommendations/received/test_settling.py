"""Work that a task does in somebody's name: names that are settled, and who may go on with it."""

import datetime as dt

import pytest
from django.utils import timezone

from apps.accounts.models import Membership, User
from apps.recommendations.cluster_models import MidtermDraft
from apps.recommendations.received import settling
from apps.recommendations.received.imports import MOST_ATTEMPTS, decide_import, take_in_file
from apps.recommendations.received.midterm.services import ask_for_draft
from apps.recommendations.received.settling import (
    decide_name,
    names_in_work,
    names_left_behind,
    settle_name,
)
from apps.recommendations.received.tasks import make_draft_task, read_recommendations_task
from apps.recommendations.received_import_models import RecommendationImport, RecommendationRow
from apps.recommendations.received_models import ReceivedRecommendation
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from tests.factories import InstitutionFactory, actor
from tests.recommendations.received.conftest import bring_in, preview
from tests.recommendations.received.files import as_csv, row

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("states")]

ABROAD = {"countries_concerned": "Sakartvelo"}
ROWS = (
    row("1.1", "Act (Togo)", **ABROAD),
    row("1.2", "Act again (Togo)", **ABROAD),
    row("1.2", "Build schools (Togo)", **ABROAD),
)


@pytest.fixture
def keeper():
    return actor(Role.SECRETARIAT)


@pytest.fixture
def alias(keeper, states):
    """A name that somebody has decided, with three rows that wait for it."""
    bring_in(as_csv(*ROWS))
    with acting(keeper):
        return decide_name(actor=keeper, name="Sakartvelo", country=states["Georgia"])


class TestSettlingAName:
    def test_reads_a_file_once_and_judges_its_rows_together(self, keeper, alias, monkeypatch):
        made = []

        class Counted(settling.Reading):
            def __init__(self, *args):
                made.append(self)
                super().__init__(*args)

        monkeypatch.setattr(settling, "Reading", Counted)
        with acting(keeper):
            assert settle_name(actor=keeper, alias=alias) == {"states": 0, "rows": 3}
        assert len(made) == 1
        assert ReceivedRecommendation.objects.count() == 2
        aside = RecommendationRow.objects.get(code="paragraph_twice")
        assert aside.excerpt == "1.2 Build schools (Togo);"
        assert aside.batch.counts["quarantined"] == 1

    def test_is_resumed_by_whoever_finds_it_and_done_once(self, alias):
        later = timezone.now() + dt.timedelta(minutes=5)
        with acting(SYSTEM, reason="test"):
            assert names_left_behind(now=later) == [alias]
            settle_name(actor=SYSTEM, alias=alias)
            assert names_left_behind(now=later) == []
            assert settle_name(actor=SYSTEM, alias=alias) == {"states": 0, "rows": 0}
        assert ReceivedRecommendation.objects.count() == 2

    def test_is_given_up_when_it_kills_its_worker_and_begins_anew_when_asked(
        self, keeper, alias, states, monkeypatch
    ):
        def dies(*args):
            raise SystemExit

        monkeypatch.setattr(settling, "Reading", dies)
        later = timezone.now() + dt.timedelta(minutes=5)
        with acting(keeper):
            for _attempt in range(MOST_ATTEMPTS):
                assert names_in_work([alias.key]) == [alias]
                with pytest.raises(SystemExit):
                    settle_name(actor=keeper, alias=alias)
            assert settle_name(actor=keeper, alias=alias)["rows"] == 0
            assert names_left_behind(now=later) == []
            assert names_in_work([alias.key]) == []
            monkeypatch.undo()
            decide_name(actor=keeper, name="Sakartvelo", country=states["Georgia"])
            assert settle_name(actor=keeper, alias=alias)["rows"] == 3

    def test_gives_way_to_a_file_and_counts_no_attempt(self, keeper, alias, monkeypatch):
        monkeypatch.setattr(settling, "take_turn", lambda work: False)
        with acting(keeper):
            assert settle_name(actor=keeper, alias=alias) == {"states": 0, "rows": 0}
        with acting(SYSTEM):
            assert not RecommendationRow.objects.filter(attempts__gt=0).exists()
            assert names_left_behind(now=timezone.now() + dt.timedelta(minutes=5)) == [alias]

    def test_misses_nothing_of_what_stands_on_record(self, keeper, alias):
        """The rows that waited are a part of their document, not all of it."""
        with acting(keeper):
            bring_in(as_csv(row("9.9", "Leave it (Togo)", provisional="True")))
            settle_name(actor=keeper, alias=alias)
        assert not ReceivedRecommendation.objects.exclude(dropped_on=None).exists()


def leaves(who):
    """The person's posts end."""
    with acting(SYSTEM, reason="test"):
        Membership.objects.filter(user=who.user_id).delete()


class TestWhoseNameATaskGoesOnIn:
    @pytest.fixture
    def georgia(self, states):
        return InstitutionFactory(country=states["Georgia"])

    def test_it_is_the_deciders(self, georgia):
        brought = actor(Role.OFFICIAL, georgia)
        decided = actor(Role.FOCAL_POINT, georgia)
        batch = preview(as_csv(row("1.1", "Act (Togo)")), actor=brought, country=georgia.country)
        with acting(decided):
            decide_import(actor=decided, batch=batch, take=True)
        leaves(brought)
        read_recommendations_task(str(batch.pk))
        batch.refresh_from_db()
        assert (batch.status, batch.decided_by) == ("done", User.objects.get(pk=decided.user_id))

    def test_who_has_left_ends_it_and_the_file_can_come_anew(self, georgia):
        brought = actor(Role.OFFICIAL, georgia)
        facts = {
            "file_name": "x.csv",
            "content": as_csv(row("1.1", "Act (Togo)")),
            "country": georgia.country,
        }
        with acting(brought):
            batch, _new = take_in_file(actor=brought, **facts)
        leaves(brought)
        read_recommendations_task(str(batch.pk))
        batch = RecommendationImport.objects.get()
        assert (batch.status, batch.problem_code) == ("failed", "no_right")
        colleague = actor(Role.OFFICIAL, georgia)
        with acting(colleague):
            assert take_in_file(actor=colleague, **facts)[1]

    def test_a_draft_of_who_has_left_fails(self, georgia):
        asked = actor(Role.FOCAL_POINT, georgia)
        with acting(asked):
            draft = ask_for_draft(actor=asked, country=georgia.country)
        leaves(asked)
        make_draft_task(str(draft.pk))
        with acting(SYSTEM):
            assert MidtermDraft.objects.get().status == "failed"
