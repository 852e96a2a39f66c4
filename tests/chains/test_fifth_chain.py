"""A fifth chain is one small module and data: the walnuts of docs/examples, nothing else touched.

A copy of the programme gets exactly the files of the example and runs in processes of its own.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pandas as pd
import pytest

PROJECT = Path(__file__).resolve().parents[2]
EXAMPLE = PROJECT / "docs" / "examples" / "walnut"
PROGRAMME = ("sim", "cli", "viz", "calibration", "scenarios", "run.py", "pyproject.toml")
SCENARIO = "walnut-price-30"
MONTHS = 36
OTHERS = ("pigeon", "rabbit", "rose")
LARGEST_RESIDUAL = 1e-6

# Mean change of twelve-month income a year after the fall, by what households hold.
BY_HOUSEHOLD = """
import json
import numpy as np
from sim import Scenario
from sim.paired_draw import draw_parameters, open_model
from sim.effects import Effects

scenario = Scenario.load("walnut-price-30")
opening = open_model(scenario, draw_parameters(scenario, 0), 0)
after = []
for shocks in ((), scenario.shocks):
    twin = opening.branch(Effects(shocks))
    for _ in range(20):
        twin.step()
    after.append(twin.households.get("income_12").copy())
change = after[1] - after[0]
rows = np.arange(change.size)
holds = {name: np.isin(rows, table.household) for name, table in opening.holdings.items()}
walnut = holds.pop("walnut")
other = np.any(list(holds.values()), axis=0) & ~walnut
print(json.dumps({
    "walnut": change[walnut].mean(),
    "walnut_best": change[walnut].max(),
    "other": np.abs(change[other]).mean(),
    "others": int(other.sum()),
    "none": np.abs(change[~other & ~walnut]).mean(),
}))
"""


def example_files() -> list[Path]:
    """Files of the example, relative to the project they are put into."""
    return sorted(path.relative_to(EXAMPLE) for path in EXAMPLE.rglob("*") if path.is_file())


def leaves(path: Path) -> dict:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def fingerprints(folder: Path) -> dict[str, str]:
    """Hash of every file of a programme, without what Python compiles beside it."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_the_example_is_one_module_and_data():
    code = [path.as_posix() for path in example_files() if path.suffix != ".toml"]
    assert code == ["sim/chains/walnut.py"]
    assert len((EXAMPLE / code[0]).read_text(encoding="utf-8").splitlines()) < 60
    # Every file is the walnuts' own: none takes the place of a shipped one.
    assert [path for path in example_files() if "walnut" not in path.name] == []


def test_the_page_shows_the_module_as_it_is():
    page = (PROJECT / "docs" / "fifth-chain.md").read_text(encoding="utf-8")
    module = (EXAMPLE / "sim" / "chains" / "walnut.py").read_text(encoding="utf-8")
    assert f"```python\n{module}```" in page
    for path in example_files():
        assert f"](examples/walnut/{path.as_posix()})" in page


def test_a_mu_nets_what_the_page_says():
    """155 kg x 11 yuan - 425 - 1,200 / 40 years = 1,250 yuan, as reported for Aksu [E569]."""
    p = {name: leaf["value"] for name, leaf in
         leaves(EXAMPLE / "calibration" / "parameters" / "walnut.toml").items()}  # fmt: skip
    net = p["yield_full"] * p["farm_gate_price"] - p["cash_cost"]
    assert net - p["establishment_cost"] / p["tree_life"] == pytest.approx(1250.0)


def test_the_example_has_every_parameter_that_tree_chains_share():
    """A leaf that all trees get is needed here too, with the unit it has there."""
    shipped = PROJECT / "calibration" / "parameters"
    dates, roses = leaves(shipped / "jujube.toml"), leaves(shipped / "rose.toml")
    walnuts = leaves(EXAMPLE / "calibration" / "parameters" / "walnut.toml")
    assert sorted(set(dates) & set(roses) - set(walnuts)) == []
    assert sorted(set(walnuts) - set(dates) - set(roses)) == []
    units = {name: leaf["unit"] for name, leaf in walnuts.items()}
    assert units == {name: (dates | roses)[name]["unit"] for name in walnuts}


def test_the_example_county_is_the_shipped_one_with_walnuts():
    """Not a figure differs but those that walnuts were part of."""
    counties = Path("calibration") / "counties"
    shipped = leaves(PROJECT / counties / "yutian.toml")
    with_walnuts = leaves(EXAMPLE / counties / "yutian-walnut.toml")
    assert with_walnuts["chains"].pop("walnut")["capacity"]["value"] == 192_000
    differing = {name for name in shipped if shipped[name] != with_walnuts[name]}
    assert differing == {
        *("id", "name_en", "name_zh", "other_orchard_mu_per_household", "other_farm_ratio")
    }
    # What is no chain of 301,000 mu of grapes and walnuts [E092, E093] are the grapes.
    other = with_walnuts["other_orchard_mu_per_household"]["value"]
    assert other == pytest.approx(109_000 / shipped["households"]["value"], abs=0.01)


