"""Cooperatives 合作社: they collect members' product and sell it to enterprise or dealers."""

from sim.engine.light import mesa
from sim.state.cooperatives import CooperativeTable

OPERATING, FAILED = range(2)
STATUSES = ("operating", "failed")


class Cooperative(mesa.Agent):
    """One row of the cooperatives' table, whose monthly arithmetic is batched over all rows."""

    def __init__(self, model: mesa.Model, name: str, table: CooperativeTable, row: int):
        super().__init__(model)
        self.name = name
        self.table = table
        self.row = row

    @property
    def cash(self) -> float:
        """Cash, yuan."""
        return float(self.table.cash[self.row])

    @property
    def owed(self) -> float:
        """Owed to members for deliveries, yuan."""
        return float(self.table.owed[self.row])

    @property
    def receivable(self) -> float:
        """Owed to it by the enterprise or the dealers, yuan."""
        return float(self.table.receivable[self.row])

    @property
    def status(self) -> str:
        """Whether it still collects and employs: operating or failed."""
        return STATUSES[self.table.status[self.row]]

    def refund(self, refund_share: float) -> float:
        """Patronage refund of the year, yuan: a share of the surplus, as far as cash goes.

        The law on farmers' professional cooperatives asks for at least 60 percent [P45].
        """
        table, row = self.table, self.row
        spare = float(table.spare_cash()[row])
        amount = min(refund_share * max(table.surplus[row], 0.0), spare)
        table.surplus[row] = 0.0
        return float(amount)
