//! Several courses, and what was deleted of them.

use shared::{Operation, Refusal};

use super::{NOW, add, course, filled, run};
use crate::{
    storage::{OperationOutcome, Refused, Storage, Window},
    submit::{KEY_RETENTION_MS, Submission, submit},
};

pub(super) fn a_course_that_is_replaced_gets_its_videos_back(storage: &mut dyn Storage) {
    let videos = filled(storage, 2);
    storage.begin().unwrap();
    storage.replace_course(&course("b"), &[], false).unwrap();
    storage.commit().unwrap();
    let (a, b) = ("a".parse().unwrap(), "b".parse().unwrap());
    // Reads the orders, so that they are kept up from here on.
    storage.position(&videos[0]).unwrap();
    let to_b = Operation::SetCourse {
        id: videos[0].id,
        course_id: "b".parse().unwrap(),
        rank: None,
    };
    run(storage, NOW, None, to_b);
    storage.begin().unwrap();
    storage
        .replace_course(&course("a"), &videos, false)
        .unwrap();
    storage.commit().unwrap();
    for (course, count) in [(&a, 2), (&b, 0)] {
        let page = storage.videos(course, Window::default()).unwrap().unwrap();
        assert_eq!((page.items.len(), page.total), (count, count as u64));
    }
    let courses = storage.courses().unwrap().0;
    let counts: Vec<_> = courses.iter().map(|course| course.video_count).collect();
    assert_eq!(counts, [2, 0]);
    let placed = storage.placed_video(videos[1].id).unwrap().unwrap();
    assert_eq!(placed.position, Some(2));
}

pub(super) fn a_video_can_go_to_another_course(storage: &mut dyn Storage) {
    let videos = filled(storage, 3);
    storage.begin().unwrap();
    storage.replace_course(&course("b"), &[], false).unwrap();
    storage.commit().unwrap();
    let (a, b) = ("a".parse().unwrap(), "b".parse().unwrap());
    let ids = |storage: &mut dyn Storage, course| {
        let page = storage.videos(course, Window::default()).unwrap().unwrap();
        let ids = page.items.iter().map(|video| video.id.0.as_u128());
        (ids.collect::<Vec<_>>(), page.total)
    };
    let sums = |storage: &mut dyn Storage| {
        let courses = storage.courses().unwrap().0.into_iter();
        courses
            .map(|course| {
                (
                    course.video_count,
                    course.published_count,
                    course.duration_seconds,
                )
            })
            .collect::<Vec<_>>()
    };
    let to_b = |at: usize| Operation::SetCourse {
        id: videos[at].id,
        course_id: "b".parse().unwrap(),
        rank: None,
    };
    // Reads the orders, so that they are kept up from here on.
    storage.position(&videos[0]).unwrap();
    run(storage, NOW, None, to_b(1));
    run(storage, NOW, None, to_b(0));
    assert_eq!(ids(storage, &a), (vec![3], 1));
    assert_eq!(ids(storage, &b), (vec![2, 1], 2));
    assert_eq!(sums(storage), [(1, 0, 60), (2, 1, 120)]);
    let placed = storage.placed_video(videos[0].id).unwrap().unwrap();
    assert_eq!(
        (placed.position, placed.video.course_id),
        (Some(2), b.clone())
    );
    // In the trash it cannot be moved, and it comes back where it was.
    let id = videos[1].id;
    run(storage, NOW, None, Operation::Delete { id });
    let refused = run(storage, NOW, None, to_b(1));
    let refusal = Refusal::Deleted;
    assert_eq!(refused, OperationOutcome::Refused(Refused { id, refusal }));
    run(storage, NOW, None, Operation::Restore { id });
    assert_eq!(ids(storage, &b), (vec![2, 1], 2));
    let nowhere = Operation::SetCourse {
        id,
        course_id: "none".parse().unwrap(),
        rank: None,
    };
    let refusal = Refusal::CourseNotFound;
    let refused = run(storage, NOW, None, nowhere);
    assert_eq!(refused, OperationOutcome::Refused(Refused { id, refusal }));
    // A rollback puts both courses back.
    let before = (ids(storage, &a), ids(storage, &b), sums(storage));
    storage.begin().unwrap();
    let back = Operation::SetCourse {
        id,
        course_id: a.clone(),
        rank: Some(videos[1].rank.clone()),
    };
    let submission = Submission::new(None, vec![back.clone()]);
    submit(storage, KEY_RETENTION_MS, NOW, &submission).unwrap();
    storage.rollback();
    assert_eq!((ids(storage, &a), ids(storage, &b), sums(storage)), before);
    run(storage, NOW, None, back);
    assert_eq!(ids(storage, &a), (vec![2, 3], 2));
}

pub(super) fn the_trash_holds_what_was_deleted(storage: &mut dyn Storage) {
    let videos = filled(storage, 4);
    let course = "a".parse().unwrap();
    assert_eq!(storage.trash(&course, 9).unwrap().unwrap().0, []);
    for (at, video) in [(5, 1), (7, 0), (7, 3)] {
        let id = videos[video].id;
        run(storage, NOW + at, None, Operation::Delete { id });
    }
    let trash = |storage: &mut dyn Storage, limit| {
        let (videos, revision) = storage.trash(&course, limit).unwrap().unwrap();
        assert_eq!(revision, storage.revision().unwrap());
        let ids = videos.iter().map(|video| video.id.0.as_u128());
        ids.collect::<Vec<_>>()
    };
    assert_eq!(trash(storage, 9), [1, 4, 2]);
    assert_eq!(trash(storage, 2), [1, 4]);
    let id = videos[3].id;
    run(storage, NOW, None, Operation::Restore { id });
    assert_eq!(trash(storage, 9), [1, 2]);
    assert!(
        storage
            .trash(&"none".parse().unwrap(), 9)
            .unwrap()
            .is_none()
    );
}

pub(super) fn the_end_of_a_course_is_found(storage: &mut dyn Storage) {
    filled(storage, 0);
    let course = "a".parse().unwrap();
    assert_eq!(storage.last_rank(&course).unwrap(), Some(None));
    for n in 1..=3 {
        run(storage, NOW, None, add(n, None));
    }
    let page = storage.videos(&course, Window::default()).unwrap().unwrap();
    assert_eq!(
        page.items
            .iter()
            .map(|v| v.id.0.as_u128())
            .collect::<Vec<_>>(),
        [1, 2, 3]
    );
    let last = page.items[2].rank.clone();
    assert_eq!(storage.last_rank(&course).unwrap(), Some(Some(last)));
    assert_eq!(storage.last_rank(&"none".parse().unwrap()).unwrap(), None);
}
