"""What an answer leans on and no report settles, and what to be careful about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.chains import CHAINS
from sim.messages import has, languages, text
from sim.messages.numbers import number, percent
from sim.results.sensitivity import most_moving
from sim.results.statistics import DRAWS_FOR_PERCENTILES

if TYPE_CHECKING:
    from sim.parameters import Parameters

# The audit's bound: a residual above this share of turnover means the accounts do not close.
LARGEST_RESIDUAL = 1e-6
# Parameters that are named although they are held fixed, for they move the answer most.
MOST_MOVING = 5


def assumptions(
    scenario: Any, parameters: "Parameters", chains: Sequence[str]
) -> list[dict[str, Any]]:
    """Return the parameters that decide the answer and that evidence leaves open.

    Those drawn anew in every draw and the pass-through, of the struck chains and of what all
    chains share, and those that the study of sensitivity found to move the growers' income most;
    then where a price shock strikes. A value the scenario sets is `pinned`. `rank` orders them by
    that study, 1 first; None for what it does not name.
    """
    ranks = {
        effect.path: place
        for place, effect in enumerate(most_moving(chains, "net_income_per_household"), start=1)
    }
    found = [
        _row(leaf, parameters, ranks.get(leaf.path))
        for leaf in parameters.leaves()
        if decides(leaf, chains) or ranks.get(leaf.path, MOST_MOVING + 1) <= MOST_MOVING
    ]
    found.sort(key=lambda row: (row["rank"] is None, row["rank"] or 0))
    return found + [_where_it_strikes(shock) for shock in scenario.shocks if shock.kind == "price"]


def _row(leaf: Any, parameters: "Parameters", rank: int | None) -> dict[str, Any]:
    pinned = leaf.path in parameters.overrides
    if leaf.path in parameters.ensemble.paths:
        note = "calibration_narrows"
    elif parameters.is_sampled(leaf.path) or pinned:
        note = "calibration_cannot_narrow"
    else:
        note = "held_fixed"
    # What was fitted is drawn from its members, a narrower range than the leaf's.
    members = () if pinned else parameters.ensemble.values(leaf.path)
    return {
        "path": leaf.path,
        "value": leaf.value,
        "low": min(members, default=leaf.low),
        "high": max(members, default=leaf.high),
        "unit": leaf.unit,
        "sampled": leaf.sampled and not pinned,
        "pinned": pinned,
        "source": list(leaf.source),
        "grade": leaf.grade,
        "meaning": {"en": leaf.meaning_en, "zh": leaf.meaning_zh},
        "note": _in_all_languages(f"assumption.{note}"),
        "rank": rank,
    }


def decides(leaf: Any, chains: Sequence[str]) -> bool:
    """Whether a leaf is drawn, or is the pass-through, of a struck chain or of what all share."""
    branch, name = leaf.path.split(".", 1)
    concerned = branch not in CHAINS or branch in chains
    return concerned and (leaf.sampled or name == "pass_through")


def _where_it_strikes(shock: Any) -> dict[str, Any]:
    path = f"shock.{shock.name}.at"
    return {
        "path": path,
        "value": shock.at,
        "sampled": False,
        "pinned": True,
        "meaning": _in_all_languages("assumption.where_it_strikes"),
        "note": _in_all_languages("assumption.choice"),
        "rank": None,
    }


@dataclass(frozen=True)
class PoorBaseline:
    """Households under the monitoring line in the baseline, beside what is on the books."""

    below: float
    households: float
    official: float


def warnings(
    draws: int,
    chains: Sequence[str],
    residuals: Mapping[str, float],
    without_chain: float,
    leant_on: Sequence[Mapping[str, Any]] = (),
    poor: PoorBaseline | None = None,
) -> list[dict[str, str]]:
    """Return what a reader must know, each with `key`, `en` and `zh`.

    `chains` are those with a market in the region; `residuals` are shares of turnover;
    `without_chain` is the share of households in no chain; `leant_on` are rows of `assumptions`.
    """
    found: list[dict[str, str]] = []
    if draws < DRAWS_FOR_PERCENTILES:
        found.append(_warning("few_draws", draws=draws, needed=DRAWS_FOR_PERCENTILES))
    worst = max(residuals, key=lambda name: residuals[name], default="")
    if worst and not residuals[worst] <= LARGEST_RESIDUAL:
        found.append(_warning("audit", name=worst, residual=f"{residuals[worst]:.1e}"))
    if poor is not None and poor.below > poor.official:
        found.append(_poor_baseline(poor))
    found += _pass_through(leant_on)
    found += [_warning(f"chain.{chain}") for chain in chains if has(f"warning.chain.{chain}", "en")]
    found.append(_growers_first(without_chain))
    return found


def _growers_first(without_chain: float) -> dict[str, str]:
    said = {
        lang: text("warning.growers_first", lang, share=percent(without_chain, lang))
        for lang in languages()
    }
    return {"key": "growers_first", **said}


def _poor_baseline(poor: PoorBaseline) -> dict[str, str]:
    said = {
        lang: text(
            "warning.poor_baseline",
            lang,
            number=number(round(poor.below), lang),
            share=percent(poor.below / poor.households, lang),
            official=number(round(poor.official), lang),
        )
        for lang in languages()
    }
    return {"key": "poor_baseline", **said}


def _pass_through(leant_on: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Warn of a drawn pass-through where a price is struck."""
    struck = any(_is_place_of_strike(row["path"]) for row in leant_on)
    drawn = [r for r in leant_on if r["path"].endswith(".pass_through") and r["sampled"]]
    if not (struck and drawn):
        return []
    ends = {name: f"{drawn[0][name]:.1f}" for name in ("low", "high")}
    return [_warning("pass_through", **ends)]


def _is_place_of_strike(path: str) -> bool:
    return path.startswith("shock.") and path.endswith(".at")


def _warning(key: str, **values: Any) -> dict[str, str]:
    return {"key": key, **_in_all_languages(f"warning.{key}", **values)}


def _in_all_languages(key: str, **values: Any) -> dict[str, str]:
    return {lang: text(key, lang, **values) for lang in languages()}
