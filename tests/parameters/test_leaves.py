"""Every leaf says what it is, where it comes from and within which bounds it may move."""

import csv
import math
import re
import tomllib

import pytest

from sim.messages.numbers import unit_label
from sim.parameters import load_parameters
from sim.parameters.evidence import documents, find, references
from sim.parameters.leaf import ASSUMED, GRADES, USES, YEAR_SHARES, entries, leaf_from_table
from sim.parameters.tree import read_parameters
from sim.paths import calibration_folder

CHAINS = ("pigeon", "rabbit", "jujube", "rose")
TREE = load_parameters()
EVIDENCE = calibration_folder() / "evidence"
GOOD = {
    "value": 0.5,
    "unit": "1",
    "low": 0.0,
    "high": 1.0,
    "meaning_en": "A share.",
    "meaning_zh": "比例。",
    "source": ["P13"],
    "grade": "assumed",
    "use": "specify",
    "sampled": False,
}


@pytest.mark.parametrize("leaf", TREE.leaves(), ids=lambda leaf: leaf.path)
def test_a_leaf_is_complete(leaf):
    assert all(leaf.low <= number <= leaf.high for number in entries(leaf.value))
    assert leaf.grade in GRADES
    assert leaf.use in USES
    assert re.search(r"[一-鿿]", leaf.meaning_zh)
    assert leaf.meaning_zh.endswith("。")
    assert not re.search("[a-z]", unit_label(leaf.unit, "zh"))
    assert leaf.meaning_en.isascii()
    assert leaf.meaning_en.endswith(".")
    assert all(name == ASSUMED or name in references() for name in leaf.source)
    if leaf.grade == "reported":
        assert any(name.startswith(("E", "M")) for name in leaf.source)


def test_no_two_leaves_of_a_branch_mean_the_same():
    for language in ("meaning_en", "meaning_zh"):
        seen = [(leaf.branch, getattr(leaf, language)) for leaf in TREE.leaves()]
        assert len(seen) == len(set(seen))


def test_the_chains_share_their_common_leaves():
    names = {c: {leaf.name for leaf in TREE.leaves() if leaf.branch == c} for c in CHAINS}
    common = set.intersection(*names.values())
    assert {"farm_gate_price", "freight", "margin", "purchase_calendar", "floor_share"} <= common
    assert len(common) > 40


def test_months_and_shares_add_up():
    for leaf in TREE.leaves():
        if leaf.unit == YEAR_SHARES:
            assert leaf.length == 12
            assert math.fsum(entries(leaf.value)) == pytest.approx(1.0, abs=1e-9)
    for path in ("jujube.season", "pigeon.season_production", "rabbit.season_production"):
        assert math.fsum(entries(TREE.value(path))) == pytest.approx(12.0)
    # The county pays the rest of the premium: 25 of 150 in ten thousand yuan.
    payers = ("exchange", "futures", "households")
    rest = 1.0 - math.fsum(TREE.value(f"insurance.share_{payer}") for payer in payers)
    assert rest == pytest.approx(25 / 150, abs=0.001)


def test_the_opening_price_ladder_of_dates_adds_up_to_the_inland_price():
    # 6.8 at the farm gate + 1.1 freight + 1.9 margin
    dates = TREE.jujube
    assert dates.farm_gate_price + dates.freight + dates.margin == pytest.approx(9.8)


def test_mean_date_yield_is_the_reported_output_over_the_reported_area():
    # 47,500 t on 173,300 mu = 274 kg/mu; 95% full bearing, half of the rest young, half planted
    planted, young, full = TREE.jujube.class_yield
    mean = (0.95 * full + 0.025 * young + 0.025 * planted) * TREE.jujube.yield_full
    assert mean == pytest.approx(47_500_000 / 173_300, rel=0.005)


