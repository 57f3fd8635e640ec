//! Changing one video.

use std::rc::Rc;

use optimist::OperationId;
use shared::{Operation, Rank, VideoId};
use uuid::Uuid;

use super::{Desk, bulk::restore};
use crate::{
    components::format,
    feedback::{Finder, Sort, Step, ToastKind},
    mutations::{Change, ChangeVideo},
    queries::Place,
};

impl Desk {
    /// Adds a video at the end.
    pub fn add(&self, title: String, duration_seconds: i64) {
        let Some(Place::Course(course_id)) = self.place() else {
            return;
        };
        let id = VideoId(Uuid::from_u128(self.inner.client.new_id()));
        let videos = self.videos();
        let last = videos
            .len()
            .checked_sub(1)
            .and_then(|last| videos.get(last));
        let rank = Rank::between(last.map(|video| &video.rank), None);
        let label = format!("add {}", format::quoted(&title));
        let add = Operation::Add {
            id,
            course_id,
            title,
            duration_seconds,
            rank,
        };
        self.issue(
            vec![add.into()],
            &label,
            vec![Operation::Delete { id }.into()],
        );
        // It is to be seen, whatever was looked for before.
        self.inner
            .store
            .reduce_mut(|store| store.finder = Finder::default());
        self.show(id);
    }

    /// Shows a video to learners, or hides it.
    pub fn publish(&self, id: VideoId, published: bool) {
        let back = Operation::SetPublished {
            id,
            published: !published,
        };
        let verb = if published { "publish" } else { "unpublish" };
        self.change(
            Operation::SetPublished { id, published },
            verb,
            Some(back.into()),
        );
    }

    /// Deletes a video, and offers to take that back.
    pub fn delete(&self, id: VideoId) {
        let Some((_, video)) = self.find(id) else {
            return;
        };
        if self.inner.store.get().selection.contains(&id) {
            self.inner
                .store
                .reduce_mut(|store| store.selection.toggle(id));
        }
        let what: Rc<str> = format::quoted(&video.title).into();
        let back = restore(&video);
        let operation = self.change(Operation::Delete { id }, "delete", Some(back));
        self.offer_undo(Step {
            operation,
            what,
            count: 1,
        });
    }

    /// Takes a video out of the trash.
    pub fn restore(&self, id: VideoId) {
        if let Some((_, video)) = self.find(id) {
            let operation = Operation::Delete { id };
            self.issue_one(restore(&video), "restore", Some(operation.into()));
        }
    }

    /// Moves a video past so many others on screen, down or up.
    pub fn shift(&self, id: VideoId, by: isize) {
        if self.inner.store.get().finder.sort != Sort::Position {
            let text = "Videos can be moved when the list is sorted by position.";
            self.inner.store.reduce_mut(|store| {
                store.toasts.show(ToastKind::Failure, text, None);
                store.say(text);
            });
            return;
        }
        let neighbour = self.neighbour(id, by).and_then(|other| self.find(other));
        if let Some((to, _)) = neighbour {
            self.move_to(id, to);
        }
    }

    /// Moves a video to a place, counted from 0.
    pub fn move_to(&self, id: VideoId, to: usize) {
        let Some((at, video)) = self.find(id) else {
            return;
        };
        let videos = self.videos();
        let to = to.min(videos.len() - 1);
        if to == at {
            return;
        }
        // The neighbours at the new place, in the list without the video itself.
        let other = |place: usize| videos.get(if place < at { place } else { place + 1 });
        let low = to.checked_sub(1).and_then(other).map(|video| &video.rank);
        let high = other(to).map(|video| &video.rank);
        let Some(rank) = Rank::between(low, high) else {
            return self.cannot_move(&format::quoted(&video.title));
        };
        let back = Operation::Move {
            id,
            rank: video.rank.clone(),
        };
        self.change(Operation::Move { id, rank }, "move", Some(back.into()));
        self.inner.store.reduce_mut(|store| {
            store.say(format!(
                "{} moved to position {}",
                format::quoted(&video.title),
                to + 1
            ));
        });
        self.show(id);
    }

    pub(super) fn change(
        &self,
        operation: Operation,
        verb: &str,
        back: Option<Change>,
    ) -> OperationId {
        self.issue_one(operation.into(), verb, back)
    }

    fn issue_one(&self, change: Change, verb: &str, back: Option<Change>) -> OperationId {
        let name = self.name_of(change.operation.id());
        let label = format!("{verb} {}", format::quoted(&name));
        self.issue(vec![change], &label, back.into_iter().collect())
    }

    pub(super) fn issue(
        &self,
        changes: Vec<Change>,
        label: &str,
        back: Vec<Change>,
    ) -> OperationId {
        self.handled(&changes);
        let operation = self.inner.client.mutate_all::<ChangeVideo>(changes);
        if !back.is_empty() {
            self.inner.history.borrow_mut().push(operation, label, back);
            self.tell_newest();
        }
        operation
    }

    /// Who acts on a video again has handled that its last change was refused.
    pub(super) fn handled(&self, changes: &[Change]) {
        let store = self.inner.store.get();
        for change in changes {
            let id = change.operation.id();
            let Some(failure) = store.failures.get(&id) else {
                continue;
            };
            let refused = self.inner.client.operation(failure.operation, |operation| {
                let counts = operation.counts();
                (counts.failed == 0, counts.total)
            });
            if refused.is_none_or(|(refused, _)| refused) {
                self.inner
                    .store
                    .reduce_mut(|store| store.failures.forget(&id));
                if refused.is_some_and(|(_, total)| total == 1) {
                    self.inner.client.dismiss(failure.operation);
                }
            }
        }
    }
}
