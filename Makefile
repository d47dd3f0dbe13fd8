# Each target sets up what it needs by itself; only Python 3.10+, make and git have to be there.
.DEFAULT_GOAL := help
VENVS := .cache/venvs
BIN := .venv/bin
FUZZ := PYTHONPATH=tests/support $(VENVS)/fuzz/bin/python -m fuzzing

export FLOE_TEST_DBT_PYTHON := $(CURDIR)/$(VENVS)/dbt/bin/python
export FLOE_TEST_RELEASED_PYTHON := $(CURDIR)/$(VENVS)/released/bin/python
export FLOE_TEST_REGISTRY := $(CURDIR)/.cache/registry/usr/bin/docker-registry
export FLOE_TEST_NEOVIM := $(CURDIR)/$(VENVS)/neovim/bin/nvim
export FLOE_BENCH_YAML_LANGUAGE_SERVER := $(CURDIR)/.cache/npm/yaml-language-server/node_modules/yaml-language-server/bin/yaml-language-server

.PHONY: help demo test test-slow fuzz mutants e2e e2e-newest pictures packages lint format bench typing schemas settings corpus clean env-dev env-fuzz env-dbt env-released env-demo env-editors env-registry env-yaml-language-server

help: ## Show the targets
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: env-demo ## Compile the example product and build it with real dbt on DuckDB
	@scripts/demo

test: env-dev env-dbt env-released env-editors env-registry ## Run the tests, the real tools among them
	$(BIN)/pytest --numprocesses auto --dist worksteal -m "not slow"
	@scripts/node-modules
	@PATH="$$(scripts/nodejs 20.18.0):$$PATH" npm test

test-slow: env-dev env-dbt env-released ## Run the tests that run whole products again and again; they take minutes
	$(BIN)/pytest --numprocesses auto --dist worksteal -m slow

fuzz: env-dev env-fuzz ## Look for new inputs that break a promise, ten minutes and the property tests
	$(BIN)/pytest --numprocesses auto -m hypothesis --hypothesis-profile=random
	$(FUZZ) documents --seconds 300
	$(FUZZ) server --seconds 300

mutants: env-dev ## Break the code in 300 small ways and count how many the tests notice
	$(BIN)/python -m mutants --write

e2e: env-dev ## Package the VS Code extension and test it in a real VS Code 1.100
	@scripts/e2e

e2e-newest: env-dev ## The same in VS Code 1.139
	@scripts/e2e 4.139.1 24.19.0

pictures: env-dev ## Take the pictures of docs/images and of the walkthrough again
	@FLOE_E2E_PICTURES=$(CURDIR)/docs/images scripts/e2e
	@cd docs/images && for pair in squiggle-and-hover:open quick-fix:fix graph-light:graph preview:compile; do \
		cp $${pair%:*}.png ../../client-vscode/media/walkthrough/$${pair#*:}.png; done

packages: env-dev ## Package the VS Code extension for every platform and check each package
	@scripts/node-modules
	@PATH="$$(scripts/nodejs 20.18.0):$$PATH" PYTHON=$(CURDIR)/$(BIN)/python node client-vscode/scripts/package.mjs --all --out ../.cache/vsix/
	@$(BIN)/python client-vscode/scripts/check_vsix.py .cache/vsix/*.vsix

lint: env-dev ## ruff, strict types, and the floors of docs/architecture.md
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/basedpyright
	$(BIN)/lint-imports

format: env-dev ## Format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: env-dev env-released env-yaml-language-server ## Measure speed and memory; docs/benchmarks.md holds the tables
	$(BIN)/python -m benchmarks

typing: env-dev ## Measure in VS Code what typing is like, and write it into docs/benchmarks.md
	@FLOE_E2E_FIGURES=$(CURDIR)/.cache/e2e/typing.json scripts/e2e --test-name-pattern='typing|that is typed'
	$(BIN)/python -m benchmarks.keystrokes .cache/e2e/typing.json --write

schemas: env-dev ## Write the JSON Schemas under docs/contracts again
	$(BIN)/floe schema --all docs/contracts

settings: env-dev ## Write docs/settings.md and the extension's settings again
	$(BIN)/python scripts/settings_page.py > docs/settings.md
	$(BIN)/python scripts/extension_settings.py client-vscode/package.json

corpus: env-dev ## Write what the compiler and the editor say into the annotated documents again
	$(BIN)/pytest tests/test_corpus.py tests/test_editor.py --update-corpus

clean: ## Remove everything that the targets made
	rm -rf .venv .cache

env-dev:
	@scripts/environment .venv requirements/dev.txt --editable .

env-fuzz:
	@scripts/environment $(VENVS)/fuzz requirements/fuzz.txt --editable .

env-dbt:
	@scripts/environment $(VENVS)/dbt requirements/dbt.txt

env-released:
	@scripts/environment $(VENVS)/released requirements/released.txt

env-demo:
	@scripts/environment $(VENVS)/demo requirements/demo.txt .

env-editors:
	@scripts/editors
	@scripts/environment $(VENVS)/neovim requirements/neovim.txt

env-registry:
	@scripts/registry

env-yaml-language-server: env-dev
	@scripts/node-package yaml-language-server 1.25.0
