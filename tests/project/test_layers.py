"""Who may import whom: the model knows nothing of files, terminals, plots or the viewer."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]

FILES_AND_TERMINALS = {
    *("click", "rich", "jinja2", "matplotlib", "solara", "platformdirs", "pyarrow"),
    *("pathlib", "os", "shutil", "tempfile", "io", "tomllib", "csv", "sys", "logging"),
}
MODEL = ["rules", "chains", "agents", "phases", "accounts", "state", "model.py", "schedule.py"]
# What happens in a month works on columns; tables of results are made elsewhere.
MONTHLY = ["rules", "chains", "agents", "phases", "accounts"]
PROMISED_FUNCTIONS = {"compare", "run_sweep", "select", "get", "set", "agg", "groupby"}


def sources(*places: str) -> list[Path]:
    """Python files at the places, each a file or a folder of the project that may not exist."""
    found: list[Path] = []
    for place in places:
        path = PROJECT / place
        found += [path] if path.is_file() else sorted(path.rglob("*.py"))
    return found


def imports(path: Path) -> Iterator[str]:
    """Full names of the modules a file imports, at its top or inside functions."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def offenders(files: list[Path], forbidden: set[str]) -> list[str]:
    """Imports of forbidden modules or of anything inside them, as "file imports module"."""
    return [
        f"{path.relative_to(PROJECT)} imports {name}"
        for path in files
        for name in imports(path)
        if any(name == module or name.startswith(f"{module}.") for module in forbidden)
    ]


@pytest.mark.parametrize(
    ("package", "forbidden"),
    [
        ("sim", {"cli", "viz", "calibration", "scenarios"}),
        ("viz", {"cli"}),
        ("sweeps", {"cli", "viz", "calibration", "scenarios"}),
        ("calibration", {"cli"}),
        ("cli", {"tests", "tools"}),
    ],
)
def test_the_layers_point_one_way(package, forbidden):
    files = sources(package)
    assert files, f"no Python file in {package}"
    assert offenders(files, forbidden) == []


def test_the_model_knows_no_sweeps_but_for_the_promised_name():
    files = [path for path in sources("sim") if path != PROJECT / "sim" / "__init__.py"]
    assert offenders(files, {"sweeps"}) == []


def test_the_model_touches_no_files_terminals_or_plots():
    assert offenders(sources(*(f"sim/{name}" for name in MODEL)), FILES_AND_TERMINALS) == []


def test_what_happens_in_a_month_works_on_columns_only():
    assert offenders(sources(*(f"sim/{name}" for name in MONTHLY)), {"pandas"}) == []


def test_no_module_draws_from_a_shared_stream():
    files = sources("sim")
    assert offenders(files, {"random", "secrets", "numpy.random"}) == []
    for path in files:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr == "random":
                owner = node.value.id if isinstance(node.value, ast.Name) else ""
                assert owner not in {"np", "numpy"}, f"{path.name} line {node.lineno}"


def test_no_module_hides_a_promised_function():
    files = sources("sim", "cli", "viz")
    assert [path for path in files if path.stem in PROMISED_FUNCTIONS] == []
