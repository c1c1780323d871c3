# Every target does its own set-up; Python 3.11+ and make are all that is needed.
PYTHON ?= python3
export UV_PYTHON_DOWNLOADS = never
BIN = .venv/bin

.PHONY: run test lint bench clean

run: .venv/.ready
	@$(BIN)/python -m sandbox

test: .venv/.ready
	$(BIN)/python -m pytest $(ARGS)

lint: .venv/.ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/.ready
	$(BIN)/python -m benchmarks $(ARGS)

clean:
	rm -rf .venv .tools .run

.tools/bin/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Mailroom needs Python 3.11 or newer: make PYTHON=python3.12 …"; exit 1; }
	@echo "Setting up (about a minute, once) …"
	@$(PYTHON) -m venv .tools
	@.tools/bin/pip install --quiet --disable-pip-version-check uv==0.13.8

.venv/.ready: pyproject.toml uv.lock | .tools/bin/uv
	@.tools/bin/uv sync --frozen --quiet --python $(PYTHON)
	@touch $@
