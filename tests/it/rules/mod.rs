//! The rule language, the engine and what follows from their definition.

pub mod cases;
pub mod cel;
mod checks;
pub mod commands;
mod cover;
mod documents;
mod english;
mod imaging;
mod impact;
mod index;
pub mod patients;
pub mod proof;
mod properties;
mod second_pathway;
mod single_flags;
mod texts;
mod treatments;
mod under;
mod what_if;
