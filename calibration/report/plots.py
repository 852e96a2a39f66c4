"""Plots of the report: targets against simulated, prior against posterior, pairs, scores."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from calibration.falls import GROWERS
from calibration.priors import Prior, priors
from calibration.report.tables import Tables
from calibration.scores import held_out
from calibration.targets import NINETY, Target, targets
from sim.messages import text
from sim.results.sensitivity import FILE, LUCK
from viz.report import svg

MEMBERS, REPORTED, PRIOR = svg.GAIN, svg.SCENARIO, svg.BASELINE
BINS = 20
LABEL_MARGIN = 0.44
# Effects shown of each chain: the ten parameters of a decomposition, and luck.
SHOWN = 11


def targets_plot(tables: Tables, lang: str) -> str:
    """Every target's band and the 90% range of the members, in deviations of the target."""
    rows = tables.rows("targets.csv")
    by_name = {target.name: target for target in targets()}
    known = [(by_name[row["target"]], row) for row in rows]
    figure, (axes,) = svg.panels(1, 0.36 * len(known) + 0.6)
    figure.subplots_adjust(left=LABEL_MARGIN, right=0.97, bottom=0.18, top=0.98)
    axes.axvspan(-NINETY, NINETY, color=REPORTED, alpha=0.15, linewidth=0)
    axes.axvline(0.0, color=REPORTED, linewidth=1.0)
    for place, (target, row) in enumerate(known):
        ends = [
            (float(row[name]) - target.value) / target.sd
            for name in ("simulated_low", "simulated_median", "simulated_high")
        ]
        axes.plot([ends[0], ends[2]], [place, place], color=MEMBERS)
        axes.plot(ends[1], place, "o", color=MEMBERS, markersize=4)
    _name_rows(axes, [_label(target, lang) for target, _ in known])
    axes.set_xlabel(text("calibration.plot.deviations", lang))
    return svg.inline(figure, f"targets-{lang}", text("calibration.plot.targets", lang))


def parameters_plot(tables: Tables, lang: str) -> str:
    """Prior and posterior of every varied parameter, one panel each."""
    columns = 3
    figure, axes = svg.panels(len(priors()), 1.25, columns)
    figure.subplots_adjust(left=0.04, right=0.98, bottom=0.05, top=0.96, hspace=0.85, wspace=0.18)
    for place, prior in zip(axes, priors(), strict=True):
        _prior_and_posterior(place, prior, tables)
    return svg.inline(figure, f"parameters-{lang}", text("calibration.plot.parameters", lang))


def pairs_plot(tables: Tables, lang: str) -> str:
    """What was identified, pair by pair: one point a member."""
    paths = tables.identified
    last = len(paths) - 1
    figure, axes = svg.panels(last * last, 6.6 / max(last, 1), last)
    figure.subplots_adjust(left=0.11, right=0.99, bottom=0.1, top=0.99, hspace=0.12, wspace=0.12)
    for number, place in enumerate(axes):
        row, column = divmod(number, last)
        if column > row:
            place.set_axis_off()
            continue
        x, y = paths[column], paths[row + 1]
        place.plot(tables.posterior[x], tables.posterior[y], ".", color=MEMBERS, markersize=2)
        place.tick_params(labelsize=6)
        place.locator_params(nbins=4)
        if row == last - 1:
            place.set_xlabel(_short(x), fontsize=7)
        else:
            place.set_xticklabels([])
        if column == 0:
            place.set_ylabel(_short(y), fontsize=7)
        else:
            place.set_yticklabels([])
    return svg.inline(figure, f"pairs-{lang}", text("calibration.plot.pairs", lang))


