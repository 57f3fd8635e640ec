//! Whatever is refused in a transaction and whichever transaction is rolled back: the lists, the
//! trash, the sums and the outbox stay whole, and both storages tell the same.

use std::{
    cell::RefCell,
    collections::{BTreeMap, HashSet},
};

use proptest::{
    collection::vec,
    prelude::*,
    sample::select,
    test_runner::{Config, TestRng, TestRunner},
};
use shared::{
    Condition, Course, CourseId, Operation, Rank, Refusal, Revision, Timestamp, Video, VideoId,
};
use uuid::Uuid;

use crate::{
    storage::{
        Event, KeyRecord, MemoryStorage, OperationOutcome, PlacedAt, SqliteStorage, Storage,
        StorageError, Window,
    },
    submit::{IfMatch, KEY_RETENTION_MS, Submission, submit, withdraw},
};

const NOW: Timestamp = 40 * 86_400_000;
/// Videos that there are at the start, and ids that are asked for.
const VIDEOS: u128 = 6;
const IDS: u128 = 9;
/// Keys that are used again and again; the last one is too old.
const KEYS: u128 = 12;
const COURSES: [&str; 2] = ["a", "b"];

/// Every reason there is.
const REFUSALS: [Refusal; 12] = [
    Refusal::NotFound,
    Refusal::Deleted,
    Refusal::CourseNotFound,
    Refusal::IdTaken,
    Refusal::TitleEmpty,
    Refusal::TitleTooLong,
    Refusal::DurationOutOfRange,
    Refusal::Changed,
    Refusal::KeyReused,
    Refusal::KeyExpired,
    Refusal::Withdrawn,
    Refusal::Conflict,
];

#[derive(Clone, Debug)]
enum Step {
    Submit(Submission),
    Withdraw(Uuid),
}

#[derive(Clone, Debug)]
struct Transaction {
    steps: Vec<Step>,
    commits: bool,
}

/// All that a reader can see.
#[derive(Debug, PartialEq)]
struct Seen {
    revision: Revision,
    courses: Vec<Course>,
    lists: Vec<Vec<Video>>,
    trashes: Vec<Vec<Video>>,
    places: BTreeMap<u128, Option<PlacedAt>>,
    events: Vec<Event>,
    keys: Vec<Option<KeyRecord>>,
}

fn id(n: u128) -> VideoId {
    VideoId(Uuid::from_u128(n))
}

fn course(name: &str) -> CourseId {
    name.parse().unwrap()
}

fn key(n: u128) -> Uuid {
    let made_at = if n == KEYS { 0 } else { NOW };
    Uuid::from_u128((u128::from(made_at) << 80) | (7 << 76) | (2 << 62) | n)
}

