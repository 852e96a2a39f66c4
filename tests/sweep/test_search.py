"""The search finds a package that is known to be best, keeps to the budget and tells the truth."""

from dataclasses import replace

import pandas as pd
import pytest

from sim.errors import InputError
from sim.messages import text
from sweeps import load_sweep, run_sweep
from sweeps.factors import Factor
from sweeps.functions import function_sweep
from sweeps.schema import DesignTable, SearchTable
from sweeps.search.choosing import at_equal_cost, verdict
from sweeps.search.figures import BELOW, COST, GONE, INCOME
from sweeps.search.searching import SearchResults
from viz.sweep_report.choice import ChoiceWords, save_choice
from viz.sweep_report.packages import PackageWords

LEVERS = (
    Factor("relief", "relief", 0.0, 40.0, levels=5),
    Factor("jobs", "jobs", 0.0, 40.0, levels=5),
    Factor("floor", "floor", 0.0, 40.0, levels=5),
)
BUDGET = 60.0
SEARCH = SearchTable(
    budget=BUDGET, population=20, generations=12, held_out=["none"], held_out_draws=3
)


def diminishing(values, draw):
    """Relief and jobs keep households with diminishing returns: best mixed. The floor wastes."""
    kept = 10.0 * (values["relief"] ** 0.5 + values["jobs"] ** 0.5) + 0.01 * values["floor"]
    return figures(kept + draw, values)


def steady(values, draw):
    """Relief keeps most for its money, always: no package can beat it alone."""
    kept = 5.0 * values["relief"] + 1.0 * values["jobs"] + 0.5 * values["floor"]
    return figures(kept + draw, values)


def figures(kept, values):
    cost = values["relief"] + values["jobs"] + values["floor"]
    return {BELOW: -kept, COST: cost, INCOME: kept, **dict.fromkeys(GONE, 0.0)}


def searched(function, out, search=SEARCH):
    names = (BELOW, COST, INCOME, *GONE)
    sweep = function_sweep("search", function, LEVERS, names, DesignTable(), draws=2)
    return run_sweep(replace(sweep, search=search), out=out)


def test_a_mixture_is_found_and_beats_every_single_lever_at_equal_cost(tmp_path):
    results = searched(diminishing, tmp_path)
    choice = results.choice
    # By hand: 60 of money, no floor, split evenly, on steps of 10.
    assert (choice["relief"], choice["jobs"], choice["floor"]) == (30.0, 30.0, 0.0)
    assert choice["public_cost"] <= BUDGET
    assert choice["verdict"] == "beats"
    held = results.table("held_out").set_index("name")
    # No lever alone can cost 60: the most of it is tried, and said to be less.
    assert held.loc["relief", "relief"] == 40.0
    assert not held.loc["relief", "reached"]
    assert (held.drop("package")["difference"] > 0).all()
    packages = results.table("packages")
    assert not packages.duplicated(["relief", "jobs", "floor"]).any()
    assert packages.loc[packages["affordable"], "public_cost"].max() <= BUDGET
    assert packages.loc[packages["affordable"], "largest_regret"].min() == 0.0


def test_where_a_single_lever_is_as_good_the_search_says_so(tmp_path):
    search = replace_budget(30.0)
    choice = searched(steady, tmp_path, search).choice
    assert choice["relief"] == 30.0
    assert choice["verdict"] == "level"


def replace_budget(budget):
    return SearchTable(**{**SEARCH.model_dump(), "budget": budget})


def test_a_search_that_is_stopped_goes_on_where_it_was(tmp_path):
    whole = searched(diminishing, tmp_path / "whole")
    names = (BELOW, COST, INCOME, *GONE)
    sweep = function_sweep("search", diminishing, LEVERS, names, DesignTable(), draws=2)
    sweep = replace(sweep, search=SEARCH)

    def progress(done: int, total: int) -> None:
        if done > total / 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_sweep(sweep, out=tmp_path, progress=progress)
    with pytest.raises(InputError, match="the search is not finished"):
        SearchResults(tmp_path / "search").choice  # noqa: B018
    kept = list((tmp_path / "search").glob("generation-*/runs/*.parquet"))
    assert kept
    before = {path: path.stat().st_mtime_ns for path in kept}
    resumed = run_sweep(sweep, out=tmp_path, resume=True)
    assert all(path.stat().st_mtime_ns == moment for path, moment in before.items())
    for name in ("packages", "held_out"):
        pd.testing.assert_frame_equal(resumed.table(name), whole.table(name))


def test_an_amount_at_equal_cost_lies_between_those_that_were_tried():
    tried = pd.DataFrame(
        {"relief": [40.0, 10.0, 20.0, 30.0], "public_cost": [60.0, 10.0, 30.0, 30.0]}
    )
    assert at_equal_cost(LEVERS[0], tried, 20.0) == {"amount": 15.0, "reached": True}
    assert at_equal_cost(LEVERS[0], tried, 5.0) == {"amount": 5.0, "reached": True}
    # The least of several amounts that cost the same: more of the lever is never drawn on.
    assert at_equal_cost(LEVERS[0], tried, 30.0) == {"amount": 20.0, "reached": True}
    assert at_equal_cost(LEVERS[0], tried, 70.0) == {"amount": 40.0, "reached": False}


