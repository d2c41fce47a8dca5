"""What runs by the clock."""

from typing import Any

from celery.schedules import crontab

# Every entry may run twice, late, or not at all: the next run makes up for it. What a worker that
# was away finds in its queue is therefore stale.
BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "sweep-deadlines": {
        "task": "apps.reminders.tasks.sweep_deadlines_task",
        "schedule": crontab(minute="*/5"),
        "options": {"expires": 290},
    },
    "check-reminders": {
        "task": "apps.reminders.tasks.check_reminders_task",
        "schedule": crontab(hour=6, minute=30),
        "options": {"expires": 60 * 60 * 12},
    },
    "resume-imports": {
        "task": "apps.actions.tasks.resume_imports_task",
        "schedule": crontab(),
        "options": {"expires": 55},
    },
    "resume-bulk-changes": {
        "task": "apps.actions.tasks.resume_bulk_changes_task",
        "schedule": crontab(),
        "options": {"expires": 55},
    },
    "resume-lists": {
        "task": "apps.treaties.tasks.resume_lists_task",
        "schedule": crontab(),
        "options": {"expires": 55},
    },
    "resume-midterm-drafts": {
        "task": "apps.recommendations.received.tasks.resume_drafts_task",
        "schedule": crontab(),
        "options": {"expires": 55},
    },
    "resume-documents": {
        "task": "apps.reports.tasks.resume_documents_task",
        "schedule": crontab(),
        "options": {"expires": 55},
    },
    "resume-recommendations": {
        "task": "apps.recommendations.received.tasks.resume_recommendations_task",
        "schedule": crontab(),
        "options": {"expires": 55},
    },
    "derive-obligations": {
        "task": "apps.treaties.obligations.tasks.derive_obligations_task",
        "schedule": crontab(minute="5", hour="2"),
        "options": {"expires": 60 * 60 * 12},
    },
    "start-delivery": {
        "task": "apps.reminders.tasks.start_delivery_task",
        "schedule": crontab(),
        "options": {"expires": 55},
    },
    "continue-series": {
        "task": "apps.actions.tasks.continue_all_series_task",
        "schedule": crontab(),
        "options": {"expires": 55},
    },
    "tell-of-work-left-behind": {
        "task": "apps.actions.tasks.tell_of_work_left_behind_task",
        "schedule": crontab(minute="23"),
        "options": {"expires": 3500},
    },
    "resume-assessment-reports": {
        "task": "apps.assessments.tasks.resume_reports_task",
        "schedule": crontab(),
        "options": {"expires": 55},
    },
    "remove-assessment-reports": {
        "task": "apps.assessments.tasks.remove_old_reports_task",
        "schedule": crontab(minute="41"),
        "options": {"expires": 3500},
    },
    "verify-evidence": {
        "task": "apps.evidence.tasks.verify_evidence_task",
        "schedule": crontab(minute="17"),
        "options": {"expires": 3500},
    },
    "sweep-evidence": {
        "task": "apps.evidence.tasks.sweep_evidence_task",
        "schedule": crontab(minute="41", hour="3"),
        "options": {"expires": 3500},
    },
    "send-unsent-invitations": {
        "task": "apps.accounts.tasks.send_unsent_invitations_task",
        "schedule": crontab(minute="*/30"),
        "options": {"expires": 1700},
    },
    "send-waiting-mails": {
        "task": "apps.accounts.tasks.send_waiting_mails_task",
        "schedule": crontab(),
        "options": {"expires": 55},
    },
    "send-guest-mails": {
        "task": "apps.assessments.guests.tasks.send_guest_mails_task",
        "schedule": crontab(),
        "options": {"expires": 55},
    },
    "mind-consultations": {
        "task": "apps.assessments.consultations.tasks.mind_consultations_task",
        "schedule": crontab(minute="*/10"),
        "options": {"expires": 590},
    },
    "sweep-mail-files": {
        "task": "apps.correspondence.tasks.sweep_mail_files_task",
        "schedule": crontab(minute="51", hour="3"),
        "options": {"expires": 3500},
    },
    "sweep-mail": {
        "task": "apps.correspondence.tasks.sweep_mail_task",
        "schedule": crontab(),
        "options": {"expires": 55},
    },
    "purge-unsaved-texts": {
        "task": "apps.assessments.tasks.purge_unsaved_texts_task",
        "schedule": crontab(minute="11", hour="4"),
        "options": {"expires": 60 * 60 * 12},
    },
}
