"""Settings fail loudly, guess nothing, and are strict where it matters."""

import subprocess
import sys
from pathlib import Path

import pytest

from config.embedded import BASE_DIR
from config.settings import base

COMPLETE = {
    "SECRET_KEY": "x" * 60,
    "ALLOWED_HOSTS": "focalpoint.example",
    "SITE_URL": "https://focalpoint.example",
    "DATABASE_URL": "postgresql://app@db/focal",
    "REDIS_URL": "redis://redis",
    "EMAIL_URL": "smtp://mail:25",
}


def production(expression: str, env: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    """Evaluate `expression` on production's settings in an environment of nothing but `env`."""
    program = f"from config.settings import production as p; print({expression})"
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=BASE_DIR,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
class TestProduction:
    @pytest.mark.parametrize("name", sorted(COMPLETE.keys() - {"SITE_URL"}))
    def test_it_does_not_start_without(self, name: str) -> None:
        done = production("p", {k: v for k, v in COMPLETE.items() if k != name})
        assert done.returncode != 0
        assert f"Set the {name} environment variable" in done.stderr

    def test_a_secret_may_come_from_a_file(self, tmp_path: Path) -> None:
        secret = tmp_path / "key"
        secret.write_text("from-a-file\n")
        env = {k: v for k, v in COMPLETE.items() if k != "SECRET_KEY"}
        done = production("p.SECRET_KEY", {**env, "SECRET_KEY_FILE": str(secret)})
        assert done.stdout == "from-a-file\n"

    def test_former_keys_open_what_was_written_under_them(self) -> None:
        assert production("p.SECRET_KEY_FALLBACKS", COMPLETE).stdout == "[]\n"
        former = {"SECRET_KEY_FALLBACKS": "one two"}
        done = production("p.SECRET_KEY_FALLBACKS", {**COMPLETE, **former})
        assert done.stdout == "['one', 'two']\n"

    def test_rates_by_address_believe_as_many_proxies_as_stand_before_it(self) -> None:
        expression = "p.REST_FRAMEWORK['NUM_PROXIES'], p.ALLAUTH_TRUSTED_PROXY_COUNT"
        assert production(expression, COMPLETE).stdout == "1 1\n"
        done = production(expression, {**COMPLETE, "TRUSTED_PROXY_COUNT": "2"})
        assert done.stdout == "2 2\n"

    def test_web_and_workers_know_no_owner_unless_told(self) -> None:
        assert production("p.OWNER_DATABASE", COMPLETE).stdout == "None\n"
        owner = {"OWNER_DATABASE_URL": "postgresql://boss@db/focal"}
        assert "boss" in production("p.OWNER_DATABASE", {**COMPLETE, **owner}).stdout

    def test_cookies_travel_by_tls_alone_and_debugging_is_off(self) -> None:
        names = "p.SESSION_COOKIE_SECURE, p.CSRF_COOKIE_SECURE, p.SECURE_SSL_REDIRECT, p.DEBUG"
        assert production(names, COMPLETE).stdout == "True True True False\n"


class TestBase:
    def test_passwords_are_hashed_with_argon2(self) -> None:
        assert base.PASSWORD_HASHERS[0].endswith(".Argon2PasswordHasher")

    def test_the_content_security_policy_allows_nothing_unsafe(self) -> None:
        directives = base.CONTENT_SECURITY_POLICY["DIRECTIVES"]
        assert directives["default-src"] == ["'self'"]
        assert "unsafe" not in str(directives)

    def test_a_task_is_given_back_when_its_worker_dies(self) -> None:
        assert base.CELERY_TASK_ACKS_LATE
        assert base.CELERY_TASK_REJECT_ON_WORKER_LOST