fn operation() -> impl Strategy<Value = Operation> {
    let id = (1..=IDS).prop_map(id);
    let title = select(vec!["One", "Two", "Two  words", " ", ""]).prop_map(str::to_owned);
    let title = prop_oneof![9 => title, 1 => Just("x".repeat(201))];
    let seconds = select(vec![0, 60, 86_400, -1, 86_401]);
    let ranks = Rank::spread(None, None, 4).unwrap();
    let rank = select(ranks);
    let to = select(vec!["a", "b", "a", "b", "nowhere"]).prop_map(course);
    let place = proptest::option::of(rank.clone());
    prop_oneof![
        (
            id.clone(),
            to.clone(),
            title.clone(),
            seconds.clone(),
            place.clone()
        )
            .prop_map(|(id, course_id, title, duration_seconds, rank)| {
                Operation::Add {
                    id,
                    course_id,
                    title,
                    duration_seconds,
                    rank,
                }
            }),
        (id.clone(), title).prop_map(|(id, title)| Operation::Rename { id, title }),
        (id.clone(), any::<bool>())
            .prop_map(|(id, published)| Operation::SetPublished { id, published }),
        (id.clone(), seconds).prop_map(|(id, duration_seconds)| Operation::SetDuration {
            id,
            duration_seconds
        }),
        (id.clone(), rank).prop_map(|(id, rank)| Operation::Move { id, rank }),
        (id.clone(), to, place).prop_map(|(id, course_id, rank)| Operation::SetCourse {
            id,
            course_id,
            rank
        }),
        id.clone().prop_map(|id| Operation::Delete { id }),
        id.prop_map(|id| Operation::Restore { id }),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let keyed = (proptest::option::of(1..=KEYS), operation());
    let alone = keyed.prop_map(|(n, operation)| Submission::new(n.map(key), vec![operation]));
    // Several fields of one video, all or none.
    let patch = vec(operation(), 0..4).prop_map(|operations| {
        let id = operations.first().map(Operation::id);
        let same = operations
            .into_iter()
            .filter(|operation| Some(operation.id()) == id);
        Submission::new(None, same.collect())
    });
    let guarded = (operation(), 0..20u64).prop_map(|(operation, revision)| {
        let condition = IfMatch::Revisions(vec![revision]);
        Submission::new(None, vec![operation]).with_condition(Some(condition))
    });
    let conditional = (operation(), any::<bool>()).prop_map(|(operation, published)| {
        let condition = Condition {
            published: Some(published),
            ..Condition::default()
        };
        Submission::new(None, vec![operation]).only_if(Some(condition))
    });
    prop_oneof![
        12 => alone.prop_map(Step::Submit),
        3 => patch.prop_map(Step::Submit),
        2 => guarded.prop_map(Step::Submit),
        2 => conditional.prop_map(Step::Submit),
        1 => (1..=KEYS).prop_map(|n| Step::Withdraw(key(n))),
    ]
}

fn transaction() -> impl Strategy<Value = Transaction> {
    let commits = prop::bool::weighted(0.8);
    (vec(step(), 1..8), commits).prop_map(|(steps, commits)| Transaction { steps, commits })
}

/// Two courses, each with half of the videos; returns the revision before the first event.
fn filled(storage: &mut dyn Storage) -> Revision {
    let ranks = Rank::spread(None, None, VIDEOS as usize).unwrap();
    let mut start = 0;
    storage.begin().unwrap();
    for (at, name) in (0..).zip(COURSES) {
        let videos = (1..=VIDEOS)
            .zip(&ranks)
            .filter(|(n, _)| n % 2 == at)
            .map(|(n, rank)| Video {
                id: id(n),
                course_id: course(name),
                title: format!("Video {n}").into(),
                duration_seconds: 60,
                published: n > 3,
                rank: rank.clone(),
                deleted_at: None,
                revision: 0,
            })
            .collect::<Vec<_>>();
        let course = Course {
            id: course(name),
            title: name.into(),
            description: String::new(),
            video_count: 0,
            published_count: 0,
            duration_seconds: 0,
            revision: 0,
        };
        start = storage.replace_course(&course, &videos, true).unwrap();
    }
    storage.commit().unwrap();
    start
}

fn run(storage: &mut dyn Storage, transaction: &Transaction) -> Vec<OperationOutcome> {
    storage.begin().unwrap();
    let outcomes = transaction.steps.iter().map(|step| match step {
        Step::Submit(submission) => {
            let settled = submit(storage, KEY_RETENTION_MS, NOW, submission);
            settled.unwrap().outcome
        }
        Step::Withdraw(key) => withdraw(storage, NOW, *key).unwrap(),
    });
    let outcomes = outcomes.collect();
    if transaction.commits {
        storage.commit().unwrap();
    } else {
        storage.rollback();
    }
    outcomes
}

fn seen(storage: &mut dyn Storage, start: Revision) -> Result<Seen, StorageError> {
    let (mut lists, mut trashes) = (Vec::new(), Vec::new());
    for name in COURSES {
        let page = storage.videos(&course(name), Window::default())?.unwrap();
        assert_eq!(page.total, page.items.len() as u64);
        lists.push(page.items);
        trashes.push(storage.trash(&course(name), 1_000)?.unwrap().0);
    }
    let mut places = BTreeMap::new();
    for n in 1..=IDS {
        places.insert(n, storage.placed_video(id(n))?);
    }
    let keys = (1..=KEYS).map(|n| storage.recorded(key(n)));
    Ok(Seen {
        keys: keys.collect::<Result<_, _>>()?,
        revision: storage.revision()?,
        courses: storage.courses()?.0,
        events: storage.events_after(start, 10_000)?,
        lists,
        trashes,
        places,
    })
}

/// What holds of all that a reader can see, at every moment.
fn check(seen: &Seen, start: Revision) {
    let mut homes: BTreeMap<VideoId, u32> = BTreeMap::new();
    for ((name, list), trash) in COURSES.iter().zip(&seen.lists).zip(&seen.trashes) {
        for (position, video) in (1..).zip(list) {
            let placed = &seen.places[&video.id.0.as_u128()].as_ref().unwrap();
            assert_eq!((&placed.video, placed.position), (video, Some(position)));
            assert!(!video.is_deleted() && video.course_id == course(name));
        }
        assert!(trash.iter().all(Video::is_deleted));
        for video in list.iter().chain(trash) {
            *homes.entry(video.id).or_default() += 1;
        }
        let sums = seen.courses.iter().find(|sums| sums.id == course(name));
        let sums = sums.unwrap();
        let told = (
            sums.video_count as usize,
            sums.published_count as usize,
            sums.duration_seconds,
        );
        let published = list.iter().filter(|video| video.published).count();
        let seconds = list.iter().map(|video| u64::from(video.duration_seconds));
        assert_eq!(told, (list.len(), published, seconds.sum()), "{name}");
    }
    let there = seen.places.values().flatten();
    for PlacedAt { video, .. } in there.clone() {
        assert_eq!(homes.get(&video.id), Some(&1), "{video:?}");
    }
    assert_eq!(homes.len(), there.count());
    let revisions = seen.events.iter().map(|event| event.revision);
    assert!(
        revisions.eq(start + 1..=seen.revision),
        "the outbox has a gap"
    );
}

#[test]
fn what_is_refused_or_rolled_back_leaves_the_courses_whole() {
    let reasons = RefCell::new(HashSet::new());
    let config = Config {
        cases: 128,
        failure_persistence: None,
        ..Config::default()
    };
    let rng = TestRng::deterministic_rng(config.rng_algorithm);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let runs = runner.run(&vec(transaction(), 1..16), |transactions| {
        let mut memory = MemoryStorage::new();
        let mut sqlite = SqliteStorage::in_memory().unwrap();
        let start = filled(&mut memory);
        prop_assert_eq!(filled(&mut sqlite), start);
        let mut before = seen(&mut memory, start).unwrap();
        for transaction in &transactions {
            let outcomes = run(&mut memory, transaction);
            prop_assert_eq!(&outcomes, &run(&mut sqlite, transaction));
            let after = seen(&mut memory, start).unwrap();
            prop_assert_eq!(&after, &seen(&mut sqlite, start).unwrap());
            check(&after, start);
            if !transaction.commits {
                prop_assert_eq!(&after, &before);
            }
            before = after;
            for outcome in outcomes {
                if let OperationOutcome::Refused(refused) = outcome {
                    reasons.borrow_mut().insert(refused.refusal);
                }
            }
        }
        Ok(())
    });
    runs.unwrap();
    let reasons = reasons.into_inner();
    let never: Vec<_> = REFUSALS
        .iter()
        .filter(|reason| !reasons.contains(reason))
        .collect();
    assert!(never.is_empty(), "never refused as {never:?}");
}
