# clinical-kb: `make up` serves, `make test` tests; `make help` lists the rest.

VENV   ?= .venv
PYTHON ?= $(shell for name in python3.11 python3.12 python3.13 python3; do \
	command -v $$name >/dev/null 2>&1 && $$name -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null \
	&& { echo $$name; break; }; done)

BIN       := $(VENV)/bin
ATTESTED  := sample notes: invented patients
PIP       := $(BIN)/python -m pip --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help up test check e2e offline bench docs corpora clean

help: ## Show this list
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*## /  make \1\t/' | expand -t 18

up: $(VENV)/.installed ## Install, build the sample library on first run, and serve
	@$(BIN)/kb ingest corpora/literature
	@$(BIN)/kb ingest corpora/records --collection records --attest-deidentified "$(ATTESTED)"
	@$(BIN)/kb serve --no-browser

test: $(VENV)/.developed ## Install with what development needs, and run the tests
	@$(BIN)/python tests/tools/fetch_smollm.py
	$(BIN)/python -m pytest tests --ignore=tests/e2e --ignore=tests/offline

check: $(VENV)/.developed ## Lint, formatting, types, generated documents
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python docs/generate_cli.py --check

e2e: $(VENV)/.developed ## Drive the pages in a real browser (needs chromium)
	$(BIN)/python -m pytest tests/e2e

offline: $(VENV)/.developed ## Prove that nothing tries to leave the machine (needs unshare and strace)
	$(BIN)/python -m pytest tests/offline

bench: $(VENV)/.developed ## Measure cold starts over the present library
	$(PIP) install --quiet -e '.[bench]'
	$(BIN)/kb bench cold

docs: $(VENV)/.developed ## Write docs/cli.md anew from the commands' help
	$(BIN)/python docs/generate_cli.py

corpora: $(VENV)/.developed ## Typeset the sample library anew from its sources
	$(PIP) install --quiet -e '.[corpora]'
	$(BIN)/python corpora/build.py

clean: ## Remove the environment and caches; the library and its key stay
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo 'Python 3.11, 3.12 or 3.13 is needed, and none was found. Install one, or set PYTHON=/path/to/python.' >&2; exit 1; }
	@echo "Making an environment in $(VENV) with $(PYTHON) ..."
	@$(PYTHON) -m venv $(VENV)

# torch is named first and with its upper bound, so that a plain CPU build at hand is taken.
$(VENV)/.installed: pyproject.toml | $(BIN)/python
	@echo 'Installing (some minutes the first time) ...'
	@$(PIP) install --progress-bar on 'torch>=2.9,<2.14'
	@$(PIP) install --progress-bar on -e .
	@touch $@

$(VENV)/.developed: pyproject.toml | $(BIN)/python
	@echo 'Installing (some minutes the first time) ...'
	@$(PIP) install --quiet 'torch>=2.9,<2.14'
	@$(PIP) install --quiet -e '.[dev]'
	@touch $@ $(VENV)/.installed
