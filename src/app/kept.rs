//! What takes seconds to work out and is the same every time: worked out once, and kept.

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::sync::Mutex;

use super::AppError;

/// Most results that are kept; all are forgotten when one more comes.
const MOST: usize = 32;

/// Results by what they are about. They are worked out one after another, on a thread of their own,
/// so that readers of pages never take every core from the service.
pub(super) struct Kept<K, V>(Mutex<BTreeMap<K, Arc<V>>>);

impl<K: Ord, V: Send + 'static> Kept<K, V> {
    /// Nothing is kept yet.
    pub fn new() -> Self {
        Kept(Mutex::default())
    }

    /// What is kept about that, or else what the work gives, kept from here on.
    pub async fn or_work(
        &self,
        about: K,
        work: impl FnOnce() -> V + Send + 'static,
    ) -> Result<Arc<V>, AppError> {
        let mut kept = self.0.lock().await;
        if let Some(result) = kept.get(&about) {
            return Ok(Arc::clone(result));
        }
        let result = tokio::task::spawn_blocking(work).await;
        let result = Arc::new(result.map_err(|error| AppError::Internal(error.to_string()))?);
        if kept.len() >= MOST {
            kept.clear();
        }
        kept.insert(about, Arc::clone(&result));
        Ok(result)
    }
}
