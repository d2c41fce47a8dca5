"""Every operation of the API with what each role gets, as for the pages.

Writes are sent without ``If-Match`` and without a body: whoever sees the record is told what is
missing (428 or 400), before anything is done; for whoever does not see it, it does not exist. That
a complete write of those who may not is a 403 is proven for each resource in tests/api.
"""

from tests.contracts.access import (
    APPROVERS,
    GOVERNMENT,
    NETWORK_READERS,
    OFFICE,
    WRITERS,
    Address,
    by_pk,
)
from tests.contracts.access_consultations import CONSULTATION_API
from tests.contracts.access_documents import DOCUMENT_API
from tests.contracts.access_engagement import ENGAGEMENT_API
from tests.contracts.access_events import EVENT_API
from tests.contracts.access_independent import INDEPENDENT_API
from tests.contracts.access_operations import (
    JSON,
    added,
    anybody,
    by_key,
    finding,
    in_assessment,
    of_action,
    of_assessment,
    of_evidence,
    of_measure,
    of_plan,
    part,
    seen,
    unknown,
    written,
)
from tests.contracts.access_received import RECEIVED_API
from tests.contracts.access_strategy import STRATEGY_API
from tests.contracts.world import ANONYMOUS, EVERYBODY, NETWORK_PEOPLE, outcome

