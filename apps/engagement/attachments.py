"""What carries evidence: whoever may change it adds to it."""

from django.utils.translation import gettext_lazy as _

from apps.engagement.lessons.models import Lesson
from apps.engagement.meetings.models import Participation
from apps.engagement.offers.models import Support
from apps.engagement.partnerships.models import Partnership
from apps.engagement.trainings.models import Training
from focalpoint.attachments import Carrier, register

register(Carrier("engagement.participation", Participation, _("Part in a meeting")))
register(Carrier("engagement.partnership", Partnership, _("Partnership")))
register(Carrier("engagement.training", Training, _("Training")))
register(Carrier("engagement.lesson", Lesson, _("Lesson learned")))
register(Carrier("engagement.support", Support, _("Offer or need")))
