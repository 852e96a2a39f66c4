"""One page about a sweep, without scripts or addresses, and its pictures as files."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from markupsafe import Markup
from matplotlib.figure import Figure

from sim.messages import LANGUAGES, text
from sweeps.analysis import Analysis
from sweeps.analysis.frames import Measured
from viz.report import svg
from viz.report.template import style, template
from viz.sweep_report import plots
from viz.sweep_report.words import Words, of

TEMPLATES = Path(__file__).parent / "templates"
RESOLUTION = 150  # dots an inch of the PNG pictures
# Pictures in PNG carry matplotlib's own font, which has no Chinese.
PNG_LANGUAGE = "en"


def summary_files(analysis: Analysis, lang: str) -> dict[str, str | bytes]:
    """Return the page and every picture (SVG in each language, PNG in English) by file name."""
    files: dict[str, str | bytes] = {"summary.html": render_summary(analysis, lang)}
    for language in LANGUAGES:
        words = Words(analysis, language)
        for name, figure in _pictures(analysis, words):
            with svg.style():
                files[f"{name}.{language}.svg"] = drawn(figure, "svg")
                if language == PNG_LANGUAGE:
                    files[f"{name}.png"] = drawn(figure, "png")
    return files


def render_summary(analysis: Analysis, lang: str) -> str:
    """Return the page; `lang` is the language shown first."""
    pages = {language: _page(analysis, language) for language in LANGUAGES}
    return in_both_languages("summary.html.j2", pages, lang)


def in_both_languages(name: str, pages: dict[str, Any], first: str) -> str:
    """Return a page that holds every language's content and shows `first` at first."""
    return template(TEMPLATES / name).render(
        first=first,
        languages=sorted(LANGUAGES, key=lambda language: language != first),
        pages=pages,
        say=text,
        style=style(),
    )


def _page(analysis: Analysis, lang: str) -> dict[str, Any]:
    words = Words(analysis, lang)
    manifest, sweep = analysis.results.manifest, analysis.results.manifest["sweep"]
    with svg.style():
        pictures = {
            name: Markup(svg.inline(figure, f"{name}-{lang}", name))
            for name, figure in _pictures(analysis, words)
        }
    return {
        "title": sweep["title_zh"] if lang == "zh" else sweep["title"],
        "question": sweep["question_zh"] if lang == "zh" else sweep["question"],
        "facts": text(
            "analysis.facts",
            lang,
            points=f"{sweep['points']:,}",
            scenarios=len(analysis.results.scenarios),
            draws=sweep["draws"],
            runs=f"{len(analysis.results.rows):,}",
            failures=f"{len(analysis.results.failures):,}",
            seed=manifest["seed"],
            design=text(f"analysis.design.{sweep['design']['kind']}", lang),
        ),
        "unfinished": manifest["state"] != "complete",
        "factors": words.factor_rows(),
        "sections": [_section(one, words, pictures) for one in analysis.found],
        "shares": [picture for name, picture in pictures.items() if name.startswith("shares")],
        "command": manifest["command"],
    }


def _section(one: Measured, words: Words, pictures: dict[str, Markup]) -> dict[str, Any]:
    key = f"-{one.scenario}-{one.outcome}"
    heading = words.outcome(one.outcome)
    if len(words.analysis.results.scenarios) > 1:
        heading = f"{heading} · {one.scenario}"
    return {
        "heading": heading,
        "headline": words.headline(one),
        "boxes": words.boxes(one),
        "pictures": [
            (text(f"analysis.picture.{name.removesuffix(key)}", words.lang), picture)
            for name, picture in pictures.items()
            if name.endswith(key)
        ],
    }


def _pictures(analysis: Analysis, words: Words) -> Iterator[tuple[str, Figure]]:
    """Yield every picture with its name: kind, scenario, outcome."""
    tables, lang = analysis.tables, words.lang
    for one in analysis.found:
        scores = of(tables["feature_scores"], one)
        morris = of(tables["morris"], one)
        ends = {
            "low": morris["size"] - morris["size_error"],
            "high": morris["size"] + morris["size_error"],
        }
        with svg.style():
            made = {
                "effects": plots.effects_plot(of(tables["main_effects"], one), lang, words.input),
                "sobol": plots.indices_plot(of(tables["sobol"], one), lang, words.input),
                "morris": plots.bars_plot(
                    morris.assign(**ends), "factor", "size", ("low", "high"), words.input
                ),
                "scores": plots.bars_plot(scores, "input", "score", ("low", "high"), words.input),
                "heat": plots.heat_plot(of(tables["heat_maps"], one), lang, words.input),
                "convergence": plots.convergence_plot(of(tables["convergence"], one), lang),
            }
        for kind, figure in made.items():
            if figure is not None:
                yield f"{kind}-{one.scenario}-{one.outcome}", figure
    for scenario in analysis.results.scenarios:
        table = tables["variance"]
        with svg.style():
            figure = plots.shares_plot(table[table["scenario"] == scenario], lang, words.outcome)
        if figure is not None:
            yield f"shares-{scenario}", figure


def drawn(figure: Figure, kind: str) -> bytes:
    """Return a figure as a file of a kind, "svg" or "png"."""
    buffer = io.BytesIO()
    unsigned = {"Date": None} if kind == "svg" else {}
    figure.savefig(buffer, format=kind, dpi=RESOLUTION, metadata=unsigned)
    return buffer.getvalue()
