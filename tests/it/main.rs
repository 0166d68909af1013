//! One integration binary: one link, shared support.
