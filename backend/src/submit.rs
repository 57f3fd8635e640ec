//! Exactly once: the rules by which an operation is done, repeated or refused.
//!
//! A known key gets its recorded outcome. Otherwise [`shared::predict()`] computes what the
//! operation does, and the storage writes that together with the key, the revision and the event.
//! Around the prediction the server does what a page cannot predict: it tidies titles, finds the end
//! of a course, checks that the course exists and that the key is not too old.
//!
//! There is no clock and no I/O here but the storage's: a simulation calls [`submit`] with its own
//! time on a storage in memory. The caller brackets it by [`Storage::begin`] and
//! [`Storage::commit`], and may put many operations into one transaction.

use std::borrow::Cow;

use sha2::{Digest, Sha256};
use shared::{
    Condition, Operation, Rank, Refusal, Revision, Timestamp, Video, VideoId, predict,
    text::is_forbidden,
};
use uuid::Uuid;

use crate::storage::{
    Change, Fingerprint, KeyRecord, OperationOutcome, Refused, Storage, StorageError,
};

/// How long keys are remembered where the settings say nothing: 30 days.
pub const KEY_RETENTION_MS: u64 = 30 * 24 * 60 * 60 * 1_000;

/// Something to do to one video: all of it or nothing, under one key and one revision.
#[derive(Clone, Debug, PartialEq)]
pub struct Submission {
    /// Its idempotency key.
    pub key: Option<Uuid>,
    /// A digest that tells this request from others with the same key.
    pub fingerprint: Fingerprint,
    /// What to do, in order, all to the same video.
    pub operations: Vec<Operation>,
    /// The condition on the video as a whole.
    pub if_match: Option<IfMatch>,
    /// The condition on its fields.
    pub only_if: Option<Condition>,
    /// Whether the outcome names the video's position.
    pub place: bool,
    /// A reason to refuse it unless its key has an outcome already, for the fault layer. Such a
    /// refusal is not recorded, so that the same key can be tried without the fault.
    pub veto: Option<Refusal>,
}

/// A condition on the video as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IfMatch {
    /// Any state, so long as the video exists.
    Any,
    /// One of these revisions.
    Revisions(Vec<Revision>),
}

impl Submission {
    /// A submission without conditions.
    pub fn new(key: Option<Uuid>, operations: Vec<Operation>) -> Self {
        let fingerprint = Fingerprint::of(&operations, None, None);
        Self {
            key,
            fingerprint,
            operations,
            if_match: None,
            only_if: None,
            place: false,
            veto: None,
        }
    }

    /// The same under a condition on the video as a whole.
    #[must_use]
    pub fn with_condition(self, if_match: Option<IfMatch>) -> Self {
        Self { if_match, ..self }.with_fingerprint()
    }

    /// The same under a condition on the video's fields.
    #[must_use]
    pub fn only_if(self, only_if: Option<Condition>) -> Self {
        Self { only_if, ..self }.with_fingerprint()
    }

    fn with_fingerprint(mut self) -> Self {
        let conditions = (self.if_match.as_ref(), self.only_if.as_ref());
        self.fingerprint = Fingerprint::of(&self.operations, conditions.0, conditions.1);
        self
    }

    /// The video that it is about.
    pub fn id(&self) -> VideoId {
        self.operations
            .first()
            .map_or_else(VideoId::default, Operation::id)
    }
}

impl Fingerprint {
    /// The digest of what is asked, whichever route it comes by: a page may send an operation alone
    /// first and as an item of a batch later.
    pub fn of(
        operations: &[Operation],
        if_match: Option<&IfMatch>,
        only_if: Option<&Condition>,
    ) -> Self {
        let mut hash = Sha256::new();
        // Strings, numbers and booleans only: this cannot fail.
        hash.update(serde_json::to_vec(operations).unwrap_or_default());
        if let Some(only_if) = only_if {
            hash.update(serde_json::to_vec(only_if).unwrap_or_default());
        }
        match if_match {
            None => {}
            Some(IfMatch::Any) => hash.update(b"*"),
            Some(IfMatch::Revisions(revisions)) => {
                for revision in revisions {
                    hash.update(revision.to_le_bytes());
                }
            }
        }
        let mut short = [0; 16];
        short.copy_from_slice(&hash.finalize()[..16]);
        Self(short)
    }
}

/// The outcome of a submission.
#[derive(Clone, Debug, PartialEq)]
pub struct Submitted {
    /// The outcome.
    pub outcome: OperationOutcome,
    /// Whether it was done now; a recorded outcome was not.
    pub fresh: bool,
}

