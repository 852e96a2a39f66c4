"""Mesa is Mesa and numba numba, loaded without what the model does not use."""

import os
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]


def said_by(program: str, *path: Path) -> list[str]:
    """Words that a fresh process prints; modules in the folders of `path` go before installed."""
    places = os.pathsep.join(str(folder) for folder in path)
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=PROJECT, capture_output=True, text=True, check=True,
        env=os.environ | {"PYTHONPATH": places},
    )  # fmt: skip
    return done.stdout.split()


def test_the_model_loads_neither_scipy_nor_plots():
    program = (
        "import sys, sim.comparison\n"
        "print(*(name for name in ('scipy.linalg', 'scipy.sparse', 'matplotlib', 'jinja2',"
        " 'scipy.spatial.distance', 'networkx') if name in sys.modules))"
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


def test_networks_and_tables_asked_of_mesa_are_there():
    program = (
        "from sim.engine.light import mesa\n"
        "from mesa import datacollection, space\n"
        "import networkx, pandas\n"
        "print(space.nx.Graph is networkx.Graph, datacollection.pd.DataFrame is pandas.DataFrame)\n"
        "grid = space.NetworkGrid(networkx.path_graph(4))\n"
        "print(*grid.get_neighborhood(0, radius=2))"
    )
    assert said_by(program) == ["True", "True", "1", "2"]


def test_batches_of_mesa_run():
    program = (
        "from sim.engine.light import mesa\n"
        "class Still(mesa.Model):\n"
        "    def __init__(self, rng=None):\n"
        "        super().__init__()\n"
        "        self.datacollector = mesa.DataCollector({'steps': 'steps'})\n"
        "    def step(self):\n"
        "        self.datacollector.collect(self)\n"
        "        self.running = False\n"
        "print(*(run['RunId'] for run in mesa.batch_run(Still, {}, iterations=2)))"
    )
    assert said_by(program) == ["0", "1"]


def test_linear_algebra_in_a_compiled_function_is_computed():
    program = (
        "import sys, numpy\n"
        "from sim.engine.compiler import njit\n"
        "print('scipy.linalg' in sys.modules)\n"
        "dot = njit(lambda a, b: numpy.dot(a, b))\n"
        "print(dot(numpy.eye(2), numpy.array([1.0, 2.0])).sum(), 'scipy.linalg' in sys.modules)"
    )
    assert said_by(program) == ["False", "3.0", "True"]


def test_a_search_asked_of_mesa_is_computed():
    """Newer Mesas look for the nearest cell of a grid with SciPy."""
    program = (
        "from random import Random\n"
        "from sim.engine.light import mesa\n"
        "from mesa.discrete_space import grid\n"
        "tree = getattr(grid, 'KDTree', None)\n"
        "print(len(grid.OrthogonalMooreGrid((3, 3), random=Random(1)).all_cells.cells),"
        " 1 if tree is None else tree([[0, 0], [5, 5]]).query([4, 4])[1])"
    )
    assert said_by(program) == ["9", "1"]


def test_a_mesa_that_takes_more_of_scipy_is_loaded_all_the_same(tmp_path):
    (tmp_path / "mesa.py").write_text("from scipy.spatial import ConvexHull, KDTree\n")
    program = (
        "from sim.engine.light import mesa\n"
        "import scipy.spatial\n"
        "print(mesa.__file__, mesa.KDTree is scipy.spatial.KDTree)"
    )
    assert said_by(program, tmp_path) == [str(tmp_path / "mesa.py"), "True"]
