"""What every environment shares. `local`, `test` and `production` add the servers and secrets."""

import logging
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from environ import Env

from config import log
from config.embedded import var_dir
from config.schedule import BEAT_SCHEDULE

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = var_dir()
NODE_MODULES = BASE_DIR / "node_modules"
env = Env()

DEBUG = False
ALLOWED_HOSTS: list[str] = []
SITE_URL = env.str("SITE_URL", "http://localhost:8000")  # the address that mails link to

INSTALLED_APPS = [
    "focalpoint",  # first: it overrides commands of Django's own apps
    "focalpoint.ui",
    "apps.dashboards",
    "apps.reports",
    "apps.correspondence",
    "apps.actions",
    "apps.recommendations",
    "apps.engagement",
    "apps.assessments",
    "apps.treaties",
    "apps.appointments",
    "apps.reminders",
    "apps.evidence",
    "apps.catalogue",
    "apps.accounts",
    "apps.countries",
    "pgtrigger",
    "pghistory",
    "focalpoint.administration.AdministrationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.forms",
    "whitenoise.runserver_nostatic",
    "config.assets.Assets",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "rest_framework",
    "drf_spectacular",
    "django_filters",
    "django_tables2",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_htmx",
    "django_structlog",
]

MIDDLEWARE = [
    "focalpoint.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "focalpoint.addresses.NulMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # pads its answers at random (BREACH)
    "focalpoint.cookieless.CookielessMiddleware",  # before anything asks who is there
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_structlog.middlewares.RequestMiddleware",  # the actor notes the request's id
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "apps.accounts.middleware.ActorMiddleware",
    "apps.accounts.middleware.PreferencesMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "django.template.context_processors.tz",
                "focalpoint.ui.context.interface",
            ],
        },
    },
]
FORM_RENDERER = "focalpoint.ui.rendering.Renderer"
FILTERS_EMPTY_CHOICE_LABEL = _("Any")
DJANGO_TABLES2_TEMPLATE = "components/table.html"
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"

# Databases, broker and cache: see config.connections.

CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1  # a killed worker gives back at most what it was doing
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# How long a task of a killed worker stays away; longer than the longest task.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": env.int("CELERY_VISIBILITY_TIMEOUT", 600),
}
CELERY_TASK_TIME_LIMIT = 300
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")
CELERY_BEAT_SCHEDULE = BEAT_SCHEDULE

# Work that nobody began, or went on with, for so many seconds is taken up by the next worker.
WORK_RESUMED_AFTER = env.int("WORK_RESUMED_AFTER", 30)

# Accounts

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in {
        "UserAttributeSimilarityValidator": {"user_attributes": ["email", "name"]},
        "MinimumLengthValidator": {"min_length": 10},
        "CommonPasswordValidator": {},
        "NumericPasswordValidator": {},
    }.items()
]
LOGIN_URL = reverse_lazy("account_login")
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "apps.accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a changed password or second factor is told by mail
ACCOUNT_CHANGE_EMAIL = True  # one address a person, changed once the new one is confirmed
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
MFA_ADAPTER = "apps.accounts.adapters.MfaAdapter"
MFA_ALLOW_UNVERIFIED_EMAIL = True  # the address that a person is changing to
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "FocalPoint"
# A page view must not write: the list of sessions tells when each began.
USERSESSIONS_TRACK_ACTIVITY = False

# The demo lets anyone read its mail sink and run the reminders as of any date; see `local`.
DEMO = False
MAIL_SINK_DIR = VAR_DIR / "mail"

# Languages and time

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fr", _("French")), ("es", _("Spanish")), ("ar", _("Arabic"))]
FORMAT_MODULE_PATH = ["config.formats"]
LOCALE_PATHS = [BASE_DIR / "locale"]
# Files of data whose texts under these keys are names that are translated (focalpoint.names).
NAMES = {
    "apps/catalogue/data/states.yaml": frozenset({"name"}),
    "apps/catalogue/data/institution_types.yaml": frozenset({"name"}),
    "apps/catalogue/data/map_rules.yaml": frozenset({"title", "note"}),
    "apps/catalogue/data/treaties.yaml": frozenset(
        {"name", "short_title", "full_title", "depositary"}
    ),
    "apps/catalogue/data/frameworks/*.yaml": frozenset({"title"}),
}
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# Files. Packages of npm are served as they are installed; nothing is bundled.

