"""Who bears a loss through which channel and when: what terminal and report show of it."""

from collections.abc import Sequence
from typing import Any

from sim.messages import text
from sim.messages.numbers import quantity
from sim.results.channels import WHOLE, describe_channel
from viz.selection import HEADLINE, SUBSTANTIAL_SHARE, bearer_name, capitalised, chains_of

# Under this share of the largest, a channel or a sector is shown together with others.
SHOWN_SHARE = 10 * SUBSTANTIAL_SHARE
# A sector that stays under this share of the largest is a line on the axis of a plot.
SEEN_SHARE = 0.05
OTHERS = "others"
PER_HOUSEHOLD = "yuan/household"


def grower_channels(answer: dict[str, Any], chain: str) -> list[dict[str, Any]]:
    """Return the channels of a chain's growers, yuan a household, the whole last.

    Small ones are together in the row "others", whose range is not known, unless they are nearly
    nothing even so; no row where nothing differs.
    """
    rows = [
        row
        for row in answer["channels"]
        if (row["group"], row["window"], row["unit"]) == (f"chain={chain}", HEADLINE, PER_HOUSEHOLD)
    ]
    parts = [row for row in rows if row["channel"] != WHOLE]
    largest = max((abs(row["difference"]) for row in parts), default=0.0)
    if largest == 0.0:
        return []
    felt = [row for row in parts if abs(row["difference"]) > SHOWN_SHARE * largest]
    rest = sum(row["difference"] for row in parts if row not in felt)
    others = [{"channel": OTHERS, "difference": rest, "low": None, "high": None}]
    if abs(rest) <= SUBSTANTIAL_SHARE * largest:
        others = []
    return [*felt, *others, *(row for row in rows if row["channel"] == WHOLE)]


def channel_name(row: dict[str, Any], lang: str) -> str:
    """Return the name of a row of `grower_channels`."""
    if row["channel"] == OTHERS:
        return text("shown.others", lang)
    return describe_channel(row["channel"], lang)


def sectors_over_time(answer: dict[str, Any]) -> tuple[list[str], list[str]]:
    """Return the sectors that bear or gain much in the course of the run, and the others."""
    largest: dict[str, float] = {}
    for row in answer["incidence_over_time"]:
        if row["sector"] != "region":
            reached = abs(row["cumulative"]["mean"])
            largest[row["sector"]] = max(largest.get(row["sector"], 0.0), reached)
    top = max(largest.values(), default=0.0)
    felt = [sector for sector, reached in largest.items() if reached > SEEN_SHARE * top]
    return felt, [sector for sector in largest if sector not in felt]


def sector_name(name: str, lang: str) -> str:
    """Return a sector's name, also that of "others"."""
    return bearer_name({"sector": name}, lang)


def jumps(outcome: Any) -> list[dict[str, Any]]:
    """Return the rows of `jump` worth a line: floors that fail, and struck chains' that hold."""
    struck = chains_of(outcome.scenario)
    return [
        row
        for row in outcome.answer_object["jump"]
        if row["failed"] or (row["chain"] in struck and len(struck) == 1)
    ]


def jump_in_words(row: dict[str, Any], scenario: Any, lang: str) -> list[str]:
    """Return when a floor fails and how the burden jumps then: a line, and one for the exit.

    The exit has a line of its own where it comes after the floor's first failure.
    """
    chain = capitalised(text(f"chain.{row['chain']}.name", lang))
    if not row["failed"]:
        return [text("jump.held", lang, chain=chain, draws=row["draws"])]
    ways = _ways(row["ways"], lang)
    facts = {"chain": chain, "draws": row["draws"]}
    said = [text("jump.said", lang, ways=ways, **facts, **_event(row, scenario, lang))]
    left = exit_of(row)
    if left is not None:
        said.append(text("jump.left_later", lang, **facts, **_event(left, scenario, lang)))
    return said


def exit_of(row: dict[str, Any]) -> dict[str, Any] | None:
    """Return the stage in which enterprises leave; None where they stay or leave at once."""
    left = next(stage for stage in row["stages"] if stage["stage"] == "left")
    return left if left["failed"] and row["ways"]["left"] < left["failed"] else None


def _event(event: dict[str, Any], scenario: Any, lang: str) -> dict[str, Any]:
    """Return draws, months and monthly losses of a failure in words."""
    months = {name: scenario.month_name(event[name]) for name in ("earliest", "median", "latest")}
    when = "jump.when_one" if event["earliest"] == event["latest"] else "jump.when"
    losses = {loss["sector"]: loss for loss in event["losses"]}
    amounts = {
        f"{sector}_{time}": quantity(losses[sector][time]["mean"], "yuan", lang)
        for sector in ("households", "enterprises")
        for time in ("before", "after")
    }
    return {"failed": event["failed"], "when": text(when, lang, **months), **amounts}


def _ways(ways: dict[str, int], lang: str) -> str:
    taken = [(way, count) for way, count in ways.items() if count]
    if len(taken) == 1:
        return text(f"jump.{taken[0][0]}", lang)
    said: Sequence[str] = [
        text("jump.way", lang, way=text(f"jump.{way}", lang), number=count) for way, count in taken
    ]
    return text("answer.comma", lang).join(said)
