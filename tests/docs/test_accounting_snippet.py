"""The snippet of docs/accounting.md rebuilds balances and incidence from the files alone."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tools.markdown import PROJECT


def snippet() -> str:
    page = (PROJECT / "docs" / "accounting.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", page, flags=re.S)
    return code


def test_it_closes_and_finds_the_region_loss_of_the_answer(small_result: Path, tmp_path: Path):
    place = tmp_path / "snippet.py"
    place.write_text(snippet(), encoding="utf-8")
    command = [sys.executable, str(place), str(small_result)]
    said = subprocess.run(
        command, cwd=tmp_path, check=True, capture_output=True, text=True, encoding="utf-8"
    ).stdout
    residual = re.search(r"cash closes to (\S+) of turnover", said)
    assert residual is not None
    assert float(residual[1]) < 1e-6
    answer = json.loads((small_result / "answer.json").read_text(encoding="utf-8"))
    losses = {
        row["sector"]: row["mean"] / 1e6
        for row in answer["incidence"]
        if row["window"] == "first_year"
    }
    region = re.search(r"region's loss: (\S+) million yuan", said)
    assert region is not None
    assert float(region[1]) == pytest.approx(losses["region"], abs=0.001)
    for sector in ("households", "buyers", "cooperatives", "government"):
        found = re.search(rf"^{sector} +(\S+)$", said, flags=re.M)
        assert found is not None
        assert float(found[1]) == pytest.approx(losses[sector], abs=0.001)


def test_it_imports_nothing_of_the_project():
    assert not re.search(r"^(from|import) (sim|cli|viz|tools)", snippet(), flags=re.M)
