"""Sources, closer looks, comparison and opened folders, without a browser."""

import json
import re
import shutil
import tracemalloc

import numpy as np
import pandas as pd
import pytest

from sim import Scenario, compare
from sim.cells import set_apart
from sim.errors import InputError
from sim.kept import sides
from sim.messages import LANGUAGES
from sim.parameters import load_parameters
from sim.results import TABLES
from viz.selection import Selection
from viz.viewer import bounds, closer, files, lookup, opening, side_by_side, sources, views
from viz.viewer.answered import Answered
from viz.viewer.charts import household
from viz.viewer.draft import Draft
from viz.viewer.pages import closer as page
from viz.viewer.visit import Look

SETTINGS = ["run.region=sample", "run.months=24", "run.draws=2"]


@pytest.fixture(scope="module")
def outcome():
    return compare(Scenario.load("jujube-price-30", SETTINGS))


@pytest.fixture(scope="module")
def places(outcome):
    return lookup.places(outcome.scenario, "jujube", 20)


@pytest.fixture(scope="module")
def followed(outcome, places):
    return lookup.follow(outcome.scenario, "jujube", places.growers[0]["id"])


# The answer


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_part_of_the_figures_has_a_heading_of_its_own(outcome, lang):
    headings = [part["heading"] for part in views.answer_view(Answered(outcome), lang)["parts"]]
    assert len(headings) == len(set(headings)) == 3


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_title_says_when_the_librarys_scenario_was_changed(outcome, lang):
    answer = views.answer_view(Answered(outcome), lang)
    longer = Draft().with_changes({"run.months": 24})
    assert views.titled(answer, longer, lang)["title"] == answer["title"]
    deeper = longer.with_changes({"shock.dates.change": -0.5})
    said = views.titled(answer, deeper, lang)["title"]
    assert said.startswith(answer["title"])
    assert said != answer["title"]
    named = deeper.with_changes({"title": "My own"})
    assert views.titled(answer, named, lang)["title"] == answer["title"]


# Sources


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_parameter_is_there_with_its_value_range_and_source(lang):
    branches = sources.leaves(lang)
    shown = {leaf["path"]: leaf for branch in branches for leaf in branch["leaves"]}
    tree = load_parameters()
    assert set(shown) == {leaf.path for leaf in tree.leaves()}
    for leaf in tree.leaves():
        row = shown[leaf.path]
        assert row["meaning"]
        assert row["shown"]
        assert row["range"]
        assert row["grade_words"]
        named = [name for name in leaf.source if name != "assumed"]
        assert [found["id"] for found in row["evidence"]] == named
    quoted = [found for row in shown.values() for found in row["evidence"] if found["quote"]]
    assert quoted
    assert all(found["place"] for found in quoted)
    json.dumps(branches, allow_nan=False)


def test_a_chinese_page_of_sources_has_no_english_evidence():
    rows = [
        row
        for branch in sources.leaves("zh")
        for leaf in branch["leaves"]
        for row in leaf["evidence"]
    ]
    assert len(rows) > 100
    english = {
        (row["id"], field): row[field]
        for row in rows
        for field in ("statement", "quote", "place", "note")
        if re.search(r"[a-z]{2,}|[A-Za-z]+ [A-Za-z]+", row[field])
    }
    assert english == {}
    assert all(re.search(r"[\u4e00-\u9fff]", row["statement"]) for row in rows)


def test_changed_assumptions_and_what_the_answer_leans_on(outcome):
    draft = Draft().with_changes({"jujube.pass_through": 0.9, "shock.dates.change": -0.4})
    view = sources.sources_view(draft, Answered(outcome), "zh")
    assert list(view["changed"]) == ["jujube.pass_through"]
    assert view["changed"]["jujube.pass_through"]["value"] == 0.9
    paths = [row["path"] for row in view["leant"]]
    assert paths == [row["path"] for row in outcome.answer_object["assumptions"]]


# Closer looks


