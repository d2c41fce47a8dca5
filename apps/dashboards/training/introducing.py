"""What the training network's coordinator brings together, and asks the training States for."""

from collections.abc import Mapping

from apps.dashboards.training.engaging import told
from apps.dashboards.training.people import TrainingState
from apps.engagement.introductions.models import Introduction
from apps.engagement.introductions.services import answer_introduction, introduce
from apps.engagement.nudges.models import Nudge
from apps.engagement.nudges.services import answer_nudge, ask_states
from apps.engagement.offers.models import Support
from focalpoint.acting import acting
from focalpoint.actors import Actor

States = Mapping[str, TrainingState]


def bring_together(coordinator: Actor, states: States) -> list[Introduction]:
    """What the file says that was introduced, and what each side answered."""
    made = []
    for entry in told()["introductions"]:
        with acting(coordinator):
            pair = {
                name: Support.objects.visible_to(coordinator)
                .select_related("country")
                .get(title=entry[name])
                for name in ("offer", "need")
            }
        introduction = introduce(actor=coordinator, message=entry["message"], **pair)
        for code, says in entry["answers"].items():
            answer_introduction(
                actor=states[code].actors[says["by"]],
                introduction=introduction,
                answer=says["answer"],
                note=says.get("note", ""),
            )
        made.append(introduction)
    return made


def ask(coordinator: Actor, states: States) -> list[Nudge]:
    """What the file says that States were asked, and what they answered."""
    made = []
    for entry in told()["questions"]:
        state = states[entry["state"]]
        fields = {"about": entry["about"], "text": entry["text"]}
        [nudge] = ask_states(
            actor=coordinator,
            countries=[state.country],
            fields={**fields, "reply_by": state.day(entry["day"])},
        )
        if "answer" in entry:
            author = state.actors[entry["by"]]
            answer_nudge(actor=author, nudge=nudge, answer=entry["answer"])
        made.append(nudge)
    return made
