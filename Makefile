# Every target calls run.py, so that `make test` and `python3 run.py test` do the same.
PYTHON ?= python3
# Words for pytest, for example: make test ARGS="tests/trips -x"
ARGS ?=
# `make lock LOCK_ARGS=--upgrade` moves every pin to its newest version.
LOCK_ARGS ?=
LOCK := pip compile --universal --generate-hashes --python-version 3.11 -q $(LOCK_ARGS)

.DEFAULT_GOAL := help
.PHONY: help run test lint bench simulation setup lock clean-venv

help: ## Print this help
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## Run everything; the first time it makes .venv and loads a demonstration
	@$(PYTHON) run.py run $(ARGS)

test: ## Run every test, those in a real browser included
	@$(PYTHON) run.py test $(ARGS)

lint: ## Check the format, the rules of ruff, the scripts and the types
	@$(PYTHON) run.py lint

bench: ## Measure the speed and print the table of docs/benchmarks.md
	@$(PYTHON) run.py bench $(ARGS)

simulation: ## A year of the office counted again, then 2,000 clips in bad weather; some 15 minutes
	@SIMULATED=2000 SIMULATED_MONTHS=12 $(PYTHON) run.py test -n 0 -s tests/year tests/publishing/test_simulation.py

setup: ## Only make .venv and install what running needs
	@$(PYTHON) run.py setup

lock: ## Pin requirements*.txt anew, with hashes (needs uv)
	@command -v uv >/dev/null || command -v uvx >/dev/null || { \
	  echo "make lock needs uv: pipx install uv, or https://docs.astral.sh/uv/" >&2; exit 1; }
	@uv=$$(command -v uv || echo "uvx uv"); \
	  $$uv $(LOCK) requirements.txt -o requirements.lock && \
	  $$uv $(LOCK) requirements-dev.txt -o requirements-dev.lock

clean-venv: ## Delete .venv; what people entered, in instance/, stays
	@rm -rf .venv
