"""Keyed random draws: a hash of (seed, draw, agent, purpose, month), no shared stream.

The same key gives the same number in a scenario and in its baseline, in any order, in any
process. An agent's key is built from its kind, place and serial number, never from a row number.
Mixing function: splitmix64 (Steele, Lea and Flood 2014, "Fast splittable pseudorandom number
generators", OOPSLA), applied once for each part of the key.
"""

import hashlib
from enum import IntEnum
from functools import lru_cache

import numpy as np
from numba.extending import register_jitable
from numpy.typing import NDArray

from sim.engine.kernel import kernel
from sim.engine.normal import normal_quantile

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
MIX_2 = np.uint64(0x94D049BB133111EB)
SHIFT_30, SHIFT_27, SHIFT_31, SHIFT_11 = (np.uint64(bits) for bits in (30, 27, 31, 11))
TWO_TO_MINUS_53 = 2.0**-53
# Months may be negative (the burn-in); the key needs an unsigned number.
MONTH_OFFSET = 1 << 20


class Purpose(IntEnum):
    """What a draw is for: part of its key, so that purposes never share luck."""

    PARAMETER = 0
    PRICE_LEVEL = 1
    INDEX_BASIS = 2
    WEATHER = 3
    HOUSEHOLD_SIZE = 10
    REGISTERED = 11
    OPENING_INCOME = 12
    STATUS = 13
    WORKERS = 14
    LAND = 15
    VILLAGE = 16
    OPENING_CASH = 17
    LOAN = 18
    LOAN_AGE = 19
    JOB = 20
    PICKER = 21
    ILLNESS = 22
    VILLAGE_FUND = 23
    HOLDER = 30
    HOLDING_SIZE = 31
    YIELD_FACTOR = 32
    TOLERANCE = 33
    LINKAGE = 34
    INSURED = 35
    COOPERATIVE = 36
    TRAINING = 37
    SHARES = 38
    SCEPTICISM = 40
    ENTRY = 41
    DIVERSIFICATION = 42
    JOINING = 43


@register_jitable
def _mix(state, part):
    """One splitmix64 step over `state` combined with one part of the key (both uint64)."""
    z = (state ^ part) + GOLDEN
    z = (z ^ (z >> SHIFT_30)) * MIX_1
    z = (z ^ (z >> SHIFT_27)) * MIX_2
    return z ^ (z >> SHIFT_31)


@register_jitable
def keyed_uniform(base, agent):
    """The uniform draw of one agent id (uint64) under a `base_key`, inside a compiled loop."""
    key = _mix(base, agent)
    return (np.float64(_mix(key, MIX_2) >> SHIFT_11) + 0.5) * TWO_TO_MINUS_53


@kernel
def _uniforms(base, agents, out):
    for i in range(agents.size):
        out[i] = keyed_uniform(base, agents[i])


@kernel
def _to_agent_ids(base, serials):
    for i in range(serials.size):
        serials[i] = _mix(base, serials[i])


@kernel
def _to_normals(values):
    for i in range(values.size):
        values[i] = normal_quantile(values[i])


def base_key(seed: int, draw: int, purpose: int, month: int = 0) -> np.uint64:
    """What the keys of all agents' draws for a purpose have in common."""
    with np.errstate(over="ignore"):
        state = np.uint64(0)
        for part in (seed, draw, int(purpose), month + MONTH_OFFSET):
            state = _mix(state, _part(part))
    return state


@kernel
def _uniform(seed, draw, purpose, month, agent):
    """One draw in (0, 1) from the parts of its key, all uint64."""
    key = np.uint64(0)
    for part in (seed, draw, purpose, month, agent):
        key = _mix(key, part)
    return (np.float64(_mix(key, MIX_2) >> SHIFT_11) + 0.5) * TWO_TO_MINUS_53


def _part(number: int) -> np.uint64:
    return np.uint64(number & 0xFFFFFFFFFFFFFFFF)


def uniforms(
    seed: int, draw: int, agent_ids: NDArray[np.uint64], purpose: int, month: int = 0
) -> NDArray[np.float64]:
    """Uniform draws in (0, 1), one for each agent id (uint64), shape of `agent_ids`."""
    out = np.empty(len(agent_ids))
    _uniforms(base_key(seed, draw, purpose, month), np.asarray(agent_ids, dtype=np.uint64), out)
    return out


def uniform(seed: int, draw: int, agent_id: int, purpose: int, month: int = 0) -> float:
    """One uniform draw in (0, 1), equal to the one `uniforms` gives for that agent."""
    return float(
        _uniform(
            _part(seed), _part(draw), _part(int(purpose)), _part(month + MONTH_OFFSET),
            _part(agent_id),
        )
    )  # fmt: skip


def standard_normals(
    seed: int, draw: int, agent_ids: NDArray[np.uint64], purpose: int, month: int = 0
) -> NDArray[np.float64]:
    """Standard normal draws, one for each agent id, by the inverse distribution function."""
    return normal_quantiles(uniforms(seed, draw, agent_ids, purpose, month))


def normal_quantiles(probabilities: NDArray[np.float64]) -> NDArray[np.float64]:
    """Values below which a standard normal variable lies with these probabilities, in place."""
    _to_normals(probabilities)
    return probabilities


def standard_normal(seed: int, draw: int, agent_id: int, purpose: int, month: int = 0) -> float:
    """One standard normal draw."""
    return float(normal_quantile(uniform(seed, draw, agent_id, purpose, month)))


def mirrored_normal(seed: int, draw: int, agent_id: int, purpose: int, month: int = 0) -> float:
    """A standard normal draw that draws 2k and 2k + 1 see with opposite sign.

    Antithetic luck (Hammersley and Morton 1956) for what moves a whole region at once, prices and
    weather: few draws then lie around the typical year instead of to one side of it.
    """
    value = standard_normal(seed, draw // 2, agent_id, purpose, month)
    return value if draw % 2 == 0 else -value


@lru_cache(maxsize=4096)
def text_key(text: str) -> int:
    """A stable 64-bit key of a text: a parameter's path, a county's name."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")


def agent_ids(kind: str, place: str, serials: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Agent keys of the agents with these serial numbers in one place."""
    keys = np.asarray(serials).astype(np.uint64)
    _to_agent_ids(np.uint64(text_key(f"{kind}:{place}")), keys)
    return keys


def agent_id(kind: str, place: str, serial: int) -> int:
    """The key of one agent."""
    return int(agent_ids(kind, place, np.array([serial]))[0])
