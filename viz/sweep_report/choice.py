"""The choice of a search as words, a picture of the trade-off, and a page in both languages."""

from pathlib import Path
from typing import Any

import pandas as pd
from markupsafe import Markup
from matplotlib.figure import Figure

from sim.messages import LANGUAGES, text
from sim.messages.numbers import number, quantity
from sweeps.search.choosing import CHOSEN
from sweeps.search.searching import SearchResults
from viz.report import svg
from viz.sweep_report.packages import PackageWords
from viz.sweep_report.page import PNG_LANGUAGE, drawn, in_both_languages

HEIGHT = 3.6  # inches
FIGURES = ("public_cost", "kept", "worst_kept", "enterprises_saved")
UNITS = {
    "public_cost": "yuan",
    "kept": "households",
    "worst_kept": "households",
    "enterprises_saved": "enterprises",
    "largest_regret": "households",
    "kept_per_million": "households",
    "difference": "households",
}


class ChoiceWords:
    """What a search found, in words of one language."""

    def __init__(self, results: SearchResults, lang: str):
        self.results = results
        self.lang = lang
        self.choice = results.choice
        self.levers = PackageWords(results, lang)

    def say(self, key: str, **values: Any) -> str:
        """Return a sentence of the choice."""
        return text(f"choice.{key}", self.lang, **values)

    def amount(self, name: str, value: Any) -> str:
        """Return a figure of a package with its unit; a dash where there is none."""
        if pd.isna(value):
            return "–"
        # Means over draws: a part of a household says nothing.
        shown = float(round(value)) if UNITS[name] == "households" else float(value)
        return quantity(shown, UNITS[name], self.lang)

    def sentence(self) -> str:
        """Return which package is chosen and what it does."""
        search = self.results.manifest["sweep"]["search"]
        told = {name: self.amount(name, self.choice[name]) for name in (*FIGURES, "largest_regret")}
        regret = "regret" if round(self.choice["largest_regret"]) else "no_regret"
        return self.say(
            "sentence",
            regret=self.say(regret, largest_regret=told.pop("largest_regret")),
            budget=quantity(search["budget"], "yuan", self.lang),
            package=self.levers.package(self.choice),
            shocks=len(self.results.scenarios),
            **told,
        )

    def verdict(self) -> str:
        """Return how the package does on held-out shocks against single levers at equal cost."""
        table = self.results.table("held_out").set_index("name")
        best = table.drop(index=CHOSEN).sort_values("difference").iloc[0]
        return self.say(
            f"verdict.{self.choice['verdict']}",
            kept=self.amount("kept", table.loc[CHOSEN, "kept"]),
            cost=self.amount("public_cost", table.loc[CHOSEN, "public_cost"]),
            single=self.levers.name(str(best.name)),
            single_kept=self.amount("kept", best["kept"]),
            single_cost=self.amount("public_cost", best["public_cost"]),
            error=self.amount("difference", best["error"]),
            shocks=len(self.results.manifest["sweep"]["held_out"]) or 1,
        )

    def cell(self, name: str, value: Any) -> str:
        """Return a figure as a cell of a table, whose heading says what is counted."""
        counted = UNITS[name] != "yuan" and not pd.isna(value)
        return number(float(round(value)), self.lang) if counted else self.amount(name, value)

    def held_out_rows(self) -> list[list[str]]:
        """Return the table of the held-out shocks, one row a package, as text."""
        rows = []
        for _, row in self.results.table("held_out").iterrows():
            name = self.say("chosen") if row["name"] == CHOSEN else self.levers.name(row["name"])
            if not row["reached"]:
                name = self.say("not_reached", name=name)
            figures = [self.cell(figure, row[figure]) for figure in FIGURES]
            rows.append([name, self.levers.package(row), *figures])
        return rows

    def best_rows(self) -> list[list[str]]:
        """Return the affordable packages that none beats in all, least regret first."""
        table = self.results.table("packages")
        table = table[table["affordable"] & table["undominated"]]
        return [
            [
                self.levers.package(row),
                *(self.cell(name, row[name]) for name in (*FIGURES, "largest_regret")),
            ]
            for _, row in table.sort_values("largest_regret").head(12).iterrows()
        ]


