"""What the training States did at meetings, as its people would record it."""

import pytest
import yaml
from django.utils import timezone

from apps.dashboards.management.commands.load_demo import DATA
from apps.dashboards.training.engaging import take_part
from apps.dashboards.training.introducing import ask, bring_together
from apps.dashboards.training.people import build_state
from apps.dashboards.training.sharing import share
from apps.engagement.lessons.models import Lesson
from apps.engagement.meetings.models import Gathering, MeetingCommitment, Participation
from apps.engagement.offers.models import Side
from apps.engagement.partnerships.models import Milestone
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from tests import factories as f

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_two_states_attend_one_exercise() -> None:
    facts = yaml.safe_load(DATA.read_text(encoding="utf-8"))["states"]
    states = {}
    for told in facts:
        with acting(SYSTEM, reason="training"):
            state = build_state(told, timezone.now().date())
        take_part(state)
        share(state)
        states[told["code"]] = state
    coordinator = f.actor(Role.COORDINATOR)
    [introduction] = bring_together(coordinator, states)
    assert len(ask(coordinator, states)) == 2
    with acting(SYSTEM):
        assert set(Gathering.objects.values_list("is_training", flat=True)) == {True}
        met = Gathering.objects.get(title__contains="Practice meeting")
        assert Participation.objects.filter(gathering=met, approved_at__isnull=False).count() == 2
        assert set(MeetingCommitment.objects.values_list("status", flat=True)) == {"open", "kept"}
        assert set(Lesson.objects.values_list("language", flat=True)) == {"en", "fr"}
        introduction.refresh_from_db()
        assert introduction.status == "proposed"
        assert introduction.answer_of(Side.OFFER) == "yes"
        assert Milestone.objects.filter(reached_on=None).count() == 1
