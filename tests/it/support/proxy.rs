//! A line to the database that can be cut and mended.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::thread;

use tokio_postgres::config::Host;

/// The line.
pub struct Proxy {
    url: String,
    line: Arc<Mutex<Line>>,
}

#[derive(Default)]
struct Line {
    cut: bool,
    open: Vec<TcpStream>,
}

#[derive(Clone)]
enum Target {
    Tcp(String, u16),
    Unix(PathBuf),
}

enum Far {
    Tcp(TcpStream),
    Unix(UnixStream),
}

impl Proxy {
    /// A line to the database at that address.
    pub fn to(address: &str) -> Proxy {
        let config: tokio_postgres::Config = address.parse().unwrap();
        let port = config.get_ports().first().copied().unwrap_or(5432);
        let target = match config.get_hosts().first().expect("a host") {
            Host::Tcp(name) => Target::Tcp(name.clone(), port),
            Host::Unix(folder) => Target::Unix(folder.join(format!(".s.PGSQL.{port}"))),
        };
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let user = config.get_user().unwrap_or("postgres");
        let password = config.get_password().map(String::from_utf8_lossy);
        let password = password.map_or(String::new(), |password| format!(":{password}"));
        let url = format!(
            "postgres://{user}{password}@{}/{}",
            listener.local_addr().unwrap(),
            config.get_dbname().unwrap_or("postgres")
        );
        let line = Arc::new(Mutex::new(Line::default()));
        let shared = Arc::clone(&line);
        thread::spawn(move || {
            for near in listener.incoming().flatten() {
                let mut line = shared.lock().unwrap();
                if !line.cut
                    && let Ok(far) = target.connect()
                {
                    line.open.push(near.try_clone().unwrap());
                    join(near, far);
                }
            }
        });
        Proxy { url, line }
    }

    /// Where the line begins.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Ends every connection and lets no new one through.
    pub fn cut(&self) {
        let mut line = self.line.lock().unwrap();
        line.cut = true;
        for near in line.open.drain(..) {
            let _ = near.shutdown(Shutdown::Both);
        }
    }

    /// Lets new connections through.
    pub fn mend(&self) {
        self.line.lock().unwrap().cut = false;
    }
}

impl Target {
    fn connect(&self) -> io::Result<Far> {
        match self {
            Target::Tcp(host, port) => TcpStream::connect((host.as_str(), *port)).map(Far::Tcp),
            Target::Unix(path) => UnixStream::connect(path).map(Far::Unix),
        }
    }
}

fn join(near: TcpStream, far: Far) {
    let near_too = near.try_clone().unwrap();
    match far {
        Far::Tcp(far) => {
            let far_too = far.try_clone().unwrap();
            thread::spawn(move || pump(near, far, |far| far.shutdown(Shutdown::Both)));
            thread::spawn(move || pump(far_too, near_too, |near| near.shutdown(Shutdown::Both)));
        }
        Far::Unix(far) => {
            let far_too = far.try_clone().unwrap();
            thread::spawn(move || pump(near, far, |far| far.shutdown(Shutdown::Both)));
            thread::spawn(move || pump(far_too, near_too, |near| near.shutdown(Shutdown::Both)));
        }
    }
}

fn pump<W: Write>(mut from: impl Read, mut to: W, end: impl Fn(&W) -> io::Result<()>) {
    let _ = io::copy(&mut from, &mut to);
    let _ = end(&to);
}
