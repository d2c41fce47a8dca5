"""What was recommended to a training State, and what it did: invented, in symbols that say so."""

import csv
import io
from collections.abc import Mapping
from typing import Any

from apps.dashboards.training.people import TrainingState
from apps.recommendations.received.imports import decide_import, take_in_file, work_on_import
from apps.recommendations.received.services import report_on, work_on
from apps.recommendations.received_models import ReceivedRecommendation

Facts = Mapping[str, Any]
HEAD = (
    *("countries_concerned", "text", "upr_recommending_states", "upr_position"),
    *("document_symbol", "upr_session", "provisional", "recommending_body", "type"),
)


def receive(state: TrainingState, facts: Facts) -> list[ReceivedRecommendation]:
    """Bring the invented review in as the office would, then assign and report."""
    review = facts.get("review")
    if review is None:
        return []
    who = state.actors[review["by"]]
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEAD)
    for number, entry in enumerate(review["recommendations"], start=1):
        text = f"{review['paragraph']}.{number} {entry['text']};"
        position = entry.get("position", "Supported")
        row = (state.country.name, text, "", position, review["symbol"], review["session"])
        writer.writerow((*row, "False", "UPR", "Recommendations"))
    batch, _is_new = take_in_file(
        actor=who,
        file_name=f"{review['symbol'].replace('/', '-')}.csv",
        content=out.getvalue().encode(),
        country=state.country,
        as_of=state.day(review["day"]),
    )
    batch = work_on_import(actor=who, batch=batch)
    batch = decide_import(actor=who, batch=batch, take=True)
    batch = work_on_import(actor=who, batch=batch)
    rows = ReceivedRecommendation.objects.filter(batch=batch).select_related("country")
    for number, entry in enumerate(review["recommendations"], start=1):
        _answer(state, who, rows.get(paragraph=f"{review['paragraph']}.{number}"), entry)
    return list(rows)


def _answer(state: TrainingState, who: Any, row: ReceivedRecommendation, entry: Facts) -> None:
    if "lead" in entry:
        changes = {"lead": state.institutions[entry["lead"]], "due_on": state.day(entry.get("due"))}
        work_on(actor=who, recommendation=row, changes=changes)
    for report in entry.get("reports", ()):
        on = state.day(report["day"])
        assert on is not None
        report_on(
            actor=state.actors[report["by"]],
            recommendation=row,
            status=report["status"],
            text=report["text"],
            effective_on=on,
            visibility=report.get("visibility", "government"),
            approve=report.get("approve", False),
        )
