"""What the training States show of themselves: in the directory, and to everybody."""

from collections.abc import Mapping
from typing import Any

from apps.appointments.directory.services import show_in_directory
from apps.appointments.directory_models import FACTS
from apps.appointments.models import Appointment
from apps.appointments.publicity.services import set_public_page
from apps.dashboards.training.people import TrainingState
from focalpoint.acting import acting

Facts = Mapping[str, Any]


def publish(state: TrainingState, facts: Facts) -> list[Any]:
    """What the file says that is shown, and of whom."""
    made: list[Any] = [_entry(state, each) for each in facts.get("directory", ())]
    page = facts.get("public_page")
    if page:
        head = state.actors[page["by"]]
        made.append(
            set_public_page(
                actor=head, country=state.country, is_on=page["open"], reason=page["reason"]
            )
        )
    return made


def _entry(state: TrainingState, entry: Facts) -> Any:
    head = state.actors[entry["by"]]
    with acting(head):
        appointment = Appointment.objects.visible_to(head).get(
            country=state.country, person_name=entry["person"]
        )
    fields = {name: entry[name] for name in ("email", "phone", "languages") if name in entry}
    shown = {f"show_{name}": entry["show"][name] for name in FACTS if name in entry["show"]}
    return show_in_directory(
        actor=head, appointment=appointment, fields={**fields, **shown}, version=None
    )
