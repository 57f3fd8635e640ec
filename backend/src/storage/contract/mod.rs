//! What every storage must do: one suite, run on each.

mod courses;
mod history;

use shared::{Course, Operation, Rank, Refusal, Video, VideoId};
use uuid::Uuid;

use super::{Change, Fingerprint, OperationOutcome, Refused, Storage, Window};
use crate::submit::{KEY_RETENTION_MS, Submission, submit};

const DAY: u64 = 86_400_000;
const NOW: u64 = 400 * DAY;

/// Runs the whole suite, each part on a storage without courses.
pub(crate) fn hold<S: Storage>(mut fresh: impl FnMut() -> S) {
    for part in [
        a_write_shows_everywhere_at_its_commit,
        a_rollback_leaves_nothing,
        lists_are_ordered_and_cut,
        sums_are_right_after_each_write,
        courses::a_video_can_go_to_another_course,
        courses::a_course_that_is_replaced_gets_its_videos_back,
        courses::the_trash_holds_what_was_deleted,
        keys_outlive_their_effect,
        courses::the_end_of_a_course_is_found,
        history::a_purge_takes_the_old_and_only_that,
        history::a_replaced_course_breaks_the_stream,
        history::a_timeline_begins_at_the_present_revision,
        history::the_oldest_timelines_are_dropped,
    ] {
        part(&mut fresh());
    }
}

fn course(id: &str) -> Course {
    Course {
        id: id.parse().unwrap(),
        title: format!("Course {id}"),
        description: String::new(),
        video_count: 0,
        published_count: 0,
        duration_seconds: 0,
        revision: 0,
    }
}

fn video(n: u128, rank: &Rank) -> Video {
    Video {
        id: VideoId(Uuid::from_u128(n)),
        course_id: "a".parse().unwrap(),
        title: format!("Video {n}").into(),
        duration_seconds: 60,
        published: n.is_multiple_of(2),
        rank: rank.clone(),
        deleted_at: None,
        revision: 0,
    }
}

/// The course `a` with `count` videos.
fn filled(storage: &mut dyn Storage, count: usize) -> Vec<Video> {
    let ranks = Rank::spread(None, None, count).unwrap();
    let videos: Vec<_> = (1..).zip(&ranks).map(|(n, rank)| video(n, rank)).collect();
    storage.begin().unwrap();
    storage
        .replace_course(&course("a"), &videos, false)
        .unwrap();
    storage.commit().unwrap();
    videos
}

fn run(
    storage: &mut dyn Storage,
    now: u64,
    key: Option<u128>,
    operation: Operation,
) -> OperationOutcome {
    storage.begin().unwrap();
    let submission = Submission::new(key.map(Uuid::from_u128), vec![operation]);
    let settled = submit(storage, KEY_RETENTION_MS, now, &submission).unwrap();
    storage.commit().unwrap();
    settled.outcome
}

fn a_write_shows_everywhere_at_its_commit(storage: &mut dyn Storage) {
    let before = filled(storage, 3).remove(1);
    let revision = storage.revision().unwrap();
    let after = Video {
        title: "Renamed".into(),
        ..before.clone()
    };
    let key = Uuid::from_u128(77);
    storage.begin().unwrap();
    let change = Change {
        before: Some(&before),
        after: &after,
        key: Some(key),
        fingerprint: Fingerprint([3; 16]),
        at: NOW,
        place: true,
    };
    let done = storage.store(change).unwrap();
    storage.commit().unwrap();
    assert_eq!(
        (done.event.revision, done.position),
        (revision + 1, Some(2))
    );
    assert_eq!(storage.revision().unwrap(), revision + 1);
    let stored = storage.placed_video(before.id).unwrap().unwrap();
    assert_eq!(
        (&stored.video, stored.position),
        (&done.event.video, Some(2))
    );
    assert_eq!(
        stored.video,
        Video {
            revision: revision + 1,
            ..after
        }
    );
    let page = storage
        .videos(&before.course_id, Window::default())
        .unwrap()
        .unwrap();
    assert_eq!(
        (&page.items[1], page.course_revision),
        (&stored.video, revision + 1)
    );
    assert_eq!(
        storage.events_after(revision, 10).unwrap(),
        std::slice::from_ref(&done.event)
    );
    let record = storage.recorded(key).unwrap().unwrap();
    assert_eq!(
        (record.fingerprint.0, record.outcome),
        ([3; 16], OperationOutcome::Done(done))
    );
}

