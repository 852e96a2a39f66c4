"""A running viewer and a browser that does what a planner does; every request is written down."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

import pytest

PROJECT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
]  # fmt: skip
# A first answer opens a region; a machine that compiles needs longer.
PATIENCE_MS = 120_000
LOOPBACK = {"127.0.0.1", "localhost"}
QUICK = "run.region=sample&run.months=24&run.draws=2"


@pytest.fixture(scope="session")
def playwright():
    lacking = [name for name in ("playwright", "solara") if find_spec(name) is None]
    if CHROMIUM is None:
        lacking.append("chromium (apt-get install chromium)")
    if lacking and os.environ.get("BROWSER_TESTS") == "required":
        pytest.fail(f"not installed: {', '.join(lacking)}")
    if lacking:
        pytest.skip(f"not installed: {', '.join(lacking)}")
    from playwright import sync_api as library

    with library.sync_playwright() as running:
        yield running


def free_port() -> int:
    with contextlib.closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@pytest.fixture(scope="session")
def results(tmp_path_factory) -> Path:
    """The folder of results that the server was started with."""
    return tmp_path_factory.mktemp("results")


@pytest.fixture(scope="session")
def server(playwright, results) -> Iterator[str]:
    """The address of a viewer of the sample region, started as a planner starts it."""
    port = free_port()
    command = [sys.executable, "run.py", "--lang", "en", "view", str(results)]
    command += ["--region", "sample", "--port", str(port), "--workers", "2"]
    process = subprocess.Popen(command, cwd=PROJECT, env=os.environ | {"PYTHONPATH": str(PROJECT)})
    url = f"http://127.0.0.1:{port}/"
    try:
        wait_until_up(url, process)
        yield url
    finally:
        process.terminate()
        process.wait(20)


def wait_until_up(url: str, process: subprocess.Popen) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if process.poll() is not None:
            pytest.fail(f"the viewer ended with {process.returncode}")
        with contextlib.suppress(OSError):
            urllib.request.urlopen(url, timeout=5).close()
            return
        time.sleep(0.2)
    pytest.fail("the viewer did not answer within a minute")


@pytest.fixture(scope="session")
def browser(playwright):
    running = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield running
    running.close()


@pytest.fixture
def visit(server, browser):
    """Open a page by its link; all its requests must stay on this machine, nothing may break."""
    contexts, asked, broken = [], [], []

    def open_page(query: str = QUICK, lang: str = "en", width: int = 1280, height: int = 800):
        context = browser.new_context(
            viewport={"width": width, "height": height}, accept_downloads=True
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("request", lambda request: asked.append(request.url))
        page.on("websocket", lambda socket: asked.append(socket.url))
        page.on("pageerror", lambda error: broken.append(str(error)))
        page.goto(f"{server}?{query}&lang={lang}")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert asked, "no request was seen"
    assert {urlsplit(url).hostname for url in asked if is_request(url)} <= LOOPBACK
    assert broken == []


def is_request(url: str) -> bool:
    """Whether an address is asked over a network: not what the page holds itself."""
    return urlsplit(url).scheme not in ("data", "blob")


def until_done(page, *, beside: str = "") -> str:
    """Wait for the complete answer and return its sentence, another one than `beside`."""
    if beside:
        words = page.locator(".oc-sentence")
        page.wait_for_function(
            "old => document.querySelector('.oc-sentence')?.textContent !== old", arg=beside
        )
        assert words.count() == 1
    page.locator("[data-stage=done]").wait_for()
    return page.locator(".oc-sentence").inner_text()
