"""How far a record is shared; each level includes those before it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Visibility(models.TextChoices):
    """Levels from the narrowest to the widest."""

    OFFICE = "office", _("My office")
    GOVERNMENT = "government", _("My government")
    NETWORK = "network", _("The network")
    PUBLIC = "public", _("Public")


# What a State's own users read, and what the network reads. What is public is read by anybody who
# signs in, and without a login while the State's public page is on (``Scope.gate``).
GOVERNMENT_LEVELS = (Visibility.GOVERNMENT, Visibility.NETWORK, Visibility.PUBLIC)
NETWORK_LEVELS = (Visibility.NETWORK, Visibility.PUBLIC)