STATIC_URL = "static/"
STATIC_ROOT = env.str("STATIC_ROOT", str(BASE_DIR / "staticfiles"))
STATICFILES_DIRS = [
    BASE_DIR / "static",
    # Not its `libs/`: copies of other packages, some of which name files that they lack; nor its
    # `img/`: flags, payments and brands.
    *((f"npm/tabler/{kind}", NODE_MODULES / "@tabler/core/dist" / kind) for kind in ("css", "js")),
    ("npm/tabler-icons", NODE_MODULES / "@tabler/icons-webfont/dist"),
    ("npm/htmx", NODE_MODULES / "htmx.org/dist"),
    *(
        (f"npm/pdfjs/{kind}", NODE_MODULES / "pdfjs-dist" / source)
        for kind, source in {
            "build": "legacy/build",
            "cmaps": "cmaps",
            "standard_fonts": "standard_fonts",
            "wasm": "wasm",
        }.items()
    ),
    ("npm/vega", NODE_MODULES / "vega/build"),
    ("npm/vega-lite", NODE_MODULES / "vega-lite/build"),
    ("npm/vega-embed", NODE_MODULES / "vega-embed/build"),
    ("npm/vega-interpreter", NODE_MODULES / "vega-interpreter/build"),
    ("npm/world-atlas", NODE_MODULES / "world-atlas"),
]
MEDIA_ROOT = env.str("MEDIA_ROOT", str(VAR_DIR / "media"))
# Files of evidence: at no address, given out by a view that asks who asks. Bytes, and days.
EVIDENCE_ROOT = env.str("EVIDENCE_ROOT", str(VAR_DIR / "evidence"))
EVIDENCE_MAX_BYTES = env.int("EVIDENCE_MAX_BYTES", 50 * 1024 * 1024)
EVIDENCE_VERIFY_BYTES = env.int("EVIDENCE_VERIFY_BYTES", 128 * 1024 * 1024)
EVIDENCE_CHECK_DAYS = env.int("EVIDENCE_CHECK_DAYS", 7)
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "apps.evidence.uploads.BoundedUploadHandler",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# Mail

vars().update(env.email_url("EMAIL_URL", "consolemail://"))
EMAIL_TIMEOUT = 10
# Between two attempts to deliver a message; the last one repeats, until two days are over.
REMINDER_RETRY_MINUTES = env.list("REMINDER_RETRY_MINUTES", float, [1, 2, 5, 10, 30, 60])
REMINDER_SENDERS = env.int("REMINDER_SENDERS", 2)  # SMTP conversations at once, over all workers
# Messages in a minute, of all senders together; 0 for no limit. What waits, waits in the database.
MAIL_PER_MINUTE = env.int("MAIL_PER_MINUTE", 600)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("DEFAULT_FROM_EMAIL", "FocalPoint <noreply@localhost>")

# Mail in: see docs/operations.md. Without a domain nothing has an address.

MAIL_DOMAIN = env.str("MAIL_DOMAIN", "").lower()
# Where mails are kept as they came.
MAIL_ROOT = env.str("MAIL_ROOT", str(VAR_DIR / "mail-in"))
MAIL_IN_HOST = env.str("MAIL_IN_HOST", "127.0.0.1")
MAIL_IN_PORT = env.int("MAIL_IN_PORT", 8025)
MAIL_IN_PROTOCOL = env.str("MAIL_IN_PROTOCOL", "smtp")  # or lmtp
MAIL_IN_TLS_CERT = env.str("MAIL_IN_TLS_CERT", "")
MAIL_IN_TLS_KEY = env.str("MAIL_IN_TLS_KEY", "")
MAIL_IN_REQUIRE_TLS = env.bool("MAIL_IN_REQUIRE_TLS", default=False)
# The networks of the mail servers that may hand mail over; empty for any.
MAIL_IN_RELAYS = env.list("MAIL_IN_RELAYS", default=[])
# A larger mail is held for a person; one beyond the second limit is refused by the server.
MAIL_IN_SIZE_APPLIED = env.int("MAIL_IN_SIZE_APPLIED", 25_000_000)
MAIL_IN_SIZE_LIMIT = env.int("MAIL_IN_SIZE_LIMIT", 50_000_000)
# Whose Authentication-Results are believed; a sender that they do not prove is held.
MAIL_AUTHSERV_IDS = env.list("MAIL_AUTHSERV_IDS", default=[])
# The sweep takes up what has waited for so many seconds.
MAIL_SWEEP_AFTER = env.int("MAIL_SWEEP_AFTER", 30)
# A sender is told of so many held mails in a day.
MAIL_NOTICES_A_DAY = env.int("MAIL_NOTICES_A_DAY", 5)

# Browser security

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: [] for feature in ("camera", "geolocation", "microphone", "payment", "usb")
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
# The cache saves a query on each request; the database keeps a session over a restart of Redis.
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 60 * 60 * 12
CSRF_COOKIE_HTTPONLY = False  # htmx sends the token as a header

# Logs

LOGGING = log.configure(
    console=env.str("LOG_FORMAT", "json") == "console", level=env.str("LOG_LEVEL", "INFO")
)
DJANGO_STRUCTLOG_CELERY_ENABLED = True
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = logging.DEBUG  # the end of a request says it all
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False  # officials' addresses are nobody's business