def test_villages_add_up_to_the_tables_of_that_draw(outcome, places):
    table = outcome.tables["households"]
    for column, side in (("below_before", "baseline"), ("below_after", "jujube-price-30")):
        at = (table["draw"] == 0) & (table["month"] == 20) & (table["scenario"] == side)
        known = table.loc[at, "below_monitoring"].sum()
        assert sum(village[column] for village in places.villages) == known
    at = (table["draw"] == 0) & (table["month"] == 20) & (table["scenario"] == "baseline")
    assert sum(v["households"] for v in places.villages) == table.loc[at, "households"].sum()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_townships_and_counties_are_sums_of_villages(places, lang):
    totals = []
    for level in closer.LEVELS:
        rows = closer.place_rows(places, level, lang)
        assert all(len(row["cells"]) + 1 == len(closer.place_columns(lang)) for row in rows)
        totals.append((sum(row["households"] for row in rows), sum(row["below"] for row in rows)))
    assert len(set(totals)) == 1


def test_a_households_cash_is_accounted_for_month_by_month(followed):
    for months in followed.ledger.values():
        assert len(months) == len(followed.months)
        for month in months:
            known = month["opening"] + sum(month["changes"].values())
            assert known == pytest.approx(month["closing"], abs=0.1)
        cash = [month["closing"] for month in months[:-1]]
        assert cash == pytest.approx([month["opening"] for month in months[1:]])
    lost = followed.ledger["scenario"][-1]["closing"] - followed.ledger["baseline"][-1]["closing"]
    assert lost < 0.0


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_household_and_its_organisations_are_told(followed, places, lang):
    view = closer.household_view(followed, places.counties, "jujube", lang)
    for rows in view["sides"].values():
        assert all(len(row) == len(view["columns"]) for row in rows)
    tables = closer.organisation_tables(followed, lang)
    assert tables
    for table in tables:
        assert all(len(row) == len(table["columns"]) for row in table["rows"])
    json.dumps([view, tables], allow_nan=False)


def test_a_households_sources_are_its_income_and_lead_to_its_cash(outcome, places, followed):
    """Against a run in which nobody is looked at: what the household earned and holds there."""
    start, wanted = followed.months[0], places.growers[0]["id"]
    assert start == outcome.scenario.month_name(7)
    for side, model in zip(("baseline", "scenario"), sides(outcome.scenario, 0), strict=True):
        row = np.flatnonzero(model.households.get("agent_id") == np.uint64(int(wanted)))[0]
        while model.month < 6:
            model.step()
        earned = []
        for month in followed.ledger[side]:
            model.step()
            earned.append(sum(month["sources"].values()))
            if len(earned) >= 12:
                known = float(model.households.get("income_12")[row])
                assert sum(earned[-12:]) == pytest.approx(known, rel=1e-4)
            assert month["closing"] == pytest.approx(float(model.households.get("cash")[row]))
        assert len(earned) > 12
        model.close()
    sold = {name for month in followed.ledger["baseline"] for name in month["sources"]}
    assert {"sales.jujube.spot", "wages", "inputs", "transfers"} <= sold


@pytest.mark.parametrize("lang", LANGUAGES)
def test_income_by_source_is_told_with_what_became_of_it(followed, lang):
    for side, months in followed.ledger.items():
        chart = household.income(side, followed.months, followed.ledger, lang)
        assert all(len(row) == len(chart.columns) for row in chart.rows)
        bars = [series["data"] for series in chart.option["series"] if series["type"] == "bar"]
        line = chart.option["series"][-1]["data"]
        assert np.sum(bars, axis=0) == pytest.approx(np.array(line), abs=0.1)
        *_, net, spent, borrowed, bills, change = zip(*chart.rows, strict=True)
        unpaid = [
            sum(month["sources"].get(name, 0.0) for name in household.NOT_PAID) for month in months
        ]
        whole = np.sum([net, spent, borrowed, bills], axis=0) - unpaid
        assert whole == pytest.approx(np.array(change), abs=0.2)
        assert min(spent) < 0.0


def test_a_household_set_apart_lives_as_before(outcome):
    (model, *_) = sides(outcome.scenario, 0)
    keys, cells = len(model.cell_keys), model.households.get("cell").copy()
    own = set_apart(model, 100)
    assert (model.households.get("cell") == own).sum() == 1
    assert keys < len(model.cell_keys) <= keys + 2
    assert model.cell_persons[own] == model.households.get("persons")[100]
    labels = model.cell_keys.frame()
    assert labels.iloc[own].equals(labels.iloc[cells[100]])
    model.step()
    assert model.cells.sum() != 0.0
    model.close()


