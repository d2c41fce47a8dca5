"""Pages that can be had on paper: ``?format=pdf`` answers with the document."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from focalpoint.pdf import pdf_response
from focalpoint.views.exports import PARAMETER, ExportMixin

PAPER = "pdf"


class PaperMixin(ExportMixin):
    """An exported page whose menu of files offers the document too."""

    def document(self) -> bytes:
        """The page as a tagged PDF."""
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.GET.get(PARAMETER) != PAPER:
            return super().get(request, *args, **kwargs)
        # As with every file: nobody gets more than was asked for.
        if self.export_rows() is None:
            return self.back_to_page(request)
        return pdf_response(self.document(), self.file_name())

    def export_menu(self) -> list[dict[str, Any]]:
        query = self.request.GET.copy()
        query.pop("page", None)
        query[PARAMETER] = PAPER
        paper = {"name": PAPER, "label": _("PDF"), "url": f"?{query.urlencode()}"}
        first, *others = super().export_menu()
        return [{**first, "items": [*first["items"], paper]}, *others]
