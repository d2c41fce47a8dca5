"""The test suite: its own servers, so that a demo may run (or stop) beside it."""

import os
import warnings

from config import connections, embedded
from config.settings.base import *
from config.settings.base import VAR_DIR, env

SECRET_KEY = "tests-only-" + "0" * 50
ALLOWED_HOSTS = ["*"]
VAR_DIR = VAR_DIR / "test"
MEDIA_ROOT = str(VAR_DIR / "media")
EVIDENCE_ROOT = env.str("EVIDENCE_ROOT", str(VAR_DIR / "evidence"))
MAIL_ROOT = str(VAR_DIR / "mail-in")
MAIL_DOMAIN = "mail.example.org"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")

# Each worker of pytest-xdist has logical Redis databases of its own: the broker, then the cache.
worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
servers = embedded.addresses(VAR_DIR, durable=False)
DATABASES = {"default": connections.database(servers.database)}
OWNER_DATABASE = connections.owner(servers.owner)
REDIS_URL = connections.redis(servers.redis, offset=2 * worker)
CELERY_BROKER_URL = connections.broker(REDIS_URL)
CACHES = connections.caches(REDIS_URL)

MAIL_PER_MINUTE = 0

# Argon2 is slow on purpose; tests that sign in by the hundred are not its subject.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_USE_FINDERS = True
warnings.filterwarnings("ignore", message="No directory at")  # of collected files: there is none
WHITENOISE_AUTOREFRESH = True