def test_growers_are_picked_from_who_loses_most_on(places):
    rows = closer.grower_rows(places, -1, -1, "en")
    assert 1 < len(rows) <= 10
    village = (places.growers[0]["county"], places.growers[0]["village"])
    mine = closer.grower_rows(places, *village, "en")
    changes = [g["change"] for g in places.growers if (g["county"], g["village"]) == village]
    assert len(mine) == len(changes) <= lookup.GROWERS_A_VILLAGE
    assert changes == sorted(changes)


def test_the_household_followed_is_always_in_the_list_it_is_picked_from(places):
    one = places.growers[0]
    home = (one["county"], one["village"])
    other = next(g for g in places.growers if (g["county"], g["village"]) != home)
    elsewhere = (other["county"], other["village"])
    look = Look(places=places, household=one["id"])
    assert page.at_home(look, one["id"]).village == Look.village
    assert page.moved(look, home).household == one["id"]
    assert page.moved(look, elsewhere).household == ""
    # Picked from the list of before, while another village is chosen already.
    assert page.at_home(page.moved(look, elsewhere), one["id"]).village == home


def test_a_household_that_is_not_there_is_an_error(outcome):
    with pytest.raises(KeyError):
        lookup.follow(outcome.scenario, "jujube", "12345")


def test_pigeon_enterprises_are_followed_too():
    settings = ["run.region=sample", "run.months=14", "run.draws=1"]
    scenario = Scenario.load("pigeon-price-30", settings)
    found = lookup.places(scenario, "pigeon", 13)
    followed = lookup.follow(scenario, "pigeon", found.growers[0]["id"])
    assert followed.enterprises["scenario"][0][0]["staff"] > 0.0


# Side by side


@pytest.mark.parametrize("lang", LANGUAGES)
def test_answers_stand_side_by_side(outcome, lang):
    other = compare(Scenario.load("pigeon-price-30", [*SETTINGS, "run.draws=1"]))
    answers = [Answered(outcome), Answered(other)]
    table = side_by_side.table(answers, lang)
    assert all(len(row["cells"]) == 2 for row in table["rows"])
    row = Selection(outcome).get("region_loss", "all")
    amounts = [found["cells"][0]["amount"] for found in table["rows"]]
    assert row.amount("difference", lang) in amounts
    chart = side_by_side.losses(answers, lang)
    assert sum(line[1] for line in chart.rows) == pytest.approx(row.difference, rel=1e-3)


# Files and folders


def test_tables_are_given_away_as_they_are_written(outcome, tmp_path):
    path = tmp_path / "monthly.parquet"
    path.write_bytes(files.table_bytes(outcome, "monthly", "parquet"))
    assert pd.read_parquet(path).equals(pd.DataFrame(outcome.monthly))
    lines = files.table_bytes(outcome, "balances", "csv").decode("utf-8-sig").splitlines()
    assert len(lines) == len(outcome.balances) + 1
    with pytest.raises(KeyError):
        files.table_bytes(outcome, "../secret", "csv")


@pytest.fixture(scope="module")
def kept(outcome, tmp_path_factory):
    parent = tmp_path_factory.mktemp("results")
    files.keep(outcome, parent, "oasis-chains jujube-price-30", "zh")
    return parent


def test_a_kept_answer_is_an_ordinary_results_folder(outcome, kept):
    (place,) = kept.iterdir()
    names = {path.name for path in place.iterdir()}
    tables = {f"{name}.parquet" for name in TABLES}
    assert names == tables | {"answer.json", "manifest.json", "report.html"}
    assert json.loads((place / "answer.json").read_text()) == outcome.answer_object


def test_a_folder_opens_with_the_figures_it_was_written_with(outcome, kept):
    (folder,) = opening.folders(kept)
    opened = opening.open_folder(kept, folder.name)
    assert opened.answer_object == outcome.answer_object
    assert opened.scenario == outcome.scenario
    for name in TABLES:
        assert np.array_equal(opened.tables[name].iloc[:, -1], outcome.tables[name].iloc[:, -1])
    inside = kept / folder.name
    assert [found.name for found in opening.folders(inside)] == [folder.name]
    assert opening.open_folder(inside, folder.name).answer_object == outcome.answer_object