fn a_rollback_leaves_nothing(storage: &mut dyn Storage) {
    let videos = filled(storage, 4);
    let all = |storage: &mut dyn Storage| {
        (
            storage.revision().unwrap(),
            storage.courses().unwrap(),
            storage
                .videos(&videos[0].course_id, Window::default())
                .unwrap(),
            storage.events_after(0, 100).unwrap(),
            storage.recorded(Uuid::from_u128(1)).unwrap(),
            storage.recorded(Uuid::from_u128(2)).unwrap(),
        )
    };
    let before = all(storage);
    storage.begin().unwrap();
    for (operation, key) in [
        (Operation::Delete { id: videos[1].id }, 1),
        (Operation::Delete { id: videos[1].id }, 2),
        (
            Operation::Move {
                id: videos[0].id,
                rank: Rank::between(Some(&videos[3].rank), None).unwrap(),
            },
            3,
        ),
        (add(9, None), 4),
    ] {
        let submission = Submission::new(Some(Uuid::from_u128(key)), vec![operation]);
        submit(storage, KEY_RETENTION_MS, NOW, &submission).unwrap();
    }
    storage.rollback();
    assert_eq!(all(storage), before);
    run(
        storage,
        NOW,
        Some(1),
        Operation::Delete { id: videos[2].id },
    );
    let last = storage.placed_video(videos[3].id).unwrap().unwrap();
    assert_eq!((last.position, last.revision), (Some(3), before.0 + 1));
}

fn lists_are_ordered_and_cut(storage: &mut dyn Storage) {
    let videos = filled(storage, 5);
    let course = &videos[0].course_id.clone();
    let ids = |storage: &mut dyn Storage, offset, limit| {
        let page = storage
            .videos(course, Window { offset, limit })
            .unwrap()
            .unwrap();
        (
            page.items
                .iter()
                .map(|video| video.id.0.as_u128())
                .collect::<Vec<_>>(),
            page.total,
        )
    };
    assert_eq!(ids(storage, 0, None), (vec![1, 2, 3, 4, 5], 5));
    let front = Rank::between(None, Some(&videos[0].rank)).unwrap();
    run(
        storage,
        NOW,
        None,
        Operation::Move {
            id: videos[4].id,
            rank: front,
        },
    );
    run(storage, NOW, None, Operation::Delete { id: videos[1].id });
    assert_eq!(ids(storage, 0, None), (vec![5, 1, 3, 4], 4));
    assert_eq!(ids(storage, 1, Some(2)), (vec![1, 3], 4));
    assert_eq!(ids(storage, 9, Some(2)), (vec![], 4));
    // Of one rank, the id decides.
    run(
        storage,
        NOW,
        None,
        Operation::Move {
            id: videos[3].id,
            rank: videos[2].rank.clone(),
        },
    );
    run(
        storage,
        NOW,
        None,
        Operation::Move {
            id: videos[4].id,
            rank: videos[2].rank.clone(),
        },
    );
    assert_eq!(ids(storage, 0, None), (vec![1, 3, 4, 5], 4));
    for (video, position) in [(0, 1), (2, 2), (3, 3), (4, 4)] {
        let placed = storage.placed_video(videos[video].id).unwrap().unwrap();
        assert_eq!(placed.position, Some(position));
        assert_eq!(storage.position(&placed.video).unwrap(), position);
    }
    assert!(
        storage
            .videos(&"none".parse().unwrap(), Window::default())
            .unwrap()
            .is_none()
    );
}

fn sums_are_right_after_each_write(storage: &mut dyn Storage) {
    let id = filled(storage, 4)[1].id;
    for (operation, sums) in [
        (
            Operation::SetDuration {
                id,
                duration_seconds: 100,
            },
            (4, 2, 280),
        ),
        (
            Operation::SetPublished {
                id,
                published: false,
            },
            (4, 1, 280),
        ),
        (
            Operation::SetPublished {
                id,
                published: true,
            },
            (4, 2, 280),
        ),
        (Operation::Delete { id }, (3, 1, 180)),
        (Operation::Delete { id }, (3, 1, 180)),
        (Operation::Restore { id }, (4, 2, 280)),
        (Operation::Restore { id }, (4, 2, 280)),
        (add(9, None), (5, 2, 290)),
    ] {
        run(storage, NOW, None, operation);
        let course = storage.courses().unwrap().0.remove(0);
        assert_eq!(
            (
                course.video_count,
                course.published_count,
                course.duration_seconds
            ),
            sums
        );
    }
}

fn keys_outlive_their_effect(storage: &mut dyn Storage) {
    let id = filled(storage, 1)[0].id;
    let first = run(storage, NOW, Some(5), Operation::Delete { id });
    run(storage, NOW, None, Operation::Restore { id });
    let revision = storage.revision().unwrap();
    assert_eq!(run(storage, NOW, Some(5), Operation::Delete { id }), first);
    assert_eq!(
        storage.revision().unwrap(),
        revision,
        "a repeat does nothing"
    );
    run(storage, NOW, None, Operation::Delete { id });
    let refused = run(storage, NOW, Some(6), Operation::Delete { id });
    assert_eq!(
        refused,
        OperationOutcome::Refused(Refused {
            id,
            refusal: Refusal::Deleted
        })
    );
    run(storage, NOW, None, Operation::Restore { id });
    assert_eq!(
        run(storage, NOW, Some(6), Operation::Delete { id }),
        refused
    );
}

fn add(n: u128, rank: Option<Rank>) -> Operation {
    Operation::Add {
        id: VideoId(Uuid::from_u128(n)),
        course_id: "a".parse().unwrap(),
        title: format!("Added {n}"),
        duration_seconds: 10,
        rank,
    }
}
