"""What a comparison yields: tables of all draws, the answer, and how they came about."""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.messages import languages
from sim.results import schema
from sim.results.answer import answer_rows, answer_table, incidence_and_bridge
from sim.results.assumptions import PoorBaseline, assumptions, warnings
from sim.results.certainty import certainty, interval_shares
from sim.results.channels import channel_rows, channel_table
from sim.results.figures import Figures
from sim.results.formulas import group_total
from sim.results.incidence_over_time import cumulative_losses, incidence_table, over_time_rows
from sim.results.jump import jump_rows
from sim.results.manifest import manifest
from sim.results.sentence import HEADLINE, sentences
from sim.results.statistics import plain
from sim.results.store import MARK, replace_folder
from sim.results.tables import join_draws
from sim.results.windows import WindowPlan

if TYPE_CHECKING:
    import pandas as pd

    from sim.parameters import Parameters


@dataclass
class Outcome:
    """A scenario compared with its baseline.

    `tables` by name as in INTERFACES, `answer_object` what answer.json holds, `manifest` what
    manifest.json holds.
    """

    scenario: Any
    baseline: Any
    tables: "Mapping[str, pd.DataFrame]"
    answer_object: dict[str, Any]
    manifest: dict[str, Any] = field(repr=False)

    @cached_property
    def answer(self) -> "pd.DataFrame":
        """The answer's metrics as a table: one row a metric, group and window."""
        return answer_table(self.answer_object["metrics"])

    @cached_property
    def figures(self) -> Figures:
        """The tables as arrays."""
        return Figures(self.tables)

    def __getstate__(self) -> dict[str, Any]:
        # What is made from the rest is made again sooner than it is carried to another process.
        made = ("figures", "answer")
        return {name: value for name, value in self.__dict__.items() if name not in made}

    @staticmethod
    def build(
        scenario: Any,
        parameters: "Parameters",
        draws: "Sequence[Mapping[str, pd.DataFrame]]",
        plan: WindowPlan,
        residuals: Mapping[str, float],
        timings: Mapping[str, float],
        command: str = "",
    ) -> "Outcome":
        """Join the tables of all draws (`draw_tables`) and compute the answer.

        `residuals` are the audits' worst, as shares of turnover; `timings` in seconds; `command`
        repeats the run.
        """
        joined = join_draws(draws)
        figures = Figures(joined)
        rows = answer_rows(figures, plan.chains)
        bearers, steps = incidence_and_bridge(figures)
        cumulative = cumulative_losses(figures)
        compared = {
            "channels": channel_table(figures),
            "incidence": incidence_table(figures, cumulative),
        }
        traded = sorted({chain for _, chain in figures.markets})
        leant_on = assumptions(scenario, parameters, plan.chains)
        rest = {
            "sentence": sentences(scenario, rows, bearers, plan.first_year),
            "certainty": certainty(scenario, parameters, plan.chains),
            "incidence": bearers,
            "bridge": steps,
            "channels": channel_rows(figures, plan.chains),
            "incidence_over_time": over_time_rows(cumulative),
            "jump": jump_rows(figures, cumulative),
            "windows": _windows(figures),
            "assumptions": leant_on,
            "warnings": warnings(
                len(figures.draws),
                traded,
                residuals,
                _households(figures, "chain=none") / _households(figures, "all"),
                leant_on,
                _poor_baseline(figures),
            ),
        }
        outcome = Outcome(
            scenario,
            scenario.baseline(),
            joined.with_columns(compared),
            {"scenario": scenario.name, "metrics": rows} | plain(rest),
            plain(manifest(scenario, parameters, len(figures.draws), residuals, timings, command)),
        )
        # What was added up for the answer serves whoever draws it.
        outcome.__dict__["figures"] = figures
        return outcome

    def add_shares(
        self, again: "Mapping[str, pd.DataFrame]", parameters: "Parameters", chains: Sequence[str]
    ) -> None:
        """Say which part of the headline's spread is luck, from runs with the same parameters.

        again: the tables of as many draws with these draws' parameters and other luck.
        """
        shares = plain(interval_shares(self.tables, again, chains))
        self.answer_object["interval_shares"] = shares
        self.answer_object["certainty"] = certainty(self.scenario, parameters, chains, shares)

    @property
    def monthly(self) -> "pd.DataFrame":
        """The table `monthly`."""
        return self.tables["monthly"]

    @property
    def households(self) -> "pd.DataFrame":
        """The table `households`."""
        return self.tables["households"]

    @property
    def groups(self) -> "pd.DataFrame":
        """The table `groups`."""
        return self.tables["groups"]

    @property
    def flows(self) -> "pd.DataFrame":
        """The table `flows`."""
        return self.tables["flows"]

    @property
    def claims(self) -> "pd.DataFrame":
        """The table `claims`."""
        return self.tables["claims"]

    @property
    def goods(self) -> "pd.DataFrame":
        """The table `goods`."""
        return self.tables["goods"]

    @property
    def capital(self) -> "pd.DataFrame":
        """The table `capital`."""
        return self.tables["capital"]

    @property
    def balances(self) -> "pd.DataFrame":
        """The table `balances`."""
        return self.tables["balances"]

    @property
    def sales(self) -> "pd.DataFrame":
        """The table `sales`."""
        return self.tables["sales"]

    @property
    def channels(self) -> "pd.DataFrame":
        """The table `channels`."""
        return self.tables["channels"]

    @property
    def incidence(self) -> "pd.DataFrame":
        """The table `incidence`."""
        return self.tables["incidence"]

    def save(
        self,
        directory: str | os.PathLike[str],
        extra_files: Mapping[str, str | bytes] | None = None,
    ) -> Path:
        """Write all files into `directory`, whole or not at all, and return its path.

        `extra_files` are texts or bytes by file name (the report). InputError where the folder
        cannot be written.
        """
        return replace_folder(directory, lambda folder: self._write(folder, extra_files or {}))

    def _write(self, folder: Path, extra_files: Mapping[str, str | bytes]) -> None:
        for name, table in self.tables.items():
            write_table(table, schema.TABLES[name], folder / f"{name}.parquet")
        for file_name, content in extra_files.items():
            data = content.encode("utf-8") if isinstance(content, str) else content
            (folder / file_name).write_bytes(data)
        _write_json(self.answer_object, folder / "answer.json")
        _write_json(self.manifest, folder / MARK)


