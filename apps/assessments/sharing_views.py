"""The page that decides how far an approved assessment is read, and shows it before."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.assessments.forms import ShareForm
from apps.assessments.models import AssessmentSnapshot, Extent
from apps.assessments.selectors import levels_shared, snapshots
from apps.assessments.sharing import levels_only, share_snapshot
from apps.assessments.snapshots import read_content
from apps.assessments.views import TONES
from focalpoint.views import RecordUpdateView
from focalpoint.visibility import NETWORK_LEVELS, Visibility

# Who looks, in the words of the page, and from which levels on they see anything.
READERS = {
    "government": (_("people of my government"), (Visibility.GOVERNMENT, *NETWORK_LEVELS)),
    "network": (_("other focal points and coordinators"), NETWORK_LEVELS),
    "public": (_("everybody"), (Visibility.PUBLIC,)),
}
CHOSEN = ("visibility", "extent", "reason")


class SnapshotShareView(RecordUpdateView):
    """Open an approved assessment to more readers, or close it again.

    A button shows what one kind of reader would see under a choice that is not saved.
    """

    model = AssessmentSnapshot
    form_class = ShareForm
    template_name = "assessments/share.html"
    verb = "share"

    def get_queryset(self) -> QuerySet[Any, Any]:
        return snapshots(self.actor).filter(extent=Extent.FULL)

    def get_initial(self) -> dict[str, Any]:
        """As it is shared now, with the levels where they are all that goes abroad."""
        levels = levels_shared(self.object, self.actor)
        return {"visibility": levels.visibility, "extent": Extent.LEVELS} if levels else {}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        reader = request.POST.get("preview", "")
        if reader not in READERS:
            return super().post(request, *args, **kwargs)
        self.object = self.get_object()
        chosen = {name: request.POST.get(name, "") for name in CHOSEN}
        given = self.get_form_kwargs() | {"data": None, "files": None}
        # Not bound: what is only looked at has no faults yet.
        form = ShareForm(**given | {"initial": {**given["initial"], **chosen}})
        return self.render_to_response(
            self.get_context_data(
                form=form, reader=READERS[reader][0], seen=self.seen_by(reader, chosen)
            )
        )

    def seen_by(self, reader: str, chosen: dict[str, str]) -> Any:
        """What the reader would be shown; ``None`` where the page would not exist for them."""
        if chosen["visibility"] not in READERS[reader][1]:
            return None
        content = self.object.content
        abroad = reader != "government" and chosen["extent"] == Extent.LEVELS
        return read_content(levels_only(content) if abroad else content)

    def save(self, form: Any) -> AssessmentSnapshot:
        return share_snapshot(
            actor=self.actor,
            snapshot=self.object,
            visibility=form.cleaned_data["visibility"],
            extent=form.cleaned_data["extent"] or Extent.FULL,
            reason=form.cleaned_data["reason"],
            version=form.cleaned_data["version"],
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {
            **TONES,
            "title": _("Who reads this assessment"),
            "country": self.object.country,
            "cancel_url": self.object.get_absolute_url(),
            "readers": [(key, words) for key, (words, _levels) in READERS.items()],
            "breadcrumbs": [
                (_("Approved assessments"), reverse("snapshot-list")),
                (self.object.content["reference"], self.object.get_absolute_url()),
            ],
        }
        return super().get_context_data(**{**context, **kwargs})
