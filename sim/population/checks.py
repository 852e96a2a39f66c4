"""What a synthesised population must satisfy."""

from typing import TYPE_CHECKING, NamedTuple

from sim.errors import InputError, Phrase
from sim.population.structure import Population
from sim.regions.values import number

if TYPE_CHECKING:
    from sim.parameters import Parameters


class Finding(NamedTuple):
    """One checked number of a population, and the bounds within which it is believable."""

    name: str
    value: float
    low: float
    high: float

    @property
    def holds(self) -> bool:
        """Whether the number is within its bounds."""
        return self.low <= self.value <= self.high


def population_findings(population: Population, parameters: "Parameters") -> list[Finding]:
    """Check that chain income fits into total income and that wages are a believable share.

    `contained`: share of households whose chain income is at most the total drawn for them.
    `wages`: share of wages, jobs included, in the income of all households. Its bounds are those
    of a region at declared values; what is drawn may leave them by a little.
    """
    slack = number(parameters, "population.wage_share_slack") if parameters.is_drawn else 0.0
    contained = float((population.chain_income <= population.drawn_income).mean())
    return [
        Finding("contained", contained, number(parameters, "population.contained_share_min"), 1.0),
        Finding(
            "wages",
            wage_share(population, parameters),
            number(parameters, "population.wage_share_low") - slack,
            number(parameters, "population.wage_share_high") + slack,
        ),
    ]


def require_possible(findings: list[Finding]) -> None:
    """Raise InputError for the first finding that does not hold."""
    for finding in findings:
        if not finding.holds:
            raise InputError(
                "region.population",
                where="population",
                expected=f"{finding.low:.1%}..{finding.high:.1%}",
                got=f"{finding.value:.1%}",
                what=Phrase(f"errors.population.{finding.name}"),
            )


def wage_share(population: Population, parameters: "Parameters") -> float:
    """Wages over total income of all households at opening prices."""
    columns = population.households
    wages = (
        columns["outside_wage"].sum()
        + columns["enterprise_job"].sum() * number(parameters, "labour.enterprise_wage")
        + columns["cooperative_job"].sum() * number(parameters, "labour.cooperative_wage")
    )
    total = (columns["opening_income"] * columns["persons"]).sum()
    return float(12.0 * wages / total)
