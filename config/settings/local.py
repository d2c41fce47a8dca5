"""A developer's machine and the demo: embedded servers unless the environment names others."""

import warnings

from config import connections, embedded, log
from config.settings.base import *
from config.settings.base import INSTALLED_APPS, VAR_DIR, env

DEBUG = env.bool("DEBUG", default=True)
SECRET_KEY = env.str("SECRET_KEY", "local-development-only-" + "0" * 40)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["*"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
DEMO = env.bool("DEMO", default=False)
INTERNAL_IPS = ["127.0.0.1"]
MAIL_DOMAIN = env.str("MAIL_DOMAIN", "mail.focalpoint.localhost").lower()

servers = embedded.addresses(VAR_DIR)
DATABASES = {"default": connections.database(servers.database)}
OWNER_DATABASE = connections.owner(servers.owner)
REDIS_URL = connections.redis(servers.redis)
CELERY_BROKER_URL = connections.broker(REDIS_URL)
CACHES = connections.caches(REDIS_URL)

# The commands that fill and reach databases made for measuring.
INSTALLED_APPS = [*INSTALLED_APPS, "benchmarks"]

WHITENOISE_USE_FINDERS = True
warnings.filterwarnings("ignore", message="No directory at")  # of collected files: there is none

LOGGING = log.configure(
    console=env.str("LOG_FORMAT", "console") == "console", level=env.str("LOG_LEVEL", "INFO")
)
