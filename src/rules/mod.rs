//! Rule text, checked into a release that can run.
