# Every target sets up what it needs. Assumed: Python 3.11+, make, git, npm.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
BIN := .venv/bin
PY := $(BIN)/python
MANAGE := $(PY) manage.py
TRANSLATIONS := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/*.po))
PYTEST_WORKERS ?= 2
# A suite starts some hundred processes: what one has compiled serves the others.
unexport PYTHONDONTWRITEBYTECODE

# Values that let production settings load for a check; they name no server and hide nothing.
PRODUCTION := DJANGO_SETTINGS_MODULE=config.settings.production \
	SECRET_KEY=$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(64))') \
	ALLOWED_HOSTS=focalpoint.example SITE_URL=https://focalpoint.example \
	DATABASE_URL=postgresql://app@db/focalpoint REDIS_URL=redis://redis:6379/0 \
	EMAIL_URL=smtp://mail:25

.PHONY: help
help: ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 22

# Set-up

.PHONY: venv node deps setup
venv:
	@test -n "$(PYTHON)" || { echo "FocalPoint needs Python 3.11 or newer." >&2; exit 1; }
	@test -x $(PY) || $(PYTHON) -m venv .venv
	@cmp -s requirements-dev.txt .venv/requirements.installed || { \
		$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt; \
		cp requirements-dev.txt .venv/requirements.installed; }

node:
	@cmp -s package-lock.json node_modules/.package-lock.installed || { \
		npm ci --no-audit --no-fund --loglevel=error; \
		cp package-lock.json node_modules/.package-lock.installed; }

%.mo: %.po | venv
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@

deps: venv node $(TRANSLATIONS)

setup: deps ## Install, start the embedded servers, migrate, load the catalogues
	$(MANAGE) migrate --verbosity 1
	$(MANAGE) load_catalogues

# Run

.PHONY: demo shell stop bench
demo: deps ## Run the whole product with demo data (PORT, VAR_DIR)
	@exec $(PY) -m config.demo

shell: setup ## A Python shell with the models loaded
	@exec $(MANAGE) shell

stop: venv ## Stop the embedded servers of this checkout
	@$(PY) -m config.embedded stop

bench: deps ## Measure; JSON to var/bench/
	$(PY) -m benchmarks

# Check

.PHONY: lint checks test test-fast browser format
lint: deps ## Linters, types, import directions, templates
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-logo
	EMBEDDED_SERVERS=off $(BIN)/mypy
	$(BIN)/djlint --quiet --check --lint templates apps focalpoint

checks: deps ## Migrations complete, settings fit for production
	DJANGO_SETTINGS_MODULE=config.settings.test $(MANAGE) makemigrations --check --dry-run
	$(PRODUCTION) $(MANAGE) check --deploy --fail-level WARNING

test: lint checks browser ## The whole suite, browser and fault tests included
	$(PY) -m pytest -n $(PYTEST_WORKERS) --dist worksteal

test-fast: deps ## What runs in two minutes: no browser, no faults, nothing slow
	$(PY) -m pytest -n $(PYTEST_WORKERS) --dist worksteal -m "not browser and not fault and not slow"

browser: venv
	@$(PY) -m tests.chromium

format: deps ## Format code and templates
	$(BIN)/ruff check --fix --quiet .
	$(BIN)/ruff format .
	$(BIN)/djlint --quiet --reformat templates apps focalpoint

# Maintain

.PHONY: lock messages clean
UV := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-emit-index-url \
	--python-version 3.11
lock: venv ## Lock the dependencies anew (UPGRADE=--upgrade for newer versions)
	$(UV) $(UPGRADE) requirements.in -o requirements.txt
	$(UV) $(UPGRADE) -c requirements.txt requirements-dev.in -o requirements-dev.txt
	npm install --package-lock-only --no-audit --no-fund

messages: venv ## Collect translatable strings into locale/
	$(MANAGE) extract_messages

clean: venv ## Remove everything that the other targets made, data included
	@$(PY) -m config.embedded remove
	rm -rf var .venv node_modules staticfiles .mypy_cache .ruff_cache .pytest_cache .hypothesis
