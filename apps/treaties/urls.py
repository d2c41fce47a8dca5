"""Addresses of the treaty pages."""

from django.urls import include, path

from apps.treaties.change_views import ChangesView
from apps.treaties.import_views import (
    ConflictListView,
    ConflictView,
    ImportListView,
    ImportUploadView,
    ImportView,
    NameListView,
    NameMapView,
)
from apps.treaties.measures.urls import urlpatterns as measure_urls
from apps.treaties.peer_views import PeerView
from apps.treaties.plans.urls import urlpatterns as plan_urls
from apps.treaties.statements.views import (
    StatementListView,
    StatementRetractView,
    StatementView,
    StatementWithdrawView,
)
from apps.treaties.views import (
    TreatyActionExportView,
    TreatyDetailView,
    TreatyFactSheetView,
    TreatyListView,
)

urlpatterns = [
    path("", include("apps.treaties.obligations.urls")),
    path("treaties/", TreatyListView.as_view(), name="treaty-list"),
    path("treaties/actions/export/", TreatyActionExportView.as_view(), name="treaty-action-export"),
    path("treaties/imports/", ImportListView.as_view(), name="treaty-imports"),
    path("treaties/imports/upload/", ImportUploadView.as_view(), name="treaty-import-upload"),
    path("treaties/imports/names/", NameListView.as_view(), name="treaty-names"),
    path("treaties/imports/names/map/", NameMapView.as_view(), name="treaty-name-map"),
    path("treaties/imports/conflicts/", ConflictListView.as_view(), name="treaty-conflicts"),
    path("treaties/imports/conflicts/<uuid:pk>/", ConflictView.as_view(), name="treaty-conflict"),
    path("treaties/changes/", ChangesView.as_view(), name="treaty-changes"),
    path("treaties/statements/", StatementListView.as_view(), name="treaty-statements"),
    path("treaties/statements/<uuid:pk>/", StatementView.as_view(), name="treaty-statement"),
    path(
        "treaties/statements/<uuid:pk>/withdraw/",
        StatementWithdrawView.as_view(),
        name="treaty-statement-withdraw",
    ),
    path(
        "treaties/statements/<uuid:pk>/retract/",
        StatementRetractView.as_view(),
        name="treaty-statement-retract",
    ),
    path("treaties/imports/<uuid:pk>/", ImportView.as_view(), name="treaty-import"),
    path("treaties/peers/", PeerView.as_view(), name="treaty-peers"),
    path(
        "treaties/<str:code>/fact-sheet/", TreatyFactSheetView.as_view(), name="treaty-fact-sheet"
    ),
    *measure_urls,
    *plan_urls,
    path("treaties/<str:code>/", TreatyDetailView.as_view(), name="treaty-detail"),
]
