"""The whole history of a record and its parts, a page at a time."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest

from focalpoint.changes import history_page


class RecordHistoryMixin:
    """A page of changes for ``generic/history.html``; ``before`` in the address names the page."""

    request: HttpRequest
    object: Any
    template_name = "generic/history.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = history_page(self.object, before=self.request.GET.get("before", ""))
        extra = {
            "history": page.entries,
            "more_url": f"?{urlencode({'before': page.older})}" if page.older else "",
            "newest_url": self.request.path if "before" in self.request.GET else "",
        }
        context: dict[str, Any] = super().get_context_data(**{**extra, **kwargs})  # type: ignore[misc]
        return context
