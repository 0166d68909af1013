//! Pages for the people who work with the service, as text: no HTTP, no database. What a page says
//! stands in a template, in the words of a language; what it shows is plain data.

pub mod address;
pub mod assets;
pub mod band;
pub mod case;
pub mod chart;
pub mod docs;
pub mod follow_up;
pub mod frame;
pub mod home;
pub mod intake;
pub mod left;
pub mod panel;
pub mod question;
pub mod releases;
pub mod rules;
pub mod system;
pub mod words;
pub mod worklist;

pub use frame::Frame;
pub use words::Words;
