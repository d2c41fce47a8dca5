"""Finds the Chromium that browser tests drive, or installs it: `python -m tests.chromium`."""

import os
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

# Whichever the system has, with the fonts of Arabic and Chinese, in which papers are set as well.
BROWSERS = ("chromium-headless-shell", "chromium")
FONTS = ("fonts-droid-fallback", "fonts-noto-core")
# The shell first: it draws no window of its own, which takes a third of the time.
NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
)
# No sandbox: it does not work for root. The rest keeps a closed network from slowing a test down.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find() -> str | None:
    """The path of a Chromium: CHROMIUM_PATH, one on PATH, or one that Playwright downloaded."""
    given = os.environ.get("CHROMIUM_PATH")
    if given:
        return given
    on_path = next(filter(None, map(shutil.which, NAMES)), None)
    if on_path:
        return on_path
    cache = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache/ms-playwright")
    downloaded = sorted(cache.glob("chromium-*/chrome-linux*/chrome"))
    return str(downloaded[-1]) if downloaded else None


def install() -> None:
    """Install a Chromium of Debian's; ends the program where that fails."""
    _apt("update")
    for name in BROWSERS:
        with suppress(subprocess.CalledProcessError):
            _apt("install", "--yes", "--no-install-recommends", name, *FONTS)
            return
    raise SystemExit("Neither of these could be installed: " + ", ".join(BROWSERS))


def _apt(*arguments: str) -> None:
    subprocess.run(
        ["apt-get", "--quiet", "--quiet", *arguments],
        check=True,
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        stdout=subprocess.DEVNULL,
    )


def main() -> None:
    """Make sure that there is a Chromium, or say in one line what to install."""
    if find():
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        sys.stdout.write("Installing Chromium for the browser tests …\n")
        install()
    if not find():
        raise SystemExit(
            "The browser tests need Chromium: install the package `chromium`, or name one with "
            "CHROMIUM_PATH."
        )


if __name__ == "__main__":
    main()
