"""Files from strangers are data of bounded size that stay in their folder."""

import os

import pytest

from sim.errors import InputError
from sim.scenario import Scenario
from sim.scenario.files import LARGEST_FILE

FALL = '[[shock]]\nkind = "price"\nchain = "jujube"\nchange = -0.3\nshape = "path"\n'


def refused(name: str) -> InputError:
    with pytest.raises(InputError) as caught:
        Scenario.load(name)
    return caught.value


def test_a_file_too_large_is_not_read(write):
    error = refused(str(write("#" * (LARGEST_FILE + 1), "./large.toml").resolve()))
    assert error.key == "too_large"
    assert "1,000,000" in error.message("zh")


def test_text_that_is_not_utf8_is_refused(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_bytes("title_zh = '红枣'".encode("gbk"))
    assert refused(str(path)).key == "not_utf8"


def test_utf8_with_the_mark_that_some_editors_write(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_bytes("\ufefftitle = '红枣'".encode())
    assert Scenario.load(path).title == "红枣"


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="no links on this system")
@pytest.mark.parametrize(
    ("text", "link"),
    [('extends = "link"', "link.toml"), ('baseline = "link"', "link.toml"), (FALL, "link.csv")],
)
def test_a_link_out_of_the_folder_is_refused(tmp_path, text, link):
    outside, inside = tmp_path / "outside", tmp_path / "inside"
    outside.mkdir()
    inside.mkdir()
    (outside / link).write_text("0.5\n" if link.endswith("csv") else "")
    (inside / link).symlink_to(outside / link)
    text += 'path = "link.csv"\n' if link.endswith("csv") else ""
    (inside / "mine.toml").write_text(text)
    assert refused(str(inside / "mine.toml")).key == "leaves_folder"


def test_a_folder_is_no_scenario(tmp_path):
    (tmp_path / "mine.toml").mkdir()
    assert refused(str(tmp_path / "mine.toml")).key == "is_folder"
    (tmp_path / "others").mkdir()
    (tmp_path / "others" / "theirs.toml").touch()
    problem = refused(str(tmp_path / "others"))
    assert problem.key == "is_folder"
    assert problem.nearest == (str(tmp_path / "others" / "theirs.toml"),)


def test_path_values_come_from_a_file_beside_the_scenario(write):
    write("share\n# first winter\n1\n\n0.5\n-0.25\n", "values.csv")
    shock = Scenario.load(write(FALL + 'path = "values.csv"\nstart_month = 2')).shocks[0]
    assert shock.path == (1.0, 0.5, -0.25)
    assert [shock.strength(month) for month in range(6)] == [0, 0, 1, 0.5, -0.25, 0]


@pytest.mark.parametrize(
    ("content", "where", "key"),
    [
        ("1\n2\n", "values.csv: 2", "out_of_range"),
        ("1\n=cmd()\n", "values.csv: 2", "wrong_type"),
        ("share\n", "values.csv", "out_of_range"),
        ("1\nnan\n", "values.csv: 2", "wrong_type"),
        ("0\n" * 601, "values.csv", "out_of_range"),
    ],
)
def test_values_that_are_no_shares_are_refused_with_their_line(write, content, where, key):
    write(content, "values.csv")
    error = refused(str(write(FALL + 'path = "values.csv"')) and "./mine.toml")
    assert (error.where, error.key) == (where, key)


@pytest.mark.parametrize("name", ["values.txt", ".csv", "a/b.csv", "C:values.csv", ""])
def test_values_only_from_a_plain_csv_name(write, name):
    assert refused(str(write(FALL + f'path = "{name}"'))).key == "leaves_folder"
