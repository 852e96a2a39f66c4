"""Memory of a run: most that a process ever held, and what a household adds to it."""

from benchmarks.engine import label
from benchmarks.measure import DEFAULT_REGION, SMALL_REGION, Plan, Row
from benchmarks.worker import measured

SIZES: tuple[str | int, ...] = (70_000, DEFAULT_REGION, "hotan", 5_000_000)
GB = 1e9


def measure(plan: Plan) -> list[Row]:
    """Peaks by size, from set-up and from the whole run, each in a fresh process."""
    rows: list[Row] = []
    sizes = (2_000, SMALL_REGION) if plan.quick else SIZES
    held: list[tuple[int, int]] = []
    for size in sizes:
        found = measured("live", region=size, months=plan.months, repetitions=1)
        if found["peak"] is None:
            continue
        named = label(size, found)
        held.append((found["households"], found["peak"]))
        rows += [
            Row(f"memory.{size}.before", f"{named}, before there is a population",
                (found["before"] or 0) / GB, "GB"),
            Row(f"memory.{size}.set_up", f"{named}, most while it is made",
                found["peak_set_up"] / GB, "GB"),
            Row(f"memory.{size}.peak", f"{named}, most with burn-in and run",
                found["peak"] / GB, "GB"),
        ]  # fmt: skip
    if len(held) > 1:
        (few, least), (many, most) = held[0], held[-1]
        each = (most - least) / (many - few)
        what = "what a household adds, run and record included"
        rows.append(Row("memory.household", what, each, "B/household"))
    return rows
