"""The way of an action out of the archive."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from apps.actions.archiving import restore_action
from apps.actions.pages import PartView
from focalpoint.errors import StaleVersionError


class ActionRestoreView(PartView):
    """POST (with ``version``): take the action out of the archive."""

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        action = self.get_object()
        posted = request.POST.get("version", "")
        version = int(posted) if posted.isdecimal() else None
        try:
            restore_action(actor=self.actor, action=action, version=version)
        except StaleVersionError:
            messages.warning(request, _("Somebody changed this record meanwhile. Look again."))
        else:
            words = _("%(reference)s is out of the archive.") % {"reference": action.reference}
            messages.success(request, words)
        return HttpResponseRedirect(action.get_absolute_url())
