"""Every reminder arrives, and none arrives twice, whatever dies on the way.

A real worker, a real Redis, a real SMTP server and the real database; beat ticks every second.
"""

import time

import pytest

from tests.faults.conftest import Broker, World
from tests.faults.mail_server import MailServer
from tests.processes import PATIENCE, Launcher, wait_until

pytestmark = [pytest.mark.fault, pytest.mark.django_db(transaction=True)]


def test_a_worker_killed_in_mid_delivery_loses_nothing_and_repeats_nothing(
    world: World, launch: Launcher, mail_server: MailServer
) -> None:
    world.people_with_deadlines(10)
    mail_server.hold_before_taking = 4
    worker = launch.worker()
    launch.beat()
    assert mail_server.holding.wait(PATIENCE)
    worker.kill()
    assert mail_server.hung_up.wait(PATIENCE)
    launch.worker()
    world.wait_for_all()
    world.assert_each_was_told_once()


def test_a_worker_killed_before_it_hears_the_answer_repeats_one_message_recognisably(
    world: World, launch: Launcher, mail_server: MailServer
) -> None:
    """The one window that SMTP leaves open: taken by the server, unknown to the sender."""
    world.people_with_deadlines(10)
    mail_server.hold_after_taking = 4
    worker = launch.worker()
    launch.beat()
    assert mail_server.holding.wait(PATIENCE)
    worker.kill()
    mail_server.release()
    launch.worker()
    world.wait_for_all()
    world.assert_ledger_is_settled()
    assert sorted(mail_server.counts.values()) == [*[1] * 9, 2]
    # Both copies carry the same Message-ID, so that mail programs show one.
    assert len({message.message_id for message in mail_server.arrived}) == 10


def test_a_broker_that_is_killed_and_comes_back_empty_loses_nothing(
    world: World, launch: Launcher, mail_server: MailServer, broker: Broker
) -> None:
    world.people_with_deadlines(10)
    mail_server.hold_before_taking = 4
    launch.worker()
    launch.beat()
    assert mail_server.holding.wait(PATIENCE)
    broker.kill()
    mail_server.release()
    time.sleep(1)
    broker.start()
    world.wait_for_all()
    world.assert_each_was_told_once()


def test_a_broker_that_dies_before_anything_is_sent_only_delays(
    world: World, launch: Launcher, broker: Broker
) -> None:
    launch.worker()
    broker.kill()
    launch.beat()
    world.people_with_deadlines(5)
    time.sleep(1)
    broker.start()
    world.wait_for_all()
    world.assert_each_was_told_once()


def test_two_beats_and_two_workers_tell_everybody_once(world: World, launch: Launcher) -> None:
    world.people_with_deadlines(20)
    for _ in range(2):
        launch.worker()
    for _ in range(2):
        launch.beat()
    world.wait_for_all()
    time.sleep(3)  # several more ticks of both
    world.assert_each_was_told_once()


def test_the_same_sweep_many_times_at_once_writes_each_reminder_once(
    world: World, launch: Launcher
) -> None:
    world.people_with_deadlines(20)
    workers = [launch.worker("--concurrency=2") for _ in range(2)]
    command = (
        "from apps.reminders.tasks import sweep_deadlines_task as s; [s.delay() for _ in range(30)]"
    )
    launch.manage("shell", "-c", command)
    succeeded = "sweep_deadlines_task"
    wait_until(lambda: sum(w.output.count("task_succeeded") for w in workers) >= 30, succeeded)
    launch.beat()
    world.wait_for_all()
    world.assert_each_was_told_once()


@pytest.mark.parametrize("answer", ["451 4.3.0 Not now", "421 4.3.2 Closing down"])
def test_a_server_that_refuses_for_a_while_only_delays(
    world: World, launch: Launcher, mail_server: MailServer, answer: str
) -> None:
    world.people_with_deadlines(5)
    mail_server.refusal = answer
    worker = launch.worker()
    launch.beat()
    worker.wait_for(answer)
    time.sleep(2)
    assert mail_server.arrived == []
    mail_server.refusal = ""
    world.wait_for_all()
    world.assert_each_was_told_once()


def test_a_server_that_is_away_only_delays(
    world: World, launch: Launcher, mail_server: MailServer
) -> None:
    world.people_with_deadlines(5)
    mail_server.stop()
    worker = launch.worker()
    launch.beat()
    worker.wait_for("ConnectionRefusedError")
    MailServer.start(mail_server)
    world.wait_for_all()
    world.assert_each_was_told_once()


def test_a_server_that_hangs_is_left_and_tried_again(
    world: World, launch: Launcher, mail_server: MailServer
) -> None:
    world.people_with_deadlines(5)
    mail_server.hold_before_taking = 1
    worker = launch.worker()
    launch.beat()
    worker.wait_for("timed out")
    world.wait_for_all()
    world.assert_each_was_told_once()


def test_many_recipients_by_two_processes(
    world: World, launch: Launcher, mail_server: MailServer
) -> None:
    world.people_with_deadlines(60)
    launch.worker("--concurrency=2")
    launch.beat()
    world.wait_for_all()
    world.assert_each_was_told_once()
    ids = [message.message_id for message in mail_server.arrived]
    assert len(ids) == len(set(ids))
