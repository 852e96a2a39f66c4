"""Mesa is Mesa, loaded without what the model does not use."""

import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]


def said_by(program: str) -> list[str]:
    """Words that a fresh process prints."""
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=PROJECT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout.split()


def test_the_model_loads_neither_scipy_nor_plots():
    program = (
        "import sys, sim.comparison\n"
        "print(*(name for name in ('scipy.linalg', 'scipy.sparse', 'matplotlib', 'jinja2',"
        " 'scipy.spatial.distance') if name in sys.modules))"
    )
    assert said_by(program) == []


def test_a_distance_asked_of_mesa_is_computed():
    program = (
        "import inspect\n"
        "usual = inspect.getmodule\n"
        "from sim.engine.light import mesa as ours\n"
        "import mesa\n"
        "from mesa.experimental.continuous_space import continuous_space as spaces\n"
        "print(ours is mesa, inspect.getmodule is usual, spaces.cdist([[0, 3]], [[4, 0]])[0, 0])"
    )
    assert said_by(program) == ["True", "True", "5.0"]
