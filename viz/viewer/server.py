"""Starts the viewer: workers beside the server, pages on loopback, nothing from the network."""

import errno
import os
import signal
import socket
import sys
import threading
import warnings
from collections.abc import Callable
from importlib.util import find_spec
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING

from sim.errors import InputError, Phrase
from sim.scenario import scenario_over
from viz.viewer.draft import DEFAULT_PRESET

if TYPE_CHECKING:
    from types import FrameType

    import uvicorn

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8765
TRIED_PORTS = 20
# Seconds that pages have to say goodbye once the server was told to end, and after which it ends
# whatever it is at.
GOODBYE, LAST = 1, 20.0
# A page that lost its server is forgotten after this; the link brings its question back.
FORGOTTEN_AFTER = "10m"
SETTINGS = {
    "SOLARA_APP": "viz.viewer.app",
    "SOLARA_MODE": "production",
    "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "False",
    "SOLARA_ASSETS_FONTAWESOME_ENABLED": "False",
    "SOLARA_THEME_LOADER": "plain",
    "SOLARA_THEME_SHOW_BANNER": "False",
    "SOLARA_THEME_TITLE": "Oasis Chains 绿洲链",
    "SOLARA_KERNEL_CULL_TIMEOUT": FORGOTTEN_AFTER,
}


def check_installed() -> None:
    """Raise InputError where the viewer's libraries, or its files for the browser, are missing."""
    for name in ("solara", "solara_assets"):
        if find_spec(name) is None:
            raise InputError("viewer_missing", expected=Phrase("viewer.install"))


def open_socket(host: str, port: int) -> socket.socket:
    """A socket that listens there. InputError where the port is taken or the host is not ours."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM)
    if os.name == "posix":
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((host, port))
        found.listen(128)
    except OSError as problem:
        found.close()
        if problem.errno == errno.EADDRINUSE:
            raise InputError(
                "port_taken", where="--port", got=port, nearest=_free_port(host, port)
            ) from problem
        raise InputError("no_such_host", where="--host", got=f"{host}:{port}") from problem
    return found


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the host."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def serve(
    host: str = DEFAULT_HOST,
    port: int = DEFAULT_PORT,
    *,
    lang: str = "en",
    workers: int = 2,
    results: Path = Path("results"),
    region: str | None = None,
    ready: Callable[[str], None] = lambda url: None,
) -> None:
    """Serve until stopped; `ready` is told the address when the port is open.

    workers: processes that answer; results: folder in which kept results are written and looked
    for; region: that of the first question. InputError where the port is taken.
    """
    check_installed()
    listening = open_socket(host, port)
    os.environ.update(SETTINGS)
    # Solara reads its settings when it is imported.
    import solara.server.settings
    import uvicorn

    # Cookies of pages inside other pages, which the guard does not allow.
    warnings.filterwarnings("ignore", message="Cookies with samesite=none", category=UserWarning)
    from solara.server.starlette import app

    from viz.viewer import served
    from viz.viewer.guard import LOOPBACK, guarded
    from viz.viewer.pool import Pool

    layer = {"run": {"region": region}} if region else {}
    assets = Path(solara.server.settings.assets.proxy_cache_dir)
    hosts = LOOPBACK if is_loopback(host) else None
    config = uvicorn.Config(
        guarded(app, hosts, assets),
        # Of pages that went without a goodbye nobody need hear.
        log_level="critical",
        access_log=False,
        timeout_graceful_shutdown=GOODBYE,
        # Packing what stays on this machine, or in its network, only takes time.
        ws_per_message_deflate=False,
    )
    shown = f"[{host}]" if ":" in host else host
    # The server hands a signal on when it has shut down; the workers must be stopped after that.
    signal.signal(signal.SIGTERM, _end)
    # Ctrl-C may come before the server has begun, which Python would tell of.
    warnings.filterwarnings("ignore", message="coroutine 'Server.serve' was never awaited")
    pool = Pool(workers, warm_up=scenario_over(DEFAULT_PRESET, layer))
    try:
        served.hold(pool, lang, results, region)
        ready(f"http://{shown}:{listening.getsockname()[1]}/")
        _server(config).run(sockets=[listening])
    finally:
        pool.close()


def _server(config: "uvicorn.Config") -> "uvicorn.Server":
    """The server; told to end, it does so whatever its pages are at."""
    import uvicorn

    class Server(uvicorn.Server):
        """Waits for its pages, but not for ever: one may be gone without a word."""

        def handle_exit(self, sig: int, frame: "FrameType | None") -> None:
            _end_soon(sig)
            super().handle_exit(sig, frame)

    return Server(config)


def _end_soon(number: int) -> None:
    """End soon whatever still runs; workers end with their server, files are whole."""
    ending = threading.Timer(LAST, os._exit, (128 + number,))
    ending.daemon = True
    ending.start()


def _end(number: int, frame: object) -> None:
    """End as a program that was told to, but not before everything is put away."""
    _end_soon(number)
    sys.exit(128 + number)


def _free_port(host: str, port: int) -> int | None:
    """A port near the one that is taken."""
    for other in range(port + 1, port + TRIED_PORTS):
        try:
            open_socket(host, other).close()
        except InputError:
            continue
        return other
    return None
