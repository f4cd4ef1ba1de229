# `make` tells what there is. Needs Python 3.11 or newer, make and git; everything else goes into .venv/.
PYTHON ?=
WORKERS ?= 2
OPTIONS ?=

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input -qq
READY := .venv/.ready
MEASURED := $(BIN)/coverage run -m pytest
COMPILE := $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes \
	--no-annotate --custom-compile-command "make requirements" pyproject.toml

.PHONY: help setup demo serve test check format bench openapi requirements clean

help:  ## Tell what there is
	@awk -F "  ## " '/^[a-z]+:.*  ## / {split($$1, name, ":"); printf "make %-14s%s\n", name[1], $$2}' Makefile

setup: $(READY)  ## Make .venv with the pinned requirements, and install this checkout into it

# The stamp is older than its sources when a requirement or an entry point has changed.
$(READY): requirements/dev.txt pyproject.toml
	@echo "Setting up .venv (a minute or two the first time) ..."
	@test -x $(BIN)/python || { \
	  for python in $(PYTHON) python3 python3.13 python3.12 python3.11; do \
	    "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	      && exec "$$python" -m venv .venv; \
	  done; \
	  echo "No Python 3.11 or newer found; name one: make setup PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PIP) install --require-hashes --requirement requirements/dev.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $(READY)

demo: $(READY)  ## Six months of a small company: views now and then, and an audit report
	@$(BIN)/workdomain demo

serve: $(READY)  ## Serve the demo's database over HTTP on 127.0.0.1
	@$(BIN)/workdomain serve --db demo.db

test: $(READY)  ## Run all tests, and hold the coverage: every branch of the domain and the views
	@rm -f .coverage .coverage.*
	$(MEASURED) -n $(WORKERS) --dist worksteal $(OPTIONS)
	@$(BIN)/coverage combine -q
	$(BIN)/coverage report --include='src/workdomain/*,projections/*' --fail-under=100
	$(BIN)/coverage report --include='src/service/*' --fail-under=95

check: $(READY)  ## Format, lint, types, import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy src projections tests benchmarks
	PYTHONPATH=src:. $(BIN)/lint-imports

format: $(READY)  ## Put everything into our format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(READY)  ## Measure, each figure beside its yardstick, into benchmarks/RESULTS.md
	$(BIN)/python -m benchmarks

openapi: $(READY)  ## Write docs/openapi.json anew, after a command, view or parameter has changed
	PYTHONPATH=src:. $(BIN)/python -m service.openapi docs/openapi.json

requirements: $(READY)  ## Pin what pyproject.toml asks for (UPGRADE=--upgrade takes the newest)
	@$(COMPILE) $(UPGRADE) --extra postgres --extra calendar --extra scheduling --extra exact -o requirements/service.txt
	@$(COMPILE) $(UPGRADE) --extra postgres --extra calendar --extra scheduling --extra exact --group dev -c requirements/service.txt -o requirements/dev.txt

clean:  ## Remove what can be made again, the demo's database included
	rm -rf .venv dist .*_cache .hypothesis .coverage .coverage.* demo.db demo.db-* demo-audit.html
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
