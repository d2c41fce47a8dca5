"""The way of an action into the archive and out of it, from its own page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from apps.actions.archiving import archive_action, restore_action
from apps.actions.models import Action
from apps.actions.pages import PartView
from focalpoint.errors import StaleVersionError

LONGEST_REASON = 300


class ArchivingView(PartView):
    """POST (with ``version``) what moves an action into the archive or out of it."""

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        action = self.get_object()
        posted = request.POST.get("version", "")
        version = int(posted) if posted.isdecimal() else None
        try:
            words = self.move(action, version)
        except StaleVersionError:
            messages.warning(request, _("Somebody changed this record meanwhile. Look again."))
        else:
            messages.success(request, words % {"reference": action.reference})
        return HttpResponseRedirect(action.get_absolute_url())

    def move(self, action: Action, version: int | None) -> str:
        """Change the action; what to say about it."""
        raise NotImplementedError


class ActionArchiveView(ArchivingView):
    """Put the action away, with the ``reason`` that was given."""

    def move(self, action: Action, version: int | None) -> str:
        reason = self.request.POST.get("reason", "").strip()[:LONGEST_REASON]
        archive_action(actor=self.actor, action=action, version=version, reason=reason)
        return _("%(reference)s is in the archive.")


class ActionRestoreView(ArchivingView):
    """Take the action out of the archive."""

    def move(self, action: Action, version: int | None) -> str:
        restore_action(actor=self.actor, action=action, version=version)
        return _("%(reference)s is out of the archive.")
