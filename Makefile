# Everything one does with this checkout. `make help` lists it.

VENV := .venv
PYTHON := $(VENV)/bin/python
# pip itself, with whatever index, proxy and cache you have set for it.
PIP_INSTALL := $(PYTHON) -m pip install --quiet --disable-pip-version-check
# Written last: what was interrupted before that is done again.
RUNTIME := $(VENV)/.runtime-installed
DEVELOPMENT := $(VENV)/.development-installed

.DEFAULT_GOAL := help
.PHONY: help setup models run test check audit sbom bench bench-inversion bench-heredity bench-heads bench-flood \
	bench-load clean
.SILENT:
MAKEFLAGS += --no-print-directory

help: ## This list
	awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' Makefile

setup: $(RUNTIME) ## Install what the site needs into .venv (once, about 560 MB)

models: $(RUNTIME) ## Fetch and check the networks' weights (once, about 360 MB)
	exec $(PYTHON) -m babysite.weights

run: models ## Run the whole site; its address is the last line
	exec $(PYTHON) -m babysite.supervisor

test: $(DEVELOPMENT) models ## Run the tests, three files at a time; ARGS="-k word" goes to pytest, "-n 0" is one process
	exec $(PYTHON) -m pytest --numprocesses 3 $(ARGS)

check: $(DEVELOPMENT) ## Everything that must hold: lint, types, imports, migrations, templates, tests
	echo "ruff check";     $(PYTHON) -m ruff check --quiet .
	echo "ruff format";    $(PYTHON) -m ruff format --quiet --check .
	echo "mypy";           $(PYTHON) -m mypy --no-error-summary .
	echo "lint-imports";   $(call quietly,$(VENV)/bin/lint-imports --no-logo)
	echo "makemigrations"; $(call quietly,$(PYTHON) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run)
	echo "djlint";         $(call quietly,$(VENV)/bin/djlint --lint --check templates)
	echo "pytest";         $(MAKE) test ARGS='-m ""'

audit: $(DEVELOPMENT) ## Ask the package index's database for known holes in what is installed
	$(PIP_INSTALL) pip-audit
	exec $(VENV)/bin/pip-audit --requirement constraints.txt --no-deps --disable-pip

sbom: $(RUNTIME) ## Write sbom.json: every package installed here, with version and licence (CycloneDX)
	$(PIP_INSTALL) --constraint constraints.txt cyclonedx-bom
	exec $(VENV)/bin/cyclonedx-py environment --output-reproducible --output-file sbom.json $(PYTHON)

bench: $(DEVELOPMENT) models ## Measure quality and speed
	exec $(PYTHON) -m benchmarks $(ARGS)

bench-inversion: $(DEVELOPMENT) models ## Hold our search for a face's code to others' recipes (hours; ARGS="--resume")
	exec $(PYTHON) -m benchmarks.inversion $(ARGS)

bench-heredity: $(DEVELOPMENT) models ## Hold our way to make a child to others' formulas (an hour; FACES=folder adds real couples)
	exec $(PYTHON) -m benchmarks.heredity $(if $(FACES),--faces "$(FACES)") $(ARGS)

bench-heads: $(DEVELOPMENT) models ## Measure whether leaning and small heads are found (some minutes)
	exec $(PYTHON) -m benchmarks.heads $(ARGS)

bench-flood: $(DEVELOPMENT) ## Measure what one account can do to another's waiting (4 minutes; SITE=address of a running site)
	exec $(PYTHON) -m benchmarks.flood $(SITE)

bench-load: $(DEVELOPMENT) ## Measure the pages under load (4 minutes; SITE=address of a running site of this checkout)
	exec $(PYTHON) -m benchmarks.load $(SITE) $(ARGS)

clean: ## Remove what tests and checks left; your data in var/ and media/ stay
	rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis test-results var/test
	find . -path ./$(VENV) -prune -o -name __pycache__ -type d -print0 | xargs -0 rm -rf

$(PYTHON):
	$(make_venv)

$(RUNTIME): requirements.txt constraints.txt $(PYTHON)
	$(make_venv)
	echo "Installing what the site needs into $(VENV) ..."
	$(PIP_INSTALL) -r requirements.txt
	touch $@

$(DEVELOPMENT): requirements-dev.txt $(RUNTIME)
	echo "Installing what tests and checks need ..."
	$(PIP_INSTALL) -r requirements-dev.txt
	touch $@

# What a program says is shown only when it finds something.
quietly = found=$$($(1) 2>&1) || { echo "$$found"; exit 1; }

# Begins anew unless there is a whole Python 3.11 with whole packages: pip writes INSTALLER when it has copied the rest.
define make_venv
	is_3_11='import sys; sys.exit(sys.version_info[:2] != (3, 11))'; \
	whole=yes; \
	$(PYTHON) -c "import pip; $$is_3_11" 2>/dev/null || whole=; \
	for package in $(VENV)/lib/python3.11/site-packages/*.dist-info; do [ -e "$$package/INSTALLER" ] || whole=; done; \
	if [ -z "$$whole" ]; then \
		base=; \
		for candidate in python3.11 python3 python; do \
			if $$candidate -c "$$is_3_11" 2>/dev/null; then \
				base=$$($$candidate -c 'import sys; print(sys._base_executable)'); \
				break; \
			fi; \
		done; \
		if [ -z "$$base" ]; then \
			echo "babysite runs on Python 3.11, and neither python3.11 nor python3 is that. Install it and try again." >&2; \
			exit 1; \
		fi; \
		rm -rf $(VENV); \
		if ! "$$base" -m venv $(VENV); then \
			rm -rf $(VENV); \
			echo "On Debian and Ubuntu, apt install python3.11-venv brings what is missing." >&2; \
			exit 1; \
		fi; \
	fi
endef
