//! What [`submit`] promises, also where the storage fails at any moment.

use shared::{
    Course, CourseId, Operation, Rank, Refusal, Revision, Timeline, Timestamp, Video, VideoId,
    wire::VideoPatch,
};
use uuid::Uuid;

use crate::{
    storage::{
        Change, Done, Event, Fingerprint, KeyRecord, MemoryStorage, OperationOutcome, PlacedAt,
        Refused, Snapshot, SqliteStorage, Storage, StorageError, Timelines, VideoPage, Window,
    },
    submit::{IfMatch, KEY_RETENTION_MS, Submission, submit, tidied, withdraw},
};

const NOW: Timestamp = 40 * 86_400_000;

fn key(n: u128) -> Uuid {
    Uuid::from_u128((u128::from(NOW) << 80) | (7 << 76) | (2 << 62) | n)
}

fn id(n: u128) -> VideoId {
    VideoId(Uuid::from_u128(n))
}

fn add(n: u128) -> Operation {
    Operation::Add {
        id: id(n),
        course_id: "a".parse().unwrap(),
        title: "A  title".into(),
        duration_seconds: 5,
        rank: None,
    }
}

/// A course with the videos 1 to 3.
fn with_course<S: Storage>(mut storage: S) -> S {
    let course = Course {
        id: "a".parse().unwrap(),
        title: "A".into(),
        description: String::new(),
        video_count: 0,
        published_count: 0,
        duration_seconds: 0,
        revision: 0,
    };
    storage.begin().unwrap();
    storage.replace_course(&course, &[], true).unwrap();
    storage.commit().unwrap();
    for n in 1..=3 {
        done(&mut storage, &Submission::new(None, vec![add(n)]));
    }
    storage
}

fn done<S: Storage>(storage: &mut S, submission: &Submission) -> OperationOutcome {
    storage.begin().unwrap();
    let settled = submit(storage, KEY_RETENTION_MS, NOW, submission).unwrap();
    storage.commit().unwrap();
    settled.outcome
}

fn refusal(outcome: &OperationOutcome) -> Option<Refusal> {
    match outcome {
        OperationOutcome::Done(_) => None,
        OperationOutcome::Refused(refused) => Some(refused.refusal),
    }
}

#[test]
fn a_key_means_one_request() {
    let mut storage = with_course(MemoryStorage::new());
    let rename = |title: &str| Operation::Rename {
        id: id(1),
        title: title.into(),
    };
    let first = done(
        &mut storage,
        &Submission::new(Some(key(1)), vec![rename("One")]),
    );
    let again = done(
        &mut storage,
        &Submission::new(Some(key(1)), vec![rename("One")]),
    );
    assert_eq!(first, again);
    let other = done(
        &mut storage,
        &Submission::new(Some(key(1)), vec![rename("Two")]),
    );
    assert_eq!(refusal(&other), Some(Refusal::KeyReused));
    let condition =
        Submission::new(Some(key(1)), vec![rename("One")]).with_condition(Some(IfMatch::Any));
    assert_eq!(
        refusal(&done(&mut storage, &condition)),
        Some(Refusal::KeyReused)
    );
    assert_eq!(storage.video(id(1)).unwrap().unwrap().title.as_ref(), "One");
}

fn submit_at<S: Storage>(
    storage: &mut S,
    now: Timestamp,
    submission: &Submission,
) -> Option<Refusal> {
    storage.begin().unwrap();
    let submitted = submit(storage, KEY_RETENTION_MS, now, submission).unwrap();
    storage.commit().unwrap();
    refusal(&submitted.outcome)
}

#[test]
fn a_key_that_was_refused_as_expired_is_never_executed() {
    const DAY: u64 = 86_400_000;
    let mut storage = with_course(MemoryStorage::new());
    let delete = |n| Submission::new(Some(key(n)), vec![Operation::Delete { id: id(n) }]);
    assert_eq!(submit_at(&mut storage, NOW + 30 * DAY, &delete(1)), None);
    let expired = Some(Refusal::KeyExpired);
    assert_eq!(submit_at(&mut storage, NOW + 31 * DAY, &delete(2)), expired);
    // A clock that steps back, and another request with that key.
    assert_eq!(submit_at(&mut storage, NOW, &delete(2)), expired);
    let other = Submission::new(Some(key(2)), vec![Operation::Delete { id: id(3) }]);
    assert_eq!(submit_at(&mut storage, NOW, &other), expired);
    let is_deleted = |n| {
        let video = storage.clone().video(id(n)).unwrap();
        video.unwrap().is_deleted()
    };
    assert_eq!([1, 2, 3].map(is_deleted), [true, false, false]);
}

