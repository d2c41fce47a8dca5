"""Views of the actions that people keep: filters with a name."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.countries.models import Country
from focalpoint.history import tracked
from focalpoint.ids import uuid7
from focalpoint.records import Record
from focalpoint.scope import Scope, ScopedQuerySet
from focalpoint.visibility import Visibility

# What the list shows without any filter; said in full, so that a default view does not step in.
UNFILTERED = "status=unfinished"


class Shape(models.TextChoices):
    """The ways to look at the same filtered set of actions."""

    LIST = "list", _("List")
    BOARD = "board", _("Board")
    CALENDAR = "calendar", _("Calendar")
    TIMELINE = "timeline", _("Timeline")


class Audience(models.TextChoices):
    """Who opens a saved view; the wider value is the level of the same name."""

    OWNER = "owner", _("Only me")
    GOVERNMENT = Visibility.GOVERNMENT.value, _("My government")


@tracked()
class SavedView(Record):
    """A set of filters with a name, in one shape: a person's own, or shared with the State.

    Network staff have no State: their views are their own alone.
    """

    country = models.ForeignKey(
        Country, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="saved_views",
        editable=False,
        verbose_name=_("owner"),
    )
    name = models.CharField(_("name"), max_length=80)
    shape = models.CharField(
        _("view"), max_length=8, choices=Shape.choices, default=Shape.LIST, editable=False
    )
    # The query string without its question mark, as ``view_services.canonical`` writes it.
    query = models.CharField(_("filters"), max_length=2000, blank=True, editable=False)
    audience = models.CharField(
        _("who sees it"), max_length=10, choices=Audience.choices, default=Audience.OWNER
    )

    objects: ClassVar[Any] = ScopedQuerySet.as_manager()
    scope = Scope(office=None, visibility="audience", shared=False, own="owner", own_writes=True)

    class Meta:
        ordering = (Lower("name"), "id")
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        constraints: ClassVar = [
            models.UniqueConstraint(
                "owner",
                Lower("name"),
                name="one_saved_view_per_name",
                violation_error_message=_("You have a view of this name already."),
            ),
            models.CheckConstraint(
                condition=models.Q(country__isnull=False) | models.Q(audience=Audience.OWNER),
                name="only_a_state_shares_views",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["country", "audience"], name="view_shared")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The filtered set in its shape."""
        return f"{reverse(f'action-{self.shape}')}?{self.query or UNFILTERED}"

    @property
    def is_shared(self) -> bool:
        """Whether the people of the State open it too."""
        return self.audience != Audience.OWNER

    @property
    def parameters(self) -> QueryDict:
        """The filters as a request would bring them."""
        return QueryDict(self.query)


class DefaultView(models.Model):
    """The saved view that a person's list of actions opens with."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    country = models.ForeignKey(Country, models.PROTECT, null=True, related_name="+")
    view = models.ForeignKey(SavedView, models.CASCADE, related_name="+")

    objects: ClassVar[Any] = ScopedQuerySet.as_manager()
    scope = Scope(office=None, visibility=None, own="user", own_writes=True)

    def __str__(self) -> str:
        return f"{self.user_id} {self.view_id}"
