"""A process that works as a Celery worker does, and how much memory it takes for it."""

import multiprocessing
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection

import psutil
from django.db import connections


@contextmanager
def worker(serve: Callable[[Connection], None]) -> Iterator[tuple[Connection, psutil.Process]]:
    """A process that does what tasks it is sent, until the block ends."""
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe()
    connections.close_all()
    process = context.Process(target=serve, args=(there,))
    process.start()
    try:
        yield here, psutil.Process(process.pid)
    finally:
        here.send(None)
        process.join()


@contextmanager
def grown(process: psutil.Process) -> Iterator[list[float]]:
    """By how many MB the process grows at most within the block, as the one member of a list."""
    idle = process.memory_info().rss
    most = [0.0]
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(0.02):
            most[0] = max(most[0], (process.memory_info().rss - idle) / 1e6)

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield most
    finally:
        ended.set()
        thread.join()
