"""A real web server that can be killed, and somebody who sends forms to it."""

import http.client
import secrets
import socket
from typing import Any

from django.conf import settings
from django.test import Client

from apps.accounts.models import User
from tests.processes import Launcher, Process, wait_until

BOUNDARY = "----------------------------focalpoint"
END = f"--{BOUNDARY}--\r\n".encode()


class WebServer:
    """Gunicorn as in production, on a port of its own; ``user`` is signed in."""

    def __init__(self, launch: Launcher, user: User, **env: str) -> None:
        self.launch = launch
        self.port = free_port()
        self.env = {"BIND": f"127.0.0.1:{self.port}", "WEB_CONCURRENCY": "1", **env}
        client = Client()
        client.force_login(user)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.csrf = secrets.token_hex(16)
        self.cookies = f"{settings.SESSION_COOKIE_NAME}={session}; csrftoken={self.csrf}"
        self.process: Process | None = None

    def start(self) -> None:
        arguments = ["-m", "gunicorn", "-c", "python:config.gunicorn", "config.wsgi"]
        self.process = self.launch.run(*arguments, **self.env)
        wait_until(self.is_up, "the web server answers")

    def is_up(self) -> bool:
        try:
            asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
            asked.request("GET", "/healthz")
            return asked.getresponse().status == 200
        except OSError:
            return False

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()

    def begin(self, path: str, body: bytes, *, part: float = 1.0) -> socket.socket:
        """Send the head and a part of a form; the connection stays open."""
        head = (
            f"POST {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {self.cookies}\r\n"
            f"X-CSRFToken: {self.csrf}\r\nX-Requested-With: XMLHttpRequest\r\n"
            f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\n"
            f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        )
        line = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        line.sendall(head.encode() + body[: int(len(body) * part)])
        return line

    def post(self, path: str, body: bytes) -> int | None:
        """The status of the answer to a form; ``None`` where the server died before it answered."""
        try:
            with self.begin(path, body) as line:
                answer: Any = line.makefile("rb").readline().split()
        except OSError:
            return None
        return int(answer[1]) if len(answer) > 1 else None


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def field(name: str, value: str) -> bytes:
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
    return f"{head}{value}\r\n".encode()


def file(field_name: str, name: str, content: bytes, kind: str = "text/plain") -> bytes:
    head = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{field_name}"; filename="{name}"'
        f"\r\nContent-Type: {kind}\r\n\r\n"
    )
    return head.encode() + content + b"\r\n"
