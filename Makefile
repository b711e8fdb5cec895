# Every target makes or refreshes .venv by itself. `make lab` to learn, `make test` to check.
.PHONY: lab test notebooks agenda handouts emulator bench mutants parity requirements

PYTHON_BIN := .venv/bin
# Compiled modules are kept whatever the shell says: tests start hundreds of Pythons.
unexport PYTHONDONTWRITEBYTECODE

lab:
	@sh venv.sh requirements.txt
	$(PYTHON_BIN)/jupyter lab notebooks/00_start.ipynb

test:
	@sh venv.sh requirements.txt requirements-test.txt
	$(PYTHON_BIN)/ruff check
	$(PYTHON_BIN)/ruff format --check
	$(PYTHON_BIN)/mypy
	$(PYTHON_BIN)/python -m helpers.authoring check
	$(PYTHON_BIN)/python -m glossary check
	$(PYTHON_BIN)/pytest

# Runs every notebook in a fresh kernel and writes it back in its normal form.
notebooks:
	@sh venv.sh requirements.txt
	$(PYTHON_BIN)/python -m helpers.authoring execute

# For who teaches: a plan of the lessons that fit into MINUTES (30 to 480), in both languages.
MINUTES ?= 90
agenda:
	@sh venv.sh requirements.txt
	@$(PYTHON_BIN)/python -m helpers.authoring agenda "--minutes=$(MINUTES)"

# A printable sheet for each lesson and language, in handouts/.
handouts:
	@sh venv.sh requirements.txt
	$(PYTHON_BIN)/python -m helpers.authoring handouts

# The emulator over HTTP, on loopback, for curl and the SDKs of other languages: PORT, SEED.
PORT ?= 12111
emulator:
	@sh venv.sh requirements.txt
	$(PYTHON_BIN)/python -m helpers.emulator --port $(PORT) $(if $(SEED),--seed $(SEED))

# Asks the test account of STRIPE_SECRET_KEY what the emulator is asked; without a key, says what.
parity:
	@sh venv.sh requirements.txt requirements-test.txt
	$(PYTHON_BIN)/python -m tests.parity

# Breaks the emulator's rules one at a time and counts what its tests notice: 16 minutes on 2 cores.
mutants:
	@sh venv.sh requirements.txt requirements-test.txt
	$(PYTHON_BIN)/python -m tests.mutants $(MODULES)

# Pins the full closure of pyproject.toml for every platform and every supported Python.
requirements:
	@sh venv.sh requirements.txt requirements-test.txt
	echo '-e .' | $(PYTHON_BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-annotate \
	    --custom-compile-command 'make requirements' --output-file requirements.txt -
	grep -v '^-e' requirements.txt > .venv/constraints.txt
	$(PYTHON_BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-annotate \
	    --custom-compile-command 'make requirements' --group test --constraint .venv/constraints.txt \
	    --output-file requirements-test.txt

# What a call costs; also installs two peers into a throw-away folder (BENCH=--no-peers: without).
bench:
	@sh venv.sh requirements.txt requirements-test.txt
	$(PYTHON_BIN)/python -m tests.bench $(BENCH)
