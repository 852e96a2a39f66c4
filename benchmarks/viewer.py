"""The viewer in Chromium: from the release of a slider to updated charts, and the first page.

Measured in the page itself: from the event that releases the slider to the moment when sentence and
figures are those of the new answer's first year, to that when the charts of that year are drawn,
and to that when all charts are those of the whole first draw, and sentence and figures as well. A
chart says itself which question it answers, one that looks the same as before included. Left out
without Chromium or Playwright.
"""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.machine import cores
from benchmarks.measure import Plan, Row

PROJECT = Path(__file__).resolve().parents[1]
MOVES = 50
QUICK_MOVES = 5
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
PATIENCE_MS = 300_000
# Charts that come with the first year: incomes by group, who bears it, through what, the bridge.
FIRST_YEAR_CHARTS = 4
SLIDER = "input[data-path='shock.dates.change']"
# Moves the slider as a hand does and waits until every chart has drawn the answer that follows.
MOVE = """async ([selector, value, early]) => {
  const plots = () => [...document.querySelectorAll('.oc-plot')];
  const question = (plot) => parseInt(plot.dataset.of || 0);
  const sentence = () => document.querySelector('.oc-sentence').textContent;
  const ready = () => Number(document.querySelector('.oc-status').dataset.ready);
  const slider = document.querySelector(selector), said = sentence();
  const before = Math.max(...plots().map(question));
  slider.value = value;
  slider.dispatchEvent(new Event('input'));
  const started = performance.now(), seconds = () => (performance.now() - started) / 1000;
  slider.dispatchEvent(new Event('change'));
  let first = 0, charts = 0;
  for (;;) {
    await new Promise(requestAnimationFrame);
    if (sentence() === said) continue;
    first = first || seconds();
    const now = plots(), anew = now.filter((plot) => question(plot) > before);
    if (anew.length >= early) charts = charts || seconds();
    const whole = anew.filter((plot) => !plot.dataset.of.endsWith('early'));
    if (whole.length === now.length && ready() > 0) break;
  }
  return [first, charts, seconds()];
}"""


def measure(plan: Plan) -> list[Row]:
    """Seconds from slider to charts (median and 95th percentile), and to the first page."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return []
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        return []
    words = ["--region", plan.region, "--workers", str(cores())]
    with running(*words) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        try:
            return _measured(browser, url, plan)
        finally:
            browser.close()


def _measured(browser: Any, url: str, plan: Plan) -> list[Row]:
    asked = f"`{plan.region}`, {plan.months} months"
    query = f"scenario=jujube-price-30&run.region={plan.region}&run.months={plan.months}"
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{url}?{query}")
    page.locator("[data-stage=done]").wait_for()
    first = []
    for _ in range(plan.repetitions):
        started = time.perf_counter()
        page.goto(f"{url}?{query}")
        page.locator(".oc-sentence").wait_for()
        first.append(time.perf_counter() - started)
    page.locator("[data-stage=done]").wait_for()
    moves = []
    for number in range(QUICK_MOVES if plan.quick else MOVES):
        value = f"{-0.15 - 0.01 * number:.2f}"
        moves.append(page.evaluate(MOVE, [SLIDER, value, FIRST_YEAR_CHARTS]))
        page.locator("[data-stage=done], [data-stage=running]").first.wait_for()
    early, charts, whole = zip(*moves, strict=True)
    what = f"viewer, {asked}: slider released to"
    return [
        *_spread("viewer.slider.first_year", f"{what} first year's figures, first draw", early),
        *_spread("viewer.slider.first_charts", f"{what} first year's charts, first draw", charts),
        *_spread("viewer.slider", f"{what} all charts, first draw", whole),
        Row("viewer.page", f"viewer, {asked}: a page opened until its answer stands",
            sorted(first)[len(first) // 2], "s", min(first), max(first), repetitions=len(first)),
    ]  # fmt: skip


def _spread(key: str, what: str, seconds: Sequence[float]) -> list[Row]:
    """Median and 95th percentile of many moves."""
    ordered, number = sorted(seconds), len(seconds)
    high = ordered[min(number - 1, round(0.95 * number))]
    return [
        Row(key, what, ordered[number // 2], "s", ordered[0], ordered[-1], repetitions=number),
        Row(f"{key}.p95", f"{what}, 95th percentile", high, "s", repetitions=number),
    ]


@contextlib.contextmanager
def running(*words: str) -> Iterator[str]:
    """The address of a viewer that is up, called with these words."""
    with contextlib.closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    command = [sys.executable, "run.py", "view", *words, "--port", str(port)]
    environment = os.environ | {"PYTHONPATH": str(PROJECT)}
    process = subprocess.Popen(
        command, cwd=PROJECT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    url = f"http://127.0.0.1:{port}/"
    try:
        for _ in range(600):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(url, timeout=5).close()
                break
            time.sleep(0.2)
        yield url
    finally:
        process.terminate()
        process.wait()
