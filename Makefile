# Every target does its own set-up; Python 3.11+ and make are all that is needed.
PYTHON ?= python3
export UV_PYTHON_DOWNLOADS = never
unexport PYTHONDONTWRITEBYTECODE # tests start the same programs over and over: they are compiled once
BIN = .venv/bin

# only for comparisons and load tests, so not of the project's own environment
PEERS = --with 'celery[redis]>=5.7,<6' --with 'locust>=2.47'

.PHONY: run test test-small test-whole lint bench chaos audit clean

run: .venv/.ready
	@$(BIN)/python -m sandbox

# Two runs at once: those with a browser or the whole application wait a good deal, and the small ones take what is left
test: .venv/.ready
ifdef ARGS
	$(BIN)/python -m pytest $(ARGS)
else
	@$(MAKE) --no-print-directory -j 2 test-small test-whole
endif

test-small: .venv/.ready
	nice -n 10 $(BIN)/python -m pytest -n 3 --dist loadfile --ignore tests/end_to_end --ignore tests/sandbox/page

test-whole: .venv/.ready
	$(BIN)/python -m pytest -n 2 --dist loadfile tests/sandbox/page tests/end_to_end

lint: .venv/.ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/.ready
	.tools/bin/uv run --frozen --quiet $(PEERS) python -m benchmarks $(ARGS)

chaos: .venv/.ready
	$(BIN)/python -m benchmarks.chaos $(ARGS)

audit: .venv/.ready
	.tools/bin/uv audit --frozen --no-dev

clean:
	rm -rf .venv .tools .run

.tools/bin/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Mailroom needs Python 3.11 or newer: make PYTHON=python3.12 …"; exit 1; }
	@echo "Setting up (about a minute, once) …"
	@$(PYTHON) -m venv .tools
	@.tools/bin/pip install --quiet --disable-pip-version-check uv==0.13.8

.venv/.ready: pyproject.toml uv.lock | .tools/bin/uv
	@.tools/bin/uv sync --frozen --quiet --compile-bytecode --python $(PYTHON)
	@touch $@
