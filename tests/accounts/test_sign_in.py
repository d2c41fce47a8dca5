"""Sign-in, passwords and second factors, end to end under row-level security and history."""

import re
import time

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core import mail
from django.test import Client
from django.utils import translation

from apps.accounts.adapters import AccountAdapter, MfaAdapter
from apps.accounts.models import User
from apps.accounts.workplaces import workplace_of
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.history import history_of
from focalpoint.roles import Role
from tests.factories import PASSWORD, UserFactory, person

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

LOGIN = "/accounts/login/"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def sign_in(email, password=PASSWORD, browser=None):
    browser = browser or Client()
    return browser, browser.post(LOGIN, {"login": email, "password": password})


def totp(secret=SECRET, steps=0):
    """The code that an authenticator app shows, ``steps`` half minutes from now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def confirmed(browser, user_password=PASSWORD):
    """Give the password again, as sensitive pages ask."""
    browser.post("/accounts/reauthenticate/", {"password": user_password})
    return browser


class TestSignIn:
    def test_address_and_password_open_the_workplace(self, official):
        browser, answer = sign_in(official.email)
        assert (answer.status_code, answer.url) == (302, "/")
        assert browser.get("/profile/").status_code == 200

    def test_the_address_is_compared_without_case(self, official):
        _browser, answer = sign_in(official.email.upper())
        assert answer.status_code == 302

    def test_a_wrong_password_and_an_unknown_address_look_the_same(self, official):
        pages = [
            sign_in(official.email, "wrong")[1],
            sign_in("nobody@example.org", "wrong")[1],
        ]
        errors = [page.context["form"].errors.as_text() for page in pages]
        assert errors[0] == errors[1]

    def test_a_closed_account_stays_out(self, official):
        with acting(SYSTEM, reason="closed"):
            User.objects.filter(pk=official.pk).update(is_active=False)
        browser, _answer = sign_in(official.email)
        assert browser.get("/profile/").status_code == 302

    def test_there_is_no_open_sign_up(self):
        browser = Client()
        browser.get("/accounts/signup/")
        browser.post(
            "/accounts/signup/",
            {"email": "me@example.org", "password1": PASSWORD, "password2": PASSWORD},
        )
        assert not User.objects.filter(email="me@example.org").exists()

    def test_guessing_is_slowed_down(self, official):
        for _attempt in range(5):
            sign_in(official.email, "wrong")
        _browser, answer = sign_in(official.email)
        assert answer.status_code == 200
        assert "Too many" in answer.context["form"].errors.as_text()

    def test_a_flood_from_one_address_is_refused(self):
        answers = [sign_in(f"p{n}@example.org", "wrong")[1] for n in range(31)]
        assert answers[-1].status_code == 429

    def test_signing_out_takes_a_post_and_ends_the_session(self, official, signed_in):
        browser = signed_in(official)
        browser.get("/accounts/logout/")
        assert browser.get("/profile/").status_code == 200
        assert browser.post("/accounts/logout/").status_code == 302
        assert browser.get("/profile/").status_code == 302

    def test_other_sessions_can_be_ended(self, official):
        here, elsewhere = (sign_in(official.email)[0] for _browser in range(2))
        assert here.get("/accounts/sessions/").status_code == 200
        here.post("/accounts/sessions/")
        assert elsewhere.get("/profile/").status_code == 302
        assert here.get("/profile/").status_code == 200


class TestWorkplace:
    @pytest.mark.parametrize(
        ("role", "page"),
        [
            (Role.FOCAL_POINT, "my-work"),
            (Role.DEPUTY, "my-work"),
            (Role.OFFICIAL, "my-work"),
            (Role.MINISTRY_OFFICER, "ministry"),
            (Role.COORDINATOR, "network"),
            (Role.SECRETARIAT, "network"),
            (Role.CONTRIBUTOR, "welcome"),
        ],
    )
    def test_each_role_has_its_own(self, office, acts, role, page):
        network = role in (Role.COORDINATOR, Role.SECRETARIAT)
        assert workplace_of(acts(person(role, None if network else office))) == page

    @pytest.mark.parametrize(
        "role", [Role.OFFICIAL, Role.MINISTRY_OFFICER, Role.COORDINATOR, Role.AUDITOR]
    )
    def test_it_opens_after_sign_in(self, office, signed_in, role):
        network = role == Role.COORDINATOR
        browser = signed_in(person(role, None if network else office))
        assert browser.get("/", follow=True).status_code == 200

    def test_somebody_without_a_role_is_told_what_to_do(self, signed_in):
        browser = signed_in(UserFactory())
        answer = browser.get("/", follow=True)
        assert answer.redirect_chain[-1][0] == "/welcome/"
        assert "no role" in answer.content.decode()

    def test_a_contributor_finds_nothing_of_the_state(self, office, signed_in):
        browser = signed_in(person(Role.CONTRIBUTOR, office))
        assert browser.get("/", follow=True).status_code == 200
        for url in ("/people/", "/invitations/"):
            assert browser.get(url).status_code == 403

    def test_a_stranger_is_asked_to_sign_in(self):
        for url in ("/", "/welcome/", "/profile/", "/profile/tokens/", "/people/"):
            assert Client().get(url).url == f"{LOGIN}?next={url}"


class TestForgottenPassword:
    RESET = "/accounts/password/reset/"

    def ask(self, email):
        browser = Client()
        answer = browser.post(self.RESET, {"email": email})
        page = browser.get(answer.url).content.decode()
        # Only the form's own protection differs from one visit to the next.
        return answer.status_code, answer.url, re.sub(r"\b\w{64}\b", "", page)

    def test_nobody_learns_whether_an_account_exists(self, official, worker):
        with worker():
            known = self.ask(official.email)
        with worker():
            unknown = self.ask("nobody@example.org")
        assert known == unknown
        assert [message.to for message in mail.outbox] == [[official.email]]

    def test_the_link_in_the_mail_sets_a_new_password(self, official, signed_in, worker):
        old_session = signed_in(official)
        with worker():
            self.ask(official.email)
        (path,) = re.findall(r"http://testserver(/\S+)", mail.outbox[0].body)[:1]
        browser = Client()
        form = browser.get(path, follow=True)
        answer = browser.post(
            form.redirect_chain[-1][0],
            {"password1": "changed it all", "password2": "changed it all"},
        )
        assert answer.status_code == 302
        assert sign_in(official.email, "changed it all")[1].status_code == 302
        assert sign_in(official.email)[1].status_code == 200
        assert old_session.get("/profile/").status_code == 302
        assert "token" not in mail.outbox[0].subject
        again = Client().get(path, follow=True)
        assert again.context["token_fail"]

    def test_asking_again_and_again_is_refused(self, official):
        answers = [Client().post(self.RESET, {"email": official.email}) for _n in range(6)]
        assert answers[-1].status_code in (200, 429)
        assert answers[-1].status_code == 429 or "patient" in str(
            answers[-1].context["form"].errors
        )

    def test_the_mail_speaks_the_language_of_the_person(self, worker, monkeypatch):
        spoken, write = [], AccountAdapter.render_mail

        def note(*args, **kwargs):
            spoken.append(translation.get_language())
            return write(*args, **kwargs)

        monkeypatch.setattr(AccountAdapter, "render_mail", note)
        user = UserFactory(language="es")
        with worker():
            self.ask(user.email)
        assert spoken == ["es"]


class TestPasswordChange:
    def test_it_keeps_this_session_and_ends_the_others(self, official, signed_in, worker):
        here, elsewhere = signed_in(official), signed_in(official)
        with worker():
            answer = here.post(
                "/accounts/password/change/",
                {
                    "oldpassword": PASSWORD,
                    "password1": "changed it all",
                    "password2": "changed it all",
                },
            )
        assert answer.status_code == 302
        assert here.get("/profile/").status_code == 200
        assert elsewhere.get("/profile/").status_code == 302
        assert [message.to for message in mail.outbox] == [[official.email]]


class TestSecondFactor:
    @pytest.fixture
    def protected(self, official):
        """The official with an authenticator app and recovery codes."""
        TOTP.activate(official, SECRET)
        RecoveryCodes.activate(official)
        return official

    def codes(self, user):
        authenticator = Authenticator.objects.get(user=user, type=Authenticator.Type.RECOVERY_CODES)
        return authenticator.wrap().get_unused_codes()

    def challenge(self, user):
        browser, answer = sign_in(user.email)
        assert answer.url.startswith("/accounts/2fa/authenticate/")
        return browser

    def answer(self, browser, code):
        browser.post("/accounts/2fa/authenticate/", {"code": code})
        return browser.get("/profile/").status_code == 200

    def test_it_is_set_up_with_a_code_from_the_app(self, official, signed_in, worker):
        browser = confirmed(signed_in(official))
        page = browser.get("/accounts/2fa/totp/activate/")
        secret = page.context["form"].secret
        with worker():
            browser.post("/accounts/2fa/totp/activate/", {"code": totp(secret)})
        assert len(self.codes(official)) == 10
        assert [message.to for message in mail.outbox] == [[official.email]]
        assert not self.answer(self.challenge(official), "000000")

    def test_setting_it_up_asks_for_the_password_again(self, official, signed_in):
        answer = signed_in(official).get("/accounts/2fa/totp/activate/")
        assert answer.url.startswith("/accounts/reauthenticate/")

    def test_the_password_alone_opens_nothing(self, protected):
        assert self.challenge(protected).get("/profile/").status_code == 302

    def test_the_right_code_opens(self, protected):
        assert self.answer(self.challenge(protected), totp())

    def test_a_wrong_code_does_not(self, protected):
        wrong = f"{(int(totp()) + 1) % 1_000_000:06}"
        assert not self.answer(self.challenge(protected), wrong)

    def test_the_same_code_opens_once(self, protected):
        code = totp()
        assert self.answer(self.challenge(protected), code)
        assert not self.answer(self.challenge(protected), code)

    def test_guessing_codes_is_slowed_down(self, protected):
        browser = self.challenge(protected)
        for guess in range(5):
            self.answer(browser, f"{guess:06}")
        assert not self.answer(browser, totp())

    def test_a_recovery_code_opens_once(self, protected):
        code = self.codes(protected)[0]
        assert self.answer(self.challenge(protected), code)
        assert code not in self.codes(protected)
        assert not self.answer(self.challenge(protected), code)

    def test_the_secret_lies_encrypted(self, protected):
        stored = Authenticator.objects.get(user=protected, type=Authenticator.Type.TOTP)
        assert SECRET not in str(stored.data)
        assert MfaAdapter().decrypt(stored.data["secret"]) == SECRET

    def test_an_older_secret_key_still_reads_it(self, protected, settings):
        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
        settings.SECRET_KEY = "rotated-" + "1" * 50
        assert self.answer(self.challenge(protected), totp())

    def test_it_can_be_switched_off(self, protected, worker):
        browser = self.challenge(protected)
        self.answer(browser, totp())
        confirmed(browser)
        with worker():
            browser.post("/accounts/2fa/totp/deactivate/")
        assert not Authenticator.objects.filter(user=protected).exists()
        assert sign_in(protected.email)[1].url == "/"


class TestAddress:
    """A person changes the address that they sign in with; the new one must be confirmed."""

    def change(self, browser, worker, new="ofa@new.example.org"):
        with worker():
            browser.post("/accounts/email/", {"email": new, "action_add": ""})
        return mail.outbox[-1]

    def test_the_new_address_holds_once_it_is_confirmed(self, official, signed_in, worker):
        old = official.email
        message = self.change(confirmed(signed_in(official)), worker)
        assert message.to == ["ofa@new.example.org"]
        assert User.objects.get(pk=official.pk).email == old
        (path,) = re.findall(r"http://testserver(/accounts/confirm-email/\S+)", message.body)
        with worker():
            Client().post(path)
        assert User.objects.get(pk=official.pk).email == "ofa@new.example.org"
        assert EmailAddress.objects.get(user=official).verified
        assert sign_in("ofa@new.example.org")[1].status_code == 302
        assert mail.outbox[-1].to == [old]
        with acting(SYSTEM):
            entry = history_of(official)[0]
        assert (entry.actor, entry.event) == (official.name, "user.email_confirmed")

    def test_it_can_be_changed_with_a_second_factor_on(self, official, signed_in, worker):
        TOTP.activate(official, SECRET)
        assert self.change(confirmed(signed_in(official)), worker).to == ["ofa@new.example.org"]

    def test_an_address_that_somebody_has_is_not_taken(self, official, deputy, signed_in, worker):
        message = self.change(confirmed(signed_in(official)), worker, deputy.email)
        for path in re.findall(r"http://testserver(/accounts/confirm-email/\S+)", message.body):
            Client().post(path)
        assert User.objects.get(pk=official.pk).email == official.email
        assert EmailAddress.objects.get(email=deputy.email, verified=True).user == deputy

    def test_it_asks_for_the_password_again(self, official, signed_in):
        answer = signed_in(official).post(
            "/accounts/email/", {"email": "x@example.org", "action_add": ""}
        )
        assert answer.url.startswith("/accounts/reauthenticate/")
