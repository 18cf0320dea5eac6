# make run    start the app (PORT=8501)   make test   everything that has to pass
# make data   rebuild the map data   make bench  compare with the usual ways

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
BROWSERS := chromium chromium-browser google-chrome
# One more than there are cores: tests in a browser wait a lot.
WORKERS ?= 3
PORT ?= 8501

.PHONY: run test check install install-test browser database data bench wheel clean

run: install
	$(BIN)/faultlines serve --port $(PORT)

install: $(VENV)/installed

$(VENV)/installed: pyproject.toml .constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Faultlines needs Python 3.11 or newer")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip
	@echo 'Installing Faultlines into $(VENV); this takes a minute or two.'
	$(PIP) install --constraint .constraints.txt --editable .
	touch $@

install-test: install $(VENV)/installed-test

$(VENV)/installed-test: $(VENV)/installed
	$(PIP) install --constraint .constraints.txt --editable '.[test]'
	touch $@

# Debian's Chromium, where we may install it; where we may not, browser tests are skipped (or fail if CI=true).
browser:
	@for name in $(BROWSERS); do command -v $$name >/dev/null && exit 0; done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes --no-install-recommends chromium; \
	else echo 'No Chromium found: install Debian’s chromium to run the browser tests.'; fi

# Debian's PostgreSQL likewise, for the tests of the store: they start a server of their own and stop it again.
database:
	@ls -d /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 && exit 0; command -v postgres >/dev/null && exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes --no-install-recommends postgresql; \
	else echo 'No PostgreSQL found: install Debian’s postgresql to run all tests of the store.'; fi

check: install-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

test: check browser database
	$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist loadscope --no-loadscope-reorder

data: install
	$(PIP) install --constraint .constraints.txt --editable '.[build]'
	$(BIN)/python data/build.py

# BENCH=quick measures everything but once, and keeps nothing.
bench: install-test browser
	$(PIP) install --constraint .constraints.txt --editable '.[bench]'
	$(BIN)/python -m tests.bench.run

wheel: install-test
	$(PIP) wheel --no-deps --wheel-dir dist .

clean:
	rm -rf $(VENV) dist build .cache
