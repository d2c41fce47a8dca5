"""The tests' settings with a faster clock: beat ticks, and retries follow, every second."""

from config.settings.test import *  # noqa: F403
from config.settings.test import CELERY_BEAT_SCHEDULE as SCHEDULE

# What the tests wait for. The rest says nothing here, and would keep the one worker busy.
OFTEN = (
    "resume-bulk-changes",
    "resume-imports",
    "send-waiting-mails",
    "start-delivery",
    "sweep-deadlines",
    "sweep-mail",
    "verify-evidence",
)
CELERY_BEAT_SCHEDULE = {
    name: {**SCHEDULE[name], "schedule": 1.0, "options": {"expires": 5}} for name in OFTEN
}
EMAIL_TIMEOUT = 2
REMINDER_RETRY_MINUTES = [1 / 60]
MAIL_SWEEP_AFTER = 1
WORK_RESUMED_AFTER = 1
