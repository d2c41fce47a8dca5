"""What a deadline source asks is compiled once and kept: it must not depend on when that was."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from apps.reminders.addressing import NO_DEADLINE, compiled
from focalpoint.deadlines import sources


@pytest.mark.django_db
@pytest.mark.parametrize("kind", sorted(sources()))
def test_it_asks_the_same_tomorrow(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def asked() -> Any:
        return compiled(sources()[kind].open_deadlines(), NO_DEADLINE)

    today = asked()
    monkeypatch.setattr(timezone, "now", lambda: dt.datetime(2031, 5, 1, tzinfo=dt.UTC))
    assert asked() == today
