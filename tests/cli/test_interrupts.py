"""An interrupt that Python could not raise where it came is raised where it can be."""

import time

import pytest

from cli.interrupts import no_interrupt_lost


class _Interrupted:
    """What an object does that is let go in the moment of a Ctrl-C."""

    def __del__(self):
        raise KeyboardInterrupt


class _Broken:
    def __del__(self):
        raise ValueError("of its own")


def _go_on_after_letting_go() -> None:
    let_go = _Interrupted()
    del let_go
    until = time.monotonic() + 10.0
    while time.monotonic() < until:
        time.sleep(0.01)


def test_a_swallowed_interrupt_comes_again():
    with pytest.raises(KeyboardInterrupt), no_interrupt_lost():
        _go_on_after_letting_go()


def test_other_troubles_are_told_as_before(monkeypatch):
    heard = []
    monkeypatch.setattr("sys.unraisablehook", heard.append)
    with no_interrupt_lost():
        let_go = _Broken()
        del let_go
    assert [problem.exc_type for problem in heard] == [ValueError]
