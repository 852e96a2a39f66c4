"""Where the data shipped with the program lies: beside the code, in a clone and in a wheel."""

from pathlib import Path

_PROGRAM_FOLDER = Path(__file__).resolve().parent.parent


def calibration_folder() -> Path:
    """The folder of evidence, parameters, counties and regions."""
    return _PROGRAM_FOLDER / "calibration"


def scenarios_folder() -> Path:
    """The folder of the shipped scenario library."""
    return _PROGRAM_FOLDER / "scenarios"
