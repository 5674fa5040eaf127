# One command for each thing people do; `make help` lists them.
SHELL := /bin/sh
PORT ?= 8000
export PORT
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
WORKERS ?= 2
# PostgreSQL and Redis of `make test-services`; the Redis numbers are logical databases of their own.
TEST_DATABASE_URL ?= postgres://postgres@127.0.0.1:5432/postgres
TEST_REDIS_URL ?= redis://127.0.0.1:6379

.DEFAULT_GOAL := help
.PHONY: help setup setup-test setup-bench demo seed test test-services faults check fmt bench messages lock clean

help: ## List the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

setup: ## Install what is missing and bring the database up to date
	@PYTHON="$(PYTHON)" sh deploy/setup.sh run

setup-test: ## The same, with the browser the tests drive
	@PYTHON="$(PYTHON)" sh deploy/setup.sh test

demo: setup ## Start the demo programme (PORT and DATABASE_URL are honoured; Ctrl-C stops it)
	@DEMO=1 $(BIN)/python manage.py run_demo

seed: setup ## Load the demo programme without starting anything
	@DEMO=1 $(BIN)/python manage.py seed_demo

test: setup-test ## Run every test, browser journeys included (on the database of DATABASE_URL)
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile -m "not journey"
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile -m journey

test-services: setup-test ## Run all tests but the journeys on PostgreSQL and Redis
	DATABASE_URL=$(TEST_DATABASE_URL) CHANNEL_URL=$(TEST_REDIS_URL)/11 CACHE_URL=$(TEST_REDIS_URL)/12 \
	BROKER_URL=$(TEST_REDIS_URL)/13 $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile -m "not journey"

faults: setup-test ## Break servers under virtual candidates and check the answers (FULL=1: every fault, several times)
	$(BIN)/python -m tests.faults $(if $(FULL),--full) $(if $(SEED),--seed $(SEED))

check: setup ## Lint, types, import contracts, deployment checks, migrations, vendored files
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint --quiet --lint templates
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/python manage.py makemigrations --check --dry-run
	sh deploy/check-deploy.sh

fmt: ## Format Python
	$(BIN)/ruff check --fix --quiet .
	$(BIN)/ruff format .

messages: ## Collect the interface strings into the English catalogue
	$(BIN)/python manage.py makemessages -l en --no-location --no-wrap --ignore .venv --ignore var --ignore tests
	$(BIN)/python manage.py compilemessages -l en

setup-bench: ## The same, with the load generator of the benchmarks
	@PYTHON="$(PYTHON)" sh deploy/setup.sh bench

bench: setup-bench ## Measure speed against a baseline in the same run
	$(BIN)/python benchmarks/import_results.py
	$(BIN)/python benchmarks/near_duplicates.py
	$(BIN)/python benchmarks/assembly.py
	$(BIN)/python benchmarks/answers.py --attempts 2000 --seconds 2 --rounds 1 --database sqlite
	$(BIN)/python benchmarks/sockets.py --sockets 500 --rooms 3 --idle 2

lock: ## Resolve pyproject.toml into requirements.lock
	$(BIN)/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe --no-emit-index-url \
	--no-emit-find-links --no-emit-trusted-host --extra production --extra dev -o requirements.lock pyproject.toml

clean: ## Remove everything the product wrote (database, files, mail): var/
	rm -rf var
