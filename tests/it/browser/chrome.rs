//! The browser: one ChromeDriver for the run, and for each test a Chromium with nothing in it.

use std::fs;
use std::io::{BufRead, BufReader, copy, sink};
use std::ops::Deref;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{ChildStdin, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use serde_json::json;

use super::webdriver::Session;

const CHROMIUM: &str = "/usr/bin/chromium";
const CHROMEDRIVER: &str = "/usr/bin/chromedriver";

/// What the machine needs, said where it is missing.
const HOW: &str = "browser tests need Debian's Chromium and ChromeDriver: \
     `apt-get install -y --no-install-recommends chromium chromium-driver`";

const FLAGS: [&str; 10] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1366,768",
    // A page that glides moves what is about to be clicked.
    "--force-prefers-reduced-motion",
];

/// Runs the driver until the pipe to this process closes, however this process ends; then ends the
/// group of the driver, its browsers included, and takes their folder away.
const KEEPER: &str = r#"
"$0" --port=0 --log-level=SEVERE &
cat >/dev/null
trap : TERM
kill -TERM -$$
wait
rm -rf "$1"
"#;

/// How a page is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// What it is called where a test fails.
    pub name: &'static str,
    /// `screen` or `print`.
    pub media: &'static str,
    /// Width and height of the window, in CSS pixels.
    pub window: (u32, u32),
    /// `prefers-color-scheme`.
    pub scheme: &'static str,
    /// `forced-colors`.
    pub forced: bool,
}

/// A desk in a clinic.
pub const LIGHT: Look = Look {
    name: "light",
    media: "screen",
    window: (1366, 768),
    scheme: "light",
    forced: false,
};

/// The same in the dark.
pub const DARK: Look = Look {
    name: "dark",
    scheme: "dark",
    ..LIGHT
};

/// Colors of the reader's own.
pub const FORCED: Look = Look {
    name: "forced colors",
    forced: true,
    ..LIGHT
};

/// 400 %: a window of 1280 × 1024 magnified four times, as WCAG 1.4.10 counts it.
pub const MAGNIFIED: Look = Look {
    name: "400 %",
    window: (320, 256),
    ..LIGHT
};

/// On paper, from a screen that was dark; an A4 sheet between its margins.
pub const PAPER: Look = Look {
    name: "on paper",
    media: "print",
    window: (688, 980),
    ..DARK
};

/// A browser of one test, closed when it is dropped.
pub struct Browser {
    session: Session,
    profile: PathBuf,
}

impl Browser {
    /// Opens one.
    pub fn open() -> Browser {
        Browser::with(json!({}))
    }

    /// Opens one that runs no script of a page.
    pub fn without_scripts() -> Browser {
        Browser::with(json!({ "profile.managed_default_content_settings.javascript": 2 }))
    }

    fn with(preferences: serde_json::Value) -> Browser {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let driver = driver();
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let profile = driver.folder.join(count.to_string());
        let own = format!("--user-data-dir={}", profile.display());
        let mut flags = FLAGS.map(str::to_owned).to_vec();
        flags.push(own);
        let session = Session::open(
            &driver.address,
            &json!({
                "browserName": "chrome",
                "goog:chromeOptions": { "binary": CHROMIUM, "args": flags, "prefs": preferences },
            }),
        );
        Browser { session, profile }
    }

    /// Looks at pages that way from here on.
    pub fn look(&self, look: Look) {
        let (width, height) = look.window;
        self.tell(
            "Emulation.setDeviceMetricsOverride",
            &json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false }),
        );
        let forced = if look.forced { "active" } else { "none" };
        self.tell(
            "Emulation.setEmulatedMedia",
            &json!({ "media": look.media, "features": [
                { "name": "prefers-color-scheme", "value": look.scheme },
                { "name": "forced-colors", "value": forced },
            ] }),
        );
    }

    /// Keeps a cookie for a site.
    pub fn keep(&self, site: &str, name: &str, value: &str) {
        let cookie = json!({ "url": site, "name": name, "value": value });
        self.tell("Network.setCookie", &cookie);
    }
}

impl Deref for Browser {
    type Target = Session;

    fn deref(&self) -> &Session {
        &self.session
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        self.session.close();
        let _ = fs::remove_dir_all(&self.profile);
    }
}

struct Driver {
    address: String,
    folder: PathBuf,
    /// Closes with this process and not before.
    _pipe: ChildStdin,
}

fn driver() -> &'static Driver {
    static DRIVER: OnceLock<Driver> = OnceLock::new();
    DRIVER.get_or_init(start)
}

#[expect(
    clippy::zombie_processes,
    reason = "it ends after this process does, when its pipe closes"
)]
fn start() -> Driver {
    for program in [CHROMIUM, CHROMEDRIVER] {
        assert!(Path::new(program).exists(), "no `{program}`: {HOW}");
    }
    let folder = format!("browser-{}", std::process::id());
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(folder);
    fs::create_dir_all(&folder).unwrap();
    let mut keeper = Command::new("sh")
        .args(["-c", KEEPER, CHROMEDRIVER])
        .arg(&folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(keeper.stdout.take().unwrap());
    let mut line = String::new();
    let port: u16 = loop {
        line.clear();
        let read = lines.read_line(&mut line).unwrap();
        assert!(read > 0, "ChromeDriver ended before it named its port");
        let said = line
            .trim()
            .strip_prefix("ChromeDriver was started successfully on port ");
        if let Some(port) = said {
            break port.trim_end_matches('.').parse().unwrap();
        }
    };
    // A pipe that nobody reads fills up and stops the driver.
    thread::spawn(move || copy(&mut lines, &mut sink()));
    let address = format!("http://127.0.0.1:{port}");
    Driver {
        address,
        folder,
        _pipe: keeper.stdin.take().unwrap(),
    }
}
