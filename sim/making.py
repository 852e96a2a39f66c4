"""A draw on its way to be kept: opened and packed, its baseline lived through as far as needed."""

from dataclasses import dataclass

from sim.effects import Effects
from sim.engine.packing import PackedModel, pack, pack_record
from sim.model import ValueChainModel
from sim.paired_draw import open_model
from sim.parameters import Parameters
from sim.record import Recorder, RunRecord
from sim.scenario import Scenario
from sim.store import KeptDraw


@dataclass
class Making:
    """A draw whose baseline may have months to come.

    key and months: as of the `KeptDraw` it becomes; state: the model when so many months were over;
    model: the baseline's side, with all that it has recorded.
    """

    key: str
    months: int
    state: PackedModel
    baseline: Scenario
    model: ValueChainModel

    def first(self, months: int) -> RunRecord:
        """The baseline's record as it stands after so many months."""
        self.model.go_on(months - 1 - self.model.month)
        return self.model.recorder.record(self.model, self.baseline.name).first(months)

    def finish(self) -> tuple[KeptDraw, RunRecord]:
        """Live through the rest of the baseline; returns the draw to keep, and what was recorded.

        The model is closed.
        """
        model = self.model
        model.go_on(self.baseline.run.months - 1 - model.month)
        record = model.recorder.record(model, self.baseline.name)
        model.close()
        return KeptDraw(self.key, self.months, self.state, pack_record(record)), record


def begin(scenario: Scenario, parameters: Parameters, draw: int, months: int, key: str) -> Making:
    """Open a draw, and live through so many months of its baseline."""
    baseline, model = scenario.baseline(), open_model(scenario, parameters, draw)
    model.begin(Effects(baseline.shocks, baseline.levers))
    recorder = model.recorder
    recorder.opening(model)
    model.go_on(months)
    # What was recorded so far is in the record already.
    model.recorder = Recorder()
    state = pack(model)
    model.recorder = recorder
    return Making(key, months, state, baseline, model)
