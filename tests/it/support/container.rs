//! Postgres in a container, where an engine answers and has the image.

use std::{
    env,
    io::{Read, Write},
    os::unix::{net::UnixStream, process::CommandExt},
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

use testcontainers_modules::{
    postgres::Postgres,
    testcontainers::{ContainerAsync, ImageExt, runners::AsyncRunner},
};

const IMAGE: &str = "postgres";
const TAG: &str = "15-local";
const LABEL: &str = "spinepath-test-process";

/// The running container.
pub struct Container {
    port: u16,
    _container: ContainerAsync<Postgres>,
}

impl Container {
    /// What it was made of.
    pub fn image() -> String {
        format!("{IMAGE}:{TAG}")
    }

    /// The URL of a database in it.
    pub fn url(&self, database: &str) -> String {
        let port = self.port;
        format!("postgres://postgres:postgres@127.0.0.1:{port}/{database}")
    }
}

/// A server in a container, or why there is none.
pub fn start() -> Result<Container, String> {
    let answers = |path: &str| ask_engine(path).is_some_and(|answer| answer.contains(" 200 "));
    if !answers("/_ping") {
        return Err("no container engine answers".to_owned());
    }
    if !answers(&format!("/images/{IMAGE}:{TAG}/json")) {
        return Err(format!("the container engine has no image {IMAGE}:{TAG}"));
    }
    sweep_containers();
    // The runtime drives the container's client; it stays as long as the tests run.
    let runtime = Box::leak(Box::new(
        tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a runtime"),
    ));
    let started = runtime.block_on(async {
        let container = Postgres::default()
            .with_tag(TAG)
            .with_label(LABEL, std::process::id().to_string())
            .start()
            .await?;
        let port = container.get_host_port_ipv4(5432).await?;
        Ok::<_, testcontainers_modules::testcontainers::TestcontainersError>((container, port))
    });
    let (container, port) = started.map_err(|error| format!("the container failed: {error}"))?;
    remove_at_exit(container.id());
    Ok(Container {
        port,
        _container: container,
    })
}

/// The first line of the engine's answer, or `None` where nothing answers within a second.
fn ask_engine(path: &str) -> Option<String> {
    let host = env::var("DOCKER_HOST").unwrap_or_default();
    let socket = match host.strip_prefix("unix://") {
        Some(socket) => socket,
        None if host.is_empty() => "/var/run/docker.sock",
        None => return None,
    };
    let mut stream = UnixStream::connect(socket).ok()?;
    let limit = Some(Duration::from_secs(1));
    stream.set_read_timeout(limit).ok()?;
    stream.set_write_timeout(limit).ok()?;
    write!(stream, "GET {path} HTTP/1.0\r\n\r\n").ok()?;
    let mut start = [0; 64];
    let read = stream.read(&mut start).ok()?;
    let text = String::from_utf8_lossy(&start[..read]).into_owned();
    text.lines().next().map(str::to_owned)
}

/// A shell that waits for this process to end, however it ends, and then removes the container.
fn remove_at_exit(id: &str) {
    let child = Command::new("sh")
        .args([
            "-c",
            "cat >/dev/null; docker rm -fv \"$0\" >/dev/null 2>&1",
            id,
        ])
        .stdin(Stdio::piped())
        .process_group(0)
        .spawn();
    // The pipe closes with this process and not before.
    if let Ok(child) = child {
        std::mem::forget(child);
    }
}

/// Removes the containers of test processes that are gone.
fn sweep_containers() {
    let format = format!("{{{{.ID}}}} {{{{.Label \"{LABEL}\"}}}}");
    let list = Command::new("docker")
        .args([
            "ps",
            "-a",
            "--filter",
            &format!("label={LABEL}"),
            "--format",
            &format,
        ])
        .output();
    let Ok(list) = list else { return };
    for line in String::from_utf8_lossy(&list.stdout).lines() {
        if let Some((id, pid)) = line.split_once(' ')
            && !Path::new("/proc").join(pid).exists()
        {
            let _ = Command::new("docker").args(["rm", "-fv", id]).output();
        }
    }
}
