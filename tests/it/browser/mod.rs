//! The pages in a real browser. They need Debian's `chromium` and `chromium-driver`.

mod axe;
mod chrome;
mod docs;
mod every_page;
mod flows;
mod keys;
mod live;
mod paper;
mod sheet;
mod site;
mod webdriver;
