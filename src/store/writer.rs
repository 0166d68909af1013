//! Group commit: submissions that queue while one transaction is flushed share the next one.

use std::sync::Arc;

use tokio::sync::{Mutex, mpsc, oneshot};

use super::{StoreError, Submission, Submitted, batch, connection::Connections};

/// Writers at work: one prepares its statement while the other waits for the disk.
const WRITERS: usize = 2;

/// Most submissions in one transaction.
const MOST: usize = 256;

/// Most submissions that wait; further callers are held back before they enter the queue.
const QUEUE: usize = 1024;

struct Job {
    submission: Submission,
    answer: oneshot::Sender<Result<Submitted, StoreError>>,
}

/// The way into the queue. The writers end when the last one of these is dropped.
#[derive(Clone)]
pub(super) struct Writer {
    queue: mpsc::Sender<Job>,
}

impl Writer {
    /// Starts the writers on the current runtime.
    pub(super) fn start(connections: &Connections) -> Self {
        let (queue, jobs) = mpsc::channel(QUEUE);
        let jobs = Arc::new(Mutex::new(jobs));
        for _ in 0..WRITERS {
            tokio::spawn(work(connections.clone(), Arc::clone(&jobs)));
        }
        Writer { queue }
    }

    /// Answers after the commit.
    pub(super) async fn submit(&self, submission: Submission) -> Result<Submitted, StoreError> {
        let (answer, answered) = oneshot::channel();
        let job = Job { submission, answer };
        self.queue
            .send(job)
            .await
            .map_err(|_| StoreError::UNREACHABLE)?;
        answered.await.map_err(|_| StoreError::UNREACHABLE)?
    }
}

async fn work(connections: Connections, jobs: Arc<Mutex<mpsc::Receiver<Job>>>) {
    loop {
        let mut taken = Vec::new();
        if jobs.lock().await.recv_many(&mut taken, MOST).await == 0 {
            return;
        }
        let results = write(&connections, &taken).await;
        for (job, result) in taken.into_iter().zip(results) {
            // A caller that went away finds its answer under its key.
            let _ = job.answer.send(result);
        }
    }
}

async fn write(connections: &Connections, jobs: &[Job]) -> Vec<Result<Submitted, StoreError>> {
    let mut connection = match connections.get().await {
        Ok(connection) => connection,
        Err(error) => return jobs.iter().map(|_| Err(error.clone())).collect(),
    };
    let submissions: Vec<&Submission> = jobs.iter().map(|job| &job.submission).collect();
    let error = match batch::keep(&mut connection, &submissions).await {
        Ok(all) => return all.into_iter().map(Ok).collect(),
        Err(error) => error,
    };
    // Whether a batch was kept is not known once the connection is gone, and a single one that
    // was refused is refused again.
    if error == StoreError::UNREACHABLE || submissions.len() == 1 {
        return jobs.iter().map(|_| Err(error.clone())).collect();
    }
    let mut results = Vec::with_capacity(submissions.len());
    for submission in submissions {
        let one = batch::keep(&mut connection, &[submission]).await;
        results.push(one.and_then(|mut one| one.pop().ok_or(StoreError::UNREACHABLE)));
    }
    results
}
