"""The administration: open to the secretariat alone, and no way round services and history."""

import datetime as dt
import re

import pytest
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts import services
from apps.accounts.models import ApiToken, Membership, User
from apps.catalogue.models import Framework
from apps.countries.models import Country, Institution, Kind
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.admin import RecordAdmin
from focalpoint.history import history_of
from focalpoint.roles import Role
from tests.factories import (
    PASSWORD,
    FrameworkFactory,
    MemberStateFactory,
    TreatyActionFactory,
    person,
)

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

OURS = [
    model for model, options in admin.site._registry.items() if isinstance(options, RecordAdmin)
]


def address(record, page="change"):
    return reverse(
        f"admin:{record._meta.app_label}_{record._meta.model_name}_{page}", args=[record.pk]
    )


def adding(model):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")


def soon():
    return timezone.now() + dt.timedelta(days=1)


def fresh(record):
    with acting(SYSTEM):
        return type(record).objects.get(pk=record.pk)


def last_entry(record):
    with acting(SYSTEM):
        return history_of(record)[0]


@pytest.fixture
def desk(secretariat, signed_in):
    """The secretariat's browser."""
    return signed_in(secretariat)


def training_state(**more):
    return {
        "name": "Brumea",
        "code": "XAD",
        "regional_group": "AG",
        "time_zone": "UTC",
        "note": "",
        "reason": "training in Accra",
        **more,
    }


class TestTheDoor:
    def test_a_stranger_signs_in_on_our_own_page(self):
        assert Client().get("/admin/").url == "/accounts/login/?next=/admin/"
        assert Client().get("/admin/login/").url == "/accounts/login/?next=/admin/"

    @pytest.mark.parametrize("role", [r for r in Role if r != Role.SECRETARIAT])
    def test_others_are_refused(self, office, signed_in, role):
        network = role == Role.COORDINATOR
        browser = signed_in(person(role, None if network else office))
        for url in ("/admin/", "/admin/login/", "/admin/accounts/user/"):
            assert browser.get(url).status_code == 403

    def test_the_role_opens_it_and_no_flag(self, office, signed_in):
        flagged = person(Role.OFFICIAL, office)
        with acting(SYSTEM, reason="attack"):
            User.objects.filter(pk=flagged.pk).update(is_staff=True, is_superuser=True)
        assert signed_in(flagged).get("/admin/").status_code == 403

    def test_signing_out_there_ends_the_session(self, desk):
        desk.post("/admin/logout/")
        assert desk.get("/profile/").status_code == 302


@pytest.mark.slow
class TestPages:
    @pytest.mark.parametrize("model", OURS, ids=lambda m: m._meta.label)
    def test_every_list_opens(self, desk, model):
        info = (model._meta.app_label, model._meta.model_name)
        assert desk.get(reverse("admin:{}_{}_changelist".format(*info))).status_code == 200

    @pytest.mark.parametrize("model", OURS, ids=lambda m: m._meta.label)
    def test_nothing_is_ever_deleted(self, desk, model):
        url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        assert "delete_selected" not in desk.get(url).content.decode()

    def test_records_open_with_their_history(self, desk, official, office):
        with acting(SYSTEM):
            held = Membership.objects.get(user=official)
        for record in (office.country, office, official, held, TreatyActionFactory()):
            assert desk.get(address(record)).status_code == 200
            assert "test set-up" in desk.get(address(record, "history")).content.decode()

    def test_treaty_actions_are_only_shown(self, desk):
        action = TreatyActionFactory()
        assert desk.post(address(action), {"note": "x", "reason": "y"}).status_code == 403
        assert desk.get(adding(type(action))).status_code == 403


class TestTrainingStates:
    """Real States come from the catalogue; the secretariat makes fictional ones."""

    def test_another_one_is_made_with_a_reason(self, desk, secretariat):
        assert desk.post(adding(Country), training_state()).status_code == 302
        country = Country.objects.get(code="XAD")
        assert country.kind == Kind.TRAINING
        entry = last_entry(country)
        assert (entry.actor, entry.reason, entry.via) == (
            secretariat.name,
            "training in Accra",
            "admin",
        )

    @pytest.mark.parametrize("code", ["GHA", "QLZ", "ZZ", "xaa", "XA1"])
    def test_it_takes_no_code_of_a_real_state(self, desk, code):
        answer = desk.post(adding(Country), training_state(code=code))
        assert "AAA, QMA–QZZ" in answer.content.decode()
        assert "Brumea" in answer.content.decode()
        assert not Country.objects.filter(name="Brumea").exists()

    @pytest.mark.parametrize("code", ["AAA", "QMA", "QZZ", "XAA", "XZZ", "ZZA", "ZZZ"])
    def test_every_code_that_iso_leaves_to_users_will_do(self, code):
        Country(code=code, name=code, kind=Kind.TRAINING).full_clean()
        with pytest.raises(ValidationError, match="Training States"):
            Country(code=code, name=code, kind=Kind.MEMBER).full_clean()

    def test_a_real_state_is_only_shown(self, desk):
        state = MemberStateFactory()
        assert 'name="_save"' not in desk.get(address(state)).content.decode()
        assert desk.post(address(state), training_state(name="Other")).status_code == 403


