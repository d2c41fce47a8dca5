"""Generic pages for records: scoped, authorised, versioned."""

from focalpoint.views.access import ActorRequiredMixin, ScopedMixin
from focalpoint.views.conflicts import Difference, differences
from focalpoint.views.exports import ExportMixin, ListExportView, TableExportMixin, menu_of
from focalpoint.views.history import RecordHistoryMixin
from focalpoint.views.records import (
    RecordCreateView,
    RecordDetailView,
    RecordListView,
    RecordSetView,
    RecordTransitionView,
    RecordUpdateView,
    RecordWriteView,
    VersionedModelForm,
)

__all__ = [
    "ActorRequiredMixin",
    "Difference",
    "ExportMixin",
    "ListExportView",
    "RecordCreateView",
    "RecordDetailView",
    "RecordHistoryMixin",
    "RecordListView",
    "RecordSetView",
    "RecordTransitionView",
    "RecordUpdateView",
    "RecordWriteView",
    "ScopedMixin",
    "TableExportMixin",
    "VersionedModelForm",
    "differences",
    "menu_of",
]
