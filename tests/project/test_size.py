"""Files and functions stay short enough to be read at one sitting."""

import ast
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
LONGEST_FILE = 420
LONGEST_FUNCTION = 70


def sources() -> list[Path]:
    folders = ["sim", "cli", "viz", "sweeps", "calibration", "tools", "benchmarks", "tests"]
    found = [path for folder in folders for path in sorted((PROJECT / folder).rglob("*.py"))]
    return [PROJECT / "run.py", *found]


def body_length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from the signature to the end, without the docstring: explaining is free."""
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function) is not None:
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


def test_files_are_short():
    lengths = {
        str(path.relative_to(PROJECT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in sources()
    }
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE} == {}


def test_functions_are_short():
    too_long = [
        f"{path.relative_to(PROJECT)} line {node.lineno}: {node.name}, {body_length(node)} lines"
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and body_length(node) > LONGEST_FUNCTION
    ]
    assert too_long == []
