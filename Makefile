# Everything a user or a reviewer runs. Needs Python >= 3.11 and make; all else goes into $(VENV).
#   make demo      the main job on real data          make check   all that a reviewer does
#   make quick     the fast tests (two minutes)       make lint    format, rules, types
#   make test      the tests (ten minutes)            make docs    the pages, warnings as errors
#   make bench     the benchmark tables (by hand)     make lock    resolve requirements.lock anew
#   make soak      ten minutes of random work with random deaths (by hand): nothing may grow
# HEADWAY_FULL=1 adds the long counts, and makes every skip a failure.
# WHEEL=dist/x.whl installs that instead of the tree; VENV=.venv-3.12 PYTHON=python3.12 use another interpreter.

PYTHON ?= python3
VENV ?= .venv
WHEEL ?=
BIN := $(VENV)/bin
UV := uv==0.13.9
READY := $(VENV)/ready

# One invocation for tests and doctests, so that pytest's closing line is the last. --pyargs: the installed package.
PYTEST := $(BIN)/python -m pytest --doctest-modules --pyargs tests headway
SOURCES := $(wildcard src tests docs/conf.py benchmarks examples noxfile.py)

.PHONY: setup demo quick test bench soak lint types coverage docs check lock clean
.DELETE_ON_ERROR:

setup: $(READY)

$(READY): requirements.lock pyproject.toml $(WHEEL)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Headway needs Python 3.11 or newer, and $(PYTHON) is older or missing: make ... PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
	  { echo "$(PYTHON) cannot make environments: install its venv module (Debian: apt-get install python3-venv)"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "$(UV)"
	@# The machine's own certificates, as pip is set to: behind a proxy uv's bundled ones know nobody.
	@# uv does not read pip's configuration otherwise: where only pip knows the way to a package index, pip takes the same lock.
	$(BIN)/uv pip install --system-certs --quiet --python $(BIN)/python --require-hashes -r requirements.lock || \
	  $(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/uv pip install --system-certs --quiet --python $(BIN)/python --no-deps --no-build-isolation --reinstall-package headway \
	  $(if $(WHEEL),$(WHEEL),--editable .)
	@touch $@

demo: $(READY)
	$(BIN)/headway demo

quick: $(READY)
	$(PYTEST) -m "not (kernel or server or slow or peer or full)"

test: $(READY)
	$(PYTEST)

bench: $(READY)
	$(BIN)/python -m benchmarks

soak: $(READY)
	$(BIN)/python -m benchmarks.soak --minutes 10

lint: $(READY)
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check $(SOURCES)

types: $(READY)
	$(BIN)/mypy
	$(BIN)/pyright --pythonpath $(BIN)/python

docs: $(READY)
	$(BIN)/sphinx-build --fail-on-warning --keep-going --quiet -b html docs docs/_build/html

# Where nothing but values goes in and out, every branch can be tried, and is.
coverage: $(READY)
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -q --doctest-modules --pyargs tests/core headway.core
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report --include='*/headway/core/*' --fail-under=100

# Last comes the test run, whose closing line says how it went.
check: lint types docs coverage test

lock: $(READY)
	$(BIN)/uv pip compile --system-certs --quiet --upgrade --universal --generate-hashes --no-emit-index-url --no-header \
	  --extra automl --extra xgboost --extra catboost --extra onnx --extra series --extra optimize --extra scip --group dev --group docs pyproject.toml -o requirements.lock

clean:
	rm -rf $(VENV) .venv-* .nox dist docs/_build .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage*
