"""A record of a State that its focal point or deputy approves before the network reads it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.countries.models import StateRecord
from focalpoint.scope import Scope

# Characters; far beyond what a reader wants, far below what harms a page.
LONGEST_TEXT = 10_000


class ApprovedRecord(StateRecord):
    """A record of a State; other States read it once it is approved, and only if it is shared."""

    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
    )
    approved_at = models.DateTimeField(_("approved"), null=True, editable=False)

    scope: ClassVar[Scope] = Scope(shared_when=("approved_at",))

    class Meta:
        abstract = True

    def get_absolute_url(self) -> str:
        """The page of the record."""
        raise NotImplementedError
