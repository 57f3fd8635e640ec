//! The one thread that writes.
//!
//! All jobs that wait in its queue go into one transaction (group commit). Under load many requests
//! share a commit, which costs a wait for the disk; without load no request waits for others.
//! Answers go out once the commit is durable.

use std::{
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use shared::{Course, Revision, Timestamp, Video};
use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;

use crate::{
    live::Live,
    storage::{Event, OperationOutcome, Storage, StorageError},
    submit::{Submission, submit, withdraw},
};

/// Most submissions in one transaction, so that none waits long for the others.
const GROUP: usize = 256;
/// Most jobs in the queue; further callers wait for a place in it.
const QUEUE: usize = 1_024;
/// How often old keys, events and deleted videos are purged.
const PURGE_EVERY: Duration = Duration::from_secs(15 * 60);
/// Most rows of each kind that one purge takes, so that it never holds up the writers.
const PURGE_ROWS: usize = 500;

/// A handle to the writing thread.
#[derive(Clone)]
pub struct Writer {
    queue: mpsc::Sender<Job>,
}

/// The storage failed, and the write may or may not have been done: ask again with the same key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unavailable;

type Reply<T> = oneshot::Sender<Result<T, Unavailable>>;

enum Job {
    Submit {
        submissions: Vec<Submission>,
        reply: Reply<Vec<OperationOutcome>>,
    },
    Withdraw {
        key: Uuid,
        reply: Reply<OperationOutcome>,
    },
    Replace {
        course: Box<Course>,
        videos: Vec<Video>,
        reply: Reply<Revision>,
    },
}

enum Answer {
    Submit(Vec<OperationOutcome>),
    Withdraw(OperationOutcome),
    Replace(Revision),
}

impl Writer {
    /// Starts the thread, which ends when the last handle is dropped and the queue is empty. The
    /// returned join handle waits for that.
    ///
    /// # Errors
    /// Where the system has no more threads.
    pub fn start<S: Storage + 'static>(
        storage: S,
        live: Arc<Live>,
        retention_ms: u64,
        clock: fn() -> Timestamp,
    ) -> std::io::Result<(Self, thread::JoinHandle<()>)> {
        let (queue, jobs) = mpsc::channel(QUEUE);
        let thread = thread::Builder::new()
            .name("writer".into())
            .spawn(move || {
                Loop {
                    storage,
                    live,
                    retention_ms,
                    clock,
                }
                .run(jobs)
            })?;
        Ok((Self { queue }, thread))
    }

    /// Does submissions, each on its own, in one transaction.
    ///
    /// # Errors
    /// [`Unavailable`], for all of them.
    pub async fn submit(
        &self,
        submissions: Vec<Submission>,
    ) -> Result<Vec<OperationOutcome>, Unavailable> {
        self.ask(|reply| Job::Submit { submissions, reply }).await
    }

    /// Takes an operation back.
    ///
    /// # Errors
    /// [`Unavailable`].
    pub async fn withdraw(&self, key: Uuid) -> Result<OperationOutcome, Unavailable> {
        self.ask(|reply| Job::Withdraw { key, reply }).await
    }

    /// Replaces a course and its videos, and forgets all keys.
    ///
    /// # Errors
    /// [`Unavailable`].
    pub async fn replace(
        &self,
        course: Course,
        videos: Vec<Video>,
    ) -> Result<Revision, Unavailable> {
        let course = Box::new(course);
        self.ask(|reply| Job::Replace {
            course,
            videos,
            reply,
        })
        .await
    }

    /// Whether the thread still runs.
    pub fn is_running(&self) -> bool {
        !self.queue.is_closed()
    }

    async fn ask<T>(&self, job: impl FnOnce(Reply<T>) -> Job) -> Result<T, Unavailable> {
        let (reply, answer) = oneshot::channel();
        self.queue.send(job(reply)).await.map_err(|_| Unavailable)?;
        answer.await.map_err(|_| Unavailable)?
    }
}

struct Loop<S> {
    storage: S,
    live: Arc<Live>,
    retention_ms: u64,
    clock: fn() -> Timestamp,
}

/// The news that are published once a transaction is durable.
#[derive(Default)]
struct News {
    events: Vec<Event>,
    reset: Option<Revision>,
}

