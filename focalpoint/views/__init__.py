"""Generic pages for records: scoped, authorised, versioned."""

from focalpoint.views.access import ActorRequiredMixin, ScopedMixin
from focalpoint.views.conflicts import Difference, differences
from focalpoint.views.records import (
    RecordCreateView,
    RecordDetailView,
    RecordListView,
    RecordTransitionView,
    RecordUpdateView,
    VersionedModelForm,
)

__all__ = [
    "ActorRequiredMixin",
    "Difference",
    "RecordCreateView",
    "RecordDetailView",
    "RecordListView",
    "RecordTransitionView",
    "RecordUpdateView",
    "ScopedMixin",
    "VersionedModelForm",
    "differences",
]
