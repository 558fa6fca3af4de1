# The commands of this project; CONTRIBUTING.md and .ci/run use the same ones.
# `make` alone, or any target, sets up what it needs in .venv first.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.DEFAULT_GOAL := session
.PHONY: session test lint format bench clean

session: $(READY)  ## build the default session into output/
	$(BIN)/voiceguide build

test: $(READY)  ## run all tests
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile

lint: $(READY)  ## formatting, style, types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(READY)  ## write the code the way lint wants it
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(READY)  ## measure builds against a naive script, as ratios in one run
	$(BIN)/python -m tests.bench

clean:  ## remove what the other targets made, but not your sessions
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis tests/artefacts

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "voiceguide needs Python 3.11 or newer; name one: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	touch $(READY)
