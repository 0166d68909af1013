//! What is wrong with a release, and where.

use std::fmt;

use serde::Serialize;

/// Whether a finding stops the release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The release cannot run.
    Error,
    /// The release can run; somebody should look.
    Warning,
}

/// One thing found in a release.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Finding {
    /// File, relative to the release.
    pub file: String,
    /// Line, counted from one; 0 where the file as a whole is meant.
    pub line: u64,
    /// Column, counted from one; 0 where the line as a whole is meant.
    pub column: u64,
    /// Whether it stops the release.
    pub severity: Severity,
    /// Code: `R012`.
    pub code: &'static str,
    /// One sentence: what is wrong.
    pub message: String,
    /// What to do, where one thing is likely.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        write!(f, "{word}[{}] {}", self.code, self.file)?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        if self.column > 0 {
            write!(f, ":{}", self.column)?;
        }
        write!(f, ": {}", self.message)?;
        if let Some(help) = &self.help {
            write!(f, "; {help}")?;
        }
        Ok(())
    }
}
