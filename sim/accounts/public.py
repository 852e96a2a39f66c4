"""What public budgets pay for levers, and who refunds them."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.model import ValueChainModel
    from sim.scenario.models import Lever


def pay_public(
    model: "ValueChainModel", lever: "Lever | None", kind: str, chain: str, amount: float
) -> None:
    """Book a payment by the county, yuan; financed by `world`, it is refunded from outside.

    Money from above or from a paired province passes through the county's budget, so that every
    kind of payment keeps one payer and the public cost of the county nets it out.
    """
    model.books.pay(kind, chain, amount)
    if lever is not None and lever.financed_by == "world":
        model.books.pay("lever_grants", chain, amount)
