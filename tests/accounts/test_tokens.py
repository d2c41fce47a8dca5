"""API tokens: shown once, kept as a digest, ended at will."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from apps.accounts import services
from apps.accounts.middleware import ActorMiddleware
from apps.accounts.models import ApiToken
from apps.actions.models import Action
from focalpoint.acting import acting, current_acting
from focalpoint.actors import SYSTEM
from focalpoint.history import history_of
from focalpoint.roles import Role
from tests.factories import PASSWORD, ActionFactory, UserFactory, person

pytestmark = pytest.mark.django_db


def in_days(days):
    return timezone.now() + dt.timedelta(days=days)


@pytest.fixture
def issued(official, acts):
    """A token of the official and its secret."""
    return services.create_token(
        actor=acts(official), user=official, name="spreadsheet", expires_at=in_days(30)
    )


def call(secret, path="/api/v1/actions/"):
    """What a view of the API would find: the actor, the user, and what the database shows."""
    seen = {}

    def view(request):
        seen.update(
            actor=request.actor,
            user=request.user,
            via=current_acting().via,
            actions=Action.objects.count(),
        )
        return HttpResponse()

    request = RequestFactory().get(path, HTTP_AUTHORIZATION=f"Token {secret}")
    request.user = AnonymousUser()
    ActorMiddleware(view)(request)
    return seen


class TestActing:
    def test_the_whole_request_acts_in_the_name_of_the_tokens_user(self, issued, official, office):
        ActionFactory(office=office)
        ActionFactory()
        seen = call(issued[1])
        assert seen["user"] == official
        assert seen["actor"].user_id == official.pk
        assert seen["via"] == "api"
        assert seen["actions"] == 1

    def test_it_opens_the_api_only(self, issued):
        seen = call(issued[1], path="/profile/tokens/")
        assert not seen["user"].is_authenticated
        browser = Client(headers={"Authorization": f"Token {issued[1]}"})
        assert browser.get("/profile/").status_code == 302

    def test_it_follows_the_roles_of_its_user(self, issued, official, office, focal_point, acts):
        ActionFactory(office=office)
        with acting(SYSTEM):
            membership = official.memberships.get()
        services.end_membership(actor=acts(focal_point), membership=membership, version=None)
        seen = call(issued[1])
        assert seen["user"] == official
        assert seen["actor"].posts == ()
        assert seen["actions"] == 0

    def test_a_contributors_token_sees_nothing(self, office, acts):
        ActionFactory(office=office)
        contributor = person(Role.CONTRIBUTOR, office)
        _token, secret = services.create_token(
            actor=acts(contributor), user=contributor, name="x", expires_at=in_days(1)
        )
        assert call(secret)["actions"] == 0

    def test_use_is_noted_at_most_once_a_minute(self, issued):
        token, secret = issued
        call(secret)
        first = ApiToken.objects.get(pk=token.pk).last_used_at
        assert first
        call(secret)
        assert ApiToken.objects.get(pk=token.pk).last_used_at == first
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=first - dt.timedelta(minutes=2))
        call(secret)
        assert ApiToken.objects.get(pk=token.pk).last_used_at > first


class TestApi:
    """The same through the API itself."""

    def get(self, secret):
        return Client().get("/api/v1/actions/", headers={"Authorization": f"Token {secret}"})

    def test_a_token_lists_the_own_states_actions_only(self, issued, office):
        mine, foreign = ActionFactory(office=office), ActionFactory()
        answer = self.get(issued[1])
        assert answer.status_code == 200
        assert mine.reference in answer.content.decode()
        assert foreign.reference not in answer.content.decode()

    def test_a_revoked_token_is_answered_with_401(self, issued, official, acts):
        services.revoke_token(actor=acts(official), token=issued[0])
        answer = self.get(issued[1])
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Token")

    def test_a_bad_token_is_not_made_good_by_a_session(self, official, signed_in):
        browser = signed_in(official)
        answer = browser.get("/api/v1/actions/", headers={"Authorization": "Token guessed"})
        assert answer.status_code == 401


class TestRefusal:
    def refused(self, secret):
        return services.authenticate_token(secret) is None

    def test_what_nobody_issued(self, issued):
        assert self.refused("fp_guessed")
        assert self.refused("")
        assert self.refused(issued[0].digest)

    def test_a_revoked_one(self, issued, official, acts):
        services.revoke_token(actor=acts(official), token=issued[0])
        assert self.refused(issued[1])

    def test_an_expired_one(self, issued):
        with acting(SYSTEM, reason="time"):
            ApiToken.objects.filter(pk=issued[0].pk).update(expires_at=in_days(-1))
        assert self.refused(issued[1])

    def test_one_of_a_closed_account(self, issued, official, secretariat, acts):
        services.deactivate_user(actor=acts(secretariat), user=official, reason="left")
        assert self.refused(issued[1])

    @pytest.mark.parametrize("days", [-1, 0, 367])
    def test_a_life_of_more_than_a_year_or_none(self, official, acts, days):
        with pytest.raises(ValidationError):
            services.create_token(
                actor=acts(official), user=official, name="x", expires_at=in_days(days)
            )

    def test_nobody_makes_a_token_for_another_person(self, official, secretariat, acts):
        with pytest.raises(PermissionDenied):
            services.create_token(
                actor=acts(secretariat), user=official, name="x", expires_at=in_days(1)
            )

    def test_only_the_owner_and_the_secretariat_revoke_it(
        self, issued, focal_point, secretariat, acts
    ):
        with pytest.raises(PermissionDenied):
            services.revoke_token(actor=acts(focal_point), token=issued[0])
        services.revoke_token(actor=acts(secretariat), token=issued[0], reason="leaked")
        with acting(SYSTEM):
            entry = history_of(issued[0])[0]
        assert (entry.actor, entry.reason) == (secretariat.name, "leaked")


class TestPages:
    def make(self, browser):
        tomorrow = (timezone.now() + dt.timedelta(days=2)).date().isoformat()
        return browser.post("/profile/tokens/new/", {"name": "script", "expires_on": tomorrow})

    def confirmed(self, browser):
        """The password is asked for again before a token is made."""
        answer = self.make(browser)
        assert answer.url.startswith("/accounts/reauthenticate/")
        return browser.post(answer.url, {"password": PASSWORD})

    def test_the_token_is_shown_once_and_never_again(self, official, signed_in):
        browser = signed_in(official)
        answer = self.confirmed(browser)
        secret = answer.context["secret"]
        assert secret in answer.content.decode()
        assert "no-store" in answer.headers["Cache-Control"]
        token = ApiToken.objects.get(user=official)
        assert secret not in {str(getattr(token, f.name)) for f in token._meta.fields}
        assert services.authenticate_token(secret) == token
        assert secret not in browser.get("/profile/tokens/").content.decode()

    def test_without_the_password_none_is_made(self, official, signed_in):
        browser = signed_in(official)
        answer = self.make(browser)
        browser.post(answer.url, {"password": "wrong"})
        assert not ApiToken.objects.exists()

    def test_the_owner_revokes_it(self, official, issued, signed_in):
        browser = signed_in(official)
        url = f"/profile/tokens/{issued[0].pk}/revoke/"
        assert browser.get(url).status_code == 200
        assert services.authenticate_token(issued[1])
        assert browser.post(url).url == "/profile/tokens/"
        assert services.authenticate_token(issued[1]) is None

    def test_another_persons_token_does_not_exist(self, issued, focal_point, signed_in):
        url = f"/profile/tokens/{issued[0].pk}/revoke/"
        assert signed_in(focal_point).post(url).status_code == 404
        assert services.authenticate_token(issued[1])

    def test_a_person_without_a_role_may_have_tokens(self, signed_in):
        user = UserFactory()
        assert self.confirmed(signed_in(user)).status_code == 200
