"""Templates: their dates, what a start makes, all or nothing, and a State's own."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from apps.accounts.selectors import actor_for
from apps.actions.blueprints import Blueprint, Entry, Unit, provided
from apps.actions.collaboration import ActionDependency, ChecklistItem
from apps.actions.models import Action, ActionLink
from apps.actions.template_models import ActionTemplate, TemplateRow
from apps.actions.templates import (
    MOST_ROWS,
    Start,
    change_template,
    drop_template,
    keep_template,
    start_template,
)
from apps.catalogue.models import STEPS_2013
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.errors import StaleVersionError
from focalpoint.history import history_of
from focalpoint.roles import Role
from focalpoint.visibility import Visibility
from tests.factories import (
    ActionFactory,
    ActionLinkFactory,
    ActionTemplateFactory,
    ChecklistItemFactory,
    ItemFactory,
    MembershipFactory,
    TemplateRowFactory,
    TreatyFactory,
    UserFactory,
    actor,
)

pytestmark = pytest.mark.django_db
SESSION = dt.date(2027, 5, 31)


def entry(key, amount=0, unit="days", **more):
    return Entry(key=key, title=f"Do {key}", amount=amount, unit=Unit(unit), **more)


def blueprint(*entries):
    return Blueprint(key="x", title="The set", text="", anchor="The day", entries=entries)


def starts(found, **more):
    return [Start(entry=e, due_on=e.due_on(SESSION), **more) for e in found.entries]


def made():
    with acting(SYSTEM):
        return list(Action.objects.order_by("reference"))


class TestDates:
    @pytest.mark.parametrize(
        ("amount", "unit", "expected", "words"),
        [
            (0, "days", dt.date(2027, 5, 31), "on the day"),
            (-10, "days", dt.date(2027, 5, 21), "10 days before"),
            (-15, "weeks", dt.date(2027, 2, 15), "15 weeks before"),
            (1, "months", dt.date(2027, 6, 30), "1 month after"),
            (30, "months", dt.date(2029, 11, 30), "30 months after"),
        ],
    )
    def test_they_count_from_the_anchor(self, amount, unit, expected, words):
        found = entry("a", amount, unit)
        assert (found.due_on(SESSION), found.distance) == (expected, words)


class TestProvided:
    def test_every_step_and_the_review_have_one(self):
        found = provided()
        assert {f"step-{letter}" for letter in "abcdefg"} <= set(found)
        assert "upr" in found

    @pytest.mark.parametrize("template", provided().values(), ids=lambda b: b.key)
    def test_it_names_its_source_and_waits_for_nothing_later(self, template):
        assert template.source
        assert template.step.startswith(STEPS_2013)
        due = {e.key: e.due_on(SESSION) for e in template.entries}
        assert len(due) == len(template.entries)
        for found in template.entries:
            assert all(due[key] <= due[found.key] for key in found.after)

    def test_the_national_report_is_due_when_the_rule_says(self):
        report = next(e for e in provided()["upr"].entries if e.key == "send")
        weeks = (SESSION - report.due_on(SESSION)).days / 7
        assert 12 <= weeks <= 15


class TestStarting:
    def test_it_makes_what_the_template_says(self, official, country, amina, ministry):
        step, treaty = ItemFactory(), TreatyFactory()
        found = blueprint(
            entry("a", -7, text="Why", priority=4, items=(step.code,), checklist=("One", "Two")),
            entry("b", after=("a",), treaties=(treaty.code,)),
        )
        first, second = start_template(
            actor=official,
            country=country,
            blueprint=found,
            starts=starts(found, assignee=amina, lead_institution=ministry),
        )
        assert (first.title, first.description, first.priority) == ("Do a", "Why", 4)
        assert (first.due_on, first.assignee, first.lead_institution) == (
            dt.date(2027, 5, 24),
            amina,
            ministry,
        )
        with acting(SYSTEM):
            assert [i.text for i in ChecklistItem.objects.filter(action=first)] == ["One", "Two"]
            assert ActionLink.objects.get(action=first).item_id == step.pk
            assert ActionLink.objects.get(action=second).treaty_id == treaty.pk
            tie = ActionDependency.objects.get()
            assert (tie.action_id, tie.blocked_by_id) == (second.pk, first.pk)
            assert history_of(first)[0].reason == "Template: The set"

    def test_what_is_not_chosen_is_not_made_and_blocks_nothing(self, official, country):
        found = blueprint(entry("a"), entry("b", after=("a",)))
        start_template(actor=official, country=country, blueprint=found, starts=starts(found)[1:])
        assert [action.title for action in made()] == ["Do b"]

    def test_one_that_fails_leaves_none_and_is_named(self, official, country):
        found = blueprint(entry("a"), entry("b"))
        first, second = starts(found)
        stranger = Start(second.entry, second.due_on, assignee=UserFactory())
        with pytest.raises(ValidationError, match=r"Do b: .*does not work"):
            start_template(
                actor=official, country=country, blueprint=found, starts=[first, stranger]
            )
        assert made() == []

    def test_nothing_chosen_is_refused(self, official, country):
        with pytest.raises(ValidationError, match="at least one"):
            start_template(actor=official, country=country, blueprint=blueprint(), starts=[])

    def test_who_may_not_log_actions_starts_nothing(self, country, office, stranger):
        found = blueprint(entry("a"))
        for who in (actor(Role.AUDITOR, office), stranger):
            with pytest.raises(PermissionDenied):
                start_template(actor=who, country=country, blueprint=found, starts=starts(found))

    @pytest.mark.parametrize("key", list(provided()))
    def test_every_template_of_the_project_can_be_started(self, official, country, key):
        found = provided()[key]
        ItemFactory(code=found.step)
        actions = start_template(
            actor=official, country=country, blueprint=found, starts=starts(found)
        )
        assert len(actions) == len(found.entries)


class TestOwn:
    def test_actions_are_kept_with_their_distance_links_and_checklist(
        self, official, country, office, ministry, amina
    ):
        step = ItemFactory()
        first = ActionFactory(
            office=office,
            title="Write the speech",
            due_on=SESSION - dt.timedelta(days=9),
            lead_institution=ministry,
            assignee=amina,
        )
        ActionLinkFactory(action=first, item=step)
        ChecklistItemFactory(action=first, text="Translate", position=1)
        second = ActionFactory(office=office, title="Hold it", due_on=SESSION)
        template = keep_template(
            actor=official,
            country=country,
            title=" Commemoration ",
            anchor="The day",
            anchor_on=SESSION,
            actions=[second, first],
        )
        with acting(official):
            found = ActionTemplate.objects.prefetch_related("rows").get(pk=template.pk).blueprint
        assert found.title == "Commemoration"
        kept, day = found.entries
        assert (kept.title, kept.amount, kept.lead_institution) == (
            "Write the speech",
            -9,
            ministry.pk,
        )
        assert (kept.items, kept.checklist) == ((step.code,), ("Translate",))
        assert day.amount == 0

    def test_too_many_or_none_are_refused(self, official, country, action):
        for actions in ([], [action] * (MOST_ROWS + 1)):
            with pytest.raises(ValidationError):
                keep_template(
                    actor=official,
                    country=country,
                    title="x",
                    anchor="x",
                    anchor_on=SESSION,
                    actions=actions,
                )

    def test_its_rows_are_changed_and_taken_out(self, official, office):
        template = ActionTemplateFactory(office=office)
        one, two = (TemplateRowFactory(template=template) for _ in range(2))
        changes = {"title": "New name"}
        rows = {one.pk: {"amount": 3, "unit": "weeks"}, two.pk: None}
        change_template(actor=official, template=template, changes=changes, rows=rows, version=1)
        with acting(official):
            [row] = TemplateRow.objects.all()
        assert (row.amount, row.unit) == (3, "weeks")
        with pytest.raises(StaleVersionError):
            change_template(actor=official, template=template, changes=changes, rows={}, version=1)
        with pytest.raises(ValidationError, match="at least one"):
            change_template(
                actor=official, template=template, changes={}, rows={one.pk: None}, version=2
            )

    def test_a_ministry_tends_its_own_and_no_other(self, officer, office, ministry, country):
        own = ActionFactory(office=ministry)
        template = keep_template(
            actor=officer,
            country=country,
            title="Ours",
            anchor="x",
            anchor_on=SESSION,
            actions=[own],
        )
        drop_template(actor=officer, template=template)
        theirs = ActionTemplateFactory(office=office)
        with pytest.raises(PermissionDenied):
            drop_template(actor=officer, template=theirs)

    def test_what_it_started_stays_when_it_goes(self, official, office, country):
        row = TemplateRowFactory(template__office=office)
        with acting(official):
            found = ActionTemplate.objects.prefetch_related("rows").get(pk=row.template.pk)
        start_template(
            actor=official,
            country=country,
            blueprint=found.blueprint,
            starts=starts(found.blueprint),
        )
        drop_template(actor=official, template=found)
        assert len(made()) == 1
        with acting(SYSTEM):
            assert not TemplateRow.objects.exists()


def seen(who, model):
    with acting(who):
        return model.objects.visible_to(who).exists()


def blueprint_of(template):
    with acting(SYSTEM):
        return ActionTemplate.objects.prefetch_related("rows").get(pk=template.pk).blueprint


class TestOfOneOffice:
    """What one institution keeps to itself stays there as a template, and so does what it makes."""

    @pytest.fixture
    def keep(self, country):
        def keep(who, *actions):
            return keep_template(
                actor=who,
                country=country,
                title="Vetting",
                anchor="x",
                anchor_on=SESSION,
                actions=actions,
            )

        return keep

    def test_its_template_is_hidden_from_other_offices(self, keep, officer, official, ministry):
        narrow = ActionFactory(office=ministry, title="Vet the bench", visibility="office")
        template = keep(officer, narrow, ActionFactory(office=ministry))
        assert (template.visibility, template.office) == (Visibility.OFFICE, ministry)
        for who, sees in ((officer, True), (official, False)):
            assert seen(who, ActionTemplate) == sees
            with acting(who):
                assert TemplateRow.objects.filter(title="Vet the bench").exists() == sees

    def test_what_is_made_of_it_is_its_offices_too(
        self, keep, officer, official, ministry, country, web, signed_in, badu
    ):
        narrow = ActionFactory(office=ministry, title="Vet the bench", visibility="office")
        found = blueprint_of(keep(officer, narrow))
        start_template(actor=officer, country=country, blueprint=found, starts=starts(found))
        again = made()[-1]
        assert (again.title, again.visibility) == ("Vet the bench", Visibility.OFFICE)
        assert again.office_id == ministry.pk
        assert not seen(official, Action)
        page = reverse("template-start", args=[found.key])
        assert web.get(page).status_code == 404
        assert "Only your institution sees" in signed_in(badu).get(page).content.decode()

    def test_no_other_institution_leads_what_it_cannot_see(
        self, keep, officer, ministry, office, country
    ):
        narrow = ActionFactory(office=ministry, visibility="office")
        wide = ActionFactory(office=ministry, lead_institution=office)
        found = blueprint_of(keep(officer, narrow, wide))
        assert [e.lead_institution for e in found.entries] == [None, None]
        assert len(
            start_template(actor=officer, country=country, blueprint=found, starts=starts(found))
        ) == len(found.entries)

    def test_two_offices_secrets_do_not_share_one(self, keep, badu, ministry, office, country):
        MembershipFactory(user=badu, institution=office, role=Role.OFFICIAL)
        both = [ActionFactory(office=each, visibility="office") for each in (ministry, office)]
        with pytest.raises(ValidationError, match="Ministry of Justice, Office of the Focal Point"):
            keep(actor_for(badu), *both)
        with acting(SYSTEM):
            assert not ActionTemplate.objects.exists()

    def test_what_the_government_sees_makes_a_template_for_the_government(
        self, keep, official, officer, action
    ):
        keep(official, action)
        assert seen(officer, ActionTemplate)
