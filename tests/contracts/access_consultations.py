"""The pages of consultations: those of the focal point's office, and those of contributors."""

from typing import Any

from tests.contracts.access import (
    NOT_GOVERNMENT,
    OFFICE,
    Address,
    by_pk,
    by_reference,
    everybody,
    record,
)

ASSESSMENT = by_reference("assessment")
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
    "consultation-step": record(
        lambda side: {"pk": side.consultation.pk, "step": "open"}, may=OFFICE, gated=NOT_OFFICE
    ),
    "consultation-record": record(by_pk("consultation_record")),
    # A link or a cookie opens them, whoever is signed in besides.
    "guest-open": everybody(404, args=lambda side: {"token": "guess"}),
    "guest-code": everybody(404, args=lambda side: {"token": "guess"}),
    "guest-consultation": everybody(404, args=by_pk("consultation")),
    "guest-leave": everybody(404, args=by_pk("consultation"), method="post"),
}
