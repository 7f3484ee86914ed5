# Two commands for a newcomer: `make run` and `make test`. Needs Python 3.11 or newer with its venv module.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help run test check quick types lint golden bench docs requirements clean

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

run: $(VENV)/.run ## set up, index corpus/ if it is stale, serve on http://127.0.0.1:8000
	@$(BIN)/python -m policysearch

test: $(VENV)/.test lint types ## lint, types and the whole test suite
	$(BIN)/python -m pytest $(PYTEST)

check: $(VENV)/.test lint types quick ## under a minute, before every commit

quick: $(VENV)/.test
	$(BIN)/python -m pytest -m "not slow" -x tests/test_architecture.py tests/text tests/query tests/analysis tests/structure

lint: $(VENV)/.test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(VENV)/.test
	$(BIN)/mypy

golden: $(VENV)/.test ## rewrite the expected results under tests/golden (read the diff before committing)
	$(BIN)/python -m tests.golden_cases

bench: $(VENV)/.test ## the tables of docs/benchmarks.md
	$(BIN)/python -m benchmarks

docs: $(VENV)/.test ## write the generated parts of docs/ again
	$(BIN)/python -m policysearch settings --markdown > docs/settings.md

requirements: $(VENV)/.test ## pin requirements.in and requirements-dev.in again, with hashes
	$(BIN)/pip -q install uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate -o requirements.txt requirements.in
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate -o requirements-dev.txt requirements-dev.in

clean: ## remove the environment and the index (not its ledger)
	rm -rf $(VENV) index/generations index/CURRENT index/cache

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer with its venv module is needed (Debian: apt install python3-venv)."; exit 2; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: $(VENV)/bin/python requirements.txt pyproject.toml
	$(BIN)/pip -q install --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/pip -q install --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.test: $(VENV)/.run requirements-dev.txt
	$(BIN)/pip -q install --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@
