"""The pages of consultations: those of the focal point's office, and those of contributors."""

from typing import Any

from tests.contracts.access import (
    APPROVERS,
    NOT_GOVERNMENT,
    OFFICE,
    Address,
    Arguments,
    by_pk,
    by_reference,
    everybody,
    record,
)
from tests.contracts.access_operations import JSON, anybody, seen, unknown, written

ASSESSMENT = by_reference("assessment")
CONSULTATION = by_pk("consultation")
# Nobody of the State but the focal point's office has to do with a consultation.
NOT_OFFICE = ("ministry_officer", "auditor", *NOT_GOVERNMENT)


def of_consultation(
    method: str = "get", data: Any = None, status: int = 200, **names: str
) -> Address:
    """A page of the consultation of a side, and of a part of it that ``names`` name."""
    return record(
        lambda side: {
            "pk": side.consultation.pk,
            **{key: getattr(side, name).pk for key, name in names.items()},
        },
        may=OFFICE,
        gated=NOT_OFFICE,
        method=method,
        data=data,
        status=status,
    )


CONSULTATION_PAGES: dict[str, Address] = {
    "consultation-list": record(ASSESSMENT, may=OFFICE, gated=NOT_OFFICE),
    "consultation-create": record(ASSESSMENT, may=OFFICE, gated=NOT_OFFICE),
    "consultation-detail": of_consultation(),
    "consultation-update": of_consultation(),
    "question-create": of_consultation(),
    "question-update": of_consultation(question="question"),
    "consultation-invite": of_consultation(),
    "consultation-invitation": of_consultation(
        invitation="asked", method="post", data={"revoke": "1"}, status=302
    ),
    "consultation-answers": of_consultation(),
    "submission-detail": of_consultation(submission="answer"),
    "submission-file": of_consultation(submission="answer", file="answer_file"),
    "submission-take-up": of_consultation(
        submission="answer", file="answer_file", method="post", status=302
    ),
    "consultation-step": record(
        lambda side: {"pk": side.consultation.pk, "step": "open"}, may=OFFICE, gated=NOT_OFFICE
    ),
    "consultation-record": record(by_pk("consultation_record")),
    # A link or a cookie opens them, whoever is signed in besides.
    "guest-open": everybody(404, args=lambda side: {"token": "guess"}),
    "guest-code": everybody(404, args=lambda side: {"token": "guess"}),
    "guest-consultation": everybody(404, args=by_pk("consultation")),
    "guest-files": everybody(404, args=by_pk("consultation"), method="post"),
    "guest-leave": everybody(404, args=by_pk("consultation"), method="post"),
}


def in_consultation(name: str = "") -> Arguments:
    """The parts of the consultation of a side, or one of them."""
    return lambda side: {
        "parent_id": side.consultation.pk,
        **({"pk": getattr(side, name).pk} if name else {}),
    }


# Ministries and auditors of the State find no more of it than people abroad.
CONSULTATION_API: dict[str, Address] = {
    "api-consultation-list get": anybody(),
    "api-consultation-list post": anybody(400, method="post", options=JSON),
    **{
        f"api-consultation-{what} get": seen(CONSULTATION, *OFFICE)
        for what in ("detail", "history")
    },
    **{
        f"api-consultation-detail {method}": written(CONSULTATION, *OFFICE, method=method)
        for method in ("put", "patch")
    },
    **{
        f"api-consultation-{verb} post": written(CONSULTATION, *OFFICE, method="post")
        for verb in ("open", "close", "finish")
    },
    **{
        f"api-{name}-list get": seen(in_consultation(), *OFFICE)
        for name in ("question", "contributor", "submission")
    },
    **{
        f"api-{name}-list post": anybody(400, args=in_consultation(), method="post", options=JSON)
        for name in ("question", "contributor")
    },
    **{
        f"api-{name}-detail get": seen(in_consultation(part), *OFFICE)
        for name, part in (
            ("question", "question"),
            ("contributor", "asked"),
            ("submission", "answer"),
        )
    },
    **{
        f"api-question-detail {method}": written(
            in_consultation("question"), *OFFICE, method=method
        )
        for method in ("put", "patch", "delete")
    },
    **{
        f"api-contributor-{verb} post": written(in_consultation("asked"), *OFFICE, method="post")
        for verb in ("revoke", "renew")
    },
    **{
        f"api-submission-{verb} post": written(in_consultation("answer"), *OFFICE, method="post")
        for verb in ("moderate", "respond")
    },
    # Whoever is not named for a population finds none.
    "api-population-list get": anybody(),
    "api-population-detail get": seen(by_pk("population"), *APPROVERS),
    # One's own alone; nobody in this world has asked for one.
    "api-assessment-report-list get": anybody(),
    "api-assessment-report-list post": anybody(400, method="post", options=JSON),
    "api-assessment-report-detail get": anybody(404, args=unknown),
    "api-assessment-report-file get": anybody(404, args=unknown),
}
