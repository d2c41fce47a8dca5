"""Resilience beside risk: inhibitors, structures, and the factors that they hold."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from apps.assessments.models import FactorRating
from apps.assessments.resilience.selectors import held, inhibitors, structures
from apps.assessments.resilience.services import (
    add_structure,
    change_structure,
    rate_inhibitor,
    remove_structure,
)
from apps.assessments.resilience_models import InhibitorRating, ResilienceStructure
from apps.assessments.selectors import ratings_of
from apps.assessments.services import approve_assessment, submit_assessment
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.errors import StaleVersionError
from focalpoint.history import history_of
from focalpoint.roles import Role
from tests.assessments.test_pages import browser
from tests.costs import at_most
from tests.factories import (
    AssessmentSnapshotFactory,
    InhibitorFactory,
    InstitutionFactory,
    ItemFactory,
    ResilienceStructureFactory,
    actor,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def inhibitor():
    return InhibitorFactory(code="IN1", label="1", title="Accountable security sector")


@pytest.fixture
def desk(draft, official):
    """A structure that holds two factors."""
    return add_structure(
        actor=official,
        assessment=draft,
        fields={"name": "Early warning desk", "strength": "fair", "factors": ["RF8", "RF1"]},
    )


def rate(who, assessment, inhibitor, strength="weak", version=0, **more):
    return rate_inhibitor(
        actor=who,
        assessment=assessment,
        inhibitor=inhibitor,
        changes={"strength": strength, **more},
        version=version,
    )


class TestInhibitors:
    def test_what_nobody_rated_is_not_rated(self, draft, inhibitor, official):
        with acting(official):
            [only] = inhibitors(draft, official)
        assert (only.strength, only.version) == ("unknown", 0)

    def test_a_rating_is_kept_with_its_author(self, draft, inhibitor, official):
        made = rate(official, draft, inhibitor, narrative="No civilian oversight.")
        with acting(official):
            assert history_of(made)[0].actor == official.name
            [only] = inhibitors(draft, official)
        assert only.strength == "weak"

    @pytest.mark.parametrize("seen", [0, 5])
    def test_a_colleague_who_was_quicker_is_not_overwritten(
        self, draft, inhibitor, official, deputy, seen
    ):
        rate(official, draft, inhibitor)
        with pytest.raises(StaleVersionError):
            rate(deputy, draft, inhibitor, "strong", version=seen)

    def test_only_inhibitors_are_rated(self, draft, official):
        with pytest.raises(ValidationError, match="none of the inhibitors"):
            rate(official, draft, ItemFactory())

    @pytest.mark.parametrize("role", [Role.MINISTRY_OFFICER, Role.AUDITOR, Role.CONTRIBUTOR])
    def test_others_may_not(self, role, draft, inhibitor, office):
        with pytest.raises(PermissionDenied):
            rate(actor(role, office), draft, inhibitor)


class TestStructures:
    def test_factors_are_kept_in_the_order_of_the_framework(self, desk):
        assert desk.factors == ["RF1", "RF8"]

    def test_what_is_no_factor_is_refused(self, draft, official):
        with pytest.raises(ValidationError, match="no factors of the framework: RF99"):
            add_structure(
                actor=official, assessment=draft, fields={"name": "Desk", "factors": ["RF99"]}
            )

    def test_another_states_institution_is_refused(self, draft, official):
        with pytest.raises(PermissionDenied):
            add_structure(
                actor=official,
                assessment=draft,
                fields={"name": "Desk", "institution": InstitutionFactory()},
            )

    def test_a_stale_version_is_refused(self, desk, official, deputy):
        change_structure(actor=deputy, structure=desk, changes={"gap": "One clerk."}, version=1)
        for write in (
            lambda: change_structure(
                actor=official, structure=desk, changes={"gap": "None."}, version=1
            ),
            lambda: remove_structure(actor=official, structure=desk, version=1),
        ):
            with pytest.raises(StaleVersionError):
                write()

    def test_it_is_taken_out_and_the_history_keeps_it(self, desk, official):
        remove_structure(actor=official, structure=desk, version=1)
        with acting(official):
            assert not ResilienceStructure.objects.exists()
            assert [entry.action for entry in history_of(desk)] == ["deleted", "created"]

    def test_others_may_not(self, desk, draft, office):
        for role in (Role.MINISTRY_OFFICER, Role.AUDITOR):
            with pytest.raises(PermissionDenied):
                add_structure(actor=actor(role, office), assessment=draft, fields={"name": "Desk"})

    def test_each_factor_knows_what_holds_it(self, desk, draft, official):
        ResilienceStructureFactory(assessment=draft, strength="weak", factors=["RF1", "RF2"])
        with acting(official):
            found = held(ratings_of(draft, official), list(structures(draft, official)))
        told = {each.rating.factor.code: (len(each.structures), each.is_thin) for each in found}
        assert told["RF1"] == (2, False)
        # Weak alone holds nothing.
        assert told["RF2"] == (1, True)
        assert told["RF3"] == (0, True)


class TestAfterSubmission:
    @pytest.fixture
    def handed_in(self, rated, desk, inhibitor, official):
        rate(official, rated, inhibitor)
        return submit_assessment(actor=official, assessment=rated)

    def test_nothing_is_written(self, handed_in, desk, inhibitor, official):
        for write in (
            lambda: rate(official, handed_in, inhibitor, "strong", version=1),
            lambda: add_structure(actor=official, assessment=handed_in, fields={"name": "Late"}),
            lambda: change_structure(
                actor=official, structure=desk, changes={"gap": "Late."}, version=1
            ),
            lambda: remove_structure(actor=official, structure=desk, version=1),
        ):
            with pytest.raises(ValidationError, match="handed in meanwhile"):
                write()

    def test_the_database_refuses_it_too(self, handed_in):
        with acting(SYSTEM, reason="attack"):
            for model, change in (
                (InhibitorRating, {"strength": "strong"}),
                (ResilienceStructure, {"gap": ""}),
            ):
                with pytest.raises(IntegrityError), transaction.atomic():
                    model.objects.update(**change, version=9)
                with pytest.raises(IntegrityError), transaction.atomic():
                    model.objects.all().delete()


class TestSnapshot:
    def test_it_holds_what_was_rated_and_none_of_the_words(
        self, rated, inhibitor, official, focal_point
    ):
        rate(official, rated, inhibitor, "fair", narrative="A quiet reason.")
        add_structure(
            actor=official,
            assessment=rated,
            fields={"name": "Desk", "gap": "A quiet gap.", "factors": ["RF2"]},
        )
        handed_in = submit_assessment(actor=official, assessment=rated)
        made = approve_assessment(actor=focal_point, assessment=handed_in)
        assert [each["strength"] for each in made.content["inhibitors"]] == ["fair"]
        assert [each["factors"] for each in made.content["structures"]] == [["RF2"]]
        assert "quiet" not in str(made.content)
        page = browser(focal_point).get(made.get_absolute_url())
        assert "Accountable security sector" in page.text
        assert "Desk" in page.text

    def test_an_older_one_is_read_without_them(self, focal_point, office):
        older = AssessmentSnapshotFactory(office=office)
        assert browser(focal_point).get(older.get_absolute_url()).status_code == 200


class TestPages:
    def url(self, name, assessment, *more):
        return reverse(name, args=[assessment.reference, *more])

    def test_an_inhibitor_is_rated_on_its_page(self, draft, inhibitor, official):
        client = browser(official)
        own = self.url("inhibitor-rate", draft, "IN1")
        assert "works in quiet times" in client.get(own).text
        sent = {"version": 0, "strength": "strong", "narrative": "Parliament looks on."}
        page = client.post(own, sent, follow=True)
        assert "Parliament looks on." in page.text

    def test_a_conflict_shows_both_and_the_next_save_settles_it(
        self, draft, inhibitor, official, deputy
    ):
        rate(deputy, draft, inhibitor, narrative="Theirs.")
        own = self.url("inhibitor-rate", draft, "IN1")
        sent = {"version": 0, "strength": "strong", "narrative": "Mine."}
        page = browser(official).post(own, sent)
        assert page.status_code == 409
        assert "Theirs." in page.text
        assert "Mine." in page.text
        assert browser(official).post(own, {**sent, "version": 1}).status_code == 302

    def test_a_structure_is_added_changed_and_removed(self, draft, official):
        client = browser(official)
        home = self.url("assessment-resilience", draft)
        sent = {
            "name": "Ombudsperson",
            "coverage": "national",
            "strength": "weak",
            "factors": ["RF2"],
        }
        page = client.post(self.url("structure-create", draft), sent, follow=True)
        assert "Ombudsperson" in page.text
        assert "2 Risk factor 2" in page.text
        with acting(SYSTEM):
            made = ResilienceStructure.objects.get()
        own = self.url("structure-update", draft, made.pk)
        client.post(own, {**sent, "gap": "No budget.", "version": made.version})
        assert "No budget." in client.get(home).text
        client.post(own, {"remove": "1", "version": made.version + 1})
        assert "No structure yet" in client.get(home).text

    def test_after_submission_the_forms_lead_back(self, submitted, inhibitor, official):
        client = browser(official)
        home = self.url("assessment-resilience", submitted)
        for name, *more in (("inhibitor-rate", "IN1"), ("structure-create",)):
            assert client.get(self.url(name, submitted, *more)).url == home

    def test_its_cost_does_not_grow(self, draft, inhibitor, official):
        for _number in range(20):
            ResilienceStructureFactory(assessment=draft, factors=["RF1"])
        client = browser(official)
        for name, most in (("assessment-resilience", 5), ("risk-resilience", 4)):
            with at_most(most):
                assert client.get(self.url(name, draft)).status_code == 200


def test_the_rating_of_a_factor_is_left_alone(desk, ratings, official):
    """Strong structures lower no level: that is a person's judgement."""
    with acting(official):
        assert FactorRating.objects.get(pk=ratings[0].pk).level == "unknown"
