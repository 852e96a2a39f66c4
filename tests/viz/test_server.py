"""Starting the viewer: a taken port, a foreign host and missing libraries are told plainly."""

import socket

import pytest

from cli.main import BAD_INPUT, main
from sim.errors import InputError
from viz.viewer import server


@pytest.fixture
def taken():
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening.getsockname()[1]


def test_a_taken_port_is_told_with_a_free_one_near(taken):
    with pytest.raises(InputError, match="port") as caught:
        server.open_socket("127.0.0.1", taken)
    assert caught.value.got == taken
    assert taken < caught.value.nearest < taken + server.TRIED_PORTS


def test_a_host_that_is_not_this_machine_is_told():
    with pytest.raises(InputError) as caught:
        server.open_socket("192.0.2.1", 8765)
    assert caught.value.key == "no_such_host"


def test_missing_libraries_are_told_with_what_to_install(monkeypatch):
    monkeypatch.setattr(server, "find_spec", lambda name: None)
    with pytest.raises(InputError, match=r"\[viz\]"):
        server.check_installed()


def test_on_the_command_line_it_is_bad_input(taken, monkeypatch, capsys):
    monkeypatch.setattr(server, "check_installed", lambda: None)
    assert main(["view", "--port", str(taken), "--lang", "zh"]) == BAD_INPUT
    assert "端口已被占用" in capsys.readouterr().err


def test_loopback_is_known():
    assert all(server.is_loopback(host) for host in ("127.0.0.1", "::1", "localhost"))
    assert not any(server.is_loopback(host) for host in ("0.0.0.0", "192.168.1.4", "planner"))