def test_a_leaf_graded_by_one_prior_has_its_grade_and_stays_in_its_range():
    """An assumed leaf may lean on a prior of another quantity; a graded one is that quantity.

    The exceptions convert the prior to another unit, widen it for policy tests (a refund share
    above the legal minimum) or read a range of signs as one of shares.
    """
    converted = {"jujube.price_year_persistence", "jujube.class_years", "rose.class_years"}
    converted |= {"jujube.class_yield", "jujube.tree_life", "jujube.harvest_per_day"}
    converted |= {"rabbit.fee_per_head_share", "rabbit.feed_supplied"}
    converted |= {"cooperative.refund_share"}
    with (EVIDENCE / "outside_priors.csv").open(encoding="utf-8", newline="") as file:
        priors = {row["id"]: row for row in csv.DictReader(file)}
    checked = 0
    for leaf in TREE.leaves():
        prior = priors.get(leaf.source[0]) if len(leaf.source) == 1 else None
        if prior is None or leaf.grade == ASSUMED:
            continue
        assert leaf.grade == prior["grade"], leaf.path
        if leaf.path not in converted:
            assert float(prior["low"]) <= leaf.low, leaf.path
            assert leaf.high <= float(prior["high"]), leaf.path
            checked += 1
    assert checked > 20


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"note": "x"}, "unknown fields"),
        ({"meaning_zh": None}, "missing fields"),
        ({"meaning_en": " "}, "meaning_en"),
        ({"value": 1.5}, "out_of_range"),
        ({"value": True}, "finite numbers"),
        ({"value": float("nan")}, "finite numbers"),
        ({"value": []}, "finite numbers"),
        ({"low": "0"}, "finite numbers"),
        ({"unit": "flag"}, "not_whole"),
        ({"unit": YEAR_SHARES}, "not_one"),
        ({"source": ["E9999"]}, "E9999"),
        ({"source": []}, "source"),
        ({"source": ["assumed"], "grade": "S"}, "assumed"),
        ({"grade": "good"}, "grade"),
        ({"sampled": 1}, "sampled"),
        ({"sampled": True, "value": [0.5, 0.5]}, "sampled"),
        ({"sampled": True, "low": 0.5, "high": 0.5}, "sampled"),
    ],
)
def test_a_faulty_leaf_is_refused_by_file_and_name(change, said):
    table = {key: entry for key, entry in {**GOOD, **change}.items() if entry is not None}
    with pytest.raises(ValueError, match=re.escape(said)) as refusal:
        leaf_from_table("rose.loss", table, references().keys(), "rose.toml")
    assert str(refusal.value).startswith("rose.toml: [loss]")


def test_a_name_that_would_hide_something_is_refused(tmp_path):
    with pytest.raises(ValueError, match="field of a record"):
        leaf_from_table("rose.size", GOOD, references().keys(), "rose.toml")
    (tmp_path / "leaves.toml").write_text("")
    with pytest.raises(ValueError, match=r"leaves\.toml"):
        read_parameters(tmp_path)


def test_a_file_that_is_no_toml_is_named(tmp_path):
    (tmp_path / "rose.toml").write_text("[loss\n")
    with pytest.raises(ValueError, match=r"rose\.toml"):
        read_parameters(tmp_path)


def test_every_file_is_a_branch():
    files = {file.stem for file in (calibration_folder() / "parameters").glob("*.toml")}
    assert set(TREE.branches()) == files
    for branch in files:
        text = (calibration_folder() / "parameters" / f"{branch}.toml").read_text(encoding="utf-8")
        assert len(tomllib.loads(text)) == len(getattr(TREE, branch).dtype.names)


def test_references_name_documents_and_carry_quotes():
    assert set(documents()) == {"R1", "R2", "R3", "R4", "R5"}
    assert len(references()) == 575 + 115 + 50
    for reference in references().values():
        assert bool(reference.statement) != bool(reference.figure)
        if reference.kind == "prior":
            assert reference.source
        else:
            assert reference.quote
            assert 1 <= int(reference.line) <= documents()[reference.document].lines
    assert find("E422").document == "R3"


def test_tables_have_no_column_for_persons():
    persons = re.compile(r"person_name|author|reporter|interviewee|姓名|作者|记者", re.IGNORECASE)
    for file in sorted(EVIDENCE.glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as text:
            rows = list(csv.reader(text))
        assert not [column for column in rows[0] if persons.search(column)]
        # Names of Uygur persons are printed with a dot between their parts.
        assert not [cell for row in rows for cell in row if "·" in cell or "（记者" in cell]
