# What one types here: `make run`, `make test`, `make help`. Needs Python 3.11 or newer and PyPI.

PYTHON ?= python3
PORT ?= 8080
INSTANCE_DIR ?= instance
DEMO ?= 1
VENV ?= .venv
BIN := $(VENV)/bin
# A machine may have no home directory, or none that can be written to.
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet --no-input
export PORT INSTANCE_DIR DEMO
export FLASK_APP := run
export PIP_ROOT_USER_ACTION := ignore

.DEFAULT_GOAL := help
.PHONY: help run setup test test-sqlite test-postgres check format lock sizes translations clean

help:  ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## */\t/' | expand -t 16

run: $(VENV)/.installed $(INSTANCE_DIR)/secret_key  ## serve on http://localhost:$(PORT), with demo data in an empty database unless DEMO=0
	@exec $(BIN)/python -m app.core.launcher

setup: $(VENV)/.installed $(INSTANCE_DIR)/secret_key  ## all that `make run` does before it serves
	@$(BIN)/python -m app.core.launcher --prepare

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(0 if v >= (3, 11) else "Kadra needs Python 3.11 or newer; this one is %d.%d. Name another: make PYTHON=python3.12" % v[:2])'
	@$(PYTHON) -m venv $(VENV)

# The lock names everything, so nothing is left to resolve: pip would stumble over newer releases.
# docopt, which num2words asks for, is older than wheels; nothing else may run a setup script.
WHEELS := --no-deps --require-hashes --only-binary :all: --no-binary docopt

# The stamps hold until the pinned requirements change.
$(VENV)/.installed: requirements.txt | $(VENV)/bin/python
	@echo "Installing requirements.txt"
	@$(PIP) install $(WHEELS) -r requirements.txt
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt | $(VENV)/bin/python
	@echo "Installing requirements-dev.txt"
	@$(PIP) install $(WHEELS) -r requirements-dev.txt
	@touch $@ $(VENV)/.installed

# A session is only as safe as this key: random, and readable by its owner alone.
$(INSTANCE_DIR)/secret_key:
	@umask 077; mkdir -p $(INSTANCE_DIR) && $(PYTHON) -c 'import secrets; print(secrets.token_hex(32))' > $@.new && mv $@.new $@

test: check test-sqlite test-postgres  ## all checks, then all tests on SQLite and on PostgreSQL

test-sqlite: $(VENV)/.installed-dev  ## tests on SQLite; ARGS="-k name" chooses
	TEST_DB=sqlite $(BIN)/python -m pytest -n 2 $(COVERAGE) $(ARGS)

test-postgres: $(VENV)/.installed-dev  ## tests on PostgreSQL (TEST_DATABASE_URL, else one of its own)
	TEST_DB=postgres $(BIN)/python -m pytest -n 2 $(ARGS)

# Of chosen tests the share of covered lines says nothing.
test-sqlite: COVERAGE = $(if $(ARGS),,--cov --cov-report=term:skip-covered)

check: $(VENV)/.installed-dev  ## linters, types, import rules; no tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/codespell

format: $(VENV)/.installed-dev  ## put code into shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: $(VENV)/.installed-dev  ## requirements.in -> requirements.txt with hashes
	$(BIN)/pip-compile --quiet --no-emit-index-url --no-emit-find-links --no-emit-options --strip-extras --allow-unsafe --generate-hashes -o requirements.txt requirements.in
	$(BIN)/pip-compile --quiet --no-emit-index-url --no-emit-find-links --no-emit-options --strip-extras --allow-unsafe --generate-hashes -o requirements-dev.txt requirements-dev.in

sizes:  ## the longest modules and templates
	@git ls-files 'app/*.py' 'tests/*.py' 'templates/*' 'app/static/css/*' 'app/static/js/*' | xargs wc -l | grep -v total | sort -rn | head -30

translations: $(VENV)/.installed  ## collect texts, merge them into the Polish catalogue, compile it
	@mkdir -p translations
	$(BIN)/pybabel extract --mapping=pyproject.toml --keywords=_ --keywords=lazy_gettext --sort-by-file --no-wrap --project=Kadra --copyright-holder="Kadra contributors" -o messages.pot .
	$(BIN)/pybabel update --init-missing --input-file=messages.pot --output-dir=translations --locale=pl --no-fuzzy-matching --ignore-obsolete --no-wrap --ignore-pot-creation-date
	$(BIN)/pybabel compile --directory=translations
	@rm messages.pot

clean:  ## remove the virtual environment and caches; data stays
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage .import_linter_cache
