# The commands of this project; CONTRIBUTING.md and .ci/run use the same ones.
# `make` alone, or any target, sets up what it needs in .venv first.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SESSION := $(VENV)/.session
READY := $(VENV)/.ready
LISTENER := $(VENV)/.listener
PIP := $(BIN)/python -m pip install --disable-pip-version-check --no-input --progress-bar off \
	--constraint constraints.txt
# One line for each package, as pip gets it; what goes wrong comes as pip says it.
NAMES := awk '/^Collecting / { sub(/[^A-Za-z0-9._-].*/, "", $$2); print "   " $$2; fflush() }'
FAILED := $(VENV)/.failed
INSTALL = rm -f $(FAILED); { $(PIP) --editable $(1) || touch $(FAILED); } | $(NAMES); test ! -e $(FAILED)

# What a person types: the command, where it is in the PATH.
TYPE = $$(command -v voiceguide >/dev/null && echo voiceguide || echo $(BIN)/voiceguide)

# With it every start of Python compiles every module anew, which takes longer than a rebuild.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := session
.PHONY: session test long lint format bench faults clean

session: $(SESSION)  ## build the default session into output/
	@echo "== Making the built-in session"
	$(BIN)/voiceguide build
	@printf '\nNext, to have it ten minutes long, or to see what else there is:\n\n'
	@printf '    %s build --fit 10m\n' $(TYPE)
	@printf '    %s\n\n' $(TYPE)

test: $(READY)  ## run all tests
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile

long: $(READY)  ## run what takes as long as all other tests together: whole sessions in a browser, a cluster
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile -m long

lint: $(READY)  ## formatting, style, types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(READY)  ## write the code the way lint wants it
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(LISTENER)  ## measure builds against a naive script, as ratios in one run
	$(BIN)/python -m tests.bench

faults: $(READY)  ## inject every fault for real, with its guard and without (needs root for small disks)
	$(BIN)/python -m tests.faults

clean:  ## remove what the other targets made, but not your sessions
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis tests/artefacts

# What a session needs, and nothing of what developing needs.
$(SESSION): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "voiceguide needs Python 3.11 or newer; name one: make PYTHON=python3.12")'
	@echo "== Setting up Python in $(VENV)"
	$(PYTHON) -m venv $(VENV)
	@echo "== Installing what a session needs"
	@$(call INSTALL,'.[natural]') || { \
		echo "== The natural voices cannot be had here; the system's voice will speak"; \
		$(call INSTALL,.); }
	@touch $(SESSION)

$(READY): $(SESSION)
	@echo "== Installing what developing needs: about a gigabyte, some minutes"
	@$(call INSTALL,'.[dev]')
	@touch $(READY)

$(LISTENER): $(READY)
	@echo "== Installing a recogniser, which listens: 200 MB"
	@$(call INSTALL,'.[bench]')
	@touch $(LISTENER)
