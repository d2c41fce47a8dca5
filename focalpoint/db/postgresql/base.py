"""The database backend that `config.connections` names."""

import select
import time

from django.db.backends.postgresql import base

# Seconds for which a connection that answered is believed while nothing comes over it.
BELIEVED = 10


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, but a connection that answered a moment ago is not tried with a statement again.

    A server that ends a connection says so: there is something to read. One that went without a
    word is found by asking, which for each request would be one of the four statements that a short
    one costs, and is done from time to time.
    """

    asked_at = float("-inf")

    def is_usable(self) -> bool:
        now = time.monotonic()
        if now < self.asked_at + BELIEVED and not self.errors_occurred and not self._has_news():
            return True
        self.asked_at = now
        return super().is_usable()

    def _has_news(self) -> bool:
        if self.connection is None or self.connection.closed:
            return True
        waiting = select.poll()
        waiting.register(self.connection.fileno(), select.POLLIN)
        return bool(waiting.poll(0))
