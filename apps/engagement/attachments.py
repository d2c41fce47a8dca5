"""What carries evidence: whoever may change it adds to it."""

from django.utils.translation import gettext_lazy as _

from apps.engagement.meetings.models import Participation
from focalpoint.attachments import Carrier, register

register(Carrier("engagement.participation", Participation, _("Part in a meeting")))
