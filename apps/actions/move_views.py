"""Where the scripts of board and calendar say that an action was moved; they answer JSON."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.generic import View

from apps.actions import services
from apps.actions.models import Action, Status
from apps.actions.pages import ActionMixin
from focalpoint.errors import IllegalTransitionError, StaleVersionError
from focalpoint.roles import GOVERNMENT_WRITERS


class ActionMoveView(ActionMixin, View):
    """POST ``version`` with ``status`` or ``due_on``: one action moves to another column or day.

    200 with ``message``; 409 (somebody was faster) or 422 (it cannot go there) with ``problem``.
    """

    roles = GOVERNMENT_WRITERS
    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        action = get_object_or_404(self.get_queryset(), reference=kwargs["reference"])
        version = request.POST.get("version", "")
        if not version.isdecimal():
            return refusal(_("Say which version of the action you saw."), 422)
        try:
            moved, where = self.move(action, int(version))
        except StaleVersionError:
            return refusal(_("Somebody changed it meanwhile. It is shown anew."), 409)
        except IllegalTransitionError as error:
            states = {"now": Status(error.source).label, "to": Status(error.target).label}
            return refusal(_("“%(to)s” cannot follow “%(now)s”.") % states, 422)
        except ValidationError as error:
            return refusal(" ".join(error.messages), 422)
        return JsonResponse({"message": f"{moved.reference}: {where}", "version": moved.version})

    def move(self, action: Action, version: int) -> tuple[Action, str]:
        """The action as it stands now, and in words where that is."""
        posted = self.request.POST
        if posted.get("status") in Status.values:
            moved = services.change_status(
                actor=self.actor, action=action, to=posted["status"], version=version
            )
            return moved, moved.get_status_display()
        try:
            due = dt.date.fromisoformat(posted.get("due_on", ""))
        except ValueError as error:
            raise ValidationError(_("Say where it is to go.")) from error
        moved = services.update_action(
            actor=self.actor, action=action, changes={"due_on": due}, version=version
        )
        return moved, _("due on %(date)s") % {"date": date_format(due, "DATE_FORMAT")}


def refusal(problem: str, status: int) -> JsonResponse:
    """Why it stays where it is."""
    return JsonResponse({"problem": problem}, status=status)
