//! What is kept of the past: events, keys, timelines.

use shared::{Operation, Timeline};
use uuid::Uuid;

use super::{DAY, NOW, course, filled, run};
use crate::storage::{KEPT_TIMELINES, Storage, TimelineStart};

/// What the server recorded before the cutoff goes, whatever time its key carries.
pub(super) fn a_purge_takes_the_old_and_only_that(storage: &mut dyn Storage) {
    let videos = filled(storage, 3);
    let at = |day: u64, n: u128| (u128::from(day * DAY) << 80) + (7 << 76) + n;
    let (old, refused, ahead, young, behind) =
        (at(300, 1), at(300, 2), at(1_030, 3), at(390, 4), at(362, 5));
    for (day, key, video) in [
        (300, old, 0),
        (300, refused, 0),
        (300, ahead, 1),
        (390, young, 2),
        (390, behind, 2),
    ] {
        let id = videos[video].id;
        run(storage, day * DAY, Some(key), Operation::Delete { id });
    }
    storage.begin().unwrap();
    assert!(!storage.purge(370 * DAY, 100).unwrap());
    storage.commit().unwrap();
    let known =
        |storage: &mut dyn Storage, key| storage.recorded(Uuid::from_u128(key)).unwrap().is_some();
    let all = [old, refused, ahead, young, behind].map(|key| known(storage, key));
    assert_eq!(all, [false, false, false, true, true]);
    let kept = [0, 1, 2].map(|at: usize| storage.video(videos[at].id).unwrap().is_some());
    assert_eq!(kept, [false, false, true]);
    let floor = storage.floor().unwrap();
    let events = storage.events_after(0, 10).unwrap();
    let revisions = events.iter().map(|event| event.revision);
    assert_eq!(revisions.collect::<Vec<_>>(), [floor + 1]);
}

pub(super) fn a_replaced_course_breaks_the_stream(storage: &mut dyn Storage) {
    let id = filled(storage, 2)[0].id;
    run(storage, NOW, Some(1), Operation::Delete { id });
    let before = storage.revision().unwrap();
    storage.begin().unwrap();
    let revision = storage.replace_course(&course("a"), &[], true).unwrap();
    storage.commit().unwrap();
    assert_eq!(
        (revision, storage.floor().unwrap()),
        (before + 1, before + 1)
    );
    assert!(storage.recorded(Uuid::from_u128(1)).unwrap().is_none());
    assert!(storage.video(id).unwrap().is_none());
    assert!(storage.events_after(0, 10).unwrap().is_empty());
}

fn timeline(n: u128) -> Timeline {
    Timeline::from(Uuid::from_u128(n))
}

fn begin(storage: &mut dyn Storage, n: u128) {
    storage.begin().unwrap();
    storage.begin_timeline(&timeline(n)).unwrap();
    storage.commit().unwrap();
}

pub(super) fn a_timeline_begins_at_the_present_revision(storage: &mut dyn Storage) {
    assert_eq!(storage.timelines().unwrap().current(), None);
    begin(storage, 9);
    let id = filled(storage, 1)[0].id;
    run(storage, NOW, None, Operation::Delete { id });
    begin(storage, 3);
    storage.begin().unwrap();
    storage.begin_timeline(&timeline(5)).unwrap();
    storage.rollback();
    let start = |n, begins_at| TimelineStart {
        id: timeline(n),
        begins_at,
    };
    let present = storage.revision().unwrap();
    let timelines = storage.timelines().unwrap();
    assert_eq!(timelines.0, [start(9, 0), start(3, present)]);
    storage.begin().unwrap();
    assert!(storage.begin_timeline(&timeline(9)).is_err(), "used before");
    storage.rollback();
    assert_eq!(storage.timelines().unwrap(), timelines);
}

pub(super) fn the_oldest_timelines_are_dropped(storage: &mut dyn Storage) {
    storage.begin().unwrap();
    for n in 1..=KEPT_TIMELINES as u128 + 5 {
        storage.begin_timeline(&timeline(n)).unwrap();
    }
    storage.commit().unwrap();
    let timelines = storage.timelines().unwrap();
    assert_eq!(timelines.0.len(), KEPT_TIMELINES);
    assert_eq!(timelines.0[0].id, timeline(6));
    assert_eq!(
        timelines.current(),
        Some(&timeline(KEPT_TIMELINES as u128 + 5))
    );
}