def ran(folder: Path, *words: str) -> str:
    """Standard output of a process in the copy; its compiled code stays in the copy's folder."""
    cache = {"OASIS_CHAINS_CACHE": str(folder.parent / "cache"), "LC_ALL": "C.UTF-8"}
    mine = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [sys.executable, *words],
        cwd=folder,
        env={**mine, **cache, "PYTHONUTF8": "1", "NUMBA_CACHE_DIR": ""},
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def without_example(folder: str, names: list[str]) -> list[str]:
    """What is not copied: the example's files, should they be in the project already."""
    here = Path(folder).relative_to(PROJECT)
    return [name for name in names if name == "__pycache__" or here / name in example_files()]


@pytest.fixture(scope="module")
def copy(tmp_path_factory) -> Path:
    """The programme with the example's files put into it, and nothing else."""
    folder = tmp_path_factory.mktemp("fifth") / "programme"
    folder.mkdir()
    for name in PROGRAMME:
        source = PROJECT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=without_example)
        else:
            shutil.copy(source, folder / name)
    shutil.copytree(EXAMPLE, folder, dirs_exist_ok=True)
    return folder


@pytest.fixture(scope="module")
def results(copy) -> Path:
    """The results of the example's scenario, two draws on the small sample."""
    options = ("--draws", "2", "--workers", "1", "--months", str(MONTHS), "--out", "../results")
    ran(copy, "run.py", SCENARIO, *options)
    return copy.parent / "results" / SCENARIO


@pytest.mark.slow
def test_the_list_shows_it(copy):
    for lang, sentence in (
        ("en", "Walnuts, harvested in September"),
        ("zh", "核桃：九月、十月收获"),
    ):
        shown = ran(copy, "run.py", "list", "--lang", lang)
        assert sentence in shown
        assert SCENARIO in shown
        assert "walnut-sample" in shown


@pytest.mark.slow
def test_its_scenario_answers_in_both_languages(results):
    answer = json.loads((results / "answer.json").read_text(encoding="utf-8"))
    assert "a household growing walnuts loses" in answer["sentence"]["en"]
    assert "核桃种植户户均纯收入减少" in answer["sentence"]["zh"]
    rows = {(row["metric"], row["group"], row["window"]): row for row in answer["metrics"]}
    growers = rows["net_income_per_household", "chain=walnut", "first_year"]
    assert growers["high"] < 0.0
    paths = {row["path"] for row in answer["assumptions"]}
    assert {"walnut.farm_gate_price", "walnut.growers"} <= paths
    assert not any(path.startswith(("jujube.", "rose.")) for path in paths)
    assert "chain.walnut" in {row["key"] for row in answer["warnings"]}


@pytest.mark.slow
def test_its_accounts_close(results):
    manifest = json.loads((results / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["audit"]
    assert max(manifest["audit"].values()) <= LARGEST_RESIDUAL


@pytest.mark.slow
def test_its_goods_and_money_are_in_the_files(results):
    tables = {name: pd.read_parquet(results / f"{name}.parquet") for name in
              ("monthly", "flows", "goods", "capital", "groups")}  # fmt: skip
    monthly = tables["monthly"][tables["monthly"]["chain"] == "walnut"]
    assert len(monthly) == 2 * 2 * (MONTHS + 1)
    # Nuts are picked in September and October (months 8 and 9 of the first year), sold all year.
    months = monthly[monthly["produced"] > 0.0]["month"] % 12
    assert set(months) == {8, 9}
    assert (monthly[monthly["month"] % 12 == 3]["sold_spot"] > 0.0).all()
    goods = tables["goods"]
    assert {"walnut_dry", "walnut_kernel"} <= set(goods[goods["quantity"] > 0.0]["product"])
    assert "walnut_trees_full" in set(tables["capital"]["asset"])
    flows = tables["flows"]
    assert flows[(flows["chain"] == "walnut") & (flows["kind"] == "spot_sales")]["yuan"].sum() > 0.0
    assert "chain=walnut,linkage=member" in set(tables["groups"]["group"])


@pytest.mark.slow
def test_other_chains_feel_it_only_through_real_links(copy, results):
    """Prices of other chains stand still; their growers feel what pickers and buyers pass on."""
    monthly = pd.read_parquet(results / "monthly.parquet").set_index(["draw", "month", "chain"])
    price = {side: part["farm_gate"] for side, part in monthly.groupby("scenario", observed=True)}
    change = (price[SCENARIO] / price["baseline"] - 1.0).abs().groupby("chain", observed=True).max()
    assert change["walnut"] > 0.2
    assert change[list(OTHERS)].max() < 0.01
    income = json.loads(ran(copy, "-c", BY_HOUSEHOLD))
    assert income["walnut_best"] < 0.0
    assert income["others"] > 100
    assert income["other"] < 0.01 * -income["walnut"]
    assert income["none"] < 0.01 * -income["walnut"]


@pytest.mark.slow
def test_nothing_else_was_touched(copy, results):
    """After all runs the copy is the programme as it is here, and the example's files."""
    found = fingerprints(copy)
    added = {path.as_posix(): hashlib.sha256((EXAMPLE / path).read_bytes()).hexdigest()
             for path in example_files()}  # fmt: skip
    assert added.items() <= found.items()
    for name in set(found) - set(added):
        assert found[name] == hashlib.sha256((PROJECT / name).read_bytes()).hexdigest(), name
