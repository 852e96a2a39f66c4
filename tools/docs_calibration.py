"""The page of the calibration: made from its stored tables, targets and held-out figures."""

from __future__ import annotations

from calibration import ensemble
from calibration.plan import Plan
from calibration.priors import priors
from calibration.report.tables import Tables
from calibration.scores import held_out
from calibration.targets import targets
from sim.parameters import load_parameters
from sim.results.sensitivity import FILE as SENSITIVITY
from tools.markdown import code, page, source_link, table

AGREEMENT = "sample_agreement.csv"
SHOWN_EFFECTS = 8

ABOUT = """The model's open numbers are fitted to the reports by `oasis-chains calibrate`; every
scenario's draws then take one of the parameter sets that the fit leaves, so ranges hold what
the reports leave open as well as luck. This page is made from the stored tables in
[calibration/fitted](../calibration/fitted); the command writes the same as a report with plots,
in Chinese and English, and `--keep` replaces the stored tables."""

EVIDENCE = """Each figure of the reports has **one use**, a column of
[evidence.csv](../calibration/evidence/evidence.csv): *specify* (given to the model),
*calibrate* (a target), *validate* (held out) or *none*. Figures tied by a product are never
both given and held out. `standing` marks plans, targets, expectations and intents. A row with
an unknown unit or place, a value beyond its unit's believable range, digits that are not in its
quote, or a derivation that does not give its value is refused by id and column. `oasis-chains
calibrate --check-quotes FOLDER` compares every quote with the reports for whoever has them."""

TARGETS = """The band of a target is how far its sources contradict each other, read as a 90%
interval of its error. It is met where the median of the members lies inside. Simulated is a
typical year with every other uncertain parameter drawn as in an answer, so fewer than nine
members in ten lie inside where what decides a target stays at its prior: freight and margin for
the inland price, yield and cost for roses."""

METHOD = """**The smallest simulation that yields the targets** is the opening and one typical
year of the real region, {region}, without luck in prices and weather, half a second each. A
typical year of 2019-20 is what the model calls its baseline: levels reported for those years
are its levels by definition; whether those were ordinary years no report says. All parameter
sets meet the same population (common random numbers), and what other populations do to the
targets ({populations} of them) is added to the errors.

1. {first} points of a Sobol sequence over all {varied} priors. An emulator (a quadratic
   surface, whose error is measured at points left out) rules out where a target is missed by
   more than {implausible:g} standard deviations: {plausible} of the prior is left.
2. {second} points more in what is left, and a second emulator.
3. {proposals:,} proposals weighed by their emulated likelihood (worth {effective:,} equal
   ones); {candidates} candidates drawn from them.
4. The real model runs every candidate; {members} members are drawn by real over emulated
   likelihood.

Where the peak of a leaf was read from the very figures that are targets, only its range is
believed beforehand (uniform); elsewhere the prior is triangular. Every finished simulation is
stored, so an interrupted fit goes on; the same seed gives the same members on any number of
workers. A fit took 26 minutes on two cores that had other work as well; another, killed three
times and begun again each time, ended with the same members, to the last digit."""

PROOF = """**First, the proof.** Each of the {trials} points of the first wave was in turn the
truth: its figures, with errors of the targets' own size, were taken for the reports', the point
left out of the emulator, and the 90% intervals looked at. A parameter is called identifiable
when its interval keeps at most {width:.0%} of the prior's and holds the truth in 90% of the
trials, give or take {tolerance:.0%}. Only identifiable parameters are in the ensemble. All
others stay at their priors and are drawn from them in every draw; they were varied here too, so
the ensemble carries what not knowing them costs."""

LIMITS = """The model meets a held-out figure when its 90% range and the report have a point in
common, which is lenient; the naive benchmark is a single number; a reported single number is
met within 5%. The figures are few, several come from other places, are promises or single
cases. They can show that the model is off by a multiple; they cannot show that it is right, and
where the naive number meets the report as well, the model adds nothing on that figure. No
held-out figure tests what happens after a price fall: nothing in the reports does."""

NOT_BUILT = """Prices of pigeons and rabbits, biology and costs of the animals, and all
parameters of behaviour are neither fitted nor drawn: no figure of the reports bears on them.
What no figure bears on and the date answer still turns on is drawn: the yearly standard deviation
of log changes of the inland price, 0.44 from four changes [P02] (so 0.27 to 0.9), and how much of
a deviation is left a year later, hardly known [P03]. A fall of 30% is about 0.8 standard
deviations, an ordinary bad year."""


def calibration_page() -> str:
    """The page, from the tables that come with the programme."""
    stored = Tables(ensemble.fitted_folder())
    plan, manifest = Plan.shipped(), stored.manifest
    method = METHOD.format(
        region=code(plan.region),
        populations=plan.populations,
        first=plan.first_wave,
        second=plan.second_wave,
        varied=len(priors()),
        implausible=plan.implausibility,
        plausible=f"{manifest['plausible_share_of_prior']:.1%}",
        proposals=plan.proposals,
        effective=manifest["effective_proposals"],
        candidates=plan.candidates,
        members=plan.members,
    )
    recovery = stored.rows(ensemble.RECOVERY)
    proof = PROOF.format(
        trials=recovery[0]["trials"],
        width=plan.identifiable_width,
        tolerance=plan.coverage_tolerance,
    )
    parts = [
        ABOUT, "## Evidence", EVIDENCE, "## Targets", TARGETS, _targets(stored), "## Fit", method,
        "## What can be identified", proof, _recovery(stored, recovery),
        "## Held out", LIMITS, _held_out(stored), *_sensitivity(stored),
        "## What is not fitted", NOT_BUILT,
    ]  # fmt: skip
    return page("Calibration", *parts)


