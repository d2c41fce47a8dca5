"""Production: every server and secret comes from the environment, nothing is guessed."""

from pathlib import Path

from config import connections
from config.settings.base import *
from config.settings.base import REST_FRAMEWORK, SITE_URL, STORAGES, env


def secret(name: str, *default: str) -> str:
    """The value of `name`, or the content of the file that `name`_FILE names."""
    path = env.str(f"{name}_FILE", "")
    return Path(path).read_text().strip() if path else env.str(name, *default)


SECRET_KEY = secret("SECRET_KEY")
# Former keys still open what was written under them: second factors, addresses for mail, links.
SECRET_KEY_FALLBACKS = secret("SECRET_KEY_FALLBACKS", "").split()
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[SITE_URL])

# Only the one-shot `migrate` is given the owner's credentials.
DATABASES = {"default": connections.database(secret("DATABASE_URL"))}
OWNER_DATABASE = connections.owner(
    secret("OWNER_DATABASE_URL")
    if env.str("OWNER_DATABASE_URL", "") or env.str("OWNER_DATABASE_URL_FILE", "")
    else None
)
REDIS_URL = connections.redis(secret("REDIS_URL"))
CELERY_BROKER_URL = connections.broker(REDIS_URL)
CACHES = connections.caches(REDIS_URL)

vars().update(env.email_url_config(secret("EMAIL_URL")))

STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "config.staticfiles.HashedStaticFilesStorage"}}

SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", 60 * 60 * 24 * 365)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https"
# Rate limits count by address: how many proxies of ours stand before the application.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", 1)
REST_FRAMEWORK = {**REST_FRAMEWORK, "NUM_PROXIES": ALLAUTH_TRUSTED_PROXY_COUNT}
