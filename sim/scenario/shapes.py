"""How strongly a shock is felt in each month: step, ramp, pulse, path, and the way back."""

from collections.abc import Sequence


def strength(
    month: int,
    *,
    start_month: int,
    shape: str,
    duration_months: int | None,
    recovery_months: int = 0,
    ramp_months: int = 1,
    path: Sequence[float] = (),
) -> float:
    """Share of a shock's `change` that is felt in `month` (0 to 1; for a path, the file's value).

    Months count from 0 at the start of the run.
    step: 1 from `start_month` for `duration_months` (None: to the end of the run);
    ramp: climbs in `ramp_months` equal steps, the last of them to 1, then holds;
    pulse: 1 for one month; path: the given values, one a month.
    Afterwards each of `recovery_months` gives back 1/(recovery_months + 1) of the last strength.
    """
    elapsed = month - start_month
    length = _length(shape, duration_months, path)
    if elapsed < 0:
        return 0.0
    if length is None or elapsed < length:
        return _at(elapsed, shape, ramp_months, path)
    recovering = elapsed - length + 1
    if recovering > recovery_months:
        return 0.0
    return _at(length - 1, shape, ramp_months, path) * (1 - recovering / (recovery_months + 1))


def _length(shape: str, duration_months: int | None, path: Sequence[float]) -> int | None:
    if shape == "pulse":
        return 1
    if shape == "path":
        return len(path)
    return duration_months


def _at(elapsed: int, shape: str, ramp_months: int, path: Sequence[float]) -> float:
    if shape == "path":
        return path[elapsed]
    if shape == "ramp":
        return min(1.0, (elapsed + 1) / ramp_months)
    return 1.0
