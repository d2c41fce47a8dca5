"""Actions carry evidence: whoever may change an action adds to it."""

from django.utils.translation import gettext_lazy as _

from apps.actions.models import Action
from focalpoint.attachments import Carrier, register

register(
    Carrier("actions.action", Action, _("Action"), reference=lambda action: str(action.reference))
)