def test_a_lever_whose_cost_is_soon_exhausted_is_still_set_at_equal_cost(tmp_path):
    """Its cost bends between two steps: interpolation alone would be far off."""
    results = searched(soon_exhausted, tmp_path, replace_budget(30.0))
    held = results.table("held_out").set_index("name")
    assert held.loc["relief", "public_cost"] == pytest.approx(
        held.loc["package", "public_cost"], rel=0.02
    )


def soon_exhausted(values, draw):
    """Relief costs 50 from an amount of 4 on: before, 12.5 for each. Jobs keep more for less."""
    kept = 5.0 * values["jobs"] + 0.1 * values["relief"]
    cost = min(12.5 * values["relief"], 50.0) + values["jobs"] + values["floor"]
    return figures(kept + draw, values) | {COST: cost}


@pytest.mark.parametrize(
    ("differences", "said"), [([5.0, 9.0], "beats"), ([5.0, 1.0], "level"), ([5.0, -9.0], "fails")]
)
def test_the_verdict_is_against_the_best_single_lever(differences, said):
    table = pd.DataFrame(
        {
            "name": ["package", "a", "b"],
            "difference": [0.0, *differences],
            "error": [0.0, 1.0, 1.0],
        }
    )
    assert verdict(table) == said


def test_no_package_within_the_budget_is_said(tmp_path):
    with pytest.raises(InputError, match="no package stays within the budget"):
        searched(lambda values, draw: figures(0.0, values) | {COST: 1e9}, tmp_path)


def test_a_search_breeds_amounts_of_levers_only(table, tmp_path):
    table["search"] = {"budget": 1e7, "held_out": ["jujube-slide"]}
    with pytest.raises(InputError, match="a search cannot breed this"):
        load_sweep(tmp_path / "mine.toml", table)


def test_a_search_compares_each_shock_with_itself_without_levers(table, tmp_path):
    table["search"] = {"budget": 1e7, "held_out": ["jujube-slide"]}
    table["outcome"] = []
    table["lever"] = [{"kind": "relief_fund", "name": "relief", "budget": 0}]
    table["factor"] = [{"path": "lever.relief.budget", "range": [0, 2e6], "leave_out": 0}]
    sweep = load_sweep(tmp_path / "mine.toml", table)
    base = sweep.bases[0]
    assert base["shock"] == base["baseline"]["shock"]
    assert base["baseline"]["lever"] == []
    assert [held["name"] for held in sweep.held_out] == ["jujube-slide"]
    work = sweep.work()
    from sweeps.bases import scenario_at

    off = scenario_at(base, [(work.factors[0], 0.0)], ())
    on = scenario_at(base, [(work.factors[0], 1e6)], ())
    assert off.levers == ()
    assert [lever.budget for lever in on.levers] == [1e6]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_choice_is_told_in_both_languages_with_table_and_picture(tmp_path, lang):
    results = searched(diminishing, tmp_path)
    words = ChoiceWords(results, lang)
    assert "relief 30" in words.sentence()
    assert "jobs 30" in words.sentence()
    assert "floor" not in words.sentence()
    said = {"en": "more than each single lever", "zh": "多于同等成本的每一项单独措施"}[lang]
    assert said in words.verdict()
    assert len(words.held_out_rows()) == 1 + len(LEVERS)
    page = save_choice(results, lang).read_text(encoding="utf-8")
    assert "<svg" in page
    assert all(f'<article lang="{language}"' in page for language in ("en", "zh"))
    names = {path.name for path in results.folder.iterdir()}
    assert {"tradeoff.en.svg", "tradeoff.zh.svg", "tradeoff.png", "held_out.csv"} <= names


class Planned:
    """What words need of the results of a shipped search, without running it."""

    def __init__(self):
        self.manifest = {"sweep": load_sweep("budget-search").definition()}
        self.factors = self.manifest["sweep"]["factors"]


@pytest.mark.parametrize(
    ("lang", "insurance", "relief", "name"),
    [
        ("en", "50% of the growers of red dates are insured", "2 million yuan", "relief fund"),
        ("zh", "50%的红枣农户投保价格险", "200万元", "救助金"),
    ],
)
def test_a_package_is_told_by_what_its_levers_do(lang, insurance, relief, name):
    words = PackageWords(Planned(), lang)
    lowest = {factor["name"]: words._lowest(factor["name"]) for factor in Planned().factors}
    said = words.package({**lowest, "insured": 0.5, "relief_budget": 2e6})
    assert insurance in said
    assert relief in said
    assert "_" not in said, "the name of a column"
    assert words.package(lowest) == text("choice.no_lever", lang)
    assert words.name("relief_budget") == name
    assert text("chain.jujube.name", lang) in words.name("insured")
