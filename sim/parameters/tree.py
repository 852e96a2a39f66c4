"""The tree of parameters: read once, never changed; another value makes another tree."""

import hashlib
import json
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from sim.engine.parsed import toml_tables
from sim.errors import InputError, nearest_names, shortened
from sim.parameters.evidence import references
from sim.parameters.leaf import Leaf, Value, entries, leaf_from_table
from sim.parameters.overriding import checked_value
from sim.parameters.sampling import Ensemble, draw_of, read_ensemble
from sim.paths import calibration_folder


class Parameters:
    """All leaves and their values now.

    `parameters.jujube` is the record of a branch: float64 fields named like its leaves, vectors
    as nested arrays; it may be read in compiled functions. It cannot be written to.
    """

    def __init__(
        self,
        leaves: Mapping[str, Leaf],
        drawn: Mapping[str, Value] | None = None,
        overrides: Mapping[str, Value] | None = None,
        ensemble: Ensemble | None = None,
    ) -> None:
        self.ensemble = ensemble or Ensemble()
        self._leaves = dict(leaves)
        self._drawn = dict(drawn or {})
        self._overrides = dict(overrides or {})
        self._records: dict[str, Any] = {}
        self._fingerprint = ""

    def value(self, path: str) -> Value:
        """The value now: as overridden, else as drawn, else as declared."""
        leaf = self.leaf(path)
        return self._overrides.get(path, self._drawn.get(path, leaf.value))

    def leaf(self, path: str) -> Leaf:
        """The leaf as declared; InputError naming the nearest when there is none."""
        if path not in self._leaves:
            raise self._unknown(path, "")
        return self._leaves[path]

    def leaves(self) -> list[Leaf]:
        """Every leaf, branch by branch, in the order of the files."""
        return list(self._leaves.values())

    def branches(self) -> tuple[str, ...]:
        """The names of the branches."""
        return tuple(dict.fromkeys(leaf.branch for leaf in self._leaves.values()))

    @property
    def overrides(self) -> dict[str, Value]:
        """What `with_values` has set, by path."""
        return dict(self._overrides)

    def with_values(self, values: Mapping[str, object], where: str = "") -> "Parameters":
        """These parameters with other values for some leaves, which are then no longer sampled.

        Raises InputError for an unknown path, a value of another type or length, or one outside
        its range; `where` is the file and key the values come from.
        """
        overrides = dict(self._overrides)
        for path, given in values.items():
            if path not in self._leaves:
                raise self._unknown(path, where)
            overrides[path] = checked_value(self._leaves[path], given, where)
        return Parameters(self._leaves, self._drawn, overrides, self.ensemble)

    def drawn(self, seed: int, draw: int) -> "Parameters":
        """These parameters with every sampled leaf that is not overridden drawn anew.

        What was fitted comes from one member of the ensemble, keyed by (seed, draw); any other
        leaf is triangular between its bounds with its declared value as mode, keyed by (seed,
        draw, path), so its draw does not depend on which other leaves there are.
        """
        member = self.ensemble.member(seed, draw)
        values: dict[str, Value] = {
            leaf.path: draw_of(leaf.path, leaf.low, float(leaf.value), leaf.high, seed, draw)
            for leaf in self._leaves.values()
            if self.is_sampled(leaf.path) and not isinstance(leaf.value, tuple)
        }
        values |= {path: value for path, value in member.items() if self.is_sampled(path)}
        return Parameters(self._leaves, values, self._overrides, self.ensemble)

    def is_sampled(self, path: str) -> bool:
        """Whether the leaf is drawn anew in every draw: declared so and not overridden."""
        return self.leaf(path).sampled and path not in self._overrides

    @property
    def is_drawn(self) -> bool:
        """Whether these are the parameters of one draw."""
        return bool(self._drawn)

    def hash(self) -> str:
        """A fingerprint (SHA-256) of the values now and of what would be drawn from where."""
        if not self._fingerprint:
            self._fingerprint = self._hashed()
        return self._fingerprint

    def _hashed(self) -> str:
        state = {
            path: [
                list(entries(self.value(path))),
                [leaf.low, leaf.high, leaf.value] if self.is_sampled(path) else [],
            ]
            for path, leaf in self._leaves.items()
        }
        text = json.dumps([state, self.ensemble.hash], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    def __getattr__(self, name: str) -> Any:
        # Private names are asked for while unpickling, before there is anything to look in.
        if name.startswith("_"):
            raise AttributeError(name)
        if name not in self._records:
            self._records[name] = self._record(name)
        return self._records[name]

    def __reduce__(self) -> tuple[Any, ...]:
        return (Parameters, (self._leaves, self._drawn, self._overrides, self.ensemble))

    def _record(self, branch: str) -> Any:
        """The record of a branch: one row of a structured array."""
        leaves = [leaf for leaf in self._leaves.values() if leaf.branch == branch]
        if not leaves:
            raise AttributeError(f"no branch of parameters is called {branch}")
        fields = [
            (leaf.name, np.float64, (leaf.length,)) if leaf.is_vector else (leaf.name, np.float64)
            for leaf in leaves
        ]
        rows = np.zeros(1, dtype=np.dtype(fields))
        for leaf in leaves:
            rows[leaf.name] = self.value(leaf.path)
        rows.flags.writeable = False
        return rows.view(np.recarray)[0]

    def _unknown(self, path: str, where: str) -> InputError:
        name = path.rpartition(".")[2]
        of_that_name = tuple(leaf.path for leaf in self._leaves.values() if leaf.name == name)
        near = of_that_name if "." not in path else ()
        nearest = near or nearest_names(path, self._leaves) or of_that_name
        return InputError("unknown_parameter", where=where, name=shortened(path), nearest=nearest)


def read_parameters(folder: Path) -> Parameters:
    """The parameters of a folder with one TOML file for each branch.

    Raises ValueError naming the file and leaf when one is not as it must be.
    """
    known = references().keys()
    leaves: dict[str, Leaf] = {}
    for file in sorted(folder.glob("*.toml")):
        try:
            tables = toml_tables(file.read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError as problem:
            raise ValueError(f"{file.name}: {problem}") from problem
        if file.stem.startswith("_") or hasattr(Parameters, file.stem):
            raise ValueError(f"{file.name}: a branch cannot be called {file.stem}")
        for name, table in tables.items():
            if not isinstance(table, dict):
                raise ValueError(f"{file.name}: {name} is not a leaf")
            path = f"{file.stem}.{name}"
            leaves[path] = leaf_from_table(path, table, known, file.name)
    return Parameters(MappingProxyType(leaves))


@cache
def load_parameters() -> Parameters:
    """The parameters that come with the model, as declared; read once."""
    declared = read_parameters(calibration_folder() / "parameters")
    ensemble = read_ensemble(calibration_folder() / "fitted" / "ensemble.csv")
    for path in ensemble.paths:
        _check_fitted(declared.leaf(path), ensemble.values(path))
    return Parameters({leaf.path: leaf for leaf in declared.leaves()}, ensemble=ensemble)


def _check_fitted(leaf: Leaf, values: tuple[float, ...]) -> None:
    """A fitted leaf is declared as drawn, and every member lies within its bounds."""
    if not leaf.sampled or leaf.use != "calibrate":
        raise ValueError(f"ensemble.csv: {leaf.path} is not declared sampled, use calibrate")
    if not all(leaf.low <= value <= leaf.high for value in values):
        raise ValueError(f"ensemble.csv: {leaf.path} leaves its range")
