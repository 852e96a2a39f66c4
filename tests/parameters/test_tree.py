"""Other values, draws and records of the parameter tree."""

import pickle

import numpy as np
import pytest
from numba import njit

from sim.errors import InputError
from sim.parameters import describe, load_parameters
from sim.parameters.evidence import find
from sim.parameters.sampling import triangular

TREE = load_parameters()
SAMPLED = [leaf for leaf in TREE.leaves() if leaf.sampled]


def refusal(values, where=""):
    with pytest.raises(InputError) as refused:
        TREE.with_values(values, where=where)
    return refused.value


def test_another_value_makes_another_tree():
    cheaper = TREE.with_values({"jujube.farm_gate_price": 6, "jujube.season": [1.1] * 12})
    assert cheaper.value("jujube.farm_gate_price") == 6.0
    assert cheaper.jujube.season.tolist() == [1.1] * 12
    assert TREE.value("jujube.farm_gate_price") == 6.8
    assert TREE.jujube.farm_gate_price == 6.8
    assert cheaper.overrides == {"jujube.farm_gate_price": 6.0, "jujube.season": (1.1,) * 12}
    assert cheaper.leaf("jujube.farm_gate_price").value == 6.8
    twice = cheaper.with_values({"rose.freight": 1.2})
    assert set(twice.overrides) == {"jujube.farm_gate_price", "jujube.season", "rose.freight"}


def test_an_unknown_path_names_the_nearest():
    error = refusal({"jujube.storage_los": 0.01}, where="mine.toml")
    assert error.key == "unknown_parameter"
    assert error.where == "mine.toml"
    assert error.nearest[0] == "jujube.storage_loss"
    assert "jujube.storage_loss" in error.message("zh")
    # Without its branch, the name alone is looked for.
    assert "jujube.storage_loss" in refusal({"storage_loss": 0.0}).nearest
    with pytest.raises(InputError):
        TREE.value("jujube.nothing_like_it")
    with pytest.raises(InputError):
        describe("jujube")


@pytest.mark.parametrize(
    ("path", "given", "nearest"),
    [
        ("jujube.storage_loss", 0.5, "0.02"),
        ("jujube.storage_loss", -1, "0"),
        ("jujube.contract_delay", 1.4, "1"),
        ("jujube.contract_delay", 99, "3"),
        ("jujube.storable", 0.7, "1"),
        ("jujube.season", [9.0] * 12, None),
    ],
)
def test_a_value_out_of_range_names_the_range_and_the_nearest(path, given, nearest):
    error = refusal({path: given}, where="mine.toml")
    assert error.key == "out_of_range"
    assert error.where == f"mine.toml: {path}"
    assert error.nearest == nearest
    for lang in ("en", "zh"):
        assert f"{TREE.leaf(path).high:g}" in error.message(lang)


@pytest.mark.parametrize(
    ("path", "given"),
    [
        ("jujube.storage_loss", "0.01"),
        ("jujube.storage_loss", True),
        ("jujube.storage_loss", None),
        ("jujube.storage_loss", [0.01]),
        ("jujube.storage_loss", float("nan")),
        ("jujube.season", 1.0),
        ("jujube.season", [1.0] * 11),
        ("jujube.season", [1.0] * 11 + ["1"]),
    ],
)
def test_a_value_of_another_type_is_refused(path, given):
    assert refusal({path: given}).key == "wrong_type"


def test_a_year_split_must_be_complete():
    error = refusal({"rose.harvest_calendar": [0.5] * 12})
    assert error.key == "inconsistent"
    assert "12" in error.message("en")


def test_a_draw_keeps_to_the_range_and_repeats_itself():
    for draw in range(20):
        drawn = TREE.drawn(7, draw)
        again = TREE.drawn(7, draw)
        for leaf in TREE.leaves():
            assert drawn.value(leaf.path) == again.value(leaf.path)
            if leaf.sampled:
                assert leaf.low <= drawn.value(leaf.path) <= leaf.high
            else:
                assert drawn.value(leaf.path) == leaf.value


def test_draws_differ_by_seed_draw_and_leaf():
    def shares(seed, draw):
        tree = TREE.drawn(seed, draw)
        return [(tree.value(x.path) - x.low) / (x.high - x.low) for x in SAMPLED]

    values = shares(0, 0) + shares(0, 1) + shares(1, 0)
    assert len(set(values)) == len(values)


