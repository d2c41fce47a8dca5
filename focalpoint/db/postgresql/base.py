"""The database backend that `config.connections` names."""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, but a connection over which nothing has come is not tried with a statement.

    A server that ends a connection says so: there is something to read. Only then is it asked; a
    statement for each request would be one of the four that a short one costs.
    """

    def is_usable(self) -> bool:
        return not self._has_news() or super().is_usable()

    def _has_news(self) -> bool:
        if self.connection is None or self.connection.closed:
            return True
        waiting = select.poll()
        waiting.register(self.connection.fileno(), select.POLLIN)
        return bool(waiting.poll(0))
