"""The calendar of the Universal Periodic Review as a file."""

from typing import Any

from apps.engagement.exports import UPR_SLOTS
from apps.engagement.filters import UprSlotFilter
from apps.engagement.models import UprSlot
from focalpoint.roles import GOVERNMENT_READERS, NETWORK_ROLES
from focalpoint.views import ListExportView


class UprExportView(ListExportView):
    """Which State is reviewed at which session; public reference data."""

    roles = GOVERNMENT_READERS | NETWORK_ROLES
    model = UprSlot
    filterset_class = UprSlotFilter
    export = UPR_SLOTS
    export_home = False
    ordering = ("session__number", "country__name", "id")

    def get_queryset(self) -> Any:
        return UprSlot.objects.all()