#[test]
fn a_recorded_outcome_comes_before_the_age_of_its_key() {
    const DAY: u64 = 86_400_000;
    let mut storage = with_course(MemoryStorage::new());
    let delete = Submission::new(Some(key(1)), vec![Operation::Delete { id: id(1) }]);
    let nothing = Submission::new(Some(key(9)), vec![Operation::Delete { id: id(9) }]);
    for now in [NOW + 29 * DAY, NOW + 31 * DAY, NOW + 58 * DAY] {
        assert_eq!(submit_at(&mut storage, now, &delete), None, "{now}");
        let refused = submit_at(&mut storage, now, &nothing);
        assert_eq!(refused, Some(Refusal::NotFound), "{now}");
        storage.begin().unwrap();
        storage.purge(now - KEY_RETENTION_MS, 100).unwrap();
        storage.commit().unwrap();
    }
}

/// A client whose clock is years ahead: its keys are as good as others, and remembered as long.
#[test]
fn a_key_from_the_future_is_one_like_any_other() {
    const DAY: u64 = 86_400_000;
    let mut storage = with_course(MemoryStorage::new());
    let ahead = NOW + 730 * DAY;
    let key = Uuid::from_u128((u128::from(ahead) << 80) | (7 << 76) | (2 << 62) | 1);
    let delete = Submission::new(Some(key), vec![Operation::Delete { id: id(1) }]);
    let restore = Submission::new(None, vec![Operation::Restore { id: id(1) }]);
    assert_eq!(submit_at(&mut storage, NOW, &delete), None);
    assert_eq!(submit_at(&mut storage, NOW, &restore), None);
    assert_eq!(submit_at(&mut storage, NOW + 29 * DAY, &delete), None);
    assert!(!storage.video(id(1)).unwrap().unwrap().is_deleted());
    storage.begin().unwrap();
    storage.purge(NOW + 1, 100).unwrap();
    storage.commit().unwrap();
    assert_eq!(storage.recorded(key).unwrap(), None, "it pins no row");
}

#[test]
fn what_is_withdrawn_is_never_done_and_what_is_done_stays() {
    let mut storage = with_course(MemoryStorage::new());
    let delete = |n| Submission::new(Some(key(n)), vec![Operation::Delete { id: id(n) }]);
    let deleted = done(&mut storage, &delete(1));
    storage.begin().unwrap();
    assert_eq!(withdraw(&mut storage, NOW, key(1)).unwrap(), deleted);
    let taken_back = withdraw(&mut storage, NOW, key(2)).unwrap();
    storage.commit().unwrap();
    assert_eq!(refusal(&taken_back), Some(Refusal::Withdrawn));
    assert_eq!(done(&mut storage, &delete(2)), taken_back);
    assert!(!storage.video(id(2)).unwrap().unwrap().is_deleted());
}

#[test]
fn a_patch_is_all_or_nothing() {
    let mut storage = with_course(MemoryStorage::new());
    let patch = |title: &str, duration_seconds| VideoPatch {
        course_id: None,
        title: Some(title.into()),
        duration_seconds: Some(duration_seconds),
        published: Some(true),
        rank: None,
    };
    let before = storage.video(id(1)).unwrap();
    let bad = Submission::new(None, patch("New", -1).operations(id(1)));
    assert_eq!(
        refusal(&done(&mut storage, &bad)),
        Some(Refusal::DurationOutOfRange)
    );
    assert_eq!(storage.video(id(1)).unwrap(), before);
    let revision = storage.revision().unwrap();
    done(
        &mut storage,
        &Submission::new(None, patch("New", 9).operations(id(1))),
    );
    let after = storage.video(id(1)).unwrap().unwrap();
    assert_eq!(
        (&*after.title, after.duration_seconds, after.published),
        ("New", 9, true)
    );
    assert_eq!(
        storage.revision().unwrap(),
        revision + 1,
        "one write, one revision"
    );
}

#[test]
fn a_condition_holds_or_nothing_is_done() {
    let mut storage = with_course(MemoryStorage::new());
    let revision = storage.video(id(1)).unwrap().unwrap().revision;
    let delete = |if_match| {
        Submission::new(None, vec![Operation::Delete { id: id(1) }]).with_condition(Some(if_match))
    };
    let stale = done(
        &mut storage,
        &delete(IfMatch::Revisions(vec![revision + 7])),
    );
    assert_eq!(refusal(&stale), Some(Refusal::Changed));
    let fresh = done(&mut storage, &delete(IfMatch::Revisions(vec![revision])));
    assert_eq!(refusal(&fresh), None);
    let gone = done(&mut storage, &delete(IfMatch::Revisions(vec![revision])));
    assert_eq!(refusal(&gone), Some(Refusal::Deleted));
}

#[test]
fn a_course_must_exist_and_titles_are_tidied() {
    let mut storage = with_course(MemoryStorage::new());
    assert_eq!(
        storage.video(id(1)).unwrap().unwrap().title.as_ref(),
        "A title"
    );
    let nowhere = Operation::Add {
        id: id(9),
        course_id: "none".parse().unwrap(),
        title: "A".into(),
        duration_seconds: 1,
        rank: None,
    };
    let outcome = done(&mut storage, &Submission::new(None, vec![nowhere]));
    assert_eq!(refusal(&outcome), Some(Refusal::CourseNotFound));
    for (title, tidy) in [
        ("plain", "plain"),
        ("two  words", "two words"),
        (" tab\tand\nline ", "tab and\nline"),
        ("wide\u{3000}space", "wide space"),
    ] {
        assert_eq!(tidied(title), tidy);
    }
}

