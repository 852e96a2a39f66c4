"""What stands between the network and the server: only this page talks to it, and it to nobody.

A page elsewhere on the web could make its reader's browser talk to a server on the same machine;
names of hosts and origins are therefore checked. Files the server does not have are refused
instead of fetched, and the browser is told to load nothing from anywhere else.
"""

from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
ASSETS = "/_solara/cdn/"
# Pages of Solara's own that tell about the server.
CLOSED = ("/resourcez", "/_solara/auth")
POLICY = (
    "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; object-src 'none'; "
    "base-uri 'self'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
)


def guarded(application: Application, hosts: frozenset[str] | None, assets: Path) -> Application:
    """Wrap an application; `hosts` are names it may be called by, None for any."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await application(scope, receive, send)
            return
        headers = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]
        }
        if not _is_welcome(scope["path"], headers, hosts, assets):
            await _refuse(scope, receive, send)
            return

        async def send_with_policy(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *HEADERS]
            await send(message)

        await application(scope, receive, send_with_policy)

    return answer


def _is_welcome(
    path: str, headers: dict[str, str], hosts: frozenset[str] | None, assets: Path
) -> bool:
    host = headers.get("host", "")
    if hosts is not None and name_of(host) not in hosts:
        return False
    origin = headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != host:
        return False
    if path.startswith(ASSETS):
        return is_file_in(path.removeprefix(ASSETS), assets)
    return not any(path.startswith(closed) for closed in CLOSED)


def name_of(host: str) -> str:
    """The name in a Host header, without its port: "localhost:8765", "[::1]:8765"."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def is_file_in(path: str, folder: Path) -> bool:
    """Whether a path of a request is a file of a folder, and not outside it."""
    try:
        place = (folder / path.lstrip("/")).resolve()
        return place.is_relative_to(folder.resolve()) and place.is_file()
    except (OSError, ValueError):
        return False


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008})
        return
    body = b"not here"
    lines: Iterable[tuple[bytes, bytes]] = (
        (b"content-type", b"text/plain"),
        (b"content-length", str(len(body)).encode()),
    )
    await send({"type": "http.response.start", "status": 404, "headers": [*lines, *HEADERS]})
    await send({"type": "http.response.body", "body": body})
