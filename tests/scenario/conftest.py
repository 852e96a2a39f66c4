from collections.abc import Callable
from pathlib import Path

import pytest

from sim.errors import InputError
from sim.scenario import Scenario

SHOCK = '[[shock]]\nkind = "price"\nname = "dates"\nchain = "jujube"\n'


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Write a file in an own folder, which is also the current one; give its name."""
    monkeypatch.chdir(tmp_path)

    def writer(text: str, name: str = "mine.toml") -> Path:
        (tmp_path / name).write_text(text, encoding="utf-8")
        return Path(name)

    return writer


@pytest.fixture
def load(write: Callable[..., Path]) -> Callable[..., Scenario]:
    def loader(text: str, *overrides: str) -> Scenario:
        return Scenario.load(write(text), overrides)

    return loader


@pytest.fixture
def refusal(load: Callable[..., Scenario]) -> Callable[..., InputError]:
    """Load what must be refused, and give the error."""

    def refused(text: str, *overrides: str) -> InputError:
        with pytest.raises(InputError) as caught:
            load(text, *overrides)
        return caught.value

    return refused
