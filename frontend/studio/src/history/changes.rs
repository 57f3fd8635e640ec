//! What takes an entry back, or does it again: only where its author has left it so.

use std::{
    collections::{HashMap, HashSet},
    rc::Rc,
};

use serde::{Deserialize, Serialize};
use shared::{Condition, Operation, Video, VideoId};
use studio_domain::{Change, change::left};

use super::{Entry, Stands};

/// Which way an entry goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    /// It is done, for the first time or again.
    #[default]
    Forth,
    /// It is taken back.
    Back,
}

impl Way {
    /// Is it done?
    pub fn is_forth(&self) -> bool {
        *self == Self::Forth
    }
}

/// An entry with the changes that take it back.
pub type Applied<'a> = (&'a Entry, &'a [Change]);

/// The changes that let an entry go this way, each done only while its video is as the author has left
/// it: by the entry itself, or by one of those `since`, the latest first. A title and a duration are only
/// changed where the entry itself has left them so: what was typed since is not thrown away for what was
/// typed before. `find` knows videos as they are.
pub fn changes(
    way: Way,
    (entry, body): Applied,
    since: &[Applied],
    find: &dyn Fn(VideoId) -> Option<Rc<Video>>,
) -> Vec<Change> {
    let mut newer = Left::default();
    for applied in since {
        newer.add(*applied);
    }
    let out = excluded(entry, way == Way::Forth);
    let concerned = body.iter().filter(|it| !out.contains(&it.operation.id()));
    let changes = concerned.map(|back| match way {
        Way::Back => back.clone(),
        Way::Forth => again(back, find),
    });
    changes.map(|change| newer.updated(change)).collect()
}

/// Has the author typed another title or duration since for every video that these changes are about? Those
/// entries are to be taken back first.
pub fn are_overtaken(changes: &[Change], since: &[Applied]) -> bool {
    let standing = since
        .iter()
        .filter(|(entry, _)| entry.stands() == Stands::Done);
    let bodies = standing.flat_map(|(entry, body)| {
        let out = excluded(entry, false);
        body.iter()
            .filter(move |it| !out.contains(&it.operation.id()))
    });
    let later: HashSet<(VideoId, &str)> = bodies.filter_map(|it| typed(&it.operation)).collect();
    changes
        .iter()
        .all(|it| typed(&it.operation).is_some_and(|it| later.contains(&it)))
}

/// The video and the field of it that a person types, if it is such a change.
fn typed(operation: &Operation) -> Option<(VideoId, &'static str)> {
    match operation {
        Operation::Rename { id, .. } => Some((*id, "title")),
        Operation::SetDuration { id, .. } => Some((*id, "duration")),
        _ => None,
    }
}

/// The videos to which an entry is not done; or also those for which it could not be taken back.
fn excluded(entry: &Entry, undone: bool) -> HashSet<VideoId> {
    let kept: &[VideoId] = if undone { &entry.not_undone } else { &[] };
    entry.not_done.iter().chain(kept).copied().collect()
}

/// What does again what `back` has taken back. What that was, is how it had left the video.
fn again(back: &Change, find: &dyn Fn(VideoId) -> Option<Rc<Video>>) -> Change {
    let id = back.operation.id();
    let was = back.only_if.as_deref().cloned().unwrap_or_default();
    let mut video = None;
    let operation = match &back.operation {
        Operation::Restore { .. } => Operation::Delete { id },
        // What was added, or taken out of the trash, is there.
        Operation::Delete { .. } | Operation::Add { .. } => {
            video = find(id);
            Operation::Restore { id }
        }
        Operation::Rename { title, .. } => Operation::Rename {
            id,
            title: was.title.as_deref().unwrap_or(title).to_owned(),
        },
        Operation::SetPublished { published, .. } => Operation::SetPublished {
            id,
            published: was.published.unwrap_or(!published),
        },
        Operation::SetDuration {
            duration_seconds, ..
        } => Operation::SetDuration {
            id,
            duration_seconds: was.duration_seconds.map_or(*duration_seconds, i64::from),
        },
        Operation::Move { rank, .. } => Operation::Move {
            id,
            rank: was.rank.as_ref().unwrap_or(rank).clone(),
        },
        // To its end.
        Operation::SetCourse { course_id, .. } => {
            video = find(id);
            Operation::SetCourse {
                id,
                course_id: was.course_id.as_ref().unwrap_or(course_id).clone(),
                rank: None,
            }
        }
    };
    let mut again = Change::from(operation);
    if let (Operation::Move { .. }, Some(course)) = (&again.operation, was.course_id) {
        again = again.in_course(course);
    }
    Change {
        was: video,
        undo: false,
        redo: true,
        ..again.back_from(back)
    }
}

/// How an author has left videos, field by field.
#[derive(Default)]
struct Left(HashMap<VideoId, Condition>);

impl Left {
    /// Adds how an entry has left its videos, where nothing newer has.
    fn add(&mut self, (entry, body): Applied) {
        let undone = match entry.stands() {
            Stands::NotDone => return,
            stands => stands == Stands::Undone,
        };
        let out = excluded(entry, undone);
        for back in body {
            let id = back.operation.id();
            if out.contains(&id) {
                continue;
            }
            let left = match (undone, &back.only_if) {
                (true, _) => left(back),
                (false, Some(only_if)) => (**only_if).clone(),
                (false, None) => continue,
            };
            self.0.entry(id).or_default().add(&left);
        }
    }

