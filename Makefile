# Everything starts here: `make` lists the targets. Only Python 3.11 is needed; the rest is fetched into .venv.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help venv packages demo serve test live lint bench proof shell clean lock peers

PY := .venv/bin/python
LAUNCH := $(PY) -m portal.launcher.commands
# mypy's Django plug-in loads the settings; it connects to nothing
SETTINGS := SECRET_KEY=lint DATABASE_URL=postgres://lint@127.0.0.1/lint
COMPILE := $(PY) -m uv pip compile --python-version 3.11 --generate-hashes --no-annotate
export PYTHON

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

venv:
	@sh portal/deploy/bootstrap.sh

packages: venv
	@$(LAUNCH) prepare

demo: packages ## sample agencies and sites on this machine; ONCE=1 runs one case through and stops
	@$(LAUNCH) demo $(if $(filter-out 0,$(ONCE)),--once)

serve: packages ## the portal for real use; see portal/docs/operator.md
	@$(LAUNCH) serve

test: packages ## all tests, with a database and a broker of their own; ARGS='-k name' goes to pytest
	@$(LAUNCH) test $(ARGS)

lint: venv ## style, types and import contracts
	@$(PY) -m ruff check
	@$(PY) -m ruff format --check
	@$(SETTINGS) $(PY) -m mypy
	@$(PY) -c 'from importlinter.cli import lint_imports_command as run; run()' --no-cache

live: packages ## try kinds of sources against real software on the loopback; RECORD=1 writes its answers down
	@if command -v npm >/dev/null; then npm install --silent --no-audit --no-fund --prefix .run/node @fedify/fedify@1.5.9; fi
	@LIVE=1 $(LAUNCH) test tests/sources/test_live.py $(ARGS)

bench: packages ## measure speed and hit rates
	@$(LAUNCH) run -- $(PY) -m tests.bench $(ARGS)

proof: packages ## run the proof of the whole flow and print its figures
	@$(LAUNCH) run -- $(PY) -m tests.proof $(ARGS)

shell: packages ## a Django shell with the services up (joins a running demo)
	@$(LAUNCH) shell

lock: venv ## write both lock files anew from pyproject.toml
	@$(COMPILE) --all-extras pyproject.toml -o requirements.txt
	@$(COMPILE) pyproject.toml -o portal/deploy/requirements.txt
	@$(COMPILE) --group peers -c requirements.txt -o portal/deploy/peers.txt

peers: venv ## the programs that `make bench` compares with; nothing else needs them
	@$(PY) -m uv pip install --require-hashes -r portal/deploy/peers.txt

clean: ## delete .run with all its data, .venv and caches
	@if [ -x $(PY) ]; then $(LAUNCH) clean; fi
	@rm -rf .run .venv .mypy_cache .ruff_cache .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
