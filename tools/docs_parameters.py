"""Pages of the numbers: the parameter tree in two languages, and what its sources say."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sim.messages import text
from sim.messages.numbers import unit_label
from sim.parameters import Leaf, load_parameters
from sim.parameters.evidence import Reference, documents, references
from sim.parameters.evidence_words import statement
from sim.paths import calibration_folder
from tools.markdown import PROJECT, code, entries, page, source_link, table

WRITTEN_BY_HAND = (
    "six-scenarios.md",
    "model.md",
    "evidence.md",
    "hand-answer.md",
    "accounting.md",
    "fifth-chain.md",
)

PARAMETER_WORDS = {
    "en": {
        "title": "Parameters",
        "about": "Every number the model reads, one table a branch. A path such as "
        "`jujube.storage_loss` is what `--set`, `[parameters]` of a scenario and `oasis-chains "
        "explain` take. **drawn** marks what is drawn anew in every draw: from the calibrated "
        "[ensemble](calibration.md) where the use is calibration, else from a triangular "
        "distribution between low and high with its peak at the value. Sources lead to "
        "[sources](sources.md); *assumed* means that no report and no outside figure says it.",
        "header": "path|meaning|value|low|high|unit|use|source",
        "drawn": "drawn",
        "assumed": "assumed",
        "grade": "grade",
    },
    "zh": {
        "title": "参数表",
        "about": "模型所用的全部数字，按分支列表。`jujube.storage_loss` 这样的路径可用于 "
        "`--set`、情景文件的 `[parameters]` 和 `oasis-chains explain`。标有**抽样**的参数"
        "在每次抽样中重新抽取：用途为校准的取自校准后的[参数集合](calibration.md)，其余按三角分布"
        "（以取值为峰，介于下限与上限之间）。来源可在 "
        "[sources](sources.md) 中查到原文；“假定”表示报告和外部资料都没有给出。",
        "header": "路径|含义|取值|下限|上限|单位|用途|来源",
        "drawn": "抽样",
        "assumed": "假定",
        "grade": "等级",
    },
}


def parameters_page(lang: str) -> str:
    """All leaves of the parameter tree, one table a branch, in one language."""
    words = PARAMETER_WORDS[lang]
    branches: dict[str, list[Leaf]] = {}
    for leaf in load_parameters().leaves():
        branches.setdefault(leaf.branch, []).append(leaf)
    parts = [words["about"]]
    for branch, leaves in branches.items():
        rows = [_parameter_row(leaf, lang) for leaf in leaves]
        parts += [f"## {branch}", table(words["header"].split("|"), rows)]
    return page(words["title"], *parts)


def _parameter_row(leaf: Leaf, lang: str) -> list[str]:
    words = PARAMETER_WORDS[lang]
    use = text(f"cli.use.{leaf.use}", lang)
    return [
        code(leaf.path),
        leaf.meaning_zh if lang == "zh" else leaf.meaning_en,
        ", ".join(f"{entry:g}" for entry in entries(leaf.value)),
        f"{leaf.low:g}",
        f"{leaf.high:g}",
        unit_label(leaf.unit, lang) or leaf.unit,
        f"{use}, **{words['drawn']}**" if leaf.sampled else use,
        _sources(leaf.source, words["assumed"]),
    ]


def _sources(ids: Iterable[str], assumed: str) -> str:
    return ", ".join(assumed if name == "assumed" else source_link(name) for name in ids)


def sources_page() -> str:
    """What the ids E, M and P point to, for every one that code, parameters or counties cite."""
    parts = [
        "**E** is a figure in a report, **M** a mechanism a report describes, **P** a figure from "
        "outside the reports with a grade. Listed are those that a parameter, a county file or a "
        "rule cites; all of them are in [calibration/evidence](../calibration/evidence). The "
        "reports are official accounts: claims with a source, contradictions visible.",
        "## Reports",
        table(
            ("id", "title", "题目", "kind", "year"),
            ([d.id, d.title_en, d.title_zh, d.kind, d.year] for d in documents().values()),
        ),
    ]
    cited = cited_sources()
    headings = {"evidence": "Figures", "mechanism": "Mechanisms", "prior": "Outside figures"}
    for kind, heading in headings.items():
        chosen = [known for known in references().values() if known.kind == kind]
        rows = [_source_row(known) for known in chosen if known.id in cited]
        header = ("id", "says", "where", "in its own words", "note")
        parts += [f"## {heading}", table(header, rows)]
    return page("Sources", *parts)


def cited_sources() -> set[str]:
    """Ids that parameters, county files or code cite."""
    cited = {name for leaf in load_parameters().leaves() for name in leaf.source}
    places = [*(calibration_folder() / "counties").glob("*.toml"), *(PROJECT / "sim").rglob("*.py")]
    places += [calibration_folder() / name for name in ("targets.toml", "validation.toml")]
    places += [PROJECT / "docs" / name for name in WRITTEN_BY_HAND]
    for place in places:
        if place.is_file():
            cited |= set(re.findall(r"\b[EMP]\d{2,3}\b", place.read_text(encoding="utf-8")))
    return cited & set(references())


def _source_row(known: Reference) -> list[str]:
    where = f"{known.document} line {known.line}" if known.document else known.source
    return [
        f'<a id="{known.id}"></a>{known.id}',
        statement(known, "en"),
        where,
        known.quote,
        known.note,
    ]
