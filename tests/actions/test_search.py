"""Search finds words in every form that people write them in, and nothing foreign."""

import pytest
from django.db import DatabaseError, connection, transaction

from apps.actions import search
from apps.actions.models import Action
from focalpoint.acting import acting, nobody_acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from tests.factories import ActionFactory, ActionUpdateFactory, InstitutionFactory, actor

pytestmark = pytest.mark.django_db


def finds(who, text, **narrower):
    with acting(who):
        rows = search.matching(Action.objects.visible_to(who), text, **narrower)
        return {action.title for action in rows}


@pytest.mark.parametrize(
    ("title", "question"),
    [
        ("Send draft bill to cabinet", "cabinet"),
        ("Send draft bill to cabinet", "CABINET draft"),
        ("Send draft bill to cabinet", "cab"),
        ("Send draft bill to cabinet", "dra bil"),
        ("Reply to the reports", "report"),
        ("Reply to the report", "reports"),
        ("Ratify the statute", "ratified"),
        ("Élaborer le décret", "elaborer"),
        ("Elaborer le decret", "élaborer décret"),
        ("Les conventions ratifiées", "ratifiee"),
        ("Les conventions ratifiées", "ratifier"),
        ("Consulter l’opinion", "opinion"),
        ("Une œuvre collective", "oeuvre"),
        ("Revisión de la legislación", "revision"),
        ("Informes de los comités", "informe comité"),
        ("Convención sobre los niños", "nino"),
        ("إرسال التقرير إلى الوزارة", "تقرير"),
        ("إرسال التقرير إلى الوزارة", "وزارة"),
        ("إرسال التقرير إلى الوزارة", "ارسال"),
        ("إرسال التقرير إلى وزارة العدل", "الوزارة"),
        ("مُراجَعة القانون", "مراجعة"),
        ("Letter to the minister/deputy", "deputy"),
        ("Answer A/67/929-S/2013/399", "929 399"),
        ("Łódź meeting", "lodz"),
    ],
)
def test_words_prefixes_accents_and_forms(official, office, title, question):
    ActionFactory(office=office, title="Something else entirely", description="Unrelated.")
    ActionFactory(office=office, title=title)
    assert finds(official, question) == {title}


def test_every_word_must_be_there(official, office):
    ActionFactory(office=office, title="Draft bill")
    assert finds(official, "draft law") == set()


def test_words_stand_in_reference_title_description_or_log(official, office):
    action = ActionFactory(
        office=office, title="Budget", description="For the hotline", reference="XQQ-2026-0042"
    )
    ActionUpdateFactory(action=action, text="The treasury agreed.")
    for question in ["xqq-2026-0042", "0042", "budget", "hotline", "treasury", "hotline agreed"]:
        assert finds(official, question) == {"Budget"}, question


@pytest.mark.parametrize(
    "question", ["", "  ", "ـــ", "()!:*&|", "'; DROP TABLE x --", "a\0b", "\\", "%t:%", "x" * 5000]
)
def test_no_question_breaks_it(official, office, question):
    ActionFactory(office=office, title="Draft bill")
    assert finds(official, question) == set()


def test_a_changed_title_is_found_and_the_old_one_is_not(official, office):
    action = ActionFactory(office=office, title="Draft bill")
    ActionUpdateFactory(action=action, text="Sent.")
    with acting(SYSTEM, reason="test"):
        Action.objects.filter(pk=action.pk).update(title="Final act")
    assert finds(official, "draft") == set()
    assert finds(official, "final sent") == {"Final act"}


def test_a_log_of_any_length_is_written(office):
    action = ActionFactory(office=office)
    for part in range(4):
        words = " ".join(f"word{part}x{n}" for n in range(20000))
        ActionUpdateFactory(action=action, text=words)
    with acting(SYSTEM):
        assert action.updates.count() == 4


def test_titles_alone_can_be_asked_for(official, office):
    ActionFactory(office=office, title="Budget")
    ActionFactory(office=office, title="Other", description="budget")
    with acting(official):
        rows = Action.objects.visible_to(official)
        assert {a.title for a in rows.filter(search.Found("budget", in_title=True))} == {"Budget"}


class TestScope:
    @pytest.fixture
    def abroad(self):
        return InstitutionFactory()

    @pytest.fixture(autouse=True)
    def _actions(self, office, abroad):
        for level in ["office", "government", "network", "public"]:
            ActionFactory(office=office, title=f"Budget {level}", visibility=level)
            ActionFactory(office=abroad, title=f"Budget {level} abroad", visibility=level)

    def ids(self, who, *, states=None):
        """What the function itself gives, before any filter and row-level security."""
        with acting(who), connection.cursor() as cursor:
            cursor.execute(
                "SELECT actions_search('budget', %s::uuid[])",
                [None if states is None else [str(s.pk) for s in states]],
            )
            found = {row[0] for row in cursor.fetchall()}
        with acting(SYSTEM):
            return {action.title for action in Action.objects.filter(pk__in=found)}

    @pytest.mark.parametrize(
        "role",
        [Role.FOCAL_POINT, Role.MINISTRY_OFFICER, Role.AUDITOR, Role.CONTRIBUTOR],
    )
    @pytest.mark.parametrize("narrow", [False, True])
    def test_the_function_gives_what_row_level_security_lets_through(
        self, role, narrow, office, abroad, ministry
    ):
        who = actor(role, ministry)
        states = [office.country, abroad.country] if narrow else None
        with acting(who):
            visible = {action.title for action in Action.objects.all()}
        assert visible
        assert self.ids(who, states=states) == visible

    @pytest.mark.parametrize("role", [Role.COORDINATOR, Role.SECRETARIAT, Role.AUDITOR])
    @pytest.mark.parametrize("narrow", [False, True])
    def test_in_the_network_as_well(self, role, narrow, office, abroad):
        states = [office.country, abroad.country] if narrow else None
        assert self.ids(actor(role), states=states) == {
            "Budget network",
            "Budget public",
            "Budget network abroad",
            "Budget public abroad",
        }

    def test_the_own_office_finds_all_its_levels(self, official, country):
        assert self.ids(official, states=[country]) == {
            f"Budget {level}" for level in ["office", "government", "network", "public"]
        }

    def test_the_system_finds_everything(self):
        assert len(self.ids(SYSTEM)) == 8

    def test_nobody_finds_anything(self):
        with nobody_acting(), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM actions_search('budget')")
            assert cursor.fetchone() == (0,)

    def test_what_is_no_longer_shared_is_no_longer_found(self, office):
        with acting(SYSTEM, reason="test"):
            Action.objects.filter(office=office).update(visibility="government")
        assert self.ids(actor(Role.COORDINATOR)) == {
            "Budget network abroad",
            "Budget public abroad",
        }

    def test_the_words_themselves_are_closed_to_the_application(self, official):
        with acting(SYSTEM), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM actions_words")
            assert cursor.fetchone() == (0,)
            with pytest.raises(DatabaseError), transaction.atomic():
                cursor.execute("SELECT actions_rebuild_words()")

    def test_a_deleted_action_leaves_no_words(self, office):
        with acting(SYSTEM, reason="test"):
            Action.objects.filter(office=office).delete()
        assert len(self.ids(SYSTEM)) == 4
