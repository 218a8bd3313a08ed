# `make help` says what there is.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
# Outside the tree, so that several clones share what they compile.
export CARGO_TARGET_DIR ?= $(HOME)/.cache/portal-target

# make run
PORT ?= 4566
STATE ?= .local/cloud
CLOUD ?= ministack

# make deploy
ARCHITECTURE ?= arm64

# nextest where it is installed: it runs the tests of all crates at once. The stories need a cloud; the
# whole workspace is built for either, since leaving a part out would compile the SDK anew.
NEXTEST := $(shell command -v cargo-nextest)
UNITS := $(if $(NEXTEST),cargo nextest run --workspace -E 'not package(portal-stories)',cargo test --workspace --exclude portal-stories)
STORIES := $(if $(NEXTEST),cargo nextest run --workspace -E 'package(portal-stories) or (package(portal-store) and binary(contract))',cargo test --workspace --test '*' -- --test-threads=1)

LOCAL := $(PYTHON) infra/local

.PHONY: help
help: ## What there is to make
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# --- The local cloud ---------------------------------------------------------------------

.PHONY: run
run: build-for-$(CLOUD) ## The portal on this machine, until Ctrl-C; PORT=, STATE=, CLOUD=localstack
	@exec $(LOCAL)/up.py --cloud $(CLOUD) --port $(PORT) --state $(STATE)

.PHONY: token
token: ## A bearer token of a demo account: USER=provider.demo
	@$(LOCAL)/sign_in.py "$(USER)"

.PHONY: mails
mails: ## The mails that the local cloud has taken
	@$(LOCAL)/mails.py

.PHONY: sweep
sweep: ## Run the deadline sweeper, as if it were NOW=2027-01-05T12:00:00Z
	@$(LOCAL)/tick.py deadline-sweeper "$(NOW)"

.PHONY: notices
notices: ## Send the mails that are due, now or at NOW=
	@$(LOCAL)/tick.py send-notices "$(NOW)"

.PHONY: scan
scan: ## Look once for malware in the files put to tickets; `make run` does it every second
	@$(LOCAL)/scan.py

.PHONY: upload
upload: ## Upload a filled claims workbook: FILE=claims.xlsx, USER=provider.demo
	@$(LOCAL)/upload.py "$(FILE)" "$(if $(filter command line,$(origin USER)),$(USER))"

.PHONY: logs
logs: ## What the functions have logged
	@$(LOCAL)/logs.py

.PHONY: clean-local
clean-local: ## Forget the local cloud's state
	@rm -rf .local/cloud .local/portal.json

# --- Build -------------------------------------------------------------------------------

.PHONY: build
build: ## Every function, for this machine, into build/
	cargo build --workspace --bins --release
	@$(PYTHON) infra/binaries.py "$(CARGO_TARGET_DIR)/release"
	@$(PYTHON) infra/assets.py

.PHONY: build-for-ministack
build-for-ministack: build

# LocalStack runs functions in Amazon Linux 2023, whose glibc may be older than this machine's.
.PHONY: build-for-localstack
build-for-localstack:
	$(LOCAL)/cargo_lambda.py --release $(if $(filter arm64 aarch64,$(shell uname -m)),--arm64,--x86-64)
	@$(PYTHON) infra/binaries.py "$(CARGO_TARGET_DIR)/lambda" --for-aws
	@$(PYTHON) infra/assets.py

.PHONY: build-for-aws
build-for-aws:
	$(LOCAL)/cargo_lambda.py --profile dist $(if $(filter arm64,$(ARCHITECTURE)),--arm64,--x86-64)
	@$(PYTHON) infra/binaries.py "$(CARGO_TARGET_DIR)/lambda" --for-aws
	@$(PYTHON) infra/assets.py

# --- Tests -------------------------------------------------------------------------------

.PHONY: check
check: ## Formatting, lints, template, API description
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings
	$(PYTHON) infra/check_template.py
	$(PYTHON) infra/check_openapi.py

.PHONY: check-template
check-template: ## cfn-lint and checkov on template.yaml
	@$(PYTHON) infra/check_template.py

.PHONY: test
test: check ## Everything, from nothing: lints, the template, every test, the stories on a cloud of their own
	cargo test --workspace --doc
	$(UNITS)
	$(MAKE) stories
	$(MAKE) browser-tests
	$(MAKE) fuzz-api

# The promises of the table are held on the cloud's own too.
.PHONY: stories
stories: build ## The stories alone
	@exec $(LOCAL)/with_cloud.py -- $(STORIES)

# TESTS=jobs.test.mjs for one file of them.
.PHONY: browser-tests
browser-tests: build ## The pages in a real Chromium, on a cloud of their own
	@exec $(LOCAL)/with_cloud.py -- $(PYTHON) infra/browser_tests.py $(TESTS)

.PHONY: screenshots
screenshots: build ## Pictures of the main pages, into docs/pages
	@exec $(LOCAL)/with_cloud.py -- $(PYTHON) infra/browser_tests.py screenshots.mjs

# How many invented requests each operation gets, as each of five people.
EXAMPLES ?= 20

.PHONY: fuzz-api
fuzz-api: build ## Hold the deployed API against docs/openapi.yaml with invented requests: EXAMPLES=20
	@exec $(LOCAL)/with_cloud.py -- $(LOCAL)/fuzz_api.py $(EXAMPLES)

# `make test` tries 64 of each; what is found becomes a test (proptest keeps the seed beside it).
CASES ?= 10000

# Guided by the code that is reached, each of two targets for so long; cargo-fuzz installs itself beside what is compiled.
FUZZ_SECONDS ?= 300

.PHONY: fuzz-workbooks
fuzz-workbooks: ## Read workbooks of other programs with their XML and bytes changed: CASES=10000 of each kind, then libFuzzer for FUZZ_SECONDS=300
	PROPTEST_CASES=$$((4 * $(CASES))) cargo nextest run --workspace -E 'binary(never_panics)'
	@$(PYTHON) infra/fuzz.py "$(CARGO_TARGET_DIR)" $(FUZZ_SECONDS)

# These alone: the tests of the other crates need no second build.
.PHONY: bench
bench: ## What rules, workbooks and pages cost on this machine, and other readers of workbooks (docs/MEASURED.md)
	cargo bench --workspace --bench rules --bench workbooks --bench pages
	@$(PYTHON) infra/race.py "$(CARGO_TARGET_DIR)"

# --- AWS ---------------------------------------------------------------------------------

.PHONY: deploy
deploy: ## To an AWS account: STAGE=dev or STAGE=prod
	@case "$(STAGE)" in dev|prod) ;; *) echo "error: say which stage: make deploy STAGE=dev (or prod)" >&2; exit 2;; esac
	$(MAKE) build-for-aws ARCHITECTURE=$(ARCHITECTURE)
	@exec $(PYTHON) infra/deploy.py "$(STAGE)" "$(ARCHITECTURE)"

.PHONY: first-lead
first-lead: ## Invite the first who leads HFS's staff: STACK=portal EMAIL= NAME=
	@exec $(PYTHON) infra/first_lead.py "$(STACK)" "$(EMAIL)" "$(NAME)"