/// Does a submission, unless its key says that it has been done or refused before.
///
/// # Errors
/// What the storage reports; the transaction has to be rolled back then.
pub fn submit<S: Storage + ?Sized>(
    storage: &mut S,
    retention_ms: u64,
    now: Timestamp,
    submission: &Submission,
) -> Result<Submitted, StorageError> {
    let id = submission.id();
    let refused = |refusal| Submitted {
        outcome: OperationOutcome::Refused(Refused { id, refusal }),
        fresh: false,
    };
    if let Some(key) = submission.key {
        if let Some(record) = storage.recorded(key)? {
            return Ok(if same_request(&record, submission) {
                Submitted {
                    outcome: record.outcome,
                    fresh: false,
                }
            } else {
                refused(Refusal::KeyReused)
            });
        }
        if is_expired(key, retention_ms, now) {
            // Recorded, so that neither a clock that steps back nor a longer retention time lets a
            // late copy of this request through: its author may send it again under another key.
            let refusal = Refused {
                id,
                refusal: Refusal::KeyExpired,
            };
            storage.record_refusal(key, submission.fingerprint, now, refusal)?;
            return Ok(refused(Refusal::KeyExpired));
        }
    }
    if let Some(refusal) = submission.veto {
        return Ok(refused(refusal));
    }
    let before = storage.video(id)?;
    match evaluate(storage, before.as_ref(), submission, now)? {
        Ok(after) => {
            let done = storage.store(Change {
                before: before.as_ref(),
                after: &after,
                key: submission.key,
                fingerprint: submission.fingerprint,
                at: now,
                place: submission.place,
            })?;
            Ok(Submitted {
                outcome: OperationOutcome::Done(done),
                fresh: true,
            })
        }
        Err(refusal) => {
            if let Some(key) = submission.key {
                let refused = Refused { id, refusal };
                storage.record_refusal(key, submission.fingerprint, now, refused)?;
            }
            Ok(refused(refusal))
        }
    }
}

/// Takes an operation back: where its key is known, its outcome stands; otherwise the key is
/// recorded as withdrawn, and a late request with it is refused.
///
/// # Errors
/// What the storage reports; the transaction has to be rolled back then.
pub fn withdraw<S: Storage + ?Sized>(
    storage: &mut S,
    now: Timestamp,
    key: Uuid,
) -> Result<OperationOutcome, StorageError> {
    if let Some(record) = storage.recorded(key)? {
        return Ok(record.outcome);
    }
    let refused = Refused {
        id: VideoId::default(),
        refusal: Refusal::Withdrawn,
    };
    storage.record_refusal(key, Fingerprint::default(), now, refused)?;
    Ok(OperationOutcome::Refused(refused))
}

/// The time that a key carries (UUID version 7), or `None` where it carries none.
pub fn made_at(key: Uuid) -> Option<Timestamp> {
    (key.get_version_num() == 7).then(|| (key.as_u128() >> 80) as u64)
}

/// A title as the server keeps it: one space between words.
pub fn tidied(title: &str) -> Cow<'_, str> {
    // A line break is none of them: a title with one is refused.
    let is_space = |c: char| c.is_whitespace() && !is_forbidden(c);
    let words = title.split(is_space).filter(|word| !word.is_empty());
    let tidy = words.collect::<Vec<_>>().join(" ");
    if tidy == title {
        Cow::Borrowed(title)
    } else {
        Cow::Owned(tidy)
    }
}

/// Whether the record is that of this very request. A key that was withdrawn or refused as expired
/// has that outcome for every request.
fn same_request(record: &KeyRecord, submission: &Submission) -> bool {
    record.fingerprint == submission.fingerprint
        || matches!(
            record.outcome,
            OperationOutcome::Refused(Refused {
                refusal: Refusal::Withdrawn | Refusal::KeyExpired,
                ..
            })
        )
}

/// Whether a key's own time is longer ago than keys are remembered.
fn is_expired(key: Uuid, retention_ms: u64, now: Timestamp) -> bool {
    made_at(key).is_some_and(|at| at.saturating_add(retention_ms) < now)
}

/// The video after the submission, or why it is refused.
fn evaluate<S: Storage + ?Sized>(
    storage: &mut S,
    before: Option<&Video>,
    submission: &Submission,
    now: Timestamp,
) -> Result<Result<Video, Refusal>, StorageError> {
    if let (Some(IfMatch::Revisions(revisions)), Some(video)) = (&submission.if_match, before)
        && !video.is_deleted()
        && !revisions.contains(&video.revision)
    {
        return Ok(Err(Refusal::Changed));
    }
    let mut after: Option<Video> = None;
    for operation in &submission.operations {
        let operation = match prepared(storage, operation)? {
            Ok(operation) => operation,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let only_if = submission.only_if.as_ref();
        match predict(&operation, only_if, after.as_ref().or(before), now) {
            Ok(next) => after = Some(next),
            Err(refusal) => return Ok(Err(refusal)),
        }
    }
    Ok(after.ok_or(Refusal::Conflict))
}

/// The operation with a tidied title, and with a rank where it names none.
fn prepared<'a, S: Storage + ?Sized>(
    storage: &mut S,
    operation: &'a Operation,
) -> Result<Result<Cow<'a, Operation>, Refusal>, StorageError> {
    let mut operation = Cow::Borrowed(operation);
    if let Operation::Add { title, .. } | Operation::Rename { title, .. } = &*operation
        && let Cow::Owned(tidy) = tidied(title)
        && let Operation::Add { title, .. } | Operation::Rename { title, .. } = operation.to_mut()
    {
        *title = tidy;
    }
    if let Operation::Add {
        course_id, rank, ..
    }
    | Operation::SetCourse {
        course_id, rank, ..
    } = &*operation
    {
        let Some(last) = storage.last_rank(course_id)? else {
            return Ok(Err(Refusal::CourseNotFound));
        };
        if rank.is_none() {
            let Some(end) = Rank::between(last.as_ref(), None) else {
                return Ok(Err(Refusal::Conflict));
            };
            if let Operation::Add { rank, .. } | Operation::SetCourse { rank, .. } =
                operation.to_mut()
            {
                *rank = Some(end);
            }
        }
    }
    Ok(Ok(operation))
}
