"""What every chain declares, and the income of typical holdings by hand."""

import ast
import types
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import sim.chains as discovery
from sim.chains import CHAINS
from sim.chains.declaration import Stage, typical_income
from sim.messages import LANGUAGES, text
from sim.state.holdings import CONTRACT, MEMBER, SPOT

PROJECT = Path(__file__).resolve().parents[2]
WORDS = ("name", "sentence", "grower", "growers")


@pytest.mark.parametrize("name", CHAINS)
def test_a_chain_is_whole(name, plain):
    chain, p = CHAINS[name], getattr(plain, name)
    assert chain.name == name
    assert len(chain.unit_values(p)) == len(chain.stages)
    assert 0.0 < chain.processed_per_unit(p) <= 1.0
    assert sum(chain.supply_share(p, month) for month in range(12)) == pytest.approx(1.0)
    assert {stage.moves for stage in chain.stages} == {chain.animals}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", CHAINS)
def test_a_chain_has_its_words(name, lang):
    said = [text(f"chain.{name}.{word}", lang) for word in WORDS]
    assert all(said)


def test_the_promised_chains_come_first_and_in_their_order():
    assert tuple(CHAINS)[:4] == ("pigeon", "rabbit", "jujube", "rose")
    assert [name for name in list(CHAINS)[:4] if CHAINS[name].animals] == ["pigeon", "rabbit"]
    assert [name for name in list(CHAINS)[:4] if CHAINS[name].insured] == ["jujube"]
    assert [name for name in list(CHAINS)[:4] if CHAINS[name].signed_by_dealers] == ["jujube"]


def test_further_chains_follow_by_name():
    goods = {"product": "b", "processed": "c", "stages": (Stage("d", "mu", False),)}
    sheep = replace(CHAINS["rabbit"], name="sheep", product="mutton", processed="a", stages=())
    apricot = replace(CHAINS["rose"], name="apricot", **goods)
    found = discovery._in_order([sheep, CHAINS["rose"], apricot, CHAINS["pigeon"]])
    assert list(found) == ["pigeon", "rose", "apricot", "sheep"]


def test_two_chains_never_share_a_name_of_goods():
    walnut = replace(CHAINS["jujube"], name="walnut", product="walnut", processed="kernel")
    with pytest.raises(ValueError, match="jujube_trees_planted"):
        discovery._in_order([CHAINS["jujube"], walnut])


def test_a_chain_carries_the_name_of_its_module(monkeypatch):
    module = types.SimpleNamespace(WALNUT=replace(CHAINS["jujube"], name="nut"))
    monkeypatch.setattr(discovery, "import_module", lambda name: module)
    with pytest.raises(ValueError, match="must declare a chain called 'walnut'"):
        discovery._declared("walnut")
    module.WALNUT = replace(module.WALNUT, name="walnut")
    # What it builds upon may be imported into it.
    module.JUJUBE = CHAINS["jujube"]
    assert discovery._declared("walnut") == [module.WALNUT]


def test_no_chain_is_named_outside_its_module():
    """What depends on a chain asks its declaration or its parameters, so that a fifth may come."""
    found = {
        path.relative_to(PROJECT).as_posix()
        for folder in ("sim", "cli", "viz")
        for path in (PROJECT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and node.value in CHAINS
    }
    assert found == {"sim/chains/__init__.py", *(f"sim/chains/{name}.py" for name in CHAINS)}


def test_shared_biology_is_no_chain():
    assert discovery._declared("orchard") == discovery._declared("livestock") == []


def income(plain, table, name, linkage, shares=0.0):
    return typical_income(
        table.chain, table.state, table.yield_factor, np.full(1, linkage), np.full(1, shares),
        getattr(plain, name), plain.cooperative, CONTRACT,
    )  # fmt: skip


def test_income_of_ten_pairs(holdings, plain):
    found = income(plain, holdings("pigeon", [10.0]), "pigeon", MEMBER, shares=2.0)
    assert found["gross"][0] == pytest.approx(2240.0)  # 140 squabs x 16
    assert found["cash_cost"][0] == pytest.approx(1267.0)  # 10 x 45 x 2.8 + 140 x 0.05
    assert found["net"][0] == pytest.approx(1293.0)  # 973 + 2 shares x 2,000 x 8%


def test_income_of_sixteen_does(holdings, plain):
    own = income(plain, holdings("rabbit", [16.0]), "rabbit", MEMBER)
    # 480 head x 2.3 kg = 1,104 kg x 16; feed 14,219.52 and 0.1 a kg of transport.
    assert own["gross"][0] == pytest.approx(17664.0)
    assert own["net"][0] == pytest.approx(3334.08)
    fee = income(plain, holdings("rabbit", [16.0]), "rabbit", CONTRACT)
    # Stock and feed supplied: 8.4 yuan a head, about 4,030 a household.
    assert fee["gross"][0] == pytest.approx(480 * 8.4, rel=1e-3)
    assert fee["cash_cost"][0] == 0.0


def test_income_of_ten_mu_of_dates(holdings, plain):
    table = holdings("jujube", [10.0], ages=[[0.0, 0.0, 1.0]])
    found = income(plain, table, "jujube", SPOT)
    assert found["gross"][0] == pytest.approx(19359.6)  # 2,847 kg x 6.8
    assert found["cash_cost"][0] == pytest.approx(7000.0)  # 700 a mu, transport within it
    assert found["net"][0] == pytest.approx(11859.6)  # less 10 x 1,500 / 30 for the trees


def test_holdings_open_as_they_were_declared(holdings, plain):
    table = holdings("rabbit", [16.0, 4.0], linkage=CONTRACT)
    assert len(table) == 2
    assert table.fee_raised.all()
    assert (table.expected_price == 16.0).all()
    assert table.expected_output == pytest.approx([1104.0, 276.0])
    # 20 does; 2.5 kits a month of three ages behind each.
    assert table.state.sum(axis=1) == pytest.approx([20.0, 0.0, 50.0, 50.0, 50.0])
    assert table.target == pytest.approx([16.0, 4.0])
    assert not holdings("pigeon", [3.0], linkage=CONTRACT).fee_raised.any()
