//! Why the store did not do what was asked. Postgres quotes row values in its messages, so no
//! message of its own is ever kept: the SQLSTATE and the name of the constraint are.

use std::fmt;

use diesel::result::{DatabaseErrorKind, Error as DieselError};

/// Why the store did not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoreError {
    /// There is no such row.
    NotFound {
        /// The kind of thing: `case`.
        what: &'static str,
    },
    /// The write contradicts what is stored; the same write fails again.
    Conflict {
        /// SQLSTATE of the refusal.
        sqlstate: &'static str,
        /// The constraint that was not kept, where Postgres names one.
        constraint: Option<String>,
    },
    /// Postgres cannot be reached, is busy, or gave up; the same call can succeed later.
    Unavailable {
        /// SQLSTATE, where the driver keeps it.
        sqlstate: Option<&'static str>,
    },
    /// What is stored is not what was written, or is not what this version can read.
    Corrupt {
        /// The thing that does not fit: `decision digest`.
        what: &'static str,
    },
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StoreError::NotFound { what } => {
                write!(f, "`{what}` is not in the store: check the id")
            }
            StoreError::Conflict {
                sqlstate,
                constraint,
            } => {
                let constraint = constraint.as_deref().unwrap_or("unnamed");
                write!(
                    f,
                    "the write breaks constraint `{constraint}` (SQLSTATE {sqlstate}): correct it before trying again"
                )
            }
            StoreError::Unavailable { sqlstate } => {
                f.write_str("the database is not available")?;
                if let Some(sqlstate) = sqlstate {
                    write!(f, " (SQLSTATE {sqlstate})")?;
                }
                f.write_str(": try again shortly")
            }
            StoreError::Corrupt { what } => write!(
                f,
                "the stored `{what}` does not fit: stop and restore from a backup"
            ),
        }
    }
}

impl std::error::Error for StoreError {}

impl StoreError {
    /// No connection, or none in time.
    pub(super) const UNREACHABLE: StoreError = StoreError::Unavailable {
        sqlstate: Some("08000"),
    };

    fn conflict(sqlstate: &'static str, constraint: Option<&str>) -> Self {
        StoreError::Conflict {
            sqlstate,
            constraint: constraint.map(str::to_owned),
        }
    }
}

impl From<DieselError> for StoreError {
    fn from(error: DieselError) -> Self {
        match error {
            DieselError::DatabaseError(kind, info) => {
                let constraint = info.constraint_name();
                match kind {
                    DatabaseErrorKind::RestrictViolation => Self::conflict("23001", constraint),
                    DatabaseErrorKind::NotNullViolation => Self::conflict("23502", constraint),
                    DatabaseErrorKind::ForeignKeyViolation => Self::conflict("23503", constraint),
                    DatabaseErrorKind::UniqueViolation => Self::conflict("23505", constraint),
                    DatabaseErrorKind::CheckViolation => Self::conflict("23514", constraint),
                    DatabaseErrorKind::SerializationFailure => StoreError::Unavailable {
                        sqlstate: Some("40001"),
                    },
                    DatabaseErrorKind::ReadOnlyTransaction => StoreError::Unavailable {
                        sqlstate: Some("25006"),
                    },
                    DatabaseErrorKind::ClosedConnection
                    | DatabaseErrorKind::UnableToSendCommand => Self::UNREACHABLE,
                    _ => StoreError::Unavailable { sqlstate: None },
                }
            }
            DieselError::NotFound => StoreError::NotFound { what: "row" },
            DieselError::DeserializationError(_) => StoreError::Corrupt { what: "column" },
            _ => StoreError::Unavailable { sqlstate: None },
        }
    }
}
