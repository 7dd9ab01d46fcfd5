# creditsim: `make demo` shows a first run, `make test` runs the tests. Everything lives in .venv and installs itself when needed.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/installed
WORKERS ?= 2
OPTIONS ?=

# Compiled modules are kept: without them every start of the command recompiles its libraries.
override PYTHONDONTWRITEBYTECODE :=
export PYTHONDONTWRITEBYTECODE

.PHONY: help install demo test check bench evidence docs readme clean

help:
	@echo 'make demo      the shipped Shanghai scenario, into results/demo'
	@echo 'make test      the tests (minutes)'
	@echo 'make check     format, lint, types, import contracts, generated pages'
	@echo 'make evidence  what the model is said to show, measured, into benchmarks/evidence.csv (up to an hour)'
	@echo 'make bench     speed and memory beside goals and rivals; OPTIONS="--full" with the whole city'
	@echo 'make docs      regenerate the pages made from the code'
	@echo 'make readme    the demo again, its table and picture into the README'
	@echo 'make install   the environment alone (the others do it when needed)'
	@echo 'make clean     remove the environment, caches and builds; results/ stays'

install: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	@rm -f $@
	@if command -v uv >/dev/null 2>&1; then \
	  test -x $(BIN)/python || { rm -rf $(VENV); uv venv --quiet --python '$(PYTHON)' $(VENV); }; \
	  uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock; \
	  uv pip install --quiet --python $(BIN)/python --no-deps -e .; \
	else \
	  test -x $(BIN)/pip || $(PYTHON) -m venv --clear $(VENV); \
	  $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock; \
	  $(BIN)/pip install --quiet --disable-pip-version-check --no-deps -e .; \
	fi
	@$(BIN)/python -m compileall -q -j 0 $(VENV)/lib >/dev/null 2>&1 || true
	@$(BIN)/creditsim warm
	@touch $@

demo: install
	$(BIN)/creditsim run shanghai/actual -o results/demo

# One thread of linear algebra a worker: the matrices of tests are small, and more threads wait for one another.
test: export OPENBLAS_NUM_THREADS := 1
test: install
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile

check: install
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/creditsim docs --check

bench: install
	$(BIN)/python -m benchmarks $(OPTIONS)

evidence: install
	$(BIN)/python -m benchmarks.evidence $(OPTIONS)

docs: install
	$(BIN)/creditsim docs

readme: demo
	$(BIN)/creditsim docs --readme results/demo

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -not -path './results/*' -prune -exec rm -rf {} +