def tradeoff_plot(words: ChoiceWords) -> Figure:
    """Draw every package by its cost and the households it keeps; single levers as lines."""
    packages, singles = words.results.table("packages"), words.results.table("singles")
    million, lang = 1e6, words.lang
    with svg.style():
        figure, (axes,) = svg.panels(1, HEIGHT)
        figure.subplots_adjust(left=0.11, right=0.99, bottom=0.15, top=0.97)
        dots = axes.scatter(
            packages["public_cost"] / million,
            packages["kept"],
            c=packages["worst_kept"],
            cmap="cividis",
            s=18,
        )
        nothing = singles[singles["lever"] == ""]
        for name, rows in singles[singles["lever"] != ""].groupby("lever"):
            line = pd.concat([nothing, rows])
            label = words.levers.name(str(name))
            axes.plot(line["public_cost"] / million, line["kept"], linewidth=0.9, label=label)
        choice = words.choice
        axes.plot(
            choice["public_cost"] / million,
            choice["kept"],
            marker="*",
            markersize=16,
            linestyle="",
            color=svg.SCENARIO,
            label=words.say("chosen"),
        )
        budget = words.results.manifest["sweep"]["search"]["budget"]
        axes.axvline(
            budget / million, color=svg.BASELINE, linestyle="--", linewidth=0.8,
            label=words.say("budget"),
        )  # fmt: skip
        axes.set_xlabel(words.say("axis.cost"))
        axes.set_ylabel(words.say("axis.kept"))
        axes.legend(frameon=False, fontsize=7)
        bar = figure.colorbar(dots, ax=axes)
        bar.set_label(words.say("axis.worst"))
        for axis in (axes.yaxis, bar.ax.yaxis):
            axis.set_major_formatter(lambda value, _: number(value, lang))
    return figure


def choice_files(results: SearchResults, lang: str) -> dict[str, str | bytes]:
    """Return the page and the picture (SVG in each language, PNG in English) by file name."""
    files: dict[str, str | bytes] = {"choice.html": render_choice(results, lang)}
    for language in LANGUAGES:
        figure = tradeoff_plot(ChoiceWords(results, language))
        with svg.style():
            files[f"tradeoff.{language}.svg"] = drawn(figure, "svg")
            if language == PNG_LANGUAGE:
                files["tradeoff.png"] = drawn(figure, "png")
    return files


def save_choice(results: SearchResults, lang: str) -> Path:
    """Write the page and the pictures beside the tables; returns the page's path."""
    for name, content in choice_files(results, lang).items():
        data = content.encode("utf-8") if isinstance(content, str) else content
        (results.folder / name).write_bytes(data)
    return results.folder / "choice.html"


def render_choice(results: SearchResults, lang: str) -> str:
    """Return the page; `lang` is the language shown first."""
    pages = {language: _page(ChoiceWords(results, language)) for language in LANGUAGES}
    return in_both_languages("choice.html.j2", pages, lang)


def _page(words: ChoiceWords) -> dict[str, Any]:
    sweep, lang = words.results.manifest["sweep"], words.lang
    figure = tradeoff_plot(words)
    with svg.style():
        picture = svg.inline(figure, f"tradeoff-{lang}", words.say("tradeoff"))
    return {
        "title": sweep["title_zh"] if lang == "zh" else sweep["title"],
        "question": sweep["question_zh"] if lang == "zh" else sweep["question"],
        "sentence": words.sentence(),
        "verdict": words.verdict(),
        "picture": Markup(picture),
        "best": words.best_rows(),
        "held_out": words.held_out_rows(),
        "shocks": _titles(sweep["scenarios"], lang),
        "others": _titles(sweep["held_out"], lang),
        "command": words.results.manifest["command"],
    }


def _titles(scenarios: list[dict[str, Any]], lang: str) -> str:
    """Return the titles of scenarios in one line."""
    key = "title_zh" if lang == "zh" else "title"
    return text("choice.join", lang).join(base[key] for base in scenarios)
