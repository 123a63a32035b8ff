# exposim: set up, run, test. `make run` and `make test` need Python 3.11 or later and nothing else.

VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PYTHON ?= $(shell for python in python3.13 python3.12 python3.11 python3.14 python3 python; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$python && break; done)
# Modules are compiled when they are first loaded and kept, whatever the surroundings say: a start is then 3 times faster.
export PYTHONDONTWRITEBYTECODE :=
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
UV ?= uv
SCENARIO ?= cn-2018-order-151
# Processes of the test suite. The tests of a file stay together and in order: those of README build on each other.
JOBS ?= auto

.PHONY: run setup test lint format types tests doctests docs test-slow bench validation lock clean paper
.DEFAULT_GOAL := run

run: $(READY)
	$(BIN)/exposim run $(SCENARIO)

setup: $(READY)

# Once for each lock file. The project is built by the locked hatchling, so that nothing else is fetched.
$(READY): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "exposim: no Python 3.11 or later found; name one: make PYTHON=/path/to/python3" >&2; exit 1; }
	@echo "Setting up $(VENV) from requirements.lock (once, a few minutes)" >&2
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || \
		{ echo "exposim: $(PYTHON) cannot make a virtual environment; install its venv package" >&2; exit 1; }
	$(PIP) install --no-compile --require-hashes -r requirements.lock
	$(PIP) install --no-compile --no-deps --no-build-isolation --editable .
	@touch $@

# Each step can fail by itself; make stops at the first that does.
test: lint format types tests doctests docs

lint: $(READY)
	$(BIN)/ruff check .

format: $(READY)
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy

tests: $(READY)
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile -m "not slow" --hypothesis-profile=ci

doctests: $(READY)
	$(BIN)/python -m pytest --doctest-modules sim analysis

# The site, in build/site; whatever Sphinx warns of fails.
docs: $(READY)
	$(BIN)/python -m sphinx --fail-on-warning --keep-going --quiet -b html docs build/site

test-slow: $(READY)
	$(BIN)/python -m pytest -m slow --hypothesis-profile=ci

# The study, figures and tables of the small paper in examples/paper.
paper: $(READY)
	$(BIN)/python examples/paper/make.py $(WORKERS)

# The programs that the benchmarks compare with have an environment of their own: one of them brings a package `tests`.
bench:
	@$(MAKE) --no-print-directory VENV=.venv-bench .venv-bench/.bench
	.venv-bench/bin/python -m benchmarks

$(VENV)/.bench: benchmarks/requirements.lock $(READY)
	$(PIP) install --no-compile --require-hashes -r benchmarks/requirements.lock
	@touch $@

# Plays every row of docs/validation.md and writes the page; some three minutes.
validation: $(READY)
	$(BIN)/python -m validation

# After a change of dependencies in pyproject.toml. Needs uv; the lock holds for every Python and names no index.
lock:
	$(UV) pip compile pyproject.toml --all-extras --group dev --group docs --universal --python-version 3.11 \
		--fork-strategy fewest --generate-hashes --no-header --no-annotate --quiet --output-file requirements.lock
	$(UV) pip compile --group bench --constraint requirements.lock --universal --python-version 3.11 \
		--fork-strategy fewest --generate-hashes --no-header --no-annotate --quiet --output-file benchmarks/requirements.lock

clean:
	rm -rf $(VENV) .venv-bench build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find sim analysis scenarios benchmarks tests -name __pycache__ -type d -prune -exec rm -rf {} +
