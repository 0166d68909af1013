# One recipe for each thing CI does; `just ci` does them all.

default:
    @just --list

# Start a demo clinic with synthetic patients.
demo:
    cargo run --release -- demo

# Every test, databases included.
test:
    cargo test

# Every page as a picture, in both languages, into target/screenshots.
screenshots:
    cargo test --test it -- --ignored --nocapture screenshots_of_every_page

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
    cargo run -- rules check rules/spine/2026.12.1
    cargo run -- rules test rules/spine/2026.12.1 --cases tests/cases

bench:
    cargo bench

# The engine beside zen-engine, cel and a function written by hand; a build of its own.
peers:
    cargo run --release --manifest-path benches/peers/Cargo.toml

# A million pairs of a random release and a random patient through three engines.
differential:
    cargo test --test it -- --ignored --nocapture three_engines_agree_on_a_million_pairs

# The proof of the current release, checked by a second program.
certificate:
    cargo test --test it -- --ignored --nocapture the_certificate_of_the_current_release

ci:
    bash .ci/run
