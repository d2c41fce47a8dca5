"""The people of a State: seen by its government, changed by those who may."""

import re

import pytest

from apps.accounts.models import Membership
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.history import history_of
from focalpoint.roles import Role
from tests.factories import person

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def membership_of(user):
    with acting(SYSTEM):
        return Membership.objects.filter(user=user).latest("created_at")


def names(answer):
    cells = r'<td class="fp-table-title"[^>]*>(?:<div>)?\s*([^<]+?)\s*<'
    return set(re.findall(cells, answer.content.decode()))


class TestList:
    @pytest.mark.parametrize("role", [Role.FOCAL_POINT, Role.MINISTRY_OFFICER, Role.AUDITOR])
    def test_the_government_sees_its_own_people(self, office, deputy, signed_in, role):
        person(Role.OFFICIAL, name="Fremd Foreign")
        viewer = person(role, office)
        assert names(signed_in(viewer).get("/people/")) == {deputy.name, viewer.name}

    def test_the_secretariat_sees_all_and_filters_by_state(self, secretariat, official, signed_in):
        stranger = person(Role.OFFICIAL, name="Fremd Foreign")
        browser = signed_in(secretariat)
        assert names(browser.get("/people/")) == {secretariat.name, official.name, stranger.name}
        code = membership_of_country(official)
        assert names(browser.get(f"/people/?country={code}")) == {official.name}

    @pytest.mark.parametrize("role", [Role.COORDINATOR, Role.CONTRIBUTOR])
    def test_others_do_not(self, office, signed_in, role):
        viewer = person(role, None if role == Role.COORDINATOR else office)
        assert signed_in(viewer).get("/people/").status_code == 403

    def test_former_members_show_on_request(self, focal_point, official, signed_in):
        browser = signed_in(focal_point)
        membership = membership_of(official)
        browser.post(
            f"/people/{membership.pk}/end/",
            {"version": membership.version, "reason": "retired", "ends_on": ""},
        )
        assert names(browser.get("/people/")) == {focal_point.name}
        assert names(browser.get("/people/?when=former")) == {official.name}

    def test_it_searches_by_name_and_address(self, focal_point, official, signed_in):
        browser = signed_in(focal_point)
        assert names(browser.get("/people/?q=ofa")) == {official.name}
        assert names(browser.get(f"/people/?q={official.email}")) == {official.name}

    def test_the_filters_stand_on_the_page(self, focal_point, signed_in):
        page = signed_in(focal_point).get("/people/").content.decode()
        for name in ("q", "institution", "role", "when"):
            assert f'name="{name}"' in page

    def test_only_what_may_be_done_is_offered(self, focal_point, official, signed_in):
        url = f"/people/{membership_of(official).pk}/end/"
        assert url in signed_in(focal_point).get("/people/").content.decode()
        assert url not in signed_in(official).get("/people/").content.decode()


def membership_of_country(user):
    with acting(SYSTEM):
        return Membership.objects.select_related("country").get(user=user).country.code


class TestChange:
    def change(self, browser, membership, **more):
        return browser.post(
            f"/people/{membership.pk}/change/",
            {
                "version": membership.version,
                "role": membership.role,
                "institution": membership.institution_id,
                "reason": "new post",
                **more,
            },
        )

    def test_a_member_gets_another_role_with_a_reason(
        self, focal_point, official, ministry, acts, signed_in
    ):
        answer = self.change(
            signed_in(focal_point),
            membership_of(official),
            role="ministry_officer",
            institution=ministry.pk,
        )
        assert answer.url == "/people/"
        assert acts(official).roles == {Role.MINISTRY_OFFICER}
        with acting(SYSTEM):
            (entry,) = history_of(membership_of(official))
        assert (entry.actor, entry.reason, entry.via) == (focal_point.name, "new post", "web")

    def test_without_a_reason_nothing_changes(self, focal_point, official, acts, signed_in):
        answer = self.change(signed_in(focal_point), membership_of(official), reason="")
        assert answer.context["form"].errors["reason"]
        assert acts(official).roles == {Role.OFFICIAL}

    def test_the_second_of_two_people_sees_both_versions(
        self, focal_point, official, ministry, signed_in
    ):
        membership = membership_of(official)
        with acting(SYSTEM, reason="somebody else"):
            Membership.objects.filter(pk=membership.pk).update(ends_on="2040-01-01")
        answer = self.change(
            signed_in(focal_point), membership, role="ministry_officer", institution=ministry.pk
        )
        assert answer.status_code == 409

    def test_a_role_of_the_network_is_not_offered(self, focal_point, official, signed_in):
        answer = self.change(signed_in(focal_point), membership_of(official), role="secretariat")
        assert answer.context["form"].errors["role"]

    def test_an_institution_abroad_is_not_offered(self, focal_point, official, abroad, signed_in):
        answer = self.change(
            signed_in(focal_point), membership_of(official), institution=abroad.pk, role="deputy"
        )
        assert answer.context["form"].errors["institution"]

    def test_a_foreign_membership_does_not_exist(self, official, abroad, signed_in):
        browser = signed_in(person(Role.FOCAL_POINT, abroad))
        assert self.change(browser, membership_of(official), role="deputy").status_code == 404

    def test_who_may_not_is_refused(self, official, deputy, signed_in):
        answer = self.change(signed_in(official), membership_of(deputy), role="official")
        assert answer.status_code == 403

    def test_ones_own_change_signs_one_out_with_a_word(self, focal_point, office, signed_in):
        person(Role.FOCAL_POINT, office)
        browser = signed_in(focal_point)
        answer = self.change(browser, membership_of(focal_point), role="official")
        assert answer.url == "/accounts/login/"
        assert "sign in again" in browser.get(answer.url).content.decode()


class TestEnd:
    def end(self, browser, user, **more):
        membership = membership_of(user)
        data = {"version": membership.version, "reason": "retired", "ends_on": "", **more}
        return browser.post(f"/people/{membership.pk}/end/", data)

    def test_it_ends_now_with_a_reason(self, focal_point, official, acts, signed_in):
        assert self.end(signed_in(focal_point), official).url == "/people/"
        assert acts(official).posts == ()

    def test_it_ends_on_a_coming_day(self, focal_point, official, acts, signed_in):
        self.end(signed_in(focal_point), official, ends_on="2040-06-30")
        assert acts(official).roles == {Role.OFFICIAL}
        assert str(membership_of(official).ends_on) == "2040-06-30"

    def test_the_last_focal_point_is_told_why_not(self, focal_point, acts, signed_in):
        answer = self.end(signed_in(focal_point), focal_point)
        assert "last focal point" in answer.content.decode()
        assert acts(focal_point).roles == {Role.FOCAL_POINT}
