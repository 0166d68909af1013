//! The intake form and its strict door.

mod form;
