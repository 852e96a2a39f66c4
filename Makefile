# The daily verbs. Each makes what it needs first; a second call starts at once.
# Needs python3 (3.11 to 3.13) with its venv module, and make. Nothing else.

PYTHON   = python3
VENV     = .venv
SCENARIO = scenarios/jujube-price-30.toml
ARGS     =

BIN = $(VENV)/bin
# Another checkout on the path would be tested instead of this one.
unexport PYTHONPATH

.PHONY: help run view test lint format wheel constraints clean
.DEFAULT_GOAL = help

help:
	@echo "make run          who bears a 30% fall in red-date prices: install, run, print the answer"
	@echo "                  another question: make run SCENARIO=scenarios/NAME.toml ARGS='--lang zh'"
	@echo "make view         the web viewer: move sliders, see who bears it"
	@echo "make test         style, types and all tests"
	@echo "make lint         style and types only; changes nothing"
	@echo "make format       put the code in its standard form"
	@echo "make wheel        build the installable package in dist/"
	@echo "make constraints  resolve constraints.txt anew (PYTHONS='python3.11 python3.12 python3.13')"
	@echo "make clean        remove the environment, caches and builds; results stay"

run: $(VENV)/installed
	$(BIN)/python run.py $(SCENARIO) $(ARGS)

view: $(VENV)/installed-viz
	$(BIN)/python run.py view $(ARGS)

test: lint
	$(BIN)/python -m pytest -n auto $(ARGS)

lint: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/installed-dev
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

wheel: $(VENV)/installed-dev
	$(BIN)/python -m build --wheel --no-isolation --outdir dist .

PYTHONS = python3.11 python3.12 python3.13
constraints:
	$(PYTHON) tools/constraints.py $(PYTHONS)

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/created:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || { \
	  echo "Oasis Chains needs Python 3.11, 3.12 or 3.13: make PYTHON=/path/to/python3.11 ..." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	  echo "Python's venv module is missing; on Debian: apt-get install python3-venv" >&2; exit 1; }
	@touch $@

$(VENV)/installed: pyproject.toml constraints.txt | $(VENV)/created
	$(BIN)/python -m pip install --quiet -c constraints.txt -e .
	@touch $@

$(VENV)/installed-viz: pyproject.toml constraints.txt | $(VENV)/created
	$(BIN)/python -m pip install --quiet -c constraints.txt -e '.[viz]'
	@touch $@ $(VENV)/installed

$(VENV)/installed-dev: pyproject.toml constraints.txt | $(VENV)/created
	$(BIN)/python -m pip install --quiet -c constraints.txt -e '.[dev,viz,mesaviz,sweep]'
	@touch $@ $(VENV)/installed $(VENV)/installed-viz