    /// Lets a change expect its video as it was left.
    fn updated(&self, mut change: Change) -> Change {
        let newer = self.0.get(&change.operation.id());
        if let (Some(newer), Some(only_if)) = (newer, &change.only_if) {
            let mut updated = only_if.updated(newer);
            updated.title = only_if.title.clone();
            updated.duration_seconds = only_if.duration_seconds;
            if matches!(change.operation, Operation::Move { .. }) {
                // In another course it is not put to its old place.
                updated.course_id = only_if.course_id.clone();
            }
            change.only_if = Some(Rc::new(updated));
        }
        change
    }
}

#[cfg(test)]
mod tests {
    use shared::Rank;

    use super::{
        super::entry::tests::{entry, id, video},
        *,
    };

    fn rename(title: &str) -> Change {
        let (id, title) = (video(1), title.to_owned());
        Change::from(Operation::Rename { id, title })
    }

    fn retitled(from: &str, to: &str) -> Vec<Change> {
        vec![rename(from).back_from(&rename(to))]
    }

    fn expected(changes: &[Change]) -> Option<&str> {
        changes[0].only_if.as_ref()?.title.as_deref()
    }

    fn nothing(_: VideoId) -> Option<Rc<Video>> {
        None
    }

    #[test]
    fn what_was_typed_since_is_not_thrown_away() {
        let (first, mut second) = (entry(1, 1), entry(2, 1));
        let (a_to_b, b_to_c) = (retitled("A", "B"), retitled("B", "C"));
        let back = |since: &[Applied]| changes(Way::Back, (&first, &a_to_b[..]), since, &nothing);
        let overtaken = |since: &[Applied]| are_overtaken(&back(since), since);
        assert_eq!(left(&back(&[])[0]).title.as_deref(), Some("A"));
        assert!(!overtaken(&[]));
        assert_eq!(expected(&back(&[(&second, &b_to_c[..])])), Some("B"));
        assert!(overtaken(&[(&second, &b_to_c[..])]));
        // A step that was taken back, or not done, has thrown nothing away.
        second.go(Way::Back, id(3), 0);
        assert!(!overtaken(&[(&second, &b_to_c[..])]));
        second.go(Way::Forth, id(4), 0);
        assert!(overtaken(&[(&second, &b_to_c[..])]));
        second.add_not_done(video(1));
        assert!(!overtaken(&[(&second, &b_to_c[..])]));
        assert_eq!(expected(&back(&[(&second, &b_to_c[..])])), Some("B"));
    }

    #[test]
    fn what_was_taken_back_is_done_again_as_it_was() {
        let mut entry = entry(1, 1);
        entry.go(Way::Back, id(2), 0);
        let again = |body: &[Change]| changes(Way::Forth, (&entry, body), &[], &nothing).remove(0);
        let renamed = again(&retitled("A", "B"));
        assert_eq!(renamed.operation, rename("B").operation);
        assert_eq!(expected(std::slice::from_ref(&renamed)), Some("A"));
        assert!(renamed.redo && !renamed.undo);

        let set = |published| {
            Change::from(Operation::SetPublished {
                id: video(1),
                published,
            })
        };
        let shown = again(&[set(false).back_from(&set(true))]);
        assert_eq!(shown.operation, set(true).operation);
        let delete = Change::from(Operation::Delete { id: video(1) });
        let restore = Change::from(Operation::Restore { id: video(1) });
        let deleted = again(&[restore.clone().back_from(&delete)]);
        assert_eq!(deleted.operation, delete.operation);
        let restored = again(&[delete.back_from(&restore)]);
        assert_eq!(restored.operation, restore.operation);

        let to = |rank: &Rank| {
            let rank = rank.clone();
            Change::from(Operation::Move { id: video(1), rank })
        };
        let (low, high) = (
            Rank::middle(),
            Rank::between(Some(&Rank::middle()), None).expect("room"),
        );
        let course: shared::CourseId = "c1".parse().expect("a course");
        let moved = again(&[to(&low).in_course(course.clone()).back_from(&to(&high))]);
        assert_eq!(moved.operation, to(&high).operation);
        let only_if = moved.only_if.expect("a condition");
        assert_eq!(
            (&only_if.rank, &only_if.course_id),
            (&Some(low), &Some(course))
        );
    }

    #[test]
    fn only_what_was_done_is_taken_back_and_only_that_is_done_again() {
        let mut entry = entry(1, 3);
        let body: Vec<Change> = (1..=3)
            .map(|n| Operation::Delete { id: video(n) }.into())
            .collect();
        let ids = |entry: &Entry, way| {
            let changes = changes(way, (entry, &body[..]), &[], &nothing);
            changes
                .iter()
                .map(|it| it.operation.id())
                .collect::<Vec<_>>()
        };
        entry.add_not_done(video(2));
        assert_eq!(ids(&entry, Way::Back), [video(1), video(3)]);
        entry.go(Way::Back, id(2), 0);
        entry.add_not_done(video(3));
        assert_eq!(ids(&entry, Way::Forth), [video(1)]);
        entry.go(Way::Forth, id(3), 0);
        assert_eq!(ids(&entry, Way::Back), [video(1), video(3)]);
    }
}
