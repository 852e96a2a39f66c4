"""The example of the model in Mesa's own viewer runs and shows what happens."""

import importlib.util
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).resolve().parents[2] / "docs" / "examples" / "mesa_viewer.py"


@pytest.fixture(scope="module")
def example():
    for name in ("solara", "altair", "networkx"):
        pytest.importorskip(name, reason="the extras viz and mesaviz are not installed")
    spec = importlib.util.spec_from_file_location("mesa_viewer", EXAMPLE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_fall_is_seen_month_by_month(example):
    models = [example.DateModel(fall=fall) for fall in (0, 50)]
    for _ in range(example.FALL_MONTH + 1):
        for model in models:
            model.step()
    before, after = ([row["price"] for row in model.seen] for model in models)
    assert len(before) == example.FALL_MONTH + 2
    assert before[:-1] == after[:-1]
    assert after[-1] == pytest.approx(0.5 * before[-1], rel=0.05)


def test_mesas_page_renders_with_its_sliders_and_plots(example):
    import solara
    from matplotlib.figure import Figure

    model = example.DateModel()
    assert set(example.PARAMETERS) == {"fall", "seed"}
    drawn = []
    original = solara.FigureMatplotlib
    solara.FigureMatplotlib = lambda figure, **rest: drawn.append(figure) or solara.Text("drawn")
    try:
        for component in (example.Price, example.Warnings):
            solara.render_fixed(component(model), handle_error=False)
    finally:
        solara.FigureMatplotlib = original
    assert [type(figure) for figure in drawn] == [Figure, Figure]
