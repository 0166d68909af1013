//! What rules may ask.
