"""Public pages: whether a State, or the network, shows one. Off until somebody turns it on."""

import uuid
from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.countries.models import StateRecord
from focalpoint.history import tracked
from focalpoint.records import Record
from focalpoint.scope import Scope
from focalpoint.visibility import Visibility

# There is one network, and one row of it.
NETWORK_PAGE = uuid.UUID(int=1)


@tracked()
class PublicPage(StateRecord):
    """The gate of a State: while it is ``public``, the public reads what the State publishes."""

    scope: ClassVar[Scope] = Scope(gate=True)

    class Meta:
        verbose_name = _("public page")
        verbose_name_plural = _("public pages")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["country"], name="one_public_page_per_state")
        ]

    def __str__(self) -> str:
        return str(_("Public page"))

    def get_absolute_url(self) -> str:
        return reverse("public-page")

    @property
    def is_on(self) -> bool:
        """Whether the page is to be seen."""
        return self.visibility == Visibility.PUBLIC


@tracked()
class NetworkPage(Record):
    """The network's own public page."""

    is_on = models.BooleanField(_("shown to the public"), default=False)

    # What is public of the network's own records is read without a login while this is set.
    opens_network: ClassVar[str] = "is_on"

    class Meta:
        verbose_name = _("public page of the network")
        verbose_name_plural = _("public pages of the network")

    def __str__(self) -> str:
        return str(_("Public page of the network"))

    def get_absolute_url(self) -> str:
        return reverse("network-public-page")
