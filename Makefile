# Two commands: `make` (tables, executed notebooks, charts) and `make test`. Everything is installed into .venv.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
RAW := data/raw
PROCESSED := data/processed

.DEFAULT_GOAL := all
.PHONY: all tables notebooks lab test lint bench gallery clean help

all: notebooks ## set up, build the tables, execute the notebooks, save the charts
	@echo
	@echo "tables:    $(PROCESSED)/*.parquet (described in $(PROCESSED)/datapackage.json)"
	@echo "notebooks: $(PROCESSED)/notebooks/*.html"
	@echo "charts:    $(PROCESSED)/charts/"

$(READY): pyproject.toml
	$(shell command -v $(PYTHON) || command -v python3) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[ocr,test]'
	@touch $@

tables: $(READY) ## data/raw -> data/processed/*.parquet
	$(BIN)/python -m reportlib build $(RAW) -o $(PROCESSED)

notebooks: tables ## execute every notebook to HTML; the charts come with it
	@mkdir -p $(PROCESSED)/notebooks $(PROCESSED)/charts
	$(BIN)/jupyter nbconvert --execute --to html --log-level WARN --output-dir $(PROCESSED)/notebooks notebooks/*.ipynb

lab: tables ## open JupyterLab on the notebooks
	$(BIN)/jupyter lab notebooks

test: $(READY) lint ## all checks and tests
	$(BIN)/python -m pytest

lint: $(READY) ## ruff, and mypy --strict on reportlib
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(READY) ## what reading costs, against the floor
	@for file in benchmarks/*.py; do echo "== $$file"; $(BIN)/python $$file; done

gallery: $(READY) ## draw docs/gallery/ and write docs/gallery.md, docs/metrics*.md
	$(BIN)/python tools/gallery.py
	$(BIN)/python tools/write_metrics.py

clean: ## remove what was built (not the environment)
	find $(PROCESSED) -mindepth 1 ! -name .gitkeep -delete

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'
