//! Starting and stopping the server's processes. The only unsafe code stands here.

use std::{
    fs::File,
    io,
    os::unix::process::CommandExt,
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
    time::{Duration, Instant},
};

use tokio::sync::watch;

use super::owner::Owner;

/// How often the server is looked at.
const LOOK: Duration = Duration::from_millis(50);

/// A signal to the server.
#[derive(Debug, Clone, Copy)]
pub(super) enum Signal {
    /// End sessions, write a checkpoint, end.
    Fast,
    /// End now; the next start recovers.
    Immediate,
}

/// A command of Postgres that runs as its owner, is untouched by the caller's settings and by
/// Ctrl-C, and gets a fast shutdown when the thread that starts it ends.
pub(super) fn command(program: &Path, owner: &Owner) -> Command {
    let mut command = Command::new(program);
    command
        .current_dir("/")
        .env_clear()
        .env("LC_ALL", "C")
        .stdin(Stdio::null())
        .process_group(0);
    if owner.dropped {
        command.gid(owner.gid).uid(owner.uid);
    }
    die_with_parent(&mut command);
    command
}

#[expect(
    unsafe_code,
    reason = "only code between fork and exec can ask for a signal at the parent's death"
)]
fn die_with_parent(command: &mut Command) {
    // SAFETY: the closure runs between fork and exec and makes one system call, which is
    // async-signal-safe; it allocates nothing and touches no memory of the parent. It runs after
    // the change of user, which would clear what it sets.
    unsafe {
        command.pre_exec(|| {
            if libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGINT) == 0 {
                Ok(())
            } else {
                Err(io::Error::last_os_error())
            }
        });
    }
}

#[expect(
    unsafe_code,
    reason = "the standard library sends no signal but SIGKILL"
)]
fn send(child: &Child, signal: Signal) {
    let number = match signal {
        Signal::Fast => libc::SIGINT,
        Signal::Immediate => libc::SIGQUIT,
    };
    let Ok(pid) = libc::pid_t::try_from(child.id()) else {
        return;
    };
    // SAFETY: `kill` reads no memory of ours. The child is not collected yet, since its caller
    // holds the lock under which it would be, so the number is still its own.
    unsafe {
        libc::kill(pid, number);
    }
}

/// The running server. A thread of its own starts it and stays until it ends: the signal at the
/// parent's death comes from the end of the thread that forked.
#[derive(Debug)]
pub(super) struct Server {
    child: Arc<Mutex<Child>>,
    exit: watch::Receiver<Option<ExitStatus>>,
}

impl Server {
    pub(super) fn start(mut command: Command, log: File) -> io::Result<Server> {
        command.stdout(Stdio::null()).stderr(log);
        let (started, start) = std::sync::mpsc::channel();
        let (exited, exit) = watch::channel(None);
        thread::Builder::new()
            .name("postgres".to_owned())
            .spawn(move || {
                let child = match command.spawn() {
                    Ok(child) => Arc::new(Mutex::new(child)),
                    Err(error) => {
                        let _ = started.send(Err(error));
                        return;
                    }
                };
                let _ = started.send(Ok(Arc::clone(&child)));
                loop {
                    // An error here means the child is collected already.
                    match lock(&child).try_wait() {
                        Ok(None) => {}
                        Ok(Some(status)) => {
                            exited.send_replace(Some(status));
                            return;
                        }
                        Err(_) => return,
                    }
                    thread::sleep(LOOK);
                }
            })?;
        let child = start.recv().map_err(io::Error::other)??;
        Ok(Server { child, exit })
    }

    pub(super) fn pid(&self) -> u32 {
        lock(&self.child).id()
    }

    /// How it ended, if it has.
    pub(super) fn exited(&self) -> Option<ExitStatus> {
        *self.exit.borrow()
    }

    /// Waits until it ends.
    pub(super) async fn exit(&self) -> Option<ExitStatus> {
        let mut exit = self.exit.clone();
        match exit.wait_for(Option::is_some).await {
            Ok(status) => *status,
            Err(_) => None,
        }
    }

    /// Sends the signal and waits; `true` when the server has ended.
    pub(super) fn end(&self, signal: Signal, patience: Duration) -> bool {
        let since = Instant::now();
        {
            let child = lock(&self.child);
            if self.exited().is_none() {
                send(&child, signal);
            }
        }
        while self.exited().is_none() && since.elapsed() < patience {
            thread::sleep(LOOK / 5);
        }
        self.exited().is_some()
    }
}

fn lock(child: &Mutex<Child>) -> MutexGuard<'_, Child> {
    child.lock().unwrap_or_else(PoisonError::into_inner)
}