def test_what_is_set_is_not_drawn_and_moves_no_other_draw():
    path = SAMPLED[0].path
    pinned = TREE.with_values({path: SAMPLED[0].low}).drawn(3, 4)
    free = TREE.drawn(3, 4)
    assert pinned.value(path) == SAMPLED[0].low
    assert not pinned.is_sampled(path)
    others = [leaf.path for leaf in TREE.leaves() if leaf.path != path]
    assert [pinned.value(other) for other in others] == [free.value(other) for other in others]
    later = TREE.drawn(3, 4).with_values({path: SAMPLED[0].low})
    assert later.hash() == pinned.hash()


def test_drawing_again_starts_from_what_is_declared():
    assert TREE.drawn(1, 1).drawn(1, 2).hash() == TREE.drawn(1, 2).hash()


def test_the_mean_draw_is_that_of_the_triangular_distribution():
    leaf = TREE.leaf("jujube.cash_cost")
    drawn = [TREE.drawn(11, draw).value(leaf.path) for draw in range(2000)]
    low, mode, high = leaf.low, leaf.value, leaf.high
    mean = (low + mode + high) / 3
    variance = (low**2 + mode**2 + high**2 - low * mode - low * high - mode * high) / 18
    # four standard errors of a mean of 2,000
    assert np.mean(drawn) == pytest.approx(mean, abs=4 * (variance / 2000) ** 0.5)
    assert np.std(drawn) == pytest.approx(variance**0.5, rel=0.1)


@pytest.mark.parametrize(
    ("u", "low", "mode", "high", "value"),
    [
        (0.0, 1.0, 2.0, 5.0, 1.0),
        (1.0, 1.0, 2.0, 5.0, 5.0),
        (0.25, 1.0, 2.0, 5.0, 2.0),  # the share below the mode is (2 - 1) / (5 - 1)
        (0.75, 0.0, 0.0, 2.0, 1.0),  # 1 - (2 - x)^2 / 4 = 0.75
        (0.25, 0.0, 2.0, 2.0, 1.0),  # x^2 / 4 = 0.25
    ],
)
def test_triangular_by_hand(u, low, mode, high, value):
    assert triangular(u, low, mode, high) == pytest.approx(value)


def test_the_fingerprint_moves_with_every_value_and_with_pinning():
    assert TREE.hash() == TREE.with_values({}).hash()
    assert TREE.hash() != TREE.with_values({"rose.freight": 1.2}).hash()
    assert TREE.hash() != TREE.drawn(0, 0).hash()
    # Setting a sampled leaf to its own value stops its drawing, which is another experiment.
    path = SAMPLED[0].path
    assert TREE.hash() != TREE.with_values({path: SAMPLED[0].value}).hash()


def test_a_branch_is_a_record_that_compiled_code_can_read():
    @njit
    def planned(chain, month):
        return chain.purchase_calendar[month] * chain.farm_gate_price

    assert planned(TREE.jujube, 9) == pytest.approx(0.20 * 6.8)
    assert planned(TREE.rose, 4) == pytest.approx(0.45 * 15)
    assert isinstance(TREE.jujube, np.record)
    assert TREE.jujube is TREE.jujube


def test_a_record_cannot_be_changed_and_a_wrong_branch_is_named():
    with pytest.raises(ValueError, match="read-only"):
        TREE.jujube.freight = 3.0
    with pytest.raises(ValueError, match="read-only"):
        TREE.jujube.season[0] = 3.0
    with pytest.raises(AttributeError, match="no_chain"):
        _ = TREE.no_chain


def test_a_tree_reaches_a_worker_whole():
    sent = TREE.with_values({"rose.freight": 1.2}).drawn(5, 6)
    _ = sent.rose
    received = pickle.loads(pickle.dumps(sent))
    assert received.hash() == sent.hash()
    assert received.overrides == sent.overrides
    assert received.rose.freight == 1.2


def test_describe_gives_the_sentence_behind_a_number():
    known = describe("jujube.index_basis", TREE.with_values({"jujube.index_basis": 2.5}))
    assert (known["value"], known["declared"], known["overridden"]) == (2.5, 3.0, True)
    row = known["evidence"][0]
    assert (row["id"], row["document"], row["line"]) == ("E462", "R3", "2193")
    assert "3358.12" in row["quote"]
    assert row["title_zh"]
    assert describe("jujube.demand_cap")["evidence"] == []


def test_an_unknown_source_id_names_the_nearest():
    with pytest.raises(InputError) as refused:
        find("E4222")
    assert "E422" in refused.value.nearest
    assert "E422" in refused.value.message("zh")
