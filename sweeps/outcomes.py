"""The figures that a sweep keeps of every run: metrics of the answer, and who bears the loss."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.accounts.kinds import REGIONAL_SECTORS
from sim.chains import CHAINS
from sim.errors import InputError, unknown_name
from sim.messages import LANGUAGES, has, text
from sim.results.answer import unit_of
from sim.results.figures import Figures
from sim.results.incidence import describe_sector, incidence
from sim.results.metrics import METRIC
from sim.results.windows import WINDOWS
from sweeps.schema import OutcomeTable

if TYPE_CHECKING:
    import pandas as pd

# What one sector loses against the baseline: its group is "sector=households".
LOSS = "loss"
SECTOR = "sector"
YUAN = "yuan"
# Keys of groups of which every value has its words in the catalogues.
NAMED_GROUPS = {"status", "linkage", "insured"}


@dataclass(frozen=True)
class Outcome:
    """One figure kept of every run, under `name`: its change against the baseline.

    The baseline's own figure goes beside it, under `<name>_baseline`.
    """

    name: str
    metric: str = ""
    group: str = "all"
    window: str = "first_year"
    unit: str = ""
    better: str = ""

    def label(self, lang: str) -> str:
        """Return what a reader calls it, in `lang`."""
        if self.metric == LOSS:
            sector = describe_sector(self.group.removeprefix(f"{SECTOR}="), lang)
            return text("sweep.loss_label", lang, sector=sector)
        return METRIC[self.metric].label(lang) if self.metric in METRIC else self.name

    def plain(self) -> dict[str, Any]:
        """Return the outcome as JSON can hold it."""
        return dict(self.__dict__)


def checked_outcomes(
    tables: Sequence[OutcomeTable], label: str, counties: Sequence[str]
) -> tuple[Outcome, ...]:
    """Return the outcomes of a sweep file. InputError for what no run could tell.

    counties: the names of those in the region.
    """
    found: list[Outcome] = []
    for number, table in enumerate(tables, start=1):
        where = f"{label}: outcome {number}"
        outcome = _checked(table, where, counties)
        if outcome.name in {other.name for other in found}:
            nearest = f"{outcome.name}_{number}"
            raise InputError("name_twice", where=where, name=outcome.name, nearest=nearest)
        found.append(outcome)
    return tuple(found)


def _checked(table: OutcomeTable, where: str, counties: Sequence[str]) -> Outcome:
    if table.window not in WINDOWS:
        raise unknown_name("window", table.window, WINDOWS, f"{where}.window")
    name = table.name or table.metric
    if not name.isidentifier():
        expected = "newly_below_monitoring"
        raise InputError("sweep_column_name", where=f"{where}.name", expected=expected, got=name)
    if table.metric == LOSS:
        sector = table.group.removeprefix(f"{SECTOR}=")
        if sector not in REGIONAL_SECTORS:
            known = [f"{SECTOR}={sector}" for sector in REGIONAL_SECTORS]
            raise unknown_name("group", table.group, known, f"{where}.group")
        return Outcome(name, LOSS, f"{SECTOR}={sector}", table.window, YUAN, "down")
    if table.metric not in METRIC:
        raise unknown_name("metric", table.metric, (*METRIC, LOSS), f"{where}.metric")
    metric = METRIC[table.metric]
    _check_group(table.group, metric.groupings, f"{where}.group", counties)
    unit = unit_of(metric, table.group)
    return Outcome(name, table.metric, table.group, table.window, unit, metric.better)


def _check_group(group: str, groupings: Sequence[str], where: str, counties: Sequence[str]) -> None:
    keys = _keys(group)
    grouping = ",".join(keys) if keys else "all"
    if grouping not in groupings or (not keys and group != "all"):
        known = [name if name == "all" else f"{name}=…" for name in groupings]
        raise InputError("sweep_group", where=where, expected=known, got=group)
    if keys.get("chain", next(iter(CHAINS))) not in CHAINS:
        raise unknown_name("chain", keys["chain"], CHAINS, where)
    if "county" in keys and keys["county"] not in counties:
        raise unknown_name("group", group, [f"county={name}" for name in counties], where)
    for key in NAMED_GROUPS & keys.keys():
        if not has(f"group.{key}.{keys[key]}", LANGUAGES[0]):
            raise unknown_name("group", group, [f"{key}=…"], where)


def _keys(group: str) -> dict[str, str]:
    parts = (part.partition("=") for part in group.split(",") if "=" in part)
    return {key: value for key, _, value in parts}


def measured(
    tables: "Mapping[str, pd.DataFrame]", outcomes: Sequence[Outcome]
) -> tuple[list[float], list[float]]:
    """Return each outcome's baseline and change, from the tables of one draw.

    NaN where the group or the window holds nothing to speak of in this draw.
    """
    figures = Figures(tables)
    pairs = [_sides(figures, outcome) for outcome in outcomes]
    return [float(pair[0]) for pair in pairs], [float(pair[1] - pair[0]) for pair in pairs]


def _sides(figures: Figures, outcome: Outcome) -> NDArray[np.float64]:
    """Return an outcome in the baseline and in the scenario."""
    if outcome.metric == LOSS:
        sector = REGIONAL_SECTORS.index(outcome.group.removeprefix(f"{SECTOR}="))
        return np.array([0.0, incidence(figures, outcome.window).sectors[0, sector]])
    metric = METRIC[outcome.metric]
    if metric.per_household and outcome.group not in figures.group_names:
        return np.full(2, np.nan)
    found = metric.formula(figures, metric.columns, outcome.group, outcome.window)
    return np.asarray(found, dtype=np.float64)[:, 0]
