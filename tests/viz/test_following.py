"""A closer look goes on when the answer changes."""

import dataclasses
from concurrent.futures import Future

import pytest

from sim import Scenario, compare
from viz.viewer import lookup
from viz.viewer.answered import Answered
from viz.viewer.pages import closer as page
from viz.viewer.visit import Look

SETTINGS = ["run.region=sample", "run.months=24", "run.draws=1"]


@pytest.fixture(scope="module")
def outcome():
    return compare(Scenario.load("jujube-price-30", SETTINGS))


class Looking:
    """A visit as far as a closer look goes: what a worker is asked for is answered when we say."""

    name = "visit"

    def __init__(self):
        self.pool = self.look = self
        self.value = Look()
        self.asked = []

    def peek(self):
        return self.value

    def do(self, _, function, *arguments, front):
        self.asked.append((function, arguments, Future()))
        return self.asked[-1][-1]

    def later(self, future, then):
        future.add_done_callback(then)

    def answer(self, function, found):
        """The last time the function was asked for is answered; returns with what."""
        _, arguments, future = next(one for one in self.asked[::-1] if one[0] is function)
        future.set_result(found)
        return arguments


def test_a_household_that_is_followed_is_followed_again_in_the_next_answer(outcome):
    places, followed = lookup.places(outcome.scenario, "jujube", 20), object()
    visit, one = Looking(), places.growers[0]["id"]
    page.begin(visit, Answered(outcome))
    visit.answer(lookup.places, places)
    page.follow(visit, one)
    # Another answer comes before that household was found: it is looked for in the new one.
    other = dataclasses.replace(
        outcome, scenario=Scenario.load("jujube-price-30", [*SETTINGS, "shock.dates.change=-0.4"])
    )
    page.begin(visit, Answered(other))
    visit.answer(lookup.follow, followed)
    assert visit.value.household == one
    assert visit.value.followed is None
    visit.answer(lookup.places, places)
    scenario, _, household = visit.answer(lookup.follow, followed)
    assert (scenario, household) == (other.scenario, one)
    assert visit.value.followed is followed
    # Where it is not among the growers that are told of, nobody is followed.
    page.begin(visit, Answered(outcome))
    visit.answer(lookup.places, dataclasses.replace(places, growers=places.growers[1:]))
    assert (visit.value.household, visit.value.followed) == ("", None)
