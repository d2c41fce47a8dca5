"""Where each role works: the page that opens after sign-in."""

from focalpoint.actors import Actor
from focalpoint.roles import FOCAL_POINT_OFFICE, Role

# By URL name; the first that fits. The pages belong to apps above this one.
WORKPLACES: tuple[tuple[frozenset[Role], str], ...] = (
    (FOCAL_POINT_OFFICE, "my-work"),
    (frozenset({Role.MINISTRY_OFFICER}), "ministry"),
    (frozenset({Role.COORDINATOR, Role.SECRETARIAT}), "network"),
)
# Says what to do next, where no page is one's own.
WELCOME = "welcome"


def workplace_of(actor: Actor) -> str:
    """The name of the page on which ``actor`` works."""
    for roles, name in WORKPLACES:
        if roles & actor.roles:
            return name
    if Role.AUDITOR in actor.roles:
        return "network" if actor.reads_network else "action-list"
    return WELCOME
