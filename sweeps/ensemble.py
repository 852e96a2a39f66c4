"""The calibrated ensemble as points: sets of parameters that calibration found to fit."""

import pandas as pd

from sim.errors import InputError, Phrase
from sim.paths import calibration_folder
from sweeps.designs import read_table

# One row a member, one column a parameter by its path.
FILES = ("ensemble.parquet", "ensemble.csv")


def read_ensemble(members: int | None, where: str) -> pd.DataFrame:
    """Return the first `members` of the calibrated ensemble, all when None, a column a parameter.

    Raises InputError while calibration has left none, or fewer members than asked for.
    """
    places = [calibration_folder() / name for name in FILES]
    found = [place for place in places if place.is_file()]
    if not found:
        raise InputError(
            "sweep_no_ensemble", where=where, expected=Phrase("sweep.expected.no_ensemble")
        )
    table = read_table(found[0], found[0].name)
    columns = [column for column in table.columns if "." in str(column)]
    if members is not None and members > len(table):
        raise InputError(
            "out_of_range",
            where=f"{where}.points",
            expected=Phrase("sweep.expected.members", {"members": len(table)}),
            got=members,
            nearest=len(table),
        )
    return table[columns].head(members) if members is not None else table[columns]