/// A storage whose n-th call fails.
struct Failing<S> {
    inner: S,
    calls_left: Option<usize>,
}

impl<S: Storage> Failing<S> {
    fn call(&mut self) -> Result<&mut S, StorageError> {
        match &mut self.calls_left {
            Some(0) => return Err(StorageError::new("it was to fail")),
            Some(left) => *left -= 1,
            None => {}
        }
        Ok(&mut self.inner)
    }
}

macro_rules! delegate {
    ($trait:ident: $(fn $name:ident($($arg:ident: $type:ty),*) -> $out:ty;)* $(+ $extra:item)*) => {
        impl<S: Storage> $trait for Failing<S> {
            $(fn $name(&mut self, $($arg: $type),*) -> Result<$out, StorageError> {
                self.call()?.$name($($arg),*)
            })*
            $($extra)*
        }
    };
}

delegate! { Snapshot:
    fn revision() -> Revision;
    fn floor() -> Revision;
    fn timelines() -> Timelines;
    fn courses() -> (Vec<Course>, Revision);
    fn video(id: VideoId) -> Option<Video>;
    fn placed_video(id: VideoId) -> Option<PlacedAt>;
    fn videos(course: &CourseId, window: Window) -> Option<VideoPage>;
    fn trash(course: &CourseId, limit: usize) -> Option<(Vec<Video>, Revision)>;
    fn events_after(revision: Revision, limit: usize) -> Vec<Event>;
    fn recorded(key: Uuid) -> Option<KeyRecord>;
}

delegate! { Storage:
    fn begin() -> ();
    fn commit() -> ();
    fn begin_timeline(id: &Timeline) -> ();
    fn last_rank(course: &CourseId) -> Option<Option<Rank>>;
    fn position(video: &Video) -> u64;
    fn store(change: Change<'_>) -> Done;
    fn record_refusal(key: Uuid, mark: Fingerprint, at: Timestamp, refused: Refused) -> ();
    fn purge(cutoff: Timestamp, limit: usize) -> bool;
    fn replace_course(course: &Course, videos: &[Video], forget_keys: bool) -> Revision;
    + fn rollback(&mut self) {
        self.inner.rollback();
    }
}

/// Fails each call of each write path in turn: nothing is left of the try, and the repeat with
/// the same key has its effect once.
fn survives_each_failing_call<S: Storage>(fresh: impl Fn() -> S) {
    let last = |storage: &mut S| {
        let rank = storage
            .last_rank(&"a".parse().unwrap())
            .unwrap()
            .unwrap()
            .unwrap();
        Rank::between(Some(&rank), None).unwrap()
    };
    let paths: [fn(Rank) -> Operation; 8] = [
        |_| add(7),
        |_| Operation::Rename {
            id: id(1),
            title: "Caf\u{e9}  two".into(),
        },
        |_| Operation::SetPublished {
            id: id(1),
            published: true,
        },
        |_| Operation::SetDuration {
            id: id(1),
            duration_seconds: 77,
        },
        |rank| Operation::Move { id: id(1), rank },
        |_| Operation::Delete { id: id(1) },
        |_| Operation::Restore { id: id(1) },
        |_| Operation::Delete { id: id(404) },
    ];
    for path in paths {
        let mut failures = 0;
        loop {
            let mut storage = Failing {
                inner: with_course(fresh()),
                calls_left: None,
            };
            let mut submission =
                Submission::new(Some(key(1)), vec![path(last(&mut storage.inner))]);
            submission.place = true;
            let state = |storage: &mut S| {
                (
                    storage.revision().unwrap(),
                    storage.courses().unwrap(),
                    storage
                        .videos(&"a".parse().unwrap(), Window::default())
                        .unwrap(),
                    storage.recorded(key(1)).unwrap(),
                )
            };
            let before = state(&mut storage.inner);
            storage.calls_left = Some(failures);
            let tried = storage.begin().and_then(|()| {
                let settled = submit(&mut storage, KEY_RETENTION_MS, NOW, &submission)?;
                storage.commit()?;
                Ok(settled)
            });
            storage.calls_left = None;
            let failed = tried.is_err();
            if failed {
                storage.rollback();
                assert_eq!(state(&mut storage.inner), before);
            }
            let outcome = done(&mut storage, &submission);
            let accepted = u64::from(refusal(&outcome).is_none());
            assert_eq!(storage.revision().unwrap(), before.0 + accepted);
            if let Ok(settled) = tried {
                assert_eq!(settled.outcome, outcome);
                assert!(failures >= 5, "begin, key, video, write, commit at least");
                break;
            }
            failures += 1;
        }
    }
}

#[test]
fn memory_survives_each_failing_call() {
    survives_each_failing_call(MemoryStorage::new);
}

#[test]
fn sqlite_survives_each_failing_call() {
    survives_each_failing_call(|| SqliteStorage::in_memory().unwrap());
}
