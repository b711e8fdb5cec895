# Every target makes or refreshes .venv by itself. `make lab` to learn, `make test` to check.
.PHONY: lab test check notebooks requirements

PYTHON_BIN := .venv/bin

lab:
	@sh venv.sh requirements.txt
	$(PYTHON_BIN)/jupyter lab notebooks/00_start.ipynb

test:
	@sh venv.sh requirements.txt requirements-test.txt
	$(PYTHON_BIN)/ruff check
	$(PYTHON_BIN)/ruff format --check
	$(PYTHON_BIN)/mypy
	$(PYTHON_BIN)/python -m helpers.authoring check
	$(PYTHON_BIN)/pytest

# Runs every notebook in a fresh kernel and writes it back in its normal form.
notebooks:
	@sh venv.sh requirements.txt
	$(PYTHON_BIN)/python -m helpers.authoring execute

# Pins the full closure of pyproject.toml for every platform and every supported Python.
requirements:
	@sh venv.sh requirements.txt requirements-test.txt
	echo '-e .' | $(PYTHON_BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-annotate \
	    --custom-compile-command 'make requirements' --output-file requirements.txt -
	grep -v '^-e' requirements.txt > .venv/constraints.txt
	$(PYTHON_BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-annotate \
	    --custom-compile-command 'make requirements' --group test --constraint .venv/constraints.txt \
	    --output-file requirements-test.txt
