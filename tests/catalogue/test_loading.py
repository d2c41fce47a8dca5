"""Loading reference data: twice changes nothing, an upgrade changes only what the file says."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Model

from apps.appointments.models import ReportedFocalPoint
from apps.catalogue.models import Framework, Item, ItemMapping
from apps.catalogue.services import load_catalogues
from apps.countries.models import Country, MapRule, OrganisationMembership
from apps.engagement.models import UprSession, UprSlot
from apps.treaties.measures.models import TreatyRequirement
from apps.treaties.models import Treaty, TreatyAction
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.db.rls import history_models
from tests.factories import CountryFactory, FrameworkFactory, ItemFactory, ProgressReportFactory

pytestmark = pytest.mark.django_db
Rewrite = Callable[[str, str, str], None]

LOADED: list[type[Model]] = [
    Country,
    Framework,
    Item,
    ItemMapping,
    MapRule,
    ReportedFocalPoint,
    Treaty,
    TreatyAction,
    TreatyRequirement,
    UprSession,
    UprSlot,
]


def row_counts() -> dict[str, int]:
    return {model.__name__: model._default_manager.count() for model in LOADED}


def history_rows() -> int:
    with acting(SYSTEM):
        return sum(model.objects.count() for model in history_models())


class TestLoading:
    def test_fills_every_table(self, files: Path) -> None:
        load_catalogues(files)
        assert all(row_counts().values())
        ghana = Country.objects.get(code="GHA")
        assert (ghana.time_zone, ghana.kind) == ("Africa/Accra", "member")
        assert [o.code for o in ghana.organisations.all()] == ["TU"]

    def test_keeps_sources_and_passes_confidence_down(self, files: Path) -> None:
        load_catalogues(files)
        part = Item.objects.get(code="R2013-B1")
        assert part.source_symbol == "A/67/929-S/2013/399"
        assert part.parent == Item.objects.get(code="R2013-B")
        assert part.confidence == "medium"
        assert Item.objects.get(code="R2013-A").confidence == "high"

    def test_names_the_system_and_the_reason_in_the_history(self, files: Path) -> None:
        load_catalogues(files)
        treaty: Any = Treaty.objects.get()
        context = treaty.events.get().pgh_context
        assert context["actor_name"] == "FocalPoint"
        assert context["event"] == "catalogue.loaded"

    def test_twice_changes_nothing(self, files: Path) -> None:
        load_catalogues(files)
        before = history_rows()
        outcomes = load_catalogues(files)
        assert all(outcome.is_idle for outcome in outcomes)
        assert history_rows() == before

    def test_prints_what_it_did(self, files: Path) -> None:
        out = StringIO()
        call_command("load_catalogues", "--from", str(files), stdout=out)
        assert "states.yaml: States: 3 added, 0 changed, 0 unchanged" in out.getvalue()


class TestAnUpgrade:
    @pytest.fixture(autouse=True)
    def _first_load(self, files: Path) -> None:
        load_catalogues(files)

    def test_changes_the_rows_that_differ(self, files: Path, rewrite: Rewrite) -> None:
        before = {item.code: (item.pk, item.version) for item in Item.objects.all()}
        rewrite("frameworks/r2013.yaml", "title: Assessment", "title: National assessment")
        load_catalogues(files)
        step = Item.objects.get(code="R2013-B")
        assert step.title == "National assessment"
        assert (step.pk, step.version) == (before["R2013-B"][0], before["R2013-B"][1] + 1)
        assert Item.objects.get(code="R2013-A").version == before["R2013-A"][1]

    def test_retires_what_vanished_and_keeps_what_states_wrote(
        self, files: Path, rewrite: Rewrite
    ) -> None:
        item = Item.objects.get(code="R2013-A")
        report = ProgressReportFactory(item=item)
        whole = (files / "frameworks/r2013.yaml").read_text()
        mapping = (
            "    maps_to:\n      - {to: 'R2013:R2013-A', note: Our reading., confidence: medium}\n"
        )
        rewrite("frameworks/r2013.yaml", mapping, "")
        rewrite(
            "frameworks/r2013.yaml",
            "  - code: R2013-A\n    kind: step\n    label: (a)\n    title: Focal point\n",
            "",
        )
        load_catalogues(files)
        item.refresh_from_db()
        assert not item.is_active
        assert not ItemMapping.objects.exists()
        with acting(SYSTEM):
            report.refresh_from_db()
        assert report.item_id == item.pk
        (files / "frameworks/r2013.yaml").write_text(whole)
        load_catalogues(files)
        item.refresh_from_db()
        assert item.is_active

    def test_leaves_alone_what_was_added_by_hand(self, files: Path) -> None:
        own = FrameworkFactory(code="OWN", edition="2026")
        extra = ItemFactory(framework=Framework.objects.get(code="R2013"), code="R2013-X")
        training = CountryFactory(code="XAA")
        load_catalogues(files)
        for row in (own, extra, training):
            row.refresh_from_db()
        assert own.is_active
        assert extra.is_active
        assert training.kind == "training"

    def test_moves_a_slot(self, files: Path, rewrite: Rewrite) -> None:
        rewrite("upr.yaml", "states: [GHA]", "states: [DNK]")
        load_catalogues(files)
        slots = {slot.country.code: slot.is_active for slot in UprSlot.objects.all()}
        assert slots == {"GHA": False, "DNK": True}

    def test_takes_a_state_out_of_an_organisation(self, files: Path, rewrite: Rewrite) -> None:
        rewrite("states.yaml", "    organisations: [TU]\n", "")
        load_catalogues(files)
        assert not OrganisationMembership.objects.exists()


class TestChangedTreatyActions:
    ROW = "ICCPR,DNK,ratification,1972-01-06,day,,UN Treaty Collection IV-4,2015-03-14,high,\n"

    @pytest.fixture(autouse=True)
    def _first_load(self, files: Path) -> None:
        load_catalogues(files)

    def standing(self) -> dict[tuple[str, str], str]:
        rows = TreatyAction.objects.standing().select_related("country")
        return {(row.country.code, row.kind): row.date.isoformat() for row in rows}

    def outcome(self, files: Path) -> Any:
        found = load_catalogues(files)
        return next(each for each in found if each.file == "treaty_actions.csv")

    def test_are_new_rows_that_replace_the_old(self, files: Path, rewrite: Rewrite) -> None:
        old = TreatyAction.objects.get(kind="ratification")
        rewrite("treaty_actions.csv", "1972-01-06", "1972-02-06")
        outcome = self.outcome(files)
        assert (outcome.added, outcome.changed, outcome.unchanged) == (0, 1, 2)
        new = TreatyAction.objects.get(replaces=old)
        old.refresh_from_db()
        assert (old.version, old.date.isoformat()) == (1, "1972-01-06")
        assert new.date.isoformat() == "1972-02-06"
        assert new.batch is not None
        assert new.batch.counts["replaced"] == 1
        assert self.standing()["DNK", "ratification"] == "1972-02-06"

    def test_may_come_from_a_newer_list_or_say_another_kind(
        self, files: Path, rewrite: Rewrite
    ) -> None:
        new = "ICCPR,DNK,accession,1972-01-06,day,,ICRC list,2020-11-09,high,\n"
        rewrite("treaty_actions.csv", self.ROW, new)
        outcome = self.outcome(files)
        assert (outcome.added, outcome.changed, outcome.retired) == (0, 1, 0)
        assert self.standing()["DNK", "accession"] == "1972-01-06"

    def test_are_retracted_when_the_file_drops_them_and_return_with_it(
        self, files: Path, rewrite: Rewrite
    ) -> None:
        whole = (files / "treaty_actions.csv").read_text()
        rewrite("treaty_actions.csv", self.ROW, "")
        assert self.outcome(files).retired == 1
        assert ("DNK", "ratification") not in self.standing()
        assert self.outcome(files).is_idle
        (files / "treaty_actions.csv").write_text(whole)
        self.outcome(files)
        assert self.standing()["DNK", "ratification"] == "1972-01-06"
        assert self.outcome(files).is_idle

    def test_do_not_outweigh_a_correction_by_hand(self, files: Path, rewrite: Rewrite) -> None:
        old = TreatyAction.objects.get(kind="ratification")
        with acting(SYSTEM):
            TreatyAction.objects.create(
                treaty=old.treaty,
                country=old.country,
                kind=old.kind,
                date="1972-03-06",
                source="depositary notification",
                source_as_of="2026-01-01",
                confidence="high",
                replaces=old,
            )
        rewrite("treaty_actions.csv", "1972-01-06", "1972-02-06")
        outcome = self.outcome(files)
        assert (outcome.changed, outcome.kept) == (0, 1)
        assert self.standing()["DNK", "ratification"] == "1972-03-06"


class TestABrokenFile:
    @pytest.mark.parametrize(
        ("name", "old", "new", "message"),
        [
            ("states.yaml", "name: Ghana", "name: [Ghana", "states.yaml:"),
            ("states.yaml", "    name: Ghana\n", "", "states.yaml:7: states.name: field required"),
            ("states.yaml", "code: GHA", "code: XGA", "states.yaml:7: states.code:"),
            ("states.yaml", "code: EU,", "code: XEU,", "it is for training States"),
            ("states.yaml", "m49: '288'", "m49: '28'", "states.yaml:9: states.m49:"),
            (
                "states.yaml",
                "kind: member\n    regional_group: AG",
                "kind: kingdom",
                "states.yaml:11:",
            ),
            (
                "states.yaml",
                "'1957-03-08'",
                "'1957-33-08'",
                "states.yaml:13: states.un_member_since",
            ),
            ("states.yaml", "members: 2", "members: 3", "2 Member States and 0 observers"),
            ("states.yaml", "iso2: GH", "iso2: US", "states.yaml:7: zone.tab has"),
            ("states.yaml", "[TU]", "[TX]", "no organisation has the code TX"),
            (
                "states.yaml",
                "iso2: GH",
                "iso2: GH\n    colour: red",
                "states.yaml:9: states.colour:",
            ),
            ("states.yaml", "name: Ghana", "name: Ghana\n    name: G", "name stands here twice"),
            ("frameworks/r2013.yaml", "R2013:R2013-A", "FA2014:RF1", "there is no item FA2014:RF1"),
            (
                "frameworks/r2013.yaml",
                "code: R2013-B\n",
                "code: R2013-A\n",
                "r2013.yaml:12: the same",
            ),
            ("frameworks/r2013.yaml", "kind: part", "kind: " + "x" * 40, "r2013.yaml:20: kind:"),
            ("treaties.yaml", "rule: months", "rule: weeks", "treaties.yaml:12: "),
            ("treaties.yaml", "'1976-03-23'", "'1966-03-23'", "before it was adopted"),
            ("upr.yaml", "[GHA]", "[GHA, QQQ]", "upr.yaml:8: there is no State QQQ"),
            ("upr.yaml", "cycle: 4", "cycle: 3", "cycle 3 has no session 42"),
            ("focal_points.yaml", "state: GHA", "state: GHX", "there is no State GHX"),
            ("treaty_actions.csv", "2000-09-07", "2000-09-37", "treaty_actions.csv:4: date:"),
            ("treaty_actions.csv", "ICCPR,GHA", "ICCPR,GHX", "csv:4: there is no participant GHX"),
            ("treaty_actions.csv", "ICCPR,GHA", "ICCPX,GHA", "csv:4: there is no instrument ICCPX"),
            ("treaty_actions.csv", "ICCPR,GHA,signature", "ICCPR,GHA,handshake", "csv:4: action:"),
            ("treaty_actions.csv", "2000-09-07", "1960-09-07", "csv:4: the action is earlier"),
            ("treaty_actions.csv", "2000-09-07", "2020-09-07", "later than the date of its source"),
            ("treaty_actions.csv", "GHA,signature", "GHA,withdrawal", "needs the date on which"),
            ("treaty_actions.csv", "1968-03-20,day,", "1968-03-20,day", "csv:2: 9 cells"),
            ("treaty_actions.csv", "treaty,participant", "Treaty,State", "csv:1: the columns must"),
        ],
    )
    def test_is_refused_with_file_line_and_reason_and_nothing_is_written(
        self, files: Path, rewrite: Rewrite, name: str, old: str, new: str, message: str
    ) -> None:
        rewrite(name, old, new)
        stderr = StringIO()
        with pytest.raises(CommandError, match="nothing was written"):
            call_command("load_catalogues", "--from", str(files), stderr=stderr)
        assert message in stderr.getvalue()
        assert not any(row_counts().values())

    def test_that_repeats_a_row_is_refused(self, files: Path) -> None:
        path = files / "treaty_actions.csv"
        path.write_text(path.read_text() + path.read_text().splitlines()[-1] + "\n")
        stderr = StringIO()
        with pytest.raises(CommandError):
            call_command("load_catalogues", "--from", str(files), stderr=stderr)
        assert "treaty_actions.csv:5: the same action stands in line 4" in stderr.getvalue()

    def test_that_is_missing_empty_or_no_text_is_refused(self, files: Path) -> None:
        (files / "upr.yaml").unlink()
        (files / "treaties.yaml").write_text("")
        (files / "focal_points.yaml").write_bytes(b"reported:\n  - {state: \xff}\n")
        stderr = StringIO()
        with pytest.raises(CommandError, match=r"3 fault\(s\)"):
            call_command("load_catalogues", "--from", str(files), stderr=stderr)
        assert stderr.getvalue().splitlines() == [
            "focal_points.yaml:2: not UTF-8 text",
            "treaties.yaml: the file is empty",
            "upr.yaml: the file is missing",
        ]

    def test_does_not_undo_an_earlier_load(self, files: Path, rewrite: Rewrite) -> None:
        load_catalogues(files)
        before = row_counts()
        rewrite("states.yaml", "name: Ghana", "name: Republic of Ghana")
        rewrite("treaty_actions.csv", "ICCPR,GHA", "ICCPR,GHX")
        with pytest.raises(CommandError):
            call_command("load_catalogues", "--from", str(files), stderr=StringIO())
        assert row_counts() == before
        assert Country.objects.get(code="GHA").name == "Ghana"
