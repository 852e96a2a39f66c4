"""`calibrate` on the command line: quotes, and what it refuses."""

import dataclasses

import pytest

from calibration import bank as banks
from calibration import ensemble, pipeline
from calibration.plan import Plan
from calibration.priors import priors
from cli.main import main


def test_quotes_cannot_be_checked_without_reports(tmp_path, capsys):
    assert main(["calibrate", "--check-quotes", str(tmp_path / "none")]) == 2
    assert main(["calibrate", "--check-quotes", str(tmp_path)]) == 2
    assert "R1" in capsys.readouterr().err


def test_help_says_what_it_does_in_both_languages(capsys):
    assert main(["calibrate", "--help", "--lang", "en"]) == 0
    assert "--keep" in capsys.readouterr().out
    assert main(["calibrate", "--help", "--lang", "zh"]) == 0
    assert "合成真值" in capsys.readouterr().out


def toy_year(values, region, seed, draw):
    """Figures of a model in which every target follows from the parameters by arithmetic."""
    known = {prior.path: prior.mode for prior in priors()} | dict(values)
    price, yields = known["jujube.farm_gate_price"], known["jujube.yield_full"] * 0.9656
    inland = price + known["jujube.freight"] + known["jujube.margin"]
    registered = known["household.income_registered"]
    roses = known["rose.yield_full"] * known["rose.farm_gate_price"] - known["rose.cash_cost"]
    return {
        "date_output_t": 173.3 * yields + draw,
        "date_yield": yields,
        "date_price_farm_gate": price,
        "date_price_inland": inland,
        "date_value_half_way": 173_300.0 * yields * (price + inland) / 2.0,
        "date_index_strike": price + known["jujube.index_basis"],
        "income_registered": registered,
        "income_rural": (registered + known["household.income_ordinary"]) / 2.0,
        "rose_return_registered": roses,
        **dict.fromkeys(
            ("pigeon_net_per_pair", "date_share_growers", "village_land_low", "village_land_high",
             "wage_per_worker", "other_farm_luopu"), 1.0 + known["jujube.growers"]),
    }  # fmt: skip


@pytest.fixture
def toy_model(monkeypatch, tmp_path):
    """The command on a model that takes no time, and a smaller plan; counts what is run."""
    small = dataclasses.replace(
        Plan.shipped(), first_wave=256, second_wave=220, candidates=60, members=40,
        proposals=8192, populations=4, coverage_tolerance=0.1,
    )  # fmt: skip
    ran = []

    def simulation(name, year):
        def run(values, region, seed, draw):
            ran.append(name)
            return year(values, region, seed, draw)

        return run

    figures = {"insurance": "insurance_payout", "bumper": "bumper_income",
               "adoption": "adoption_share"}  # fmt: skip
    toys = {
        kind: simulation(kind, lambda values, region, seed, draw, name=name: {name: 0.1 * draw})
        for kind, name in figures.items()
    }
    monkeypatch.setattr(Plan, "shipped", staticmethod(lambda: small))
    monkeypatch.setattr(banks, "KINDS", {"typical_year": simulation("year", toy_year), **toys})
    monkeypatch.setattr(ensemble, "fitted_folder", lambda: tmp_path / "kept")
    monkeypatch.setattr("sim.compiling.compile_once", lambda tell=None: None)
    return ran


def test_from_nothing_to_kept_and_again_after_losing_a_part(tmp_path, capsys, toy_model):
    out = str(tmp_path / "fit")
    assert main(["calibrate", "--out", out, "--workers", "1", "--keep", "--lang", "en"]) == 0
    said = capsys.readouterr()
    assert "256 simulations" in said.err
    assert "of 9 targets are met" in said.out
    members = (tmp_path / "kept" / ensemble.ENSEMBLE).read_text()
    assert len(members.splitlines()) == 41
    assert "jujube.yield_full" in members.splitlines()[0]
    assert "红枣产量" in (tmp_path / "fit" / "report.html").read_text(encoding="utf-8")
    first_time = len(toy_model)
    # A part of the bank is lost, as when a run is stopped: the same members come out.
    lost = sorted((tmp_path / "fit" / "bank").glob("*.json"))[::8]
    for file in lost:
        file.unlink()
    assert main(["calibrate", "--out", out, "--workers", "1", "--lang", "zh"]) == 0
    assert (tmp_path / "fit" / ensemble.ENSEMBLE).read_text() == members
    assert len(toy_model) - first_time == len(lost)
    assert "目标" in capsys.readouterr().out


def test_another_seed_is_another_ensemble(tmp_path, toy_model, monkeypatch):
    found = []
    for seed in (1, 2, 1):
        plan = dataclasses.replace(Plan.shipped(), seed=seed)
        folder = tmp_path / f"{len(found)}"
        pipeline.calibrate(folder, 1, plan=plan)
        found.append((folder / ensemble.ENSEMBLE).read_text())
    assert found[0] == found[2]
    assert found[0] != found[1]
