"""What a comparison writes: tables, answer, incidence, and the folder they go to.

One draw: `plan_windows` once, then `draw_tables` in the process that ran the draw. All draws:
`Outcome.build` and `Outcome.save`. Whoever has only the files starts at `read_tables`.
"""

from sim.results.audit_files import audit_folder, audit_tables, read_tables
from sim.results.bridge import describe_step
from sim.results.channels import CHANNEL, CHANNELS, Channel, describe_channel
from sim.results.figures import Figures
from sim.results.groups import GROUPINGS, describe_group, describe_grouping
from sim.results.incidence import describe_sector
from sim.results.metrics import METRIC, METRICS, Metric
from sim.results.outcome import Outcome
from sim.results.schema import TABLES, Column, Table
from sim.results.sentence import cause_sentence, lever_clause
from sim.results.store import check_place
from sim.results.tables import draw_tables, join_draws
from sim.results.windows import WINDOWS, Window, WindowPlan, describe_window, plan_windows

__all__ = [
    "CHANNEL",
    "CHANNELS",
    "GROUPINGS",
    "METRIC",
    "METRICS",
    "TABLES",
    "WINDOWS",
    "Channel",
    "Column",
    "Figures",
    "Metric",
    "Outcome",
    "Table",
    "Window",
    "WindowPlan",
    "audit_folder",
    "audit_tables",
    "cause_sentence",
    "check_place",
    "describe_channel",
    "describe_group",
    "describe_grouping",
    "describe_sector",
    "describe_step",
    "describe_window",
    "draw_tables",
    "join_draws",
    "lever_clause",
    "plan_windows",
    "read_tables",
]
