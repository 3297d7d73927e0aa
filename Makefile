# One command each; every one sets up what it needs in .venv and touches nothing outside it
# (except Chromium, a hangul font and poppler-utils for the tests, where the machine lets us install them).
PYTHON ?= python3
ifeq ($(OS),Windows_NT)
  BIN := .venv/Scripts
else
  BIN := .venv/bin
endif
export OMP_NUM_THREADS ?= 1

.PHONY: help lab test check soak bench docs house format clean browser
help:
	@echo "make lab | test | check | soak | bench | docs | house | format"

.venv/.installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -q -U -c constraints.txt pip
	$(BIN)/python -m pip install -q -c constraints.txt -e ".[all]" --group dev --group docs
	@touch $@

browser: .venv/.installed
	@$(BIN)/python tools/install_browser.py

lab: .venv/.installed
	$(BIN)/loopwise lab

test: .venv/.installed browser
	$(BIN)/python -m pytest -n 2 --dist worksteal -m "not soak"

check: .venv/.installed
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/codespell src tests docs tools bench README.md CHANGELOG.md CONTRIBUTING.md

soak: .venv/.installed
	@$(BIN)/python tools/install_browser.py --soak
	$(BIN)/python -m pytest -n 2 --dist worksteal -m "soak"
	$(BIN)/python tools/test_other_pythons.py

bench: .venv/.installed
	@for script in bench/*.py; do echo "== $$script"; $(BIN)/python $$script || exit 1; done

docs: .venv/.installed
	$(BIN)/mkdocs build --strict

house: .venv/.installed
	$(BIN)/python tools/draw_house.py

format: .venv/.installed
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:
	rm -rf .venv site dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