def scores_plot(tables: Tables, lang: str) -> str:
    """Held-out figures: reported, predicted and naive, each over the middle of what is reported."""
    known = {item.name: item for item in held_out()}
    rows = [row for row in tables.rows("validation.csv") if known[row["held_out"]].high > 0.0]
    figure, (axes,) = svg.panels(1, 0.4 * len(rows) + 0.6)
    figure.subplots_adjust(left=LABEL_MARGIN, right=0.97, bottom=0.16, top=0.98)
    for place, row in enumerate(rows):
        item = known[row["held_out"]]
        scale = (item.low + item.high) / 2.0
        axes.plot([item.low / scale, item.high / scale], [place, place], color=REPORTED,
                  linewidth=7, alpha=0.35, solid_capstyle="butt")  # fmt: skip
        axes.plot([item.low / scale], [place], "|", color=REPORTED, markersize=9)
        low, high = (float(row[f"predicted_{end}"]) / scale for end in ("low", "high"))
        axes.plot([low, high], [place, place], color=MEMBERS)
        axes.plot(float(row["predicted_median"]) / scale, place, "o", color=MEMBERS, markersize=4)
        axes.plot(item.naive / scale, place, "x", color=PRIOR, markersize=5)
    axes.set_xlim(left=0.0)
    _name_rows(axes, [item.label_zh if lang == "zh" else item.label_en
                      for item in (known[row["held_out"]] for row in rows)])  # fmt: skip
    axes.set_xlabel(text("calibration.plot.ratio", lang))
    return svg.inline(figure, f"scores-{lang}", text("calibration.plot.scores", lang))


def effects_plot(tables: Tables, chain: str, method: str, lang: str) -> str:
    """The strongest effects on the growers' net income in one chain's fall, with 90% intervals."""
    rows = strongest(tables, chain, method)
    figure, (axes,) = svg.panels(1, 0.3 * len(rows) + 0.7)
    figure.subplots_adjust(left=LABEL_MARGIN, right=0.97, bottom=0.24, top=0.97)
    for place, row in enumerate(rows):
        colour = PRIOR if row["path"] == LUCK else MEMBERS
        axes.barh(place, float(row["value"]), color=colour, alpha=0.7, height=0.6)
        axes.plot([float(row["low"]), float(row["high"])], [place, place], color="#1a1a1a",
                  linewidth=1.0)  # fmt: skip
    names = [text("calibration.luck", lang) if row["path"] == LUCK else row["path"] for row in rows]
    _name_rows(axes, names)
    axes.set_xlim(left=0.0)
    axes.set_xlabel(text(f"calibration.plot.{method}", lang))
    return svg.inline(figure, f"{method}-{chain}-{lang}", text("calibration.section.effects", lang))


def strongest(tables: Tables, chain: str, method: str) -> list[dict[str, str]]:
    """Rows of the study for the growers' net income, the strongest effect first."""
    rows = [
        row
        for row in tables.rows(FILE)
        if (row["chain"], row["method"], row["metric"]) == (chain, method, GROWERS)
    ]
    return sorted(rows, key=lambda row: -float(row["value"]))[:SHOWN]


def _prior_and_posterior(axes: Axes, prior: Prior, tables: Tables) -> None:
    edges = np.linspace(prior.low, prior.high, BINS + 1)
    drawn = prior.quantile((np.arange(20_000) + 0.5) / 20_000)
    before, _ = np.histogram(drawn, edges, density=True)
    axes.stairs(before, edges, color=PRIOR, linewidth=1.0)
    colour = MEMBERS if prior.path in tables.identified else "#BFBFBF"
    after, _ = np.histogram(tables.posterior[prior.path], edges, density=True)
    axes.stairs(after, edges, fill=True, color=colour, alpha=0.7)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.tick_params(labelsize=6)
    axes.locator_params(axis="x", nbins=4)
    axes.set_title(prior.path, fontsize=7, pad=3)


def _name_rows(axes: Axes, labels: Sequence[str]) -> None:
    axes.set_yticks(range(len(labels)), labels=[_wrapped(label) for label in labels])
    axes.tick_params(axis="y", length=0, labelsize=7.5)
    axes.set_ylim(len(labels) - 0.5, -0.5)
    axes.spines["left"].set_visible(False)


def _wrapped(label: str, longest: int = 46) -> str:
    """A label on two lines where it is long."""
    if len(label) <= longest or " " not in label:
        return label
    half = label.rfind(" ", 0, longest)
    return f"{label[:half]}\n{label[half + 1 :]}"


def _label(target: Target, lang: str) -> str:
    return target.label_zh if lang == "zh" else target.label_en


def _short(path: str) -> str:
    return path.partition(".")[2]
