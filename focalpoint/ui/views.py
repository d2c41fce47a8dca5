"""The gallery: every component in every state, for staff and for the accessibility tests."""

from typing import Any

from django.contrib.admin.views.decorators import staff_member_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from focalpoint.ui import samples


@staff_member_required(login_url="account_login")
def gallery(request: HttpRequest) -> HttpResponse:
    """All components, filled with invented content of a training State."""
    context: dict[str, Any] = {
        "title": _("Components"),
        "subtitle": _("Every component in every state"),
        "breadcrumbs": [(_("Administration"), None)],
        **samples.everything(request),
    }
    return render(request, "gallery.html", context)