class TestChanges:
    def change(self, desk, office, **more):
        data = {
            "type": "ministry",
            "name": "Ministry of Interior",
            "acronym": "",
            "is_active": "on",
            "reason": "renamed by decree",
            "seen_version": office.version,
            **more,
        }
        return desk.post(address(office), data)

    def test_it_leaves_a_row_naming_actor_and_reason(self, desk, office, secretariat):
        assert self.change(desk, office).status_code == 302
        assert fresh(office).name == "Ministry of Interior"
        entry = last_entry(office)
        assert (entry.actor, entry.reason, entry.via) == (
            secretariat.name,
            "renamed by decree",
            "admin",
        )

    def test_without_a_reason_nothing_changes(self, desk, office):
        assert self.change(desk, office, reason="").status_code == 200
        assert fresh(office).name == office.name

    def test_a_stale_version_is_shown_and_settled_by_saving_again(self, desk, office):
        with acting(SYSTEM, reason="meanwhile"):
            Institution.objects.filter(pk=office.pk).update(name="Renamed meanwhile")
        page = self.change(desk, office).content.decode()
        assert "Renamed meanwhile" in page
        assert "Ministry of Interior" in page
        assert fresh(office).name == "Renamed meanwhile"
        (newest,) = re.findall(r'name="seen_version" value="(\d+)"', page)
        assert self.change(desk, office, seen_version=newest).status_code == 302
        assert fresh(office).name == "Ministry of Interior"

    def test_what_came_from_a_file_is_only_shown(self, desk):
        ours, loaded = FrameworkFactory(code="OWN"), FrameworkFactory(is_loaded=True)
        assert 'name="_save"' in desk.get(address(ours)).content.decode()
        assert 'name="_save"' not in desk.get(address(loaded)).content.decode()

    def test_the_secretariat_adds_a_framework_without_code(self, desk):
        answer = desk.post(
            adding(Framework),
            {
                "code": "FFA2023",
                "edition": "2023",
                "title": "Framework for Action",
                "source_symbol": "GCR2P 2023",
                "order": 9,
                "is_active": "on",
                "reason": "agreed in 2023",
            },
        )
        assert answer.status_code == 302
        assert Framework.objects.get(code="FFA2023").title == "Framework for Action"


class TestAccounts:
    def save(self, desk, user, **more):
        data = {
            "name": user.name,
            "email": user.email,
            "language": user.language,
            "time_zone": user.time_zone,
            "is_active": "on",
            "reason": "asked by letter",
            **more,
        }
        if not data["is_active"]:
            del data["is_active"]
        return desk.post(address(user), data)

    def test_nobody_is_added_there(self, desk):
        assert desk.get(adding(User)).status_code == 403

    def test_a_wrong_address_is_corrected(self, desk, official):
        assert self.save(desk, official, email="ofa@right.example.org").status_code == 302
        answer = Client().post(
            "/accounts/login/", {"login": "ofa@right.example.org", "password": PASSWORD}
        )
        assert answer.status_code == 302
        assert last_entry(official).reason == "asked by letter"

    def test_an_account_is_closed_and_opened_again(self, desk, official, signed_in):
        browser = signed_in(official)
        self.save(desk, official, is_active="")
        assert browser.get("/profile/").status_code == 302
        assert not fresh(official).is_active
        self.save(desk, official)
        assert fresh(official).is_active

    def test_one_does_not_close_ones_own(self, desk, secretariat):
        answer = self.save(desk, secretariat, is_active="")
        assert "your own account" in answer.content.decode()
        assert fresh(secretariat).is_active

    def test_a_role_is_given_and_the_session_ends(self, desk, official, ministry, acts, signed_in):
        browser = signed_in(official)
        answer = desk.post(
            adding(Membership),
            {
                "user": official.pk,
                "country": ministry.country_id,
                "institution": ministry.pk,
                "role": "ministry_officer",
                "starts_on": "2026-01-01",
                "ends_on": "",
                "reason": "second post",
            },
        )
        assert answer.status_code == 302, answer.context["errors"]
        assert Role.MINISTRY_OFFICER in acts(official).roles
        assert browser.get("/profile/").status_code == 302

    def test_a_role_is_changed_by_ending_and_beginning(self, desk, official, ministry, acts):
        with acting(SYSTEM):
            held = Membership.objects.get(user=official)
        desk.post(
            address(held),
            {
                "role": "ministry_officer",
                "institution": ministry.pk,
                "ends_on": "",
                "reason": "moved",
                "seen_version": held.version,
            },
        )
        assert acts(official).roles == {Role.MINISTRY_OFFICER}
        assert fresh(held).ended_at

    def test_the_last_of_the_secretariat_stays(self, desk, secretariat, acts):
        with acting(SYSTEM):
            held = Membership.objects.get(user=secretariat)
        answer = desk.post(
            address(held),
            {"role": "coordinator", "ends_on": "", "reason": "x", "seen_version": held.version},
        )
        assert "last member of the secretariat" in answer.content.decode()
        assert acts(secretariat).administers

    def test_a_leaked_token_is_revoked(self, desk, official, acts, secretariat):
        token, secret = services.create_token(
            actor=acts(official), user=official, name="x", expires_at=soon()
        )
        desk.post(
            reverse("admin:accounts_apitoken_changelist"),
            {"action": "revoke_tokens", "_selected_action": [str(token.pk)]},
        )
        assert services.authenticate_token(secret) is None
        with acting(SYSTEM):
            assert history_of(ApiToken.objects.get(pk=token.pk))[0].actor == secretariat.name
