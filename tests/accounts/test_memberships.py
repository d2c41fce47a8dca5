"""Roles: who gives them, who takes them, and what follows at once."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone

from apps.accounts import services
from apps.accounts.models import Membership, User
from apps.accounts.selectors import actor_for
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.errors import StaleVersionError
from focalpoint.history import history_of
from focalpoint.roles import NETWORK_ROLES, STATE_ROLES, Role
from tests.factories import InstitutionFactory, MembershipFactory, UserFactory, person

pytestmark = pytest.mark.django_db


def only(user):
    with acting(SYSTEM):
        return Membership.objects.get(user=user)


def grant(giver, role, institution, user=None):
    return services.grant_membership(
        actor=giver,
        user=user or UserFactory(),
        role=role,
        country=institution.country if institution else None,
        institution=institution,
        reason="new colleague",
    )


class TestGranting:
    @pytest.mark.parametrize("role", sorted(STATE_ROLES))
    def test_a_focal_point_gives_every_role_of_the_own_state(self, focal_point, acts, office, role):
        assert grant(acts(focal_point), role, office).role == role

    @pytest.mark.parametrize("role", sorted(NETWORK_ROLES))
    def test_a_focal_point_gives_no_role_of_the_network(self, focal_point, acts, role):
        with pytest.raises(PermissionDenied):
            grant(acts(focal_point), role, None)

    @pytest.mark.parametrize("role", sorted(STATE_ROLES))
    def test_a_focal_point_gives_nothing_in_another_state(self, focal_point, acts, abroad, role):
        with pytest.raises(PermissionDenied):
            grant(acts(focal_point), role, abroad)

    def test_a_deputy_does_not_rise_above_the_own_rank(self, deputy, acts, office):
        with pytest.raises(PermissionDenied):
            grant(acts(deputy), Role.FOCAL_POINT, office, user=deputy)
        assert grant(acts(deputy), Role.DEPUTY, office).role == Role.DEPUTY

    @pytest.mark.parametrize(
        "role", [Role.OFFICIAL, Role.MINISTRY_OFFICER, Role.CONTRIBUTOR, Role.AUDITOR]
    )
    def test_others_of_the_state_give_none(self, office, acts, role):
        with pytest.raises(PermissionDenied):
            grant(acts(person(role, office)), Role.CONTRIBUTOR, office)

    @pytest.mark.parametrize("role", sorted(STATE_ROLES | NETWORK_ROLES))
    def test_the_secretariat_gives_every_role_everywhere(self, secretariat, acts, office, role):
        where = None if role in NETWORK_ROLES - STATE_ROLES else office
        assert grant(acts(secretariat), role, where).role == role

    def test_a_role_of_a_state_needs_an_institution(self, secretariat, acts):
        with pytest.raises(ValidationError, match="needs the State"):
            grant(acts(secretariat), Role.OFFICIAL, None)

    def test_an_institution_of_another_state_is_refused(self, secretariat, acts, office, abroad):
        with pytest.raises((PermissionDenied, ValidationError)):
            services.grant_membership(
                actor=acts(secretariat),
                user=UserFactory(),
                role=Role.OFFICIAL,
                country=office.country,
                institution=abroad,
            )

    def test_the_same_role_is_not_given_twice(self, secretariat, acts, office, official):
        with pytest.raises(ValidationError, match="already"):
            grant(acts(secretariat), Role.OFFICIAL, office, user=official)

    def test_the_history_names_giver_and_reason(self, focal_point, acts, office):
        membership = grant(acts(focal_point), Role.OFFICIAL, office)
        with acting(acts(focal_point)):
            (entry,) = history_of(membership)
        assert (entry.actor, entry.reason) == (focal_point.name, "new colleague")
        assert entry.event == "membership.granted"

    def test_a_role_may_begin_and_end_on_days_to_come(self, secretariat, acts, office):
        user, today = UserFactory(), timezone.now().date()
        services.grant_membership(
            actor=acts(secretariat),
            user=user,
            role=Role.OFFICIAL,
            country=office.country,
            institution=office,
            starts_on=today + dt.timedelta(days=10),
            ends_on=today + dt.timedelta(days=20),
        )
        held = {d: holds(user, today, d) for d in (0, 9, 10, 20, 21)}
        assert held == {0: False, 9: False, 10: True, 20: True, 21: False}


def holds(user, today, days):
    with acting(SYSTEM):
        there = Membership.objects.filter(user=user)
        return there.in_force(today + dt.timedelta(days=days)).exists()


class TestEnding:
    def test_access_ends_at_once_and_the_days_before_stay_true(self, focal_point, official, acts):
        membership = only(official)
        ended = services.end_membership(
            actor=acts(focal_point), membership=membership, version=membership.version
        )
        today = timezone.now().date()
        assert ended.ends_on == today
        assert acts(official).posts == ()
        assert holds(official, today, -1)
        assert not holds(official, today, 0)

    def test_a_coming_end_leaves_access_until_then(self, focal_point, official, acts):
        membership = only(official)
        services.end_membership(
            actor=acts(focal_point),
            membership=membership,
            version=membership.version,
            ends_on=timezone.now().date() + dt.timedelta(days=5),
        )
        assert acts(official).roles == {Role.OFFICIAL}

    def test_what_began_today_ends_today(self, focal_point, office, acts):
        membership = grant(acts(focal_point), Role.OFFICIAL, office)
        services.end_membership(
            actor=acts(focal_point), membership=membership, version=membership.version
        )
        assert acts(membership.user).posts == ()

    def test_it_ends_once(self, focal_point, official, acts):
        membership = only(official)
        ended = services.end_membership(
            actor=acts(focal_point), membership=membership, version=None
        )
        with pytest.raises(ValidationError, match="ended already"):
            services.end_membership(actor=acts(focal_point), membership=ended, version=None)

    def test_a_stale_version_is_refused(self, focal_point, official, acts):
        membership = only(official)
        with pytest.raises(StaleVersionError):
            services.end_membership(
                actor=acts(focal_point), membership=membership, version=membership.version - 1
            )

    def test_a_focal_point_abroad_cannot_even_see_it(self, official, abroad, acts):
        foreigner = acts(person(Role.FOCAL_POINT, abroad))
        with pytest.raises(Membership.DoesNotExist):
            services.end_membership(actor=foreigner, membership=only(official), version=None)

    def test_an_official_ends_nobodys_role(self, official, deputy, acts):
        with pytest.raises(PermissionDenied):
            services.end_membership(actor=acts(official), membership=only(deputy), version=None)

    def test_a_deputy_does_not_end_the_focal_points_role(self, focal_point, deputy, acts):
        with pytest.raises(PermissionDenied):
            services.end_membership(actor=acts(deputy), membership=only(focal_point), version=None)

    def test_the_last_focal_point_stays_until_a_successor_is_named(self, focal_point, office, acts):
        with pytest.raises(ValidationError, match="last focal point"):
            services.end_membership(
                actor=acts(focal_point), membership=only(focal_point), version=None
            )
        person(Role.FOCAL_POINT, office)
        services.end_membership(actor=acts(focal_point), membership=only(focal_point), version=None)
        assert acts(focal_point).posts == ()

    def test_the_secretariat_may_end_the_last_focal_points_role(
        self, focal_point, secretariat, acts
    ):
        services.end_membership(actor=acts(secretariat), membership=only(focal_point), version=None)
        assert acts(focal_point).posts == ()

    def test_the_secretariat_never_ends_itself(self, secretariat, acts):
        with pytest.raises(ValidationError, match="last member of the secretariat"):
            services.end_membership(
                actor=acts(secretariat), membership=only(secretariat), version=None
            )


class TestChanging:
    def change(self, actor, user, role, institution, **more):
        membership = only(user)
        return services.change_role(
            actor=actor,
            membership=membership,
            role=role,
            institution=institution,
            version=membership.version,
            reason="new post",
            **more,
        )

    def test_one_role_ends_and_another_begins(self, focal_point, official, ministry, acts):
        new = self.change(acts(focal_point), official, Role.MINISTRY_OFFICER, ministry)
        assert acts(official).roles == {Role.MINISTRY_OFFICER}
        assert new.starts_on == timezone.now().date()
        with acting(SYSTEM):
            assert Membership.objects.filter(user=official).count() == 2

    def test_nothing_changes_when_half_of_it_is_refused(self, deputy, official, office, acts):
        with pytest.raises(PermissionDenied):
            self.change(acts(deputy), official, Role.FOCAL_POINT, office)
        assert acts(official).roles == {Role.OFFICIAL}

    def test_the_present_role_is_no_change(self, focal_point, official, office, acts):
        with pytest.raises(ValidationError, match="present role"):
            self.change(acts(focal_point), official, Role.OFFICIAL, office)

    def test_the_last_focal_point_is_not_moved_away(self, focal_point, office, acts):
        with pytest.raises(ValidationError, match="last focal point"):
            self.change(acts(focal_point), focal_point, Role.DEPUTY, office)


class TestStaff:
    """The administration is open to the secretariat: the flag has no other source."""

    def test_it_follows_the_role(self, secretariat, acts):
        user = UserFactory()
        membership = grant(acts(secretariat), Role.SECRETARIAT, None, user=user)
        assert User.objects.get(pk=user.pk).is_staff
        services.end_membership(actor=acts(secretariat), membership=membership, version=None)
        assert not User.objects.get(pk=user.pk).is_staff

    def test_a_focal_point_cannot_take_it_from_a_member_of_the_secretariat(
        self, secretariat, focal_point, office, acts
    ):
        both = UserFactory()
        grant(acts(secretariat), Role.SECRETARIAT, None, user=both)
        MembershipFactory(user=both, institution=office, role=Role.OFFICIAL)
        grant(acts(focal_point), Role.CONTRIBUTOR, office, user=both)
        assert User.objects.get(pk=both.pk).is_staff


class TestSessions:
    """A role that changes ends every session: no page goes on with yesterday's rights."""

    def test_a_second_browser_is_signed_out(self, focal_point, official, ministry, acts, signed_in):
        first, second, chief = signed_in(official), signed_in(official), signed_in(focal_point)
        membership = only(official)
        services.change_role(
            actor=acts(focal_point),
            membership=membership,
            role=Role.MINISTRY_OFFICER,
            institution=ministry,
            version=membership.version,
        )
        for browser in (first, second):
            assert browser.get("/profile/").status_code == 302
        assert chief.get("/profile/").status_code == 200

    def test_a_new_role_ends_them_too(self, focal_point, ministry, official, acts, signed_in):
        browser = signed_in(official)
        grant(acts(focal_point), Role.MINISTRY_OFFICER, ministry, user=official)
        assert browser.get("/profile/").status_code == 302

    def test_a_closed_account_is_out(self, secretariat, official, acts, signed_in):
        browser = signed_in(official)
        services.deactivate_user(actor=acts(secretariat), user=official, reason="left the service")
        assert browser.get("/profile/").status_code == 302
        assert acts(official).posts == ()


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_two_focal_points_cannot_remove_each_other_at_once():
    office = InstitutionFactory()
    pair = [person(Role.FOCAL_POINT, office) for _number in range(2)]
    together = Barrier(2)

    def remove(remover, removed):
        actor = actor_for(remover)
        membership = only(removed)
        together.wait()
        try:
            services.end_membership(actor=actor, membership=membership, version=None)
        except ValidationError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(remove, pair, reversed(pair)))
    assert sorted(results) == [False, True]
    assert sum(Role.FOCAL_POINT in actor_for(user).roles for user in pair) == 1
