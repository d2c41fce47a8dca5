"""Finds the Chromium that browser tests drive, or installs it: `python -m tests.chromium`."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

# With it the fonts of Arabic and Chinese, in which papers are set as well.
PACKAGES = ("chromium", "fonts-droid-fallback", "fonts-noto-core")
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
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
    """Install Debian's Chromium where we may; raises CalledProcessError when that fails."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (("update",), ("install", "--yes", "--no-install-recommends", *PACKAGES)):
        subprocess.run(
            ["apt-get", "--quiet", "--quiet", *arguments],
            check=True,
            env=environment,
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
