# One recipe for each thing CI does; `just ci` does them all.

default:
    @just --list

# Start a demo clinic with synthetic patients.
demo:
    cargo run --release -- demo

# Every test, databases included.
test:
    cargo test

fmt:
    cargo fmt --check

lint:
    cargo clippy --all-targets -- -D warnings

docs:
    RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --document-private-items

deny:
    cargo deny --offline check licenses bans sources

# Check and test the current release and the whole patients.
rules:
    cargo run -- rules check rules/spine/2026.12.0
    cargo run -- rules test rules/spine/2026.12.0 --cases tests/cases

bench:
    cargo bench

ci:
    bash .ci/run
