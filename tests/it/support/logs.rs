//! Everything the service logs while the tests run.

use std::io;
use std::sync::{Arc, Mutex, OnceLock};

use spinepath::config::{LogFormat, LogLevel};
use spinepath::telemetry;

#[derive(Clone, Default)]
struct Sink(Arc<Mutex<Vec<u8>>>);

impl io::Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

static SINK: OnceLock<Sink> = OnceLock::new();

fn sink() -> &'static Sink {
    SINK.get_or_init(|| {
        let sink = Sink::default();
        let writer = sink.clone();
        telemetry::start(telemetry::subscriber(
            LogFormat::Json,
            LogLevel::Debug,
            move || writer.clone(),
        ));
        sink
    })
}

/// Keeps what is logged from here on.
pub fn start() {
    sink();
}

/// What was logged so far, by all tests of this process.
pub fn text() -> String {
    String::from_utf8(sink().0.lock().unwrap().clone()).unwrap()
}
