"""The written files close, and a single missing yuan or kilogram is seen."""

import pytest

from sim.results import audit_folder, audit_tables, join_draws
from sim.results.audit_files import read_tables


@pytest.fixture(scope="module")
def folder(outcome, tmp_path_factory):
    return outcome.save(tmp_path_factory.mktemp("results") / "dates")


def test_the_files_of_a_balanced_run_close(folder):
    residuals = audit_folder(folder)
    assert set(residuals) == {"cash", "stock", "claims", "negative_flows"}
    assert max(residuals.values()) < 1e-9


def test_files_hold_the_tables_to_the_last_bit(folder, outcome):
    for name, table in read_tables(folder).items():
        numbers = table.select_dtypes("number")
        assert numbers.equals(outcome.tables[name].select_dtypes("number"))


@pytest.mark.parametrize(
    ("table", "column", "residual"),
    [("flows", "yuan", "cash"), ("goods", "quantity", "stock"), ("claims", "created", "claims")],
)
def test_a_row_that_is_off_is_seen(draws, table, column, residual):
    tables = join_draws(draws)
    changed = tables[table].copy()
    moving = changed[changed[column] > 0.0]
    if table == "flows":
        moving = moving[moving["payer"].astype(str) != moving["payee"].astype(str)]
    if table == "goods":
        moving = moving[moving["fate"] == "produced"]
    changed.loc[moving.index[0], column] *= 2.0
    assert audit_tables(tables | {table: changed})[residual] > 1e-4


def test_a_negative_flow_is_seen(draws):
    tables = join_draws(draws)
    changed = tables["flows"].copy()
    changed.loc[0, "yuan"] *= -1.0
    assert audit_tables(tables | {"flows": changed})["negative_flows"] > 0.0
