//! What is logged, and where to. No event of ours carries patient data: names of fields are
//! `method`, `route`, `status`, `duration_us`, `request_id`, `code`, `cause`, and states of the
//! service itself.

use tracing::Subscriber;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::{Layer, Registry, fmt};

use crate::config::{LogFormat, LogLevel};

/// A subscriber that writes to `sink`.
///
/// Other crates are heard from `warn` on and never below, whatever the level: what they say in
/// more detail can quote a request.
pub fn subscriber<W>(
    format: LogFormat,
    level: LogLevel,
    sink: W,
) -> Box<dyn Subscriber + Send + Sync>
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let ours = match level {
        LogLevel::Off => LevelFilter::OFF,
        LogLevel::Error => LevelFilter::ERROR,
        LogLevel::Warn => LevelFilter::WARN,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Debug => LevelFilter::DEBUG,
    };
    let filter = Targets::new()
        .with_target("spinepath", ours)
        .with_default(ours.min(LevelFilter::WARN));
    let lines = fmt::layer().with_writer(sink);
    match format {
        LogFormat::Human => {
            Box::new(Registry::default().with(lines.with_ansi(false).with_filter(filter)))
        }
        LogFormat::Json => {
            Box::new(Registry::default().with(lines.json().flatten_event(true).with_filter(filter)))
        }
    }
}

/// Makes the subscriber the one of this process; a second call changes nothing.
pub fn start(subscriber: Box<dyn Subscriber + Send + Sync>) {
    // The error says that one is there already.
    let _ = tracing::subscriber::set_global_default(subscriber);
}
