//! Identifiers. Each kind is a type of its own, so one cannot be passed for another.

use std::{fmt, str::FromStr};

use chrono::{DateTime, Utc};
use uuid::{Builder, Uuid};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        impl $name {
            /// Wraps a UUID made by the clock's id source or read from the store.
            pub const fn from_uuid(uuid: Uuid) -> Self {
                $name(uuid)
            }

            /// The UUID.
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map($name)
            }
        }
    };
}

id!(
    /// A patient's case at this clinic.
    CaseId
);
id!(
    /// One received form.
    IntakeId
);
id!(
    /// One stored decision.
    DecisionId
);
id!(
    /// What a clinician said of a decision.
    ReviewId
);
id!(
    /// A person's word that nothing is left to do.
    ClosingId
);

id!(
    /// One form that is being filled.
    DraftId
);

impl DecisionId {
    /// The first id that a decision of this moment can have: ids are in the order of time.
    pub fn first_at(moment: DateTime<Utc>) -> DecisionId {
        // No decision is older than 1970.
        let millis = u64::try_from(moment.timestamp_millis()).unwrap_or_default();
        let first = Builder::from_unix_timestamp_millis(millis, &[0; 10]);
        DecisionId(first.into_uuid())
    }
}