def _targets(stored: Tables) -> str:
    known = {target.name: target for target in targets()}
    rows = []
    for row in stored.rows(ensemble.TARGETS):
        target = known[row["target"]]
        median = float(row["simulated_median"])
        met = "yes" if target.low <= median <= target.high else "**missed**"
        rows.append(
            [
                target.label_en,
                ", ".join(source_link(name) for name in target.evidence),
                f"{_number(target.value)} ({_number(target.low)} to {_number(target.high)})",
                f"{_number(median)} ({_number(row['simulated_low'])} to "
                f"{_number(row['simulated_high'])})",
                target.unit,
                met,
                target.why_en,
            ]
        )
    header = ("target", "evidence", "reported (band)", "simulated, 90%", "unit", "met", "tolerance")
    return table(header, rows)


def _recovery(stored: Tables, recovery: list[dict[str, str]]) -> str:
    rows = []
    for row in recovery:
        path = row["path"]
        prior = next(prior for prior in priors() if prior.path == path)
        values = sorted(stored.posterior[path])
        low, high = (values[round(share * (len(values) - 1))] for share in (0.05, 0.95))
        unit = load_parameters().leaf(path).unit
        rows.append(
            [
                code(path),
                f"{_number(prior.low)} to {_number(prior.high)} {unit}, {prior.shape}",
                f"{_number(low)} to {_number(high)}",
                f"{float(row['width']):.0%}",
                f"{float(row['coverage']):.1%}",
                "**ensemble**" if path in stored.identified else "prior",
            ]
        )
    header = ("parameter", "prior", "90% of members", "width left", "coverage", "drawn from")
    return table(header, rows)


def _held_out(stored: Tables) -> str:
    known = {item.name: item for item in held_out()}
    rows = []
    for row in stored.rows(ensemble.VALIDATION):
        item = known[row["held_out"]]
        reported = {
            "range": f"{_number(item.low)} to {_number(item.high)}"
            if item.low < item.high
            else _number(item.low),
            "least": f"at least {_number(item.low)}",
            "most": f"at most {_number(item.high)}",
        }[item.kind]
        rows.append(
            [
                item.label_en,
                ", ".join(source_link(name) for name in item.evidence),
                f"{reported} {item.unit}",
                f"{_number(row['predicted_low'])} to {_number(row['predicted_high'])}",
                "yes" if row["hit"] == "1" else "**missed**",
                f"{_number(item.naive)}: {item.naive_en}",
                "yes" if row["naive_hit"] == "1" else "missed",
                item.reading_en,
            ]
        )
    header = ("figure", "evidence", "reported", "model, 90%", "met", "naive", "met", "reading")
    return table(header, rows)


def _sensitivity(stored: Tables) -> list[str]:
    """What moves the answers, where the study was made."""
    rows = stored.rows(SENSITIVITY)
    if not rows:
        return []
    growers = [row for row in rows if row["metric"] == "net_income_per_household"]
    screened = []
    for chain in dict.fromkeys(row["chain"] for row in growers):
        mine = [r for r in growers if r["chain"] == chain and r["method"] == "morris"]
        mine.sort(key=lambda row: -float(row["value"]))
        for row in mine[:SHOWN_EFFECTS]:
            screened.append([code(row["scenario"]), code(row["path"]), *_effect(row)])
    shares = [
        [code(row["scenario"]), code(row["path"]) if row["path"] != "luck" else "**luck**",
         *_effect(row)]
        for row in sorted(growers, key=lambda row: -float(row["value"]))
        if row["method"] == "sobol"
    ]  # fmt: skip
    agreed = [
        [row["figure"], _number(row["sample"]), _number(row["full"]),
         f"{float(row['correlation']):.2f}", row["draws"]]
        for row in stored.rows(AGREEMENT)
    ]  # fmt: skip
    return [
        "## What moves the answer",
        SCREENING,
        table(("scenario", "parameter", "effect", "90%"), screened),
        DECOMPOSITION,
        table(("scenario", "factor", "total share", "90%"), shares),
        SAMPLE,
        table(("figure", "sample", "full region", "correlation", "draws"), agreed),
    ]


SCREENING = """Morris's screening on the sample region: the mean effect on growers' net income
of moving one parameter through the 90% range of its prior (of the ensemble where it was
fitted), over the mean loss. One scenario stands for each chain; dates were screened over all
188 numbers their answer can depend on (four trajectories), the others over their own,
households' and labour's, without what is declared at an end of its range (three trajectories).
So few trajectories find the strongest, and say little of their order. Every answer names the
three strongest parameters of its chains and lists five of them, drawn or not."""

DECOMPOSITION = """Sobol's total shares of the variance of the growers' loss, with luck (people,
prices, weather) as a factor of its own; the parameters are the ten that screening found
strongest. Total shares count what factors do together once for each of them, so they add up to
more than one."""

SAMPLE = """The sample region's answer beside the full one, the same parameters and seeds:"""


def _effect(row: dict[str, str]) -> list[str]:
    return [f"{float(row['value']):.2f}", f"{float(row['low']):.2f} to {float(row['high']):.2f}"]


def _number(value: float | str) -> str:
    number = float(value)
    if abs(number) >= 1e6:
        return f"{number / 1e6:.4g} million"
    return f"{number:,.0f}" if abs(number) >= 1000 else f"{number:.3g}"