# API

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "apps.accounts.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "focalpoint.api.media.AlwaysJson",
    "DEFAULT_PARSER_CLASSES": ["focalpoint.api.media.OrjsonParser"],
    "DEFAULT_RENDERER_CLASSES": ["focalpoint.api.media.OrjsonRenderer"],
    "DEFAULT_FILTER_BACKENDS": ["focalpoint.api.filtering.FilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "focalpoint.api.schema.ResourceSchema",
    "DEFAULT_THROTTLE_CLASSES": ["focalpoint.api.throttles.RateThrottle"],
    "NUM_PROXIES": 0,  # X-Forwarded-For is believed only behind proxies of ours
    # Requests of one token, one signed-in person, one address; an empty rate is no limit.
    "DEFAULT_THROTTLE_RATES": {
        "token": env.str("API_RATE_TOKEN", "1200/minute"),
        "user": env.str("API_RATE_USER", "600/minute"),
        "anonymous": env.str("API_RATE_ANONYMOUS", "60/minute"),
        # Reads of one calendar; programs ask once an hour or so.
        "calendar": env.str("CALENDAR_RATE", "60/hour"),
        # Texts that pages keep while a person types.
        "autosave": env.str("AUTOSAVE_RATE", "120/minute"),
    },
    "EXCEPTION_HANDLER": "focalpoint.api.problems.exception_handler",
}
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "FocalPoint",
    "VERSION": "1.0.0",
    "DESCRIPTION": "Follow-up to the responsibility to protect, as data.",
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": True,
    "ENUM_NAME_OVERRIDES": {
        "ActionPriority": "apps.actions.models.Priority",
        "ActionStatus": "apps.actions.models.Status",
        "Confidence": "apps.countries.models.Confidence",
        "DateSource": "apps.treaties.obligations.choices.DateSource",
        "DueKind": "apps.treaties.obligations.choices.DueKind",
        "DueStatus": "apps.treaties.obligations.choices.DueStatus",
        "DutyKind": "apps.treaties.obligations.choices.DutyKind",
        "EvidenceSensitivity": "apps.evidence.models.Sensitivity",
        "EvidenceStatus": "apps.evidence.models.Status",
        "AssessmentPhase": "apps.assessments.cycle.phases.Phase",
        "AssessmentStatus": "apps.assessments.models.Status",
        "ConsultationOutcome": "apps.assessments.consultation_models.Outcome",
        "DraftPhase": "apps.assessments.cycle.phases.WORKED_CHOICES",
        "RiskEventKind": "apps.assessments.event_models.EventKind",
        "RiskEventStatus": "apps.assessments.event_models.EventStatus",
        "CommitmentStatus": "apps.engagement.meetings.models.CommitmentStatus",
        "IndicatorPresence": "apps.assessments.finding_models.Presence",
        "MeetingKind": "apps.engagement.meetings.models.MeetingKind",
        "MeetingLevel": "apps.engagement.meetings.models.Level",
        "PartnerKind": "apps.engagement.partnerships.models.PartnerKind",
        "PartTaken": "apps.engagement.meetings.models.Presence",
        "SnapshotExtent": "apps.assessments.models.Extent",
        "AudienceEnum": "apps.assessments.population_models.Audience",
        "DocumentAudience": "apps.reports.choices.AUDIENCES",
        "DocumentLanguage": "apps.reports.choices.LANGUAGES",
        "DocumentKind": "apps.reports.choices.DocumentKind",
        "DocumentStatus": "apps.reports.choices.DocumentStatus",
        "MechanismKind": "apps.appointments.models.MechanismKind",
        "JudgedLevel": "apps.assessments.rerating_models.JUDGED",
        "Knowledge": "apps.assessments.levels.Knowledge",
        "RiskLevel": "apps.assessments.levels.Level",
        "PriorityStatus": "apps.recommendations.strategy_models.PriorityStatus",
        "ProgressStatus": "apps.recommendations.models.ProgressStatus",
        "RecordedChangeKind": "apps.dashboards.change_kinds.ChangeKind",
        "RegionalGroupEnum": "apps.countries.models.RegionalGroup",
        "IntroductionAnswer": "apps.engagement.introductions.models.Answer",
        "IntroductionResult": "apps.engagement.introductions.models.Result",
        "IntroductionStatus": "apps.engagement.introductions.models.IntroductionStatus",
        "MoveEnum": "apps.dashboards.moves.Move",
        "NudgeStatus": "apps.engagement.nudges.models.NudgeStatus",
        "NudgeSubject": "apps.engagement.nudges.models.About",
        "SupportKind": "apps.engagement.offers.models.SupportKind",
        "SupportSide": "apps.engagement.offers.models.Side",
        "SupportStatus": "apps.engagement.offers.models.SupportStatus",
        "SpokenLanguage": "apps.engagement.topics.Tongue",
        "Standing": "apps.treaties.status.Standing",
        "StageStatus": "apps.treaties.plans.choices.StageStatus",
        "StateKind": "apps.countries.models.Kind",
        "TreatyActionKind": "apps.treaties.models.ActionKind",
        "Visibility": "focalpoint.visibility.Visibility",
    },
    "GET_LIB_DOC_EXCLUDES": "focalpoint.api.schema.silent_docstrings",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "focalpoint.api.schema.document_problems",
    ],
}
