# `make up` sets everything up and serves; `make help` lists the rest.
#
# Nothing but pip reaches outside, and only to install; set PIP_INDEX_URL or PIP_FIND_LINKS as you
# would for pip itself. KB_HOME and KB_KEY_FILE are kept where they are set.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help up install test check e2e offline bench bench-reading reading-data corpora clean

VENV := .venv
BIN := $(VENV)/bin
PY := $(BIN)/python
# An uncapped torch brings several gigabytes of CUDA libraries; see docs/decisions/0001-dependencies.md.
TORCH := torch>=2.9,<2.14
ATTEST := sample notes: invented patients
# Without a screen there is no browser to open.
SERVE := $(if $(DISPLAY)$(WAYLAND_DISPLAY)$(filter Darwin,$(shell uname)),,--no-browser)
PYTEST := $(PY) -m pytest -q --durations=10
# Articles as PDF, each with its publisher's XML beside it, and the script that compares the two.
ARTICLES ?= $(or $(KB_TEST_DATA),../shared/data)/articles
JUDGE ?= ../shared/tools/eval_reading.py

help: ## list the targets
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /	/' | expand -t 16

up: $(VENV)/.installed ## set up what is missing, add the sample library on first run, and serve
	@$(PY) -m kb.search.prepare
	@set -eu; home=$$($(PY) -c 'from kb.settings import Settings; print(Settings.load().home)'); \
	if [ ! -e "$$home/.samples" ]; then \
	  echo "Adding the sample library to $$home" >&2; \
	  $(BIN)/kb ingest corpora/literature; \
	  $(BIN)/kb ingest corpora/records --collection records --attest-deidentified "$(ATTEST)"; \
	  (umask 077; : > "$$home/.samples"); \
	fi
	@exec $(BIN)/kb serve $(SERVE)

install: $(VENV)/.installed ## set up the environment only

$(PY):
	@set -eu; found=; \
	for name in python3.11 python3.12 python3.13 python3; do \
	  if command -v $$name >/dev/null 2>&1 && \
	     $$name -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; then \
	    found=$$name; break; \
	  fi; \
	done; \
	if [ -z "$$found" ]; then \
	  echo "Python 3.11, 3.12 or 3.13 is needed, and none was found." >&2; \
	  echo "Install it (Debian, Ubuntu: apt install python3 python3-venv; macOS: brew install python@3.13)," >&2; \
	  echo "then run make again." >&2; \
	  exit 1; \
	fi; \
	echo "Making $(VENV) with $$($$found --version)" >&2; \
	if ! $$found -m venv $(VENV); then \
	  rm -rf $(VENV); \
	  echo "Python's venv module is missing. Debian, Ubuntu: apt install python3-venv" >&2; \
	  exit 1; \
	fi

# One stamp a set of packages, older than pyproject.toml when that changed.
$(VENV)/.installed: pyproject.toml | $(PY)
	@echo "Installing clinical-kb and what it stands on (some minutes the first time)" >&2
	$(PY) -m pip install --disable-pip-version-check "$(TORCH)" -e .
	touch $@

$(VENV)/.developing: pyproject.toml | $(PY)
	@echo "Installing clinical-kb with what its tests need" >&2
	$(PY) -m pip install --disable-pip-version-check "$(TORCH)" -e '.[dev]'
	touch $@ $(VENV)/.installed

test: $(VENV)/.developing ## run the tests (the browser's apart)
	@$(PY) -m kb.search.prepare
	@$(PY) tests/tools/fetch_smollm.py || echo "Without it the tests of a real model are skipped." >&2
	$(PYTEST) -m "not e2e and not offline" $(ARGS)

check: $(VENV)/.developing ## style, types, and that the pages made from the code are current
	@$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(PY) docs/generate_cli.py --check

e2e: $(VENV)/.developing ## drive the page in a real browser (needs Debian's chromium, or KB_TEST_CHROMIUM)
	@$(PY) -m kb.search.prepare
	$(PYTEST) -m e2e tests/e2e $(ARGS)

offline: $(VENV)/.developing ## prove that nothing leaves the machine (needs strace and unshare)
	@$(PY) -m kb.search.prepare
	$(PYTEST) -m offline tests/offline $(ARGS)

bench: $(VENV)/.developing ## measure; figures go to docs/benchmarks.md
	@$(PY) -m pip install --disable-pip-version-check "$(TORCH)" -e '.[dev,bench]'
	$(PY) -m kb.search.prepare
	$(BIN)/kb bench $(ARGS)

bench-reading: reading-data $(VENV)/.developing ## read the PDFs of ARTICLES, judged by the publishers' XML
	@set -eu; out=$$(mktemp -d); trap 'rm -rf "$$out"' EXIT; \
	$(PY) -m ui.cli.main inspect "$(ARTICLES)"/*.pdf --out "$$out" || [ $$? -eq 3 ]; \
	$(PY) "$(JUDGE)" "$(ARTICLES)" "$$out" $(ARGS)

reading-data:
	@ls "$(ARTICLES)"/*.pdf >/dev/null 2>&1 || { \
	  echo "No PDFs lie in $(ARTICLES). Name a folder that holds articles as PDF and XML:" >&2; \
	  echo "  make bench-reading ARTICLES=FOLDER" >&2; exit 1; }
	@test -f "$(JUDGE)" || { \
	  echo "There is no $(JUDGE). Name the script that compares readings with the XML:" >&2; \
	  echo "  make bench-reading JUDGE=SCRIPT" >&2; exit 1; }

corpora: | $(PY) ## typeset the sample articles anew from corpora/sources
	@$(PY) -m pip install --disable-pip-version-check -e '.[corpora]'
	$(PY) corpora/build.py

clean: ## delete the environment and caches; your library stays
	rm -rf $(VENV) build dist ./*.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
