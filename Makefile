# `make site` builds the notes, `make test` runs everything that CI runs, `make help` lists the rest.
# Written for GNU make 3.81, which is what macOS has.

VENV := .venv
BIN := $(VENV)/bin
ADDRESS := 127.0.0.1:8000
PROSE := docs snippets README.md CONTRIBUTING.md CHANGELOG.md

# Material for MkDocs prints a notice about MkDocs 2 into every build, and pip one about itself.
export NO_MKDOCS_2_WARNING := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

# A Python to make .venv with: 3.11.5 or newer where there is one, else any 3.11. Name another with PYTHON=.
ifndef PYTHON
PYTHON := $(shell for least in '(3, 11, 5)' '(3, 11)'; do \
    for python in python3 python3.14 python3.13 python3.12 python3.11 python; do \
      "$$python" -c "import sys; sys.exit(sys.version_info < $$least)" 2>/dev/null && echo "$$python" && exit; \
    done; done)
endif

# PyMdown Extensions asks for Python 3.11.5, where the possessive quantifiers of `re` were mended. The parts
# of it that the notes use have none, and Debian 12 has Python 3.11.2; so an older 3.11 is let through.
LENIENT = $$($(BIN)/python -c 'import sys; print("--ignore-requires-python" * (sys.version_info < (3, 11, 5)))')

# $(call install,FILE,ARGUMENTS): pip installs ARGUMENTS, unless FILE is still what it was the last time.
define install
@cmp -s $(1) $(VENV)/$(1) || { \
  echo "installing $(1) into $(VENV)" && \
  $(BIN)/python -m pip install -qq --no-input $(LENIENT) $(2) && \
  cp $(1) $(VENV)/$(1); \
} || { echo "make: what $(1) names could not be installed; pip says why above" >&2; exit 1; }
endef

help:  ## list these targets
	@sed -n 's/^\([a-z]*\):.*##/\1:/p' Makefile | awk -F': ' '{ printf "  make %-14s%s\n", $$1, $$2 }'

site: venv  ## check every snippet and build the notes into site/
	$(BIN)/noteproof check --strict $(PROSE)
	$(BIN)/mkdocs build --strict
	@echo "The notes are in site/. Read them with \`make serve\`, or open site/index.html in a browser."

test: dev  ## run everything that CI runs
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy --strict hooks
	$(BIN)/python scripts/kubernetes_tables.py --check
	$(BIN)/python scripts/falco_tables.py --check
	$(BIN)/python scripts/audit_tables.py --check
	$(BIN)/python scripts/time_zones.py --check
	$(BIN)/noteproof check --strict $(PROSE)
	$(BIN)/mkdocs build --strict
	$(BIN)/pytest -n auto

serve: venv  ## preview with live reload (ADDRESS=127.0.0.1:8000)
	$(BIN)/mkdocs serve --dev-addr $(ADDRESS)

fmt: dev  ## format the code and mend what ruff can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: dev  ## what the checks cost, side by side with doing without
	$(BIN)/python bench/bench.py
	$(BIN)/python bench/falco.py
	$(BIN)/python bench/audit.py

tables: dev  ## make the tables of Kubernetes, Falco, audit policies and time zones again
	$(BIN)/python scripts/kubernetes_tables.py
	$(BIN)/python scripts/falco_tables.py
	$(BIN)/python scripts/audit_tables.py
	$(BIN)/python scripts/time_zones.py

bless: dev  ## write the golden files again; read the diff before you commit it
	$(BIN)/pytest --bless tests

requirements: dev  ## make the pins again from pyproject.toml (UPGRADE=--upgrade takes newer ones)
	$(COMPILE) --output-file requirements.txt pyproject.toml
	$(COMPILE) --extra dev --constraint requirements.txt --output-file requirements-dev.txt pyproject.toml

COMPILE = CUSTOM_COMPILE_COMMAND='make requirements' $(BIN)/pip-compile --quiet $(UPGRADE) \
  --strip-extras --allow-unsafe --no-annotate --no-emit-index-url --no-emit-find-links --no-emit-trusted-host

clean:  ## remove everything that make made
	rm -rf $(VENV) site build .pytest_cache .mypy_cache .ruff_cache .hypothesis hooks/*.egg-info *.egg-info

# An environment that was moved, half made or has lost its Python is made anew.
venv:
	@test "`cat $(VENV)/home 2>/dev/null`" = "`pwd`" && $(BIN)/python -c 'import pip' 2>/dev/null || { \
	  test -n "$(PYTHON)" && "$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	    echo "make: Python 3.11 or newer is missing; install it, or name one with PYTHON=/path/to/python3" >&2; exit 1; }; \
	  echo "making $(VENV) with $$("$(PYTHON)" --version)"; \
	  rm -rf $(VENV); \
	  "$(PYTHON)" -m venv $(VENV) >/dev/null 2>&1 && pwd > $(VENV)/home || { \
	    rm -rf $(VENV); \
	    echo "make: $(PYTHON) cannot make a virtual environment; on Debian and Ubuntu, install" \
	      "$$("$(PYTHON)" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')" >&2; exit 1; }; }
	$(call install,requirements.txt,-r requirements.txt)
	$(call install,pyproject.toml,--no-deps -e .)

dev: venv
	$(call install,requirements-dev.txt,-r requirements-dev.txt)

.PHONY: help site test serve fmt bench tables bless requirements clean venv dev
