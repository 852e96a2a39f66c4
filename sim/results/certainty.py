"""How sure an answer is and why: what its range holds, and which part of it is luck."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.messages import languages, text
from sim.messages.numbers import percent
from sim.results.assumptions import decides
from sim.results.figures import Figures
from sim.results.metrics import METRIC
from sim.results.sensitivity import luck_share, most_moving

if TYPE_CHECKING:
    import pandas as pd

    from sim.parameters import Parameters

GROWERS = "net_income_per_household"
HEADLINE = "first_year"
NAMED = 3


def interval_shares(
    tables: "Mapping[str, pd.DataFrame]", again: "Mapping[str, pd.DataFrame]", chains: Sequence[str]
) -> list[dict[str, Any]]:
    """Which share of the headline figures' spread comes from parameters, and which from luck.

    tables: of a comparison; again: of the same parameters, draw by draw, with other luck. What two
    runs with the same parameters share is the parameters' (their covariance over the variance);
    the rest is luck, and what luck and parameters do only together.
    """
    first, second = Figures(tables), Figures(again)
    growers = f"chain={chains[0]}" if len(chains) == 1 else "all"
    rows = []
    for name, group in (
        (GROWERS, growers),
        ("newly_below_monitoring", "all"),
        ("region_loss", "all"),
    ):
        metric = METRIC[name]
        one, other = (
            np.diff(metric.formula(figures, metric.columns, group, HEADLINE), axis=0)[0]
            for figures in (first, second)
        )
        share, error = _common(one, other)
        rows.append(
            {
                "metric": name,
                "group": group,
                "window": HEADLINE,
                "parameters": share,
                "luck": 1.0 - share,
                "standard_error": error,
                "draws": len(one),
            }
        )
    return rows


def _common(one: NDArray[np.float64], other: NDArray[np.float64]) -> tuple[float, float]:
    """Share of the variance that two runs of each draw have in common, and its standard error."""
    middle = (one.mean() + other.mean()) / 2.0
    variance = float(((one - middle) ** 2 + (other - middle) ** 2).mean() / 2.0)
    if len(one) < 3 or variance <= 0.0:
        return 0.0, 1.0
    raw = float(((one - middle) * (other - middle)).mean()) / variance
    share = float(np.clip(raw, 0.0, 1.0))
    return share, (1.0 - share**2) / float(np.sqrt(len(one) - 1))


def certainty(
    scenario: Any,
    parameters: "Parameters",
    chains: Sequence[str],
    shares: Sequence[dict[str, Any]] = (),
) -> dict[str, str]:
    """One or a few sentences in every language: what the range holds, and what moves it most."""
    return {lang: _sentence(scenario, parameters, chains, shares, lang) for lang in languages()}


def _sentence(
    scenario: Any,
    parameters: "Parameters",
    chains: Sequence[str],
    shares: Sequence[dict[str, Any]],
    lang: str,
) -> str:
    drawn = [
        leaf.path
        for leaf in parameters.leaves()
        if decides(leaf, chains) and parameters.is_sampled(leaf.path)
    ]
    fitted = [path for path in drawn if path in parameters.ensemble.paths]
    said = [text("certainty.range", lang, drawn=len(drawn), fitted=len(fitted))]
    said += _shares(scenario, shares, lang)
    by_path = {leaf.path: leaf for leaf in parameters.leaves()}
    strongest = most_moving(chains, GROWERS)[:NAMED]
    moving = [by_path[effect.path] for effect in strongest if effect.path in by_path]
    if moving:
        names = [leaf.meaning_zh if lang == "zh" else leaf.meaning_en for leaf in moving]
        quoted = [text("certainty.name", lang, name=name.rstrip(".。")) for name in names]
        names_joined = text("answer.comma", lang).join(quoted)
        said.append(text("certainty.moves", lang, names=names_joined))
    return (text("answer.separator", lang).join(said) + text("shown.stop", lang)).strip()


def _shares(scenario: Any, shares: Sequence[dict[str, Any]], lang: str) -> list[str]:
    """Say how much of the spread is luck: from the answer's own runs, else from the study."""
    for row in shares:
        if row["metric"] == GROWERS:
            return [
                text(
                    "certainty.own_shares",
                    lang,
                    parameters=percent(row["parameters"], lang),
                    luck=percent(row["luck"], lang),
                    error=percent(row["standard_error"], lang),
                )
            ]
    known = luck_share(scenario.name, GROWERS)
    if known is None:
        return []
    # An estimated share may come out above the whole.
    shown = {
        name: percent(min(share, 1.0), lang)
        for name, share in (("luck", known.value), ("low", known.low), ("high", known.high))
    }
    return [text("certainty.study", lang, **shown)]
