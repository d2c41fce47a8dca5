"""The directory of institutions as a file."""

from apps.countries.exports import INSTITUTIONS
from apps.countries.filters import InstitutionFilter
from apps.countries.models import Institution
from focalpoint.roles import GOVERNMENT_READERS, NETWORK_ROLES
from focalpoint.views import ListExportView


class InstitutionExportView(ListExportView):
    """The institutions that the reader may see."""

    roles = GOVERNMENT_READERS | NETWORK_ROLES
    model = Institution
    filterset_class = InstitutionFilter
    export = INSTITUTIONS
    export_home = False
    ordering = ("country__name", "name", "id")
