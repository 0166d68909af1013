//! Which user Postgres runs as, and what that user can reach. Postgres refuses to run as root.

use std::{
    fs, io,
    os::unix::fs::{MetadataExt, PermissionsExt, chown},
    path::Path,
};

use super::EmbeddedError;

/// The user Postgres runs as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Owner {
    pub(super) uid: u32,
    pub(super) gid: u32,
    /// Name, or the number where the machine knows no name.
    pub(super) name: String,
    /// Whether that is somebody else than the user this program runs as.
    pub(super) dropped: bool,
}

impl Owner {
    /// This program's own user; as root, the owner of the existing data, else `postgres`, else
    /// `nobody`.
    pub(super) fn choose(existing: Option<&Path>) -> Result<Owner, EmbeddedError> {
        let here = Path::new("/proc/self");
        let own = fs::metadata(here).map_err(EmbeddedError::io("read", here))?;
        let users = fs::read_to_string("/etc/passwd").unwrap_or_default();
        if own.uid() != 0 {
            return Ok(Owner::by_id(&users, own.uid(), own.gid(), Dropped::No));
        }
        if let Some(dir) = existing
            && let Ok(data) = fs::metadata(dir)
            && data.uid() != 0
        {
            return Ok(Owner::by_id(&users, data.uid(), data.gid(), Dropped::Yes));
        }
        let named = ["postgres", "nobody"].iter().find_map(|name| {
            let (uid, gid, _) = passwd(&users).find(|(_, _, known)| known == name)?;
            Some((uid, gid))
        });
        let (uid, gid) = named.unwrap_or((65534, 65534));
        Ok(Owner::by_id(&users, uid, gid, Dropped::Yes))
    }

    fn by_id(users: &str, uid: u32, gid: u32, dropped: Dropped) -> Owner {
        let name = passwd(users)
            .find(|(known, _, _)| *known == uid)
            .map_or_else(|| uid.to_string(), |(_, _, name)| name.to_owned());
        Owner {
            uid,
            gid,
            name,
            dropped: matches!(dropped, Dropped::Yes),
        }
    }

    /// Makes the directory where it is missing, for this user alone.
    pub(super) fn make_private(&self, dir: &Path) -> Result<(), EmbeddedError> {
        match fs::create_dir(dir) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                return Err(EmbeddedError::io("create", dir)(error));
            }
            Ok(()) | Err(_) => {}
        }
        if self.dropped {
            chown(dir, Some(self.uid), Some(self.gid))
                .map_err(EmbeddedError::io("change the owner of", dir))?;
        }
        fs::set_permissions(dir, fs::Permissions::from_mode(0o700))
            .map_err(EmbeddedError::io("close", dir))
    }

    /// Refuses a directory that somebody else than this program's user cannot walk to, and names
    /// the parent that is closed.
    pub(super) fn can_reach(&self, dir: &Path) -> Result<(), EmbeddedError> {
        if !self.dropped {
            return Ok(());
        }
        for parent in dir.ancestors() {
            let data = fs::metadata(parent).map_err(EmbeddedError::io("read", parent))?;
            let mode = data.mode();
            let needed = if data.uid() == self.uid {
                0o100
            } else if data.gid() == self.gid {
                0o010
            } else {
                0o001
            };
            if mode & needed == 0 {
                return Err(EmbeddedError::Closed {
                    dir: dir.to_owned(),
                    parent: parent.to_owned(),
                    user: self.name.clone(),
                    mode: mode & 0o7777,
                });
            }
        }
        Ok(())
    }
}

enum Dropped {
    Yes,
    No,
}

/// The lines of a password file: user, group, name.
fn passwd(users: &str) -> impl Iterator<Item = (u32, u32, &str)> {
    users.lines().filter_map(|line| {
        let mut fields = line.split(':');
        let (name, _) = (fields.next()?, fields.next()?);
        let uid = fields.next()?.parse().ok()?;
        let gid = fields.next()?.parse().ok()?;
        Some((uid, gid, name))
    })
}
