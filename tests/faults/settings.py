"""The tests' settings with a faster clock: beat ticks, and retries follow, every second."""

from config.settings.test import *  # noqa: F403
from config.settings.test import CELERY_BEAT_SCHEDULE as SCHEDULE

# What happens once an hour or less says nothing here and keeps the one worker busy.
SELDOM = {
    "check-reminders",
    "continue-series",
    "send-unsent-invitations",
    "sweep-evidence",
    "sweep-mail-files",
    "tell-of-work-left-behind",
}
CELERY_BEAT_SCHEDULE = {
    name: {**entry, "schedule": 1.0, "options": {"expires": 5}}
    for name, entry in SCHEDULE.items()
    if name not in SELDOM
}
EMAIL_TIMEOUT = 2
REMINDER_RETRY_MINUTES = [1 / 60]
MAIL_SWEEP_AFTER = 1
WORK_RESUMED_AFTER = 1