def damage_answer(place):
    (place / "answer.json").write_text('{"metrics": "<script>alert(1)</script>"}')


def damage_manifest(place):
    (place / "manifest.json").write_text("[1, 2]")


def damage_scenario(place):
    manifest = json.loads((place / "manifest.json").read_text())
    manifest["scenario"]["extends"] = "../../etc/passwd"
    (place / "manifest.json").write_text(json.dumps(manifest))


def damage_table(place):
    (place / "flows.parquet").write_bytes(b"PAR1 no table")


def lose_table(place):
    (place / "monthly.parquet").unlink()


def swap_table(place):
    shutil.copy(place / "balances.parquet", place / "monthly.parquet")


@pytest.mark.parametrize(
    "damage",
    [damage_answer, damage_manifest, damage_scenario, damage_table, lose_table, swap_table],
)
def test_a_damaged_folder_is_told(kept, tmp_path, damage):
    (folder,) = opening.folders(kept)
    shutil.copytree(kept / folder.name, tmp_path / "broken")
    damage(tmp_path / "broken")
    assert [found.name for found in opening.folders(tmp_path)] == ["broken"]
    with pytest.raises(InputError) as caught:
        opening.open_folder(tmp_path, "broken")
    assert caught.value.key == "damaged_results"
    assert all(caught.value.message(lang) for lang in LANGUAGES)


def huge_answer(place):
    with (place / "answer.json").open("ab") as file:
        file.truncate(bounds.LARGEST_JSON + 1)


def huge_manifest(place):
    with (place / "manifest.json").open("ab") as file:
        file.truncate(bounds.LARGEST_JSON + 1)


def many_rows(place):
    """A few bytes that stand for more rows than anybody would read."""
    rows = pd.DataFrame({"month": np.zeros(bounds.MOST_ROWS + 1, dtype=np.int8)})
    rows.to_parquet(place / "flows.parquet", compression="zstd")


def huge_table(place):
    with (place / "goods.parquet").open("ab") as file:
        file.truncate(bounds.LARGEST_TABLE + 1)


@pytest.mark.parametrize("damage", [huge_answer, huge_manifest, many_rows, huge_table])
def test_what_is_too_large_is_told_and_not_read(kept, tmp_path, damage):
    (folder,) = opening.folders(kept)
    shutil.copytree(kept / folder.name, tmp_path / "huge")
    damage(tmp_path / "huge")
    assert [found.name for found in opening.folders(tmp_path)] == ["huge"]
    tracemalloc.start()
    with pytest.raises(InputError) as caught:
        opening.open_folder(tmp_path, "huge")
    used = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert caught.value.key == "too_large"
    assert all(caught.value.message(lang) for lang in LANGUAGES)
    assert used < bounds.LARGEST_JSON / 2


def test_a_folder_that_hides_in_depth_is_damaged_and_the_others_are_listed(kept, tmp_path):
    (folder,) = opening.folders(kept)
    shutil.copytree(kept / folder.name, tmp_path / "good")
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "manifest.json").write_text("[" * 200_000)
    assert {found.name for found in opening.folders(tmp_path)} == {"good", "deep"}
    with pytest.raises(InputError) as caught:
        opening.open_folder(tmp_path, "deep")
    assert caught.value.key == "damaged_results"


@pytest.mark.parametrize("name", ["..", "../results", "/etc", "", ".hidden", "linked"])
def test_only_listed_folders_are_opened(kept, tmp_path, name):
    (tmp_path / "linked").symlink_to(kept)
    with pytest.raises(InputError) as caught:
        opening.open_folder(tmp_path, name)
    assert caught.value.key == "no_results"


def test_townships_and_villages_are_counted_from_one_in_each_county(places):
    for county, names in enumerate(places.counties):
        mine = [village for village in places.villages if village["county"] == county]
        assert {village["village"] for village in mine} == set(range(len(mine)))
        first = closer.place_name((county, 0, 0), places, "en")
        assert first == f"{names['en']}, village 1"
