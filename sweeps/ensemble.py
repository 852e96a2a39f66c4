"""The calibrated ensemble as points: sets of parameters that calibration found to fit."""

import pandas as pd

from sim.errors import InputError, Phrase
from sim.parameters import load_parameters


def read_ensemble(members: int | None, where: str) -> pd.DataFrame:
    """Return the first `members` of the calibrated ensemble, all when None, a column a parameter.

    Raises InputError where calibration has left none, or fewer members than asked for.
    """
    ensemble = load_parameters().ensemble
    if not ensemble.members:
        expected = Phrase("sweep.expected.no_ensemble")
        raise InputError("sweep_no_ensemble", where=where, expected=expected)
    table = pd.DataFrame(ensemble.members, columns=list(ensemble.paths))
    if members is not None and members > len(table):
        raise InputError(
            "out_of_range",
            where=f"{where}.points",
            expected=Phrase("sweep.expected.members", {"members": len(table)}),
            got=members,
            nearest=len(table),
        )
    return table if members is None else table.head(members)