def write_table(table: "pd.DataFrame", declared: schema.Table, path: Path) -> None:
    """Write one table as Parquet; every field carries its unit and descriptions."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    arrow = pa.Table.from_pandas(table, preserve_index=False)
    fields = [
        arrow.schema.field(column.name).with_metadata(
            {"unit": column.unit}
            | {f"description_{lang}": column.describe(lang) for lang in languages()}
        )
        for column in declared.columns
    ]
    described = pa.schema(fields, metadata=arrow.schema.metadata)
    pq.write_table(pa.Table.from_arrays(arrow.columns, schema=described), path, compression="zstd")


def _poor_baseline(figures: Figures) -> PoorBaseline:
    """Count households under the monitoring line in the baseline's first year, mean of draws."""

    return PoorBaseline(
        below=_households(figures, "all", column="below_monitoring"),
        households=_households(figures, "all"),
        official=_households(figures, "status=unstable", "status=marginal"),
    )


def _households(figures: Figures, *groups: str, column: str = "households") -> float:
    """Count the households of groups, or those of them a column counts; 0 where there is none."""
    known = [group for group in groups if group in figures.group_names]
    totals = [group_total(figures, (column,), group, HEADLINE)[0].mean() for group in known]
    return float(sum(totals))


def _windows(figures: Figures) -> list[dict[str, Any]]:
    """Return first and last month of every window; the worst months differ by draw."""
    rows: list[dict[str, Any]] = []
    for window in figures.window_names:
        first, last = (months.tolist() for months in figures.first_last(window))
        ends: list[tuple[int | None, int, int]] = [*zip(figures.draws, first, last, strict=True)]
        if len(set(zip(first, last, strict=True))) == 1:
            ends = [(None, first[0], last[0])]
        rows += [
            {"window": window, "draw": draw, "first_month": begin, "last_month": end}
            for draw, begin, end in ends
        ]
    return rows


def _write_json(content: Mapping[str, Any], path: Path) -> None:
    written = json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False)
    path.write_text(written + "\n", encoding="utf-8")
