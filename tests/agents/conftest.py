"""One market with two buyers and one enterprise, without a region around them."""

from types import SimpleNamespace

import mesa
import pytest

from sim.accounts.books import Books
from sim.accounts.kinds import CLAIM_INDEX, FLOW_INDEX
from sim.agents.buyer import Buyer
from sim.agents.enterprise import Enterprise
from sim.chains import CHAINS
from sim.state.market import Market


class Office(mesa.Model):
    """A model that only keeps books: what an organisation needs to live."""

    def __init__(self, parameters: SimpleNamespace):
        super().__init__(seed=0)
        self.books = Books()
        self.chains = CHAINS
        self.parameters = parameters

    def flow(self, kind: str) -> float:
        """Booked payments of a kind, yuan."""
        return float(self.books.flows[FLOW_INDEX[kind]].sum())

    def claim(self, side: str, kind: str) -> float:
        """Booked claims of a kind: created, paid or written_off, yuan."""
        return float(getattr(self.books, side)[CLAIM_INDEX[kind]].sum())


@pytest.fixture
def office(plain) -> Office:
    return Office(plain)


@pytest.fixture
def pigeon_market(plain) -> Market:
    """Squabs at 16 = 19.2 reference - 0.8 freight - 2.4 margin."""
    return Market(0, "luopu", "pigeon", 0, 1, plain.pigeon)


@pytest.fixture
def enterprise(office, pigeon_market) -> Enterprise:
    agent = Enterprise(office, "luopu-pigeon", pigeon_market, 0, jobs=10.0)
    agent.cash, agent.credit_line = 1000.0, 500.0
    return agent


@pytest.fixture
def date_market(plain) -> Market:
    """Dates at 6.8 = 9.8 reference - 1.1 freight - 1.9 margin; a dealer and an open buyer."""
    market = Market(1, "luopu", "jujube", 2, 0, plain.jujube)
    market.yearly[:] = [1000.0, 500.0]
    market.is_contract[:] = [True, False]
    return market


@pytest.fixture
def dealer(office, date_market) -> Buyer:
    return Buyer(office, "dealer", "dealer", date_market, 0)


@pytest.fixture
def bazaar(office, date_market) -> Buyer:
    return Buyer(office, "bazaar", "bazaar", date_market, 1)
