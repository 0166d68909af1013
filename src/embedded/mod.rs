//! A Postgres of our own, run from the binaries found on the machine.
