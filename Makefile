# Two commands: `make` (tables, executed notebooks, charts) and `make test`. Everything is installed into .venv.
VENV := .venv
BIN := $(VENV)/bin
CHARTS := $(VENV)/.charts
TESTS := $(VENV)/.tests
RAW := data/raw
PROCESSED := data/processed
NOTEBOOKS := $(wildcard notebooks/*.ipynb)
CORES := $(shell getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)

# The first Python that really runs, has a usable version and can make an environment; `make PYTHON=python3.13` chooses another.
PYTHON ?= $(firstword $(foreach name,python3.11 python3.12 python3.13 python3 python,$(shell $(call usable,$(name)) && echo $(name))))
usable = $(1) -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1

.DEFAULT_GOAL := all
.PHONY: all tables notebooks explore lab test lint bench torture fuzz audit licences floors gallery lock clean help

all: notebooks ## set up, build the tables, execute the notebooks, save the charts
	@echo
	@echo "tables:    $(PROCESSED)/*.parquet (described in $(PROCESSED)/datapackage.json)"
	@echo "notebooks: $(PROCESSED)/notebooks/*.html"
	@echo "charts:    $(PROCESSED)/charts/"

$(BIN)/python:
	@$(call usable,$(PYTHON)) || { echo "reportlib needs Python 3.11, 3.12 or 3.13 with venv; '$(or $(PYTHON),python3)' is none that runs: install one, or name it: make PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv || echo "uv cannot be had; pip installs instead, which takes a few minutes"

# The exact set of a lock, hashes checked, and reportlib itself from this folder.
define installed
	@echo "installing $(1)"
	@if [ -x $(BIN)/uv ]; then $(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes $(1); \
	else $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1); fi
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
endef

$(CHARTS): requirements/charts.txt pyproject.toml | $(BIN)/python
	$(call installed,$<)
	@rm -f $(TESTS)
	@touch $@

$(TESTS): requirements/tests.txt pyproject.toml | $(BIN)/python
	$(call installed,$<)
	@touch $(CHARTS) $@

tables: $(CHARTS) ## data/raw -> data/processed/*.parquet
	$(BIN)/python -m reportlib build $(RAW) -o $(PROCESSED)

# Kernels that start side by side choose their ports before they take them, and may choose the same; and over sockets of files a message is lost
# now and then. So a cell has two minutes, and a notebook that waits in vain is run once more.
NBCONVERT := $(BIN)/jupyter nbconvert --ExecutePreprocessor.timeout=120 --execute --to html --log-level WARN

notebooks: tables ## execute every notebook to HTML, side by side; the charts come with it
	@mkdir -p $(PROCESSED)/notebooks $(PROCESSED)/charts
	@printf '%s\n' $(NOTEBOOKS) | xargs -P $(CORES) -n 1 sh -c 'run() { $(NBCONVERT) --output-dir $(PROCESSED)/notebooks "$$0"; }; run || run'

explore: tables ## one page to find bodies, compare them and see where figures are printed: explorer.html
	$(BIN)/python -m reportlib explore $(PROCESSED) -o $(PROCESSED)/explorer.html

lab: tables ## open JupyterLab on the notebooks
	$(BIN)/jupyter lab notebooks

test: $(TESTS) lint ## all checks and tests, side by side
	$(BIN)/python -m pytest -n $(CORES) --dist loadfile

lint: $(TESTS) ## ruff, and mypy --strict on reportlib
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

BENCH := .bench
REPORTS ?= 500 1000
TABLES ?= 20000
bench: $(TESTS) ## what reportlib costs, against the floor and what one would pick instead: make bench REPORTS="2000 10000" TABLES=100000
	@[ -d $(BENCH)/pdfplumber ] || $(BIN)/uv pip install --quiet --python $(BIN)/python --target $(BENCH) --requirement benchmarks/requirements.txt
	$(BIN)/python benchmarks/bench.py --reports $(REPORTS) --tables $(TABLES)

torture: $(TESTS) ## damage files and twist prints by the thousand, and count what was silently wrong
	$(BIN)/python benchmarks/damage.py
	$(BIN)/python benchmarks/torture.py

FUZZ := .fuzz
SECONDS ?= 60
fuzz: $(TESTS) ## let a fuzzer led by coverage look for what breaks a reader: make fuzz SECONDS=600 for ten minutes each
	@[ -d $(FUZZ)/atheris ] || $(BIN)/uv pip install --quiet --python $(BIN)/python --target $(FUZZ) 'atheris>=2.3'
	@for target in $$($(BIN)/python benchmarks/fuzz.py); do PYTHONPATH=$(FUZZ) $(BIN)/python benchmarks/fuzz.py $$target $(SECONDS) || exit 1; done

audit: $(TESTS) ## ask the advisory database for known faults of what the locks install
	$(BIN)/uv tool run pip-audit --requirement requirements/tests.txt --require-hashes --disable-pip

licences: $(TESTS) ## write docs/licences*.md from what is installed
	$(BIN)/python tools/write_licences.py

gallery: $(TESTS) ## draw docs/gallery/ and write docs/gallery.md, docs/metrics*.md
	$(BIN)/python tools/gallery.py
	$(BIN)/python tools/write_metrics.py

lock: $(TESTS) ## write requirements/ and environment.yml anew from pyproject.toml
	$(BIN)/python tools/environment.py

floors: $(TESTS) ## all tests on the oldest versions that pyproject.toml allows, in .venv-floors
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python .venv-floors
	$(BIN)/uv pip install --quiet --python .venv-floors --resolution lowest-direct --editable '.[test]'
	.venv-floors/bin/python -m pytest -n $(CORES) --dist loadfile

clean: ## remove what was built (not the environment)
	find $(PROCESSED) -mindepth 1 ! -name .gitkeep -delete

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'
