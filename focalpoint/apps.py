"""The shared kernel: it imports no other app of ours."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from focalpoint.db.registry import keep_names

# Before any model is there.
keep_names()


class FocalPointConfig(AppConfig):
    name = "focalpoint"
    label = "focalpoint"
    verbose_name = _("FocalPoint")

    def ready(self) -> None:
        # Each app says who may do what in its own `policies.py`; what is not said is refused.
        autodiscover_modules("policies")
        # And what can fall due in it.
        autodiscover_modules("reminders")
        # And which duties of States follow from its records.
        autodiscover_modules("duties")
        # And which of its records carry evidence.
        autodiscover_modules("attachments")
        # And what its people are told of.
        autodiscover_modules("notices")
        # And what the end of somebody's role leaves behind in it.
        autodiscover_modules("departures")
        # And where answers to its mails go.
        autodiscover_modules("mail_routes")
        # And what it adds to the reports of apps below it.
        autodiscover_modules("chapters")
        # And how much is done for records of apps below it.
        autodiscover_modules("efforts")
        # And which kinds of records it shows on public pages.
        autodiscover_modules("published")
