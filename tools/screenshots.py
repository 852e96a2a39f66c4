"""Take the pictures of the viewer's pages for the docs, in both languages.

    python -m tools.screenshots

Starts a viewer of its own over a throw-away results folder and goes through it in Chromium as a
planner would. Needs playwright, Pillow and Debian's chromium; look at the pictures afterwards.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.viewer import running
from sim.messages import languages, text
from tools.markdown import PROJECT

FOLDER = PROJECT / "docs" / "images" / "viewer"
QUESTION = "scenario=jujube-price-30&run.draws=4"
SWEEP = "fall-and-insurance"
SWEEP_FILE = """
title = "Sample region: how deep the fall, how many insured"
title_zh = "样本区：跌幅与投保比例"
question = "What do growers keep of a fall in date prices under more insurance?"
question_zh = "扩大投保后，枣价下跌时枣农能保住多少？"
scenarios = "jujube-price-30"
draws = 2

[run]
region = "sample"
months = 24

[[lever]]
kind = "price_insurance"
name = "insurance"
chain = "jujube"
insured_share = 0.05

[[factor]]
name = "fall"
path = "shock.dates.change"
range = [-0.5, -0.1]
levels = 5

[[factor]]
name = "insured"
path = "lever.insurance.insured_share"
values = [0.0, 0.25, 0.5, 0.75, 1.0]

[design]
kind = "grid"

[[outcome]]
name = "income"
metric = "net_income_per_household"
group = "chain=jujube"
window = "first_year"
"""
# Sharp enough to read, small enough to keep.
SCALE = 0.75
COLOURS = 256
PATIENCE_MS = 300_000
# Charts move into place.
SETTLED_MS = 1500


def main() -> None:
    """Take every picture."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        # Run there by its name alone: the page shows the command.
        Path(folder, f"{SWEEP}.toml").write_text(SWEEP_FILE, encoding="utf-8")
        words = [sys.executable, str(PROJECT / "run.py"), "sweep", f"{SWEEP}.toml"]
        here = os.environ | {"PYTHONPATH": str(PROJECT)}
        subprocess.run(words, cwd=folder, env=here, check=True)
        with running(str(Path(folder) / "results")) as address:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
            )
            for lang in languages():
                page = browser.new_page(
                    viewport={"width": 1280, "height": 800}, device_scale_factor=SCALE
                )
                page.set_default_timeout(PATIENCE_MS)
                page.goto(f"{address}?{QUESTION}&lang={lang}")
                _pictures(page, lang)
                page.close()
            browser.close()


def _pictures(page: Any, lang: str) -> None:
    def go(name: str) -> None:
        navigation = page.get_by_role("navigation")
        navigation.get_by_role("button", name=text(f"viewer.page.{name}", lang), exact=True).click()

    def take(name: str, shown: Any = None) -> None:
        if shown is not None:
            # The page scrolls inside boxes, under a header that stays.
            shown.evaluate("e => { e.style.scrollMarginTop = '60px'; e.scrollIntoView(); }")
        page.wait_for_timeout(SETTLED_MS)
        _keep(page.screenshot(), FOLDER / f"{name}-{lang}.png")

    _until_done(page)
    take("explore")
    take("charts", page.locator("[data-chart=below_monitoring]").first)
    go("sources")
    page.get_by_label(text("viewer.sources.search", lang)).fill("jujube.farm_gate_price")
    leaf = page.locator('[data-leaf="jujube.farm_gate_price"]')
    leaf.locator(".oc-source").first.click()
    take("sources", page.locator(".oc-leant, .oc-sources h2").last)
    go("closer")
    page.locator(".oc-map rect").first.click()
    take("closer", page.locator(".oc-closer h2").first)
    page.get_by_label(text("viewer.closer.pick", lang), exact=True).select_option(index=1)
    page.locator(".oc-ledger tbody tr").first.wait_for()
    take("household", page.locator('[data-chart="household-cash"]'))
    go("compare")
    page.get_by_role("button", name=text("viewer.compare.pin", lang)).click()
    insurance = text(
        "viewer.kind_of_chain",
        lang,
        kind=text("viewer.lever.price_insurance", lang),
        chain=text("chain.jujube.name", lang),
    )
    page.get_by_role("slider", name=insurance, exact=True).fill("1")
    page.wait_for_timeout(SETTLED_MS)
    _until_done(page)
    page.get_by_role("button", name=text("viewer.compare.pin", lang)).click()
    take("compare", page.locator(".oc-pins"))
    go("open")
    page.get_by_role("button", name=SWEEP, exact=True).click()
    page.locator(".oc-main canvas").first.wait_for()
    take("open", page.locator(".oc-main h1, .oc-main h2").last)


def _until_done(page: Any) -> None:
    page.locator("[data-stage=done]").wait_for()


def _keep(picture: bytes, path: Path) -> None:
    """Write a picture with few colours."""
    from PIL import Image

    image = (
        Image.open(io.BytesIO(picture)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    )
    image.save(path, optimize=True)


if __name__ == "__main__":
    main()
