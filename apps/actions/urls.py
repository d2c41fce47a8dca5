"""Addresses of actions."""

from django.urls import path

from apps.actions import (
    archive_views,
    board_views,
    bulk_views,
    calendar_views,
    chain_views,
    commitment_views,
    factor_views,
    handover_views,
    import_views,
    list_views,
    move_views,
    quick_views,
    resilience_views,
    saved_views,
    series_views,
    stage_views,
    template_views,
    timeline_views,
    views,
)
from apps.actions import collaboration_views as shared
from apps.actions.priorities import views as priority_views
from apps.actions.recommendations import views as recommendation_views

urlpatterns = [
    path(
        "strategy/priorities/<uuid:pk>/actions/",
        priority_views.PriorityActionsView.as_view(),
        name="priority-actions",
    ),
    path(
        "recommendations/<uuid:pk>/actions/",
        recommendation_views.RecommendationActionsView.as_view(),
        name="received-actions",
    ),
    path("chain/", chain_views.ChainView.as_view(), name="action-chain"),
    path("chain/factors/", factor_views.FactorsNowView.as_view(), name="factors-now"),
    path(
        "chain/<str:reference>/resilience/",
        resilience_views.RiskResilienceView.as_view(),
        name="risk-resilience",
    ),
    path("actions/templates/", template_views.TemplateListView.as_view(), name="template-list"),
    path(
        "actions/templates/keep/", template_views.TemplateKeepView.as_view(), name="template-keep"
    ),
    path(
        "actions/templates/<slug:key>/",
        template_views.TemplateStartView.as_view(),
        name="template-start",
    ),
    path(
        "actions/templates/<slug:key>/edit/",
        template_views.TemplateUpdateView.as_view(),
        name="template-update",
    ),
    path(
        "actions/templates/<slug:key>/remove/",
        template_views.TemplateDropView.as_view(),
        name="template-drop",
    ),
    path("handover/", handover_views.HandoverListView.as_view(), name="handover-list"),
    path("handover/<uuid:user>/", handover_views.HandoverView.as_view(), name="handover"),
    path(
        "handover/notes/<uuid:pk>/",
        handover_views.HandoverNoteView.as_view(),
        name="handover-note",
    ),
    path(
        "handover/notes/<uuid:pk>/pdf/",
        handover_views.HandoverPdfView.as_view(),
        name="handover-note-pdf",
    ),
    path("actions/", list_views.ActionListView.as_view(), name="action-list"),
    path("actions/board/", board_views.ActionBoardView.as_view(), name="action-board"),
    path(
        "actions/board/<slug:status>/",
        board_views.ActionBoardColumnView.as_view(),
        name="action-board-column",
    ),
    path("actions/calendar/", calendar_views.ActionCalendarView.as_view(), name="action-calendar"),
    path("actions/timeline/", timeline_views.ActionTimelineView.as_view(), name="action-timeline"),
    path("actions/views/", saved_views.SavedViewListView.as_view(), name="action-view-list"),
    path("actions/views/menu/", saved_views.SavedViewMenuView.as_view(), name="action-view-menu"),
    path(
        "actions/views/new/", saved_views.SavedViewCreateView.as_view(), name="action-view-create"
    ),
    path(
        "actions/views/<uuid:pk>/",
        saved_views.SavedViewChangeView.as_view(),
        name="action-view-change",
    ),
    path("actions/bulk/", bulk_views.BulkListView.as_view(), name="action-bulk-list"),
    path("actions/bulk/new/", bulk_views.BulkChangeView.as_view(), name="action-bulk"),
    path("actions/bulk/<uuid:pk>/", bulk_views.BulkDetailView.as_view(), name="action-bulk-detail"),
    path(
        "actions/bulk/<uuid:pk>/undo/", bulk_views.BulkUndoView.as_view(), name="action-bulk-undo"
    ),
    path(
        "actions/bulk/<uuid:pk>/rest/", bulk_views.BulkRestView.as_view(), name="action-bulk-rest"
    ),
    path(
        "actions/bulk/<uuid:pk>/resume/",
        bulk_views.BulkResumeView.as_view(),
        name="action-bulk-resume",
    ),
    path("actions/imports/", import_views.ImportListView.as_view(), name="action-imports"),
    path(
        "actions/imports/upload/",
        import_views.ImportUploadView.as_view(),
        name="action-import-upload",
    ),
    path(
        "actions/imports/<uuid:pk>/", import_views.ImportDetailView.as_view(), name="action-import"
    ),
    path(
        "actions/imports/<uuid:pk>/problems/",
        import_views.ImportProblemsView.as_view(),
        name="action-import-problems",
    ),
    path(
        "actions/imports/<uuid:pk>/<slug:step>/",
        import_views.ImportStepView.as_view(),
        name="action-import-step",
    ),
    path("actions/new/", views.ActionCreateView.as_view(), name="action-create"),
    path("actions/quick-add/", quick_views.QuickAddView.as_view(), name="action-quick-add"),
    path("actions/<slug:reference>/", views.ActionDetailView.as_view(), name="action-detail"),
    path("actions/<slug:reference>/edit/", views.ActionUpdateView.as_view(), name="action-update"),
    path(
        "actions/<slug:reference>/history/",
        views.ActionHistoryView.as_view(),
        name="action-history",
    ),
    path(
        "actions/<slug:reference>/status/",
        views.ActionTransitionView.as_view(),
        name="action-transition",
    ),
    path(
        "actions/<slug:reference>/archive/",
        archive_views.ActionArchiveView.as_view(),
        name="action-archive",
    ),
    path(
        "actions/<slug:reference>/restore/",
        archive_views.ActionRestoreView.as_view(),
        name="action-restore",
    ),
    path("actions/<slug:reference>/move/", move_views.ActionMoveView.as_view(), name="action-move"),
    path("actions/<slug:reference>/log/", views.ActionLogView.as_view(), name="action-update-log"),
    path(
        "actions/new/commitment/<uuid:pk>/",
        commitment_views.CommitmentActionCreateView.as_view(),
        name="action-from-commitment",
    ),
    path(
        "actions/commitment/<uuid:pk>/",
        commitment_views.CommitmentActionsView.as_view(),
        name="commitment-actions",
    ),
    path(
        "actions/new/stage/<uuid:pk>/",
        stage_views.StageActionCreateView.as_view(),
        name="action-from-stage",
    ),
    path(
        "actions/stage/<uuid:pk>/",
        stage_views.StageActionsView.as_view(),
        name="stage-actions",
    ),
    path("actions/<slug:reference>/links/", views.ActionLinkView.as_view(), name="action-link"),
    path(
        "actions/<slug:reference>/links/<uuid:link>/remove/",
        views.ActionUnlinkView.as_view(),
        name="action-unlink",
    ),
    path("actions/<slug:reference>/comments/", shared.CommentView.as_view(), name="action-comment"),
    path(
        "actions/<slug:reference>/comments/<uuid:comment>/",
        shared.CommentEditView.as_view(),
        name="action-comment-edit",
    ),
    path("actions/<slug:reference>/people/", shared.PeopleView.as_view(), name="action-people"),
    path(
        "actions/<slug:reference>/checklist/",
        shared.ChecklistView.as_view(),
        name="action-checklist",
    ),
    path(
        "actions/<slug:reference>/checklist/<uuid:item>/",
        shared.ChecklistItemView.as_view(),
        name="action-checklist-item",
    ),
    path("actions/<slug:reference>/blockers/", shared.BlockView.as_view(), name="action-block"),
    path(
        "actions/<slug:reference>/blockers/find/",
        shared.BlockerChoicesView.as_view(),
        name="action-blocker-choices",
    ),
    path(
        "actions/<slug:reference>/blockers/<uuid:dependency>/remove/",
        shared.UnblockView.as_view(),
        name="action-unblock",
    ),
    path(
        "actions/<slug:reference>/related/",
        chain_views.ActionRelatedView.as_view(),
        name="action-related",
    ),
    path(
        "actions/<slug:reference>/repeat/",
        series_views.RepeatView.as_view(),
        name="action-repeat",
    ),
    path(
        "actions/<slug:reference>/repeat/dates/",
        series_views.RepeatPreviewView.as_view(),
        name="action-repeat-preview",
    ),
    path(
        "actions/<slug:reference>/repeat/stop/",
        series_views.RepeatStopView.as_view(),
        name="action-repeat-stop",
    ),
    path("actions/<slug:reference>/watch/", shared.WatchView.as_view(), name="action-watch"),
]