impl<S: Storage> Loop<S> {
    fn run(mut self, mut jobs: mpsc::Receiver<Job>) {
        let mut group = Vec::new();
        let mut purged: Option<Instant> = None;
        while let Some(job) = jobs.blocking_recv() {
            let mut size = job.size();
            group.push(job);
            while size < GROUP
                && let Ok(job) = jobs.try_recv()
            {
                size += job.size();
                group.push(job);
            }
            self.settle(&mut group);
            if purged.is_none_or(|at| at.elapsed() > PURGE_EVERY) && !self.purge() {
                purged = Some(Instant::now());
            }
        }
    }

    /// Does all jobs in one transaction. Where that fails, each is done in its own, so that one that
    /// fails does not take the others with it.
    fn settle(&mut self, group: &mut Vec<Job>) {
        match self.transaction(group) {
            Ok(answers) => {
                for (job, answer) in group.drain(..).zip(answers) {
                    job.answer(Some(answer));
                }
            }
            Err(error) if group.len() > 1 => {
                tracing::warn!(%error, jobs = group.len(), "group failed, trying each alone");
                for job in group.drain(..) {
                    let answer = self.transaction(std::slice::from_ref(&job));
                    job.answer(answer.ok().and_then(|mut answers| answers.pop()));
                }
            }
            Err(error) => {
                tracing::error!(%error, "write failed");
                for job in group.drain(..) {
                    job.answer(None);
                }
            }
        }
    }

    fn transaction(&mut self, jobs: &[Job]) -> Result<Vec<Answer>, StorageError> {
        let mut news = News::default();
        let result = self.storage.begin().and_then(|()| {
            let answers = jobs
                .iter()
                .map(|job| self.perform(job, &mut news))
                .collect::<Result<Vec<_>, _>>()?;
            self.storage.commit()?;
            Ok(answers)
        });
        match &result {
            Ok(_) => self.live.publish(news.events, news.reset),
            Err(_) => self.storage.rollback(),
        }
        result
    }

    fn perform(&mut self, job: &Job, news: &mut News) -> Result<Answer, StorageError> {
        let now = (self.clock)();
        Ok(match job {
            Job::Submit { submissions, .. } => {
                let mut outcomes = Vec::with_capacity(submissions.len());
                for submission in submissions {
                    let settled = submit(&mut self.storage, self.retention_ms, now, submission)?;
                    if let (true, OperationOutcome::Done(done)) = (settled.fresh, &settled.outcome)
                    {
                        news.events.push(done.event.clone());
                    }
                    outcomes.push(settled.outcome);
                }
                Answer::Submit(outcomes)
            }
            Job::Withdraw { key, .. } => Answer::Withdraw(withdraw(&mut self.storage, now, *key)?),
            Job::Replace { course, videos, .. } => {
                let revision = self.storage.replace_course(course, videos, true)?;
                news.events.clear();
                news.reset = Some(revision);
                Answer::Replace(revision)
            }
        })
    }

    /// Purges a bounded number of old rows. Returns whether there may be more.
    fn purge(&mut self) -> bool {
        let cutoff = (self.clock)().saturating_sub(self.retention_ms);
        let result = self.storage.begin().and_then(|()| {
            let more = self.storage.purge(cutoff, PURGE_ROWS)?;
            self.storage.commit()?;
            Ok(more)
        });
        result.unwrap_or_else(|error| {
            tracing::error!(%error, "purge failed");
            self.storage.rollback();
            false
        })
    }
}

impl Job {
    fn size(&self) -> usize {
        match self {
            Self::Submit { submissions, .. } => submissions.len(),
            Self::Withdraw { .. } => 1,
            Self::Replace { .. } => GROUP,
        }
    }

    /// Sends the answer. A caller that has gone away does not need it.
    fn answer(self, answer: Option<Answer>) {
        match (self, answer) {
            (Self::Submit { reply, .. }, Some(Answer::Submit(outcomes))) => {
                let _ = reply.send(Ok(outcomes));
            }
            (Self::Withdraw { reply, .. }, Some(Answer::Withdraw(outcome))) => {
                let _ = reply.send(Ok(outcome));
            }
            (Self::Replace { reply, .. }, Some(Answer::Replace(revision))) => {
                let _ = reply.send(Ok(revision));
            }
            (Self::Submit { reply, .. }, _) => {
                let _ = reply.send(Err(Unavailable));
            }
            (Self::Withdraw { reply, .. }, _) => {
                let _ = reply.send(Err(Unavailable));
            }
            (Self::Replace { reply, .. }, _) => {
                let _ = reply.send(Err(Unavailable));
            }
        }
    }
}