API: dict[str, Address] = {
    "api-schema get": Address(dict.fromkeys(EVERYBODY, 200)),
    "api-docs get": Address(dict.fromkeys(EVERYBODY, 200)),
    "api-me get": anybody(),
    "api-inbox get": anybody(),
    "api-inbox-mark post": anybody(400, method="post", options=JSON),
    "api-unknown get": Address(dict.fromkeys(EVERYBODY, 404)),
    # Reference data: open to everybody who is signed in, written by nobody.
    **{
        f"{name}-list get": anybody()
        for name in (
            "api-country",
            "api-organisation",
            "api-framework",
            "api-item",
            "api-treaty",
            "api-treaty-action",
            "api-treaty-statement",
            "api-upr-session",
            "api-upr-slot",
            "api-requirement",
        )
    },
    "api-requirement-detail get": anybody(args=by_pk("requirement")),
    **{
        f"{name}-detail get": anybody(404, args=unknown)
        for name in (
            "api-framework",
            "api-item",
            "api-treaty-action",
            "api-treaty-statement",
            "api-upr-session",
            "api-upr-slot",
        )
    },
    "api-organisation-detail get": anybody(404, args=lambda side: {"code": "NOWHERE"}),
    "api-country-detail get": anybody(args=lambda side: {"code": side.country.code}),
    "api-treaty-detail get": anybody(args=lambda side: {"code": side.treaty.code}),
    "api-treaty-status get": anybody(),
    "api-treaty-changes get": anybody(query="?since=2010-01-01"),
    # The matrices show each reader what is shared with them: to most only what is public.
    # Of one's own State unless another is named.
    "api-progress-record get": Address(
        outcome(200) | dict.fromkeys(NETWORK_PEOPLE, 400) | {ANONYMOUS: 401}
    ),
    "api-matrix-steps get": anybody(),
    "api-matrix-treaties get": anybody(),
    # The other pages of the network are open to those who read it, and so are their operations.
    **{
        f"api-matrix-{name} get": Address(
            outcome(403, **dict.fromkeys(NETWORK_READERS, 200)) | {ANONYMOUS: 401}
        )
        for name in ("assessments", "engagement", "groups")
    },
    "api-changes get": Address(outcome(200, contributor=403, anonymous=401)),
    # Lists show each what they may see; the details prove what that is.
    **{
        f"{name}-list get": anybody()
        for name in (
            "api-institution",
            "api-action",
            "api-action-series",
            "api-bulk-change",
            "api-saved-view",
            "api-progress-report",
            "api-assessment",
            "api-snapshot",
            "api-event",
            "api-mechanism",
            "api-appointment",
            "api-evidence",
            "api-reminder",
            "api-plan",
            "api-obligation",
            "api-occurrence",
            "api-measure",
        )
    },
    "api-institution-detail get": Address(
        outcome(404, **dict.fromkeys((*GOVERNMENT, *NETWORK_READERS), 200)) | {ANONYMOUS: 401},
        outcome(404, **dict.fromkeys(NETWORK_READERS, 200)) | {ANONYMOUS: 401},
        by_pk("office"),
    ),
    **{
        f"{name} get": seen(by_pk(record))
        for name, record in {
            "api-action-detail": "action",
            "api-action-series-detail": "series",
            "api-action-series-history": "series",
            "api-action-history": "action",
            "api-progress-report-detail": "report",
            "api-progress-report-history": "report",
            "api-assessment-detail": "assessment",
            "api-assessment-history": "assessment",
            "api-snapshot-detail": "snapshot",
            "api-snapshot-history": "snapshot",
            "api-event-detail": "event",
            "api-event-history": "event",
            "api-mechanism-detail": "mechanism",
            "api-mechanism-history": "mechanism",
            "api-appointment-detail": "appointment",
            "api-appointment-history": "appointment",
            "api-evidence-detail": "evidence",
            "api-evidence-history": "evidence",
            "api-obligation-detail": "obligation",
            "api-obligation-history": "obligation",
            "api-occurrence-detail": "occurrence",
            "api-occurrence-history": "occurrence",
        }.items()
    },
    **{
        f"api-plan-{name} get": seen(lambda s: {"pk": s.stage.plan_id})
        for name in ("detail", "history")
    },
    **{
        f"api-measure-{name} get": seen(lambda s: {"pk": s.coverage.measure_id})
        for name in ("detail", "history")
    },
    "api-measure-list post": anybody(400, method="post", options=JSON),
    **{
        f"api-measure-detail {method}": written(
            lambda s: {"pk": s.coverage.measure_id}, method=method
        )
        for method in ("put", "patch")
    },
    "api-measure-coverage-list get": seen(of_measure),
    "api-measure-coverage-list post": anybody(400, args=of_measure, method="post", options=JSON),
    "api-measure-coverage-detail get": seen(lambda s: {**of_measure(s), "pk": s.coverage.pk}),
    "api-measure-coverage-detail delete": written(
        lambda s: {**of_measure(s), "pk": s.coverage.pk}, method="delete"
    ),
    "api-plan-list post": anybody(400, method="post", options=JSON),
    **{
        f"api-plan-detail {method}": written(lambda s: {"pk": s.stage.plan_id}, method=method)
        for method in ("put", "patch")
    },
    **{
        f"api-plan-{verb} post": written(lambda s: {"pk": s.stage.plan_id}, method="post")
        for verb in ("drop", "resume", "deposit", "retract")
    },
    "api-plan-stage-list get": seen(of_plan),
    "api-plan-stage-list post": anybody(400, args=of_plan, method="post", options=JSON),
    **{
        f"api-plan-stage-{name} get": seen(lambda s: {**of_plan(s), "pk": s.stage.pk})
        for name in ("detail", "history")
    },
    **{
        f"api-plan-stage-detail {method}": written(
            lambda s: {**of_plan(s), "pk": s.stage.pk}, method=method
        )
        for method in ("put", "patch")
    },
    "api-plan-stage-transition post": written(
        lambda s: {**of_plan(s), "pk": s.stage.pk}, method="post"
    ),
    # What another person changed in bulk, likewise.
    "api-bulk-change-detail get": anybody(404, args=by_pk("bulk")),
    "api-bulk-change-undo post": anybody(404, args=by_pk("bulk"), method="post", options=JSON),
    "api-bulk-item-list get": anybody(404, args=lambda s: {"parent_id": s.bulk.pk}),
    "api-bulk-change-list post": anybody(400, method="post", options=JSON),
    # A view that is shared with the people of a State.
    "api-saved-view-detail get": seen(by_pk("view")),
    "api-saved-view-list post": anybody(400, method="post", options=JSON),
    **{
        f"api-saved-view-detail {method}": written(by_pk("view"), method=method)
        for method in ("put", "patch", "delete")
    },
    "api-template-list get": anybody(),
    "api-template-detail get": seen(by_key),
    "api-template-start post": written(by_key, method="post", status=400),
    # Another person's reminder, even of the same State, is nobody's business.
    "api-reminder-detail get": anybody(404, args=by_pk("reminder")),
    "api-reminder-read post": anybody(404, args=by_pk("reminder"), method="post"),
    # Parts of a record
    "api-action-update-list get": seen(of_action),
    "api-action-link-list get": seen(of_action),
    "api-rating-list get": seen(of_assessment),
    "api-finding-list get": seen(of_assessment),
    "api-action-update-detail get": anybody(404, args=lambda s: {**of_action(s), **unknown(s)}),
    "api-action-link-detail get": seen(lambda s: {**of_action(s), "pk": s.link.pk}),
    "api-finding-detail get": seen(finding),
    "api-finding-history get": seen(finding),
    "api-finding-list post": anybody(400, args=of_assessment, method="post", options=JSON),
    **{
        f"api-finding-detail {method}": written(finding, method=method)
        for method in ("put", "patch")
    },
    **{
        f"api-{name}-list get": seen(of_assessment)
        for name in ("inhibitor-rating", "structure", "assessment-phase", "factor-comment")
    },
    **{
        f"api-{name}-list post": anybody(400, args=of_assessment, method="post", options=JSON)
        for name in ("inhibitor-rating", "structure", "assessment-phase", "factor-comment")
    },
    **{
        f"api-{name}-{what} get": seen(in_assessment(record))
        for name, record in (
            ("inhibitor-rating", "inhibitor"),
            ("structure", "structure"),
            ("assessment-phase", "phase"),
            ("factor-comment", "factor_comment"),
        )
        for what in ("detail", "history")
    },
    **{
        f"api-{name}-detail {method}": written(in_assessment(record), method=method)
        for name, record, methods in (
            ("inhibitor-rating", "inhibitor", ("put", "patch")),
            ("structure", "structure", ("put", "patch", "delete")),
            ("assessment-phase", "phase", ("put", "patch")),
        )
        for method in methods
    },
    **{
        f"api-factor-comment-{verb} post": written(in_assessment("factor_comment"), method="post")
        for verb in ("settle", "reopen")
    },
    "api-rating-detail get": seen(lambda s: {**of_assessment(s), "pk": s.rating.pk}),
    **{
        f"api-{name}-list get": seen(of_action)
        for name in ("action-comment", "checklist-item", "action-dependency", "action-watcher")
    },
    "api-action-comment-detail get": seen(part("comment")),
    "api-checklist-item-detail get": seen(part("checklist_item")),
    "api-action-dependency-detail get": seen(part("dependency")),
    "api-action-watcher-detail get": seen(part("watcher")),
    "api-revision-list get": seen(of_evidence),
    "api-revision-detail get": seen(lambda s: {**of_evidence(s), "pk": s.revision.pk}),
    "api-revision-file get": seen(lambda s: {**of_evidence(s), "pk": s.revision.pk}),
    # New records
    "api-evidence-list post": anybody(400, method="post", options=JSON),
    "api-revision-list post": written(of_evidence, method="post"),
    "api-action-list post": anybody(400, method="post", options=JSON),
    "api-action-series-list post": anybody(400, method="post", options=JSON),
    "api-progress-report-list post": anybody(400, method="post", options=JSON),
    **EVENT_API,
    **STRATEGY_API,
    **DOCUMENT_API,
    **CONSULTATION_API,
    **ENGAGEMENT_API,
    **RECEIVED_API,
    **INDEPENDENT_API,
    "api-event-list post": anybody(400, method="post", options=JSON),
    "api-assessment-list post": anybody(400, method="post", options=JSON),
    "api-obligation-list post": anybody(400, method="post", options=JSON),
    "api-occurrence-list post": anybody(400, method="post", options=JSON),
    **{
        f"api-{name}-detail {method}": written(by_pk(name), method=method)
        for name in ("obligation", "occurrence", "event")
        for method in ("put", "patch")
    },
    **{
        f"api-occurrence-{verb} post": written(by_pk("occurrence"), method="post")
        for verb in ("confirm", "override", "draft", "submit", "review", "skip", "reopen")
    },
    "api-mechanism-list post": anybody(400, method="post", options=JSON),
    "api-directory-list get": anybody(),
    "api-directory-detail get": Address(
        outcome(200, contributor=404, anonymous=401),
        outcome(404, **dict.fromkeys(NETWORK_READERS, 200)) | {ANONYMOUS: 401},
        by_pk("listing"),
    ),
    "api-appointment-list post": anybody(400, method="post", options=JSON),
    "api-action-update-list post": anybody(400, args=of_action, method="post", options=JSON),
    # Here the right is asked before the body, since a link needs none of its own.
    "api-action-link-list post": Address(
        outcome(404, auditor=403, ministry_officer=403)
        | dict.fromkeys(OFFICE, 400)
        | {ANONYMOUS: 401},
        outcome(404) | {ANONYMOUS: 401},
        of_action,
        "post",
        {},
        JSON,
    ),
    "api-action-comment-list post": anybody(400, args=of_action, method="post", options=JSON),
    "api-checklist-item-list post": anybody(400, args=of_action, method="post", options=JSON),
    "api-action-dependency-list post": anybody(400, args=of_action, method="post", options=JSON),
    # Without a body one watches it oneself.
    "api-action-watcher-list post": added(WRITERS, ("auditor",), 201),
    # Changes
    **{
        f"api-{name}-detail {method}": written(part(record), method=method)
        for name, record, methods in (
            ("action-comment", "comment", ("put", "patch")),
            ("checklist-item", "checklist_item", ("put", "patch", "delete")),
            ("action-dependency", "dependency", ("delete",)),
            ("action-watcher", "watcher", ("delete",)),
        )
        for method in methods
    },
    **{
        f"api-action-series-detail {method}": written(by_pk("series"), method=method)
        for method in ("put", "patch")
    },
    **{
        f"api-action-series-{verb} post": written(by_pk("series"), method="post")
        for verb in ("stop", "resume")
    },
    "api-action-detail patch": written(by_pk("action"), method="patch"),
    "api-action-transition post": written(by_pk("action"), method="post"),
    "api-action-link-detail delete": written(
        lambda s: {**of_action(s), "pk": s.link.pk}, method="delete"
    ),
    "api-rating-detail patch": written(
        lambda s: {**of_assessment(s), "pk": s.rating.pk}, method="patch"
    ),
    "api-assessment-detail patch": written(by_pk("assessment"), method="patch"),
    **{
        f"api-{name}-detail put": written(by_pk(name), method="put")
        for name in ("action", "assessment", "mechanism", "appointment", "evidence")
    },
    "api-rating-detail put": written(
        lambda s: {**of_assessment(s), "pk": s.rating.pk}, method="put"
    ),
    "api-rating-history get": seen(lambda s: {**of_assessment(s), "pk": s.rating.pk}),
    **{
        f"api-assessment-{verb} post": written(by_pk("assessment"), method="post")
        for verb, names in {
            "move": OFFICE,
            "next": OFFICE,
            "correct": OFFICE,
            "submit": OFFICE,
            "return": APPROVERS,
            "approve": APPROVERS,
            "withdraw": OFFICE,
            "reopen": OFFICE,
        }.items()
    },
    "api-progress-report-approve post": written(by_pk("report"), method="post"),
    "api-progress-report-share post": written(by_pk("report"), method="post"),
    "api-snapshot-share post": written(by_pk("snapshot"), method="post"),
    "api-mechanism-detail patch": written(by_pk("mechanism"), method="patch"),
    "api-appointment-detail patch": written(by_pk("appointment"), method="patch"),
    "api-evidence-detail patch": written(by_pk("evidence"), method="patch"),
    "api-evidence-withdraw post": written(by_pk("evidence"), method="post"),
    "api-evidence-restore post": written(by_pk("evidence"), method="post"),
    "api-appointment-end post": written(by_pk("appointment"), method="post"),
}
