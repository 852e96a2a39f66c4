"""Everything a scenario file may hold: its sections, `[run]`, texts and references."""

from sim.scenario.keys import LONGEST_RUN, Key, Kind
from sim.scenario.levers import LEVERS
from sim.scenario.shocks import SHOCKS

SECTIONS: dict[str, dict[str, Kind]] = {"shock": SHOCKS, "lever": LEVERS}

RUN = (
    Key("region", "text", default="luopu-yutian"),
    Key("start", "date", default="2021-01-01"),
    Key("months", "count", "months", 1, LONGEST_RUN, default=60),
    Key("seed", "count", "", 0, 2**53 - 1, default=1),
    Key("draws", "count", "draws", 1, 10_000, default=16),
)
TEXTS = ("title", "title_zh", "question", "question_zh")
REFERENCES = ("extends", "baseline")
