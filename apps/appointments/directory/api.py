"""The directory over the API."""

from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema

from apps.appointments.directory.filters import DirectoryFilter
from apps.appointments.directory.selectors import listings
from apps.appointments.directory_models import DirectoryListing
from apps.countries.api import StateParameter, StateRowSerializer
from focalpoint.api.views import ReadOnlyViewSet


class DirectoryRow(StateRowSerializer):
    class Meta:
        model = DirectoryListing
        fields = (
            *StateRowSerializer.Meta.fields,
            "person_name",
            "is_alternate",
            "rank",
            "institution",
            "email",
            "phone",
            "languages",
            "starts_on",
            "ends_on",
        )


class DirectoryApiFilter(StateParameter, DirectoryFilter):
    class Meta:
        model = DirectoryListing
        fields: tuple[str, ...] = ()


@extend_schema(tags=["Focal points"])
class DirectoryViewSet(ReadOnlyViewSet):
    """Who serves today, as far as each State allows it to be shown: what is empty is not shown."""

    model = DirectoryListing
    row_class = DirectoryRow
    filterset_class = DirectoryApiFilter
    orderings: ClassVar = {"created": "id"}

    def get_queryset(self) -> Any:
        shown = listings(self.actor, timezone.now()).order_by()
        return super().get_queryset().filter(pk__in=shown.values("pk"))
