"""Any shock or lever that a scenario file may hold, drawn from what declares them."""

from hypothesis import strategies as st

from sim.scenario.keys import Key, Kind
from sim.scenario.levers import LEVERS
from sim.scenario.shocks import SHOCKS

COURSES = ("shape", "duration_months", "recovery_months", "ramp_months", "path")


def shocks(months: int):
    """Any shock in a run of so many months."""
    return st.one_of(_entry(kind, months) for kind in SHOCKS.values())


def levers(months: int):
    """Any lever in a run of so many months."""
    return st.one_of(_entry(kind, months) for kind in LEVERS.values())


def _entry(kind: Kind, months: int):
    own = {
        "kind": st.just(kind.name),
        "start_month": st.integers(0, months - 1),
        "county": st.sampled_from(["all", "luopu", "yutian"]),
    }
    optional = {}
    for key in kind.keys:
        if key.name in ("name", "enabled", "from", *own, *COURSES):
            continue
        (own if key.required else optional)[key.name] = _values(key)
    entries = st.fixed_dictionaries(own, optional=optional)
    if kind.section == "lever" or kind.course != "shaped":
        return entries
    return st.builds(lambda entry, course: {**entry, **course}, entries, _courses(months))


def _courses(months: int):
    back = {"recovery_months": st.integers(0, 6)}
    length = {"duration_months": st.integers(1, months)}
    return st.one_of(
        st.fixed_dictionaries({"shape": st.just("step"), **back, **length}),
        st.fixed_dictionaries(
            {"shape": st.just("ramp"), **back, **length, "ramp_months": st.integers(1, 6)}
        ),
        st.fixed_dictionaries({"shape": st.just("pulse"), **back}),
    )


# A price or budget far above anything real is as good as the largest legal one.
LARGEST = {"yuan_per_unit": 40.0, "yuan_per_year": 1e8}


def _values(key: Key):
    if key.type == "choice":
        return st.sampled_from(key.choices)
    if key.type == "flag":
        return st.booleans()
    low, high = key.low, min(key.high, LARGEST.get(key.unit, key.high))
    if key.type == "count":
        return st.integers(int(low), int(high))
    return st.one_of(st.sampled_from([low, high]), st.floats(low, high))
