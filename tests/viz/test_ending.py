"""A viewer that is told to end does so, also when a page has stopped listening."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from viz.viewer.server import LAST

PROJECT = Path(__file__).resolve().parents[2]
# Far longer than it takes, shorter than what ends it whatever it is at.
PATIENCE = 0.75 * LAST
LARGE_FILE = "/_solara/cdn/echarts@5.4.0/dist/echarts.min.js"
# Together more than the system holds back for somebody who does not read.
TIMES = 20


@pytest.fixture
def viewer():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    command = [sys.executable, "run.py", "view", "--region", "sample", "--port", str(port)]
    process = subprocess.Popen(
        command,
        cwd=PROJECT,
        env=os.environ | {"PYTHONPATH": str(PROJECT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    yield process, port
    process.kill()
    process.wait()


def asks_and_never_reads(port):
    """A page that asks for more than what may be on its way, and takes none of it."""
    asking = socket.socket()
    asking.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
    asking.connect(("127.0.0.1", port))
    request = f"GET {LARGE_FILE} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n"
    asking.sendall(TIMES * request.encode())
    # The answer has begun: its first byte is looked at, not taken.
    assert asking.recv(1, socket.MSG_PEEK)
    return asking


@pytest.mark.skipif(os.name != "posix", reason="signals are told to processes on POSIX only")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_it_ends_though_a_page_does_not_listen(viewer, name):
    process, port = viewer
    until = time.monotonic() + 2 * PATIENCE
    while time.monotonic() < until:
        with contextlib.suppress(OSError):
            page = asks_and_never_reads(port)
            break
        time.sleep(0.1)
    number = signal.Signals[name]
    with page:
        process.send_signal(number)
        assert process.wait(PATIENCE) == 128 + number
