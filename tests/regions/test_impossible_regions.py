"""A region that cannot be true, or cannot be read, is refused with one message."""

from pathlib import Path

import pytest

from sim.errors import InputError
from sim.parameters import Parameters
from sim.regions import load_region


def spoil(folder: Path, county: str, before: str, after: str) -> None:
    file = folder / f"{county}.toml"
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), encoding="utf-8")


def refusal(folder: Path, parameters: Parameters, name: str = "mine") -> InputError:
    with pytest.raises(InputError) as caught:
        load_region(name, parameters, [folder])
    assert "\n" not in caught.value.message("en")
    assert caught.value.message("zh") != caught.value.message("en")
    return caught.value


def test_an_unspoilt_copy_is_accepted(copied_region: Path, parameters: Parameters) -> None:
    assert len(load_region("mine", parameters, [copied_region]).counties) == 2


@pytest.mark.parametrize(
    ("county", "before", "after", "key"),
    [
        ("luopu", "capacity = { value = 173300", "capacity = { value = 160000", "region.capacity"),
        (
            "yutian",
            "enterprise_base = { value = 113456",
            "enterprise_base = { value = 150000",
            "region.capacity",
        ),
        ("luopu", "value = 13450000, low = 9000000", "value = 9000000", "region.quantities"),
        (
            "yutian",
            "purchase_share = { value = 0.9, low = 0.8",
            "purchase_share = { value = 0.6, low = 0.5",
            "region.quantities",
        ),
        (
            "luopu",
            "registered_persons = { value = 127876",
            "registered_persons = { value = 247000",
            "region.part_exceeds_whole",
        ),
        (
            "luopu",
            "shareholders = { value = 1900",
            "shareholders = { value = 40000",
            "region.part_exceeds_whole",
        ),
        (
            "luopu",
            "insured_households = { value = 723",
            "insured_households = { value = 22000",
            "region.part_exceeds_whole",
        ),
        (
            "yutian",
            "cooperatives = { value = 40, low = 20",
            "cooperatives = { value = 0, low = 0",
            "region.part_exceeds_whole",
        ),
        (
            "luopu",
            "registered_households = { value = 31587",
            "registered_households = { value = 70000",
            "region.part_exceeds_whole",
        ),
        (
            "luopu",
            "primary_gdp = { value = 645490000, low = 600000000",
            "primary_gdp = { value = 200000000, low = 100000000",
            "region.value_added",
        ),
        (
            "luopu",
            "age_shares = { value = [0.025, 0.025, 0.95]",
            "age_shares = { value = [0.025, 0.025, 0.90]",
            "region.age_shares",
        ),
        ("luopu", "[chains.pigeon]", "[chains.walnuts]", ""),
        ("luopu", 'kind = "aid"', 'kind = "aide"', "unknown_name"),
        ("luopu", 'linkage = "spot"', 'linkage = "friend"', "unknown_name"),
        ("luopu", "villages = {", "vilages = {", "unknown_key"),
        ("luopu", 'unit = "persons"', 'unit = "people"', "inconsistent"),
        ("luopu", 'source = ["E325"]', 'sources = ["E325"]', "unknown_key"),
        ("luopu", "value = 251811,", 'value = "many",', "wrong_type"),
        ("luopu", "value = 251811,", "value = 251811.5,", "wrong_type"),
        ("luopu", "value = 251811,", "value = 300000,", "out_of_range"),
        ("luopu", "value = 251811,", "", "missing_key"),
        ("luopu", 'name_zh = "洛浦县"', "", "missing_key"),
        ("luopu", 'name_en = "Luopu"', 'name_en = "', "not_toml"),
    ],
)
def test_a_broken_copy_is_refused(
    copied_region: Path,
    parameters: Parameters,
    county: str,
    before: str,
    after: str,
    key: str,
) -> None:
    spoil(copied_region, county, before, after)
    error = refusal(copied_region, parameters)
    assert error.key.startswith(key)
    assert county in error.where


@pytest.mark.parametrize(
    ("content", "key"),
    [
        ('counties = ["luopu"]\nscale = 0.0\n', "out_of_range"),
        ('counties = ["luopu"]\nscale = 2\n', "out_of_range"),
        ('counties = ["luopu"]\nscale = "half"\n', "wrong_type"),
        ("counties = []\n", "wrong_type"),
        ("counties = 7\n", "wrong_type"),
        ('counties = ["luopu", "luopu"]\n', "inconsistent"),
        ('counties = ["loupu"]\n', "unknown_name"),
        ('counties = ["../luopu"]\n', "unknown_name"),
        ('county = ["luopu"]\n', "unknown_key"),
    ],
)
def test_a_broken_region_file_is_refused(
    tmp_path: Path, parameters: Parameters, content: str, key: str
) -> None:
    (tmp_path / "mine.toml").write_text(content, encoding="utf-8")
    assert refusal(tmp_path, parameters).key == key


@pytest.mark.parametrize("name", ["loupu", "../luopu", "a/b", "", "."])
def test_an_unknown_name_is_refused_and_never_leaves_the_folder(
    tmp_path: Path, parameters: Parameters, name: str
) -> None:
    assert refusal(tmp_path, parameters, name).key == "unknown_name"


def test_a_file_that_is_no_text_is_refused(tmp_path: Path, parameters: Parameters) -> None:
    (tmp_path / "mine.toml").write_bytes(b"\xff\xfe\x00")
    assert refusal(tmp_path, parameters).key == "not_utf8"


def test_a_region_may_be_named_and_titled_in_chinese(
    copied_region: Path, parameters: Parameters
) -> None:
    text = 'title_zh = "我的县"\ntitle_en = "我的县"\ncounties = ["luopu"]\n'
    (copied_region / "我的县.toml").write_text(text, encoding="utf-8")
    assert load_region("我的县", parameters, [copied_region]).title_zh == "我的县"
