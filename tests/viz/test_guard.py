"""The guard: only pages of this server talk to it, and it never reaches beyond its own files."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from viz.viewer.guard import LOOPBACK, guarded


def ask(tmp_path, path="/", host="127.0.0.1:8765", origin=None, hosts=LOOPBACK, kind="http"):
    """Status of a request, 200 where it reaches the application; 1008 for a closed socket."""
    seen = []

    async def application(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def receive():
        return {"type": "websocket.connect"}

    async def send(message):
        seen.append(message)

    headers = [(b"host", host.encode())]
    if origin is not None:
        headers.append((b"origin", origin.encode()))
    scope = {"type": kind, "path": path, "headers": headers}
    # A thread of its own: the browser tests leave a loop running in this one.
    with ThreadPoolExecutor(1) as thread:
        answered = guarded(application, hosts, tmp_path)(scope, receive, send)
        thread.submit(asyncio.run, answered).result()
    return seen[0].get("status", seen[0].get("code")), seen[0]


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost:8765", "[::1]:8765", "localhost"])
def test_this_machine_is_answered(tmp_path, host):
    status, start = ask(tmp_path, host=host)
    assert status == 200
    policy = dict(start["headers"])[b"content-security-policy"]
    assert b"default-src 'self'" in policy
    assert b"http:" not in policy


@pytest.mark.parametrize("host", ["evil.example:8765", "", "127.0.0.1.evil.example", "[bad"])
def test_another_name_for_this_machine_is_refused(tmp_path, host):
    assert ask(tmp_path, host=host)[0] == 404


def test_a_page_from_elsewhere_reaches_nothing(tmp_path):
    assert ask(tmp_path, origin="http://evil.example")[0] == 404
    assert ask(tmp_path, origin="http://127.0.0.1:9999", kind="websocket")[0] == 1008
    assert ask(tmp_path, origin="http://127.0.0.1:8765", kind="websocket")[0] == 200


def test_open_to_the_network_any_name_is_answered_but_no_foreign_page(tmp_path):
    assert ask(tmp_path, host="planner-pc:8765", hosts=None)[0] == 200
    assert ask(tmp_path, host="planner-pc", origin="http://evil.example", hosts=None)[0] == 404


def test_files_are_served_from_their_folder_only_and_never_fetched(tmp_path):
    folder = tmp_path / "assets"
    folder.mkdir()
    (folder / "there.js").write_text("1")
    (tmp_path / "secret").write_text("1")
    assert ask(folder, "/_solara/cdn/there.js")[0] == 200
    for path in ("missing.js", "../secret", "..%2Fsecret", "", "a\x00b"):
        assert ask(folder, f"/_solara/cdn/{path}")[0] == 404, path


def test_what_tells_about_the_server_is_closed(tmp_path):
    assert ask(tmp_path, "/resourcez")[0] == 404
