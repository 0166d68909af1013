//! The files of a server: where they lie, who holds them, and what an earlier run left.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io,
    os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use sha2::{Digest, Sha256};

use super::{EmbeddedError, binaries::Binaries, owner::Owner, process};

/// The kernel takes 107 bytes for the path of a socket; its name needs 15 of them.
const LONGEST_SOCKET_DIR: usize = 90;

/// Longest wait for a server of an earlier run to end.
const PATIENCE: Duration = Duration::from_secs(30);

/// The lock on a data directory. The kernel takes it back when this process ends, however it ends.
pub(super) fn take(data_dir: &Path) -> Result<File, EmbeddedError> {
    let path = data_dir.join("lock");
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .mode(0o600)
        .open(&path)
        .map_err(EmbeddedError::io("open", &path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(EmbeddedError::InUse {
            dir: data_dir.to_owned(),
        }),
        Err(TryLockError::Error(error)) => Err(EmbeddedError::io("lock", path)(error)),
    }
}

/// The data directory as an absolute path, made where it is missing.
pub(super) fn prepare(data_dir: &Path) -> Result<PathBuf, EmbeddedError> {
    if !data_dir.is_dir() {
        fs::create_dir_all(data_dir).map_err(EmbeddedError::io("create", data_dir))?;
        // Another user than this one may have to walk through; what is inside is closed.
        fs::set_permissions(data_dir, fs::Permissions::from_mode(0o711))
            .map_err(EmbeddedError::io("open up", data_dir))?;
    }
    data_dir
        .canonicalize()
        .map_err(EmbeddedError::io("find", data_dir))
}

/// The cluster that is there already, if any: `pgdata-15`.
pub(super) fn existing(
    data_dir: &Path,
    binaries: &Binaries,
) -> Result<Option<PathBuf>, EmbeddedError> {
    let wanted = data_dir.join(format!("pgdata-{}", binaries.major));
    let entries = fs::read_dir(data_dir).map_err(EmbeddedError::io("read", data_dir))?;
    let mut others: Vec<(String, PathBuf)> = entries
        .flatten()
        .filter(|entry| entry.file_name().as_encoded_bytes().starts_with(b"pgdata-"))
        .filter_map(|entry| {
            let made_by = fs::read_to_string(entry.path().join("PG_VERSION")).ok()?;
            Some((made_by.trim().to_owned(), entry.path()))
        })
        .filter(|(_, path)| path.extension().is_none())
        .collect();
    others.sort();
    if let Some((_, path)) = others
        .iter()
        .find(|(made_by, path)| *made_by == binaries.major && *path == wanted)
    {
        return Ok(Some(path.clone()));
    }
    match others.pop() {
        None => Ok(None),
        Some((made_by, dir)) => Err(EmbeddedError::Version {
            dir,
            made_by,
            found: binaries.major.clone(),
            bin: binaries.dir.clone(),
        }),
    }
}

/// Makes a cluster. It gets its name when it is whole, so a run that is killed leaves none.
pub(super) fn create(
    data_dir: &Path,
    binaries: &Binaries,
    owner: &Owner,
) -> Result<PathBuf, EmbeddedError> {
    let whole = data_dir.join(format!("pgdata-{}", binaries.major));
    let making = whole.with_extension("new");
    let mut said = String::new();
    // A machine without `C.UTF-8` still has `C`.
    for locale in ["C.UTF-8", "C"] {
        if making.exists() {
            fs::remove_dir_all(&making).map_err(EmbeddedError::io("remove", &making))?;
        }
        owner.make_private(&making)?;
        let initdb = binaries.dir.join("initdb");
        let output = process::command(&initdb, owner)
            .args([
                "--username=spinepath",
                "--encoding=UTF8",
                "--data-checksums",
            ])
            .args(["--auth-local=trust", "--auth-host=reject"])
            .arg(format!("--locale={locale}"))
            .arg("-D")
            .arg(&making)
            .output()
            .map_err(EmbeddedError::io("start", &initdb))?;
        if output.status.success() {
            fs::rename(&making, &whole).map_err(EmbeddedError::io("rename", &making))?;
            return Ok(whole);
        }
        said = last_lines(&String::from_utf8_lossy(&output.stderr));
        if !said.contains("locale") {
            break;
        }
    }
    let _ = fs::remove_dir_all(&making);
    Err(EmbeddedError::Initdb { said })
}

/// Where the socket lies: beside the data, or under the temporary directory where that path would
/// be too long for the kernel.
pub(super) fn socket_dir(data_dir: &Path, owner: &Owner) -> Result<PathBuf, EmbeddedError> {
    let beside = data_dir.join("run");
    if beside.as_os_str().len() <= LONGEST_SOCKET_DIR {
        owner.make_private(&beside)?;
        return Ok(beside);
    }
    let digest = Sha256::digest(data_dir.as_os_str().as_encoded_bytes());
    let short: String = digest
        .iter()
        .take(6)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let dir = Path::new("/tmp").join(format!("spinepath-{short}"));
    // Anybody can make a directory there: one that is another user's is not entered.
    match fs::symlink_metadata(&dir) {
        Ok(found) if !found.is_dir() || found.uid() != owner.uid => {
            let error = io::Error::from(io::ErrorKind::PermissionDenied);
            Err(EmbeddedError::io("use", dir)(error))
        }
        Ok(_) | Err(_) => owner.make_private(&dir).map(|()| dir),
    }
}

/// Waits for a server that an earlier run left behind: it ends by itself when its parent is gone.
/// Its `postmaster.pid` is never removed here, since Postgres finds its orphans by it.
pub(super) fn wait_for_earlier(cluster: &Path) -> Result<(), EmbeddedError> {
    let Some(pid) = status(cluster).map(|(pid, _)| pid) else {
        return Ok(());
    };
    let process = Path::new("/proc").join(pid.to_string());
    let is_postgres =
        || fs::read_to_string(process.join("comm")).is_ok_and(|name| name.trim() == "postgres");
    let since = Instant::now();
    while is_postgres() {
        if since.elapsed() > PATIENCE {
            let stat = fs::read_to_string(process.join("stat")).unwrap_or_default();
            let zombie = stat
                .rsplit(") ")
                .next()
                .is_some_and(|rest| rest.starts_with('Z'));
            return Err(if zombie {
                EmbeddedError::Zombie { pid }
            } else {
                EmbeddedError::StillRunning { pid }
            });
        }
        thread::sleep(Duration::from_millis(50));
    }
    Ok(())
}

/// The process and the state `postmaster.pid` names: line 1 and line 8.
pub(super) fn status(cluster: &Path) -> Option<(u32, String)> {
    let text = fs::read_to_string(cluster.join("postmaster.pid")).ok()?;
    let mut lines = text.lines();
    let pid = lines.next()?.trim().parse().ok()?;
    Some((pid, lines.nth(6).unwrap_or_default().trim().to_owned()))
}

/// The last lines of a text, for a message.
pub(super) fn last_lines(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(6)..].join("\n")
}
