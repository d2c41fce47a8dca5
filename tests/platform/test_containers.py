"""The container files, read as an operator's tools would read them."""

import re
from typing import Any

import pytest
import yaml

from config.embedded import BASE_DIR

APPLICATION = {"web", "worker", "beat", "mail"}
TEXT = (BASE_DIR / "docker-compose.yml").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, Any] = COMPOSE["services"]
DOCKERFILE = (BASE_DIR / "Dockerfile").read_text()


class TestCompose:
    def test_it_runs_all_that_an_installation_needs(self) -> None:
        assert SERVICES.keys() == APPLICATION | {"migrate", "postgres", "redis"}

    @pytest.mark.parametrize("name", sorted(SERVICES.keys() - {"migrate", "web"}))
    def test_every_lasting_service_has_a_health_check(self, name: str) -> None:
        assert SERVICES[name]["healthcheck"]["test"]

    def test_the_image_brings_the_health_check_of_the_web(self) -> None:
        assert "HEALTHCHECK" in DOCKERFILE
        assert "healthcheck" not in SERVICES["web"]

    def test_only_the_migration_knows_the_owner(self) -> None:
        knows = {n for n, s in SERVICES.items() if "OWNER_DATABASE_URL" in s["environment"]}
        assert knows == {"migrate"}
        for name in APPLICATION:
            assert "focalpoint_owner" not in str(SERVICES[name]["environment"])

    def test_the_migration_runs_once_and_the_others_wait_for_it(self) -> None:
        assert SERVICES["migrate"]["restart"] == "no"
        for name in APPLICATION:
            condition = SERVICES[name]["depends_on"]["migrate"]["condition"]
            assert condition == "service_completed_successfully"

    def test_it_contains_no_secret(self) -> None:
        secret = re.compile(r"(?:PASSWORD|SECRET_KEY|EMAIL_URL): (?!\$\{\w+:\?)")
        assert secret.findall(TEXT) == []
        assert not re.search(r"//\w*:(?!\$\{\w+:\?)[^@\s]+@", TEXT)

    def test_the_example_names_every_variable_that_must_be_set(self) -> None:
        required = set(re.findall(r"\$\{(\w+):\?", TEXT))
        example = (BASE_DIR / "deploy" / "env.example").read_text()
        assert required == set(re.findall(r"^(\w+)=", example, re.MULTILINE))

    def test_databases_are_out_of_reach_from_outside(self) -> None:
        assert COMPOSE["networks"]["internal"]["internal"] is True
        for name in ("postgres", "redis"):
            assert SERVICES[name]["networks"] == ["internal"]
            assert "ports" not in SERVICES[name]

    def test_the_application_cannot_write_to_its_image_or_gain_rights(self) -> None:
        for name in (*APPLICATION, "migrate"):
            assert SERVICES[name]["read_only"] is True
            assert SERVICES[name]["cap_drop"] == ["ALL"]

    def test_versions_are_those_that_we_support(self) -> None:
        assert SERVICES["postgres"]["image"].startswith("postgres:17")
        assert SERVICES["redis"]["image"].startswith("redis:7")


class TestImage:
    last_stage = DOCKERFILE.rsplit("\nFROM ", 1)[1]

    def test_it_runs_as_an_ordinary_user(self) -> None:
        users = re.findall(r"^USER (\S+)", self.last_stage, re.MULTILINE)
        assert users
        assert users[-1] not in {"root", "0"}

    def test_it_installs_only_hashed_packages_of_production(self) -> None:
        assert "--require-hashes --requirement requirements.txt" in DOCKERFILE
        assert "requirements-dev" not in DOCKERFILE

    def test_nothing_private_reaches_the_build(self) -> None:
        ignored = (BASE_DIR / ".dockerignore").read_text().splitlines()
        # ".*" covers .git and .env.
        assert {".*", "var", "media", "tests"} <= set(ignored)
