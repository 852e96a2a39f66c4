"""The model driven by EMA Workbench: its samplers, its experiments, our paired runs.

pip install ema_workbench, then: python docs/examples/ema_workbench_run.py

EMA Workbench is 2.5 on Python 3.11 and 3.0 on 3.13, two interfaces that differ in samplers and
evaluators; the few names used here are in both.
"""

from ema_workbench import Constant, Model, RealParameter, ScalarOutcome, perform_experiments

from sim import Scenario, compare


def date_fall(change: float, pass_through: float, draws: int) -> dict[str, float]:
    """What a fall of the date price does to growers and to the count under the monitoring line."""
    settings = ["run.region=sample", "run.months=24", f"shock.dates.change={change}"]
    scenario = Scenario.load("jujube-price-30", [*settings, f"jujube.pass_through={pass_through}"])
    answer = compare(scenario, draws=int(draws)).answer
    first_year = answer[answer["window"] == "first_year"].set_index(["metric", "group"])
    return {
        "income": float(first_year.loc[("net_income_per_household", "chain=jujube"), "difference"]),
        "below": float(first_year.loc[("newly_below_monitoring", "all"), "difference"]),
    }


def model() -> Model:
    """The function as EMA Workbench wants it: uncertainties, constants, outcomes."""
    found = Model("OasisChains", function=date_fall)
    found.uncertainties = [
        RealParameter("change", -0.6, -0.05),
        RealParameter("pass_through", 0.7, 1.2),
    ]
    found.constants = [Constant("draws", 2)]
    found.outcomes = [ScalarOutcome("income"), ScalarOutcome("below")]
    return found


if __name__ == "__main__":
    experiments, outcomes = perform_experiments(model(), scenarios=4)
    print(experiments[["change", "pass_through"]].assign(**outcomes))  # noqa: T201
