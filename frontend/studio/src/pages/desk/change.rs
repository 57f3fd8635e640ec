//! Changing videos, one or many.

use std::rc::Rc;

use optimist::OperationId;
use shared::{Operation, Rank, Video, VideoId};
use uuid::Uuid;

use super::Desk;
use crate::{
    components::format,
    feedback::{Step, ToastKind, Verb},
    mutations::{Change, ChangeVideo},
};

impl Desk {
    /// Adds a video at the end.
    pub fn add(&self, title: String, duration_seconds: i64) {
        let id = VideoId(Uuid::from_u128(self.inner.client.new_id()));
        let videos = self.videos();
        let last = videos
            .len()
            .checked_sub(1)
            .and_then(|last| videos.get(last));
        let rank = Rank::between(last.map(|video| &video.rank), None);
        let course_id = self.inner.course.clone();
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
        let back = Change {
            operation: Operation::Restore { id },
            was: Some((*video).clone()),
        };
        let operation = self.change(Operation::Delete { id }, "delete", Some(back));
        self.offer_undo(Step {
            operation,
            what,
            count: 1,
        });
    }

    /// Moves a video by so many places, down or up.
    pub fn shift(&self, id: VideoId, by: isize) {
        if let Some((at, _)) = self.find(id) {
            self.move_to(id, at.saturating_add_signed(by));
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
            self.inner.store.reduce_mut(|store| {
                let text = format!(
                    "{} cannot be moved there: move one of its new neighbours first.",
                    format::quoted(&video.title)
                );
                store.toasts.show(ToastKind::Failure, &text, None);
                store.say(text);
            });
            return;
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

    /// Does one operation to all videos that are chosen.
    pub fn bulk(&self, verb: Verb) {
        let store = self.inner.store.get();
        let videos = self.videos();
        let chosen: Vec<&Rc<Video>> = videos
            .iter()
            .filter(|video| store.selection.contains(&video.id))
            .collect();
        if chosen.is_empty() {
            return;
        }
        let count = chosen.len();
        let published = verb == Verb::Publish;
        let (changes, back): (Vec<Change>, Vec<Change>) = chosen
            .into_iter()
            .map(|video| {
                let id = video.id;
                if verb == Verb::Delete {
                    let was = Some((**video).clone());
                    let restore = Change {
                        operation: Operation::Restore { id },
                        was,
                    };
                    (Operation::Delete { id }.into(), restore)
                } else {
                    let before = Operation::SetPublished {
                        id,
                        published: video.published,
                    };
                    (
                        Operation::SetPublished { id, published }.into(),
                        before.into(),
                    )
                }
            })
            .unzip();
        let what: Rc<str> = format::counted(count, "video").into();
        let operation = self.issue(changes, &format!("{what} {}", verb.done()), back);
        self.inner.store.reduce_mut(|store| {
            store.bulks.show(operation, verb, count);
            if verb == Verb::Delete {
                store.selection.clear();
            }
            store.say(format!("{} {what}", verb.doing()));
        });
        if verb == Verb::Delete {
            self.offer_undo(Step {
                operation,
                what,
                count,
            });
        }
    }

    pub(super) fn change(
        &self,
        operation: Operation,
        verb: &str,
        back: Option<Change>,
    ) -> OperationId {
        let name = self.name_of(operation.id());
        let label = format!("{verb} {}", format::quoted(&name));
        self.issue(vec![operation.into()], &label, back.into_iter().collect())
    }

    fn issue(&self, changes: Vec<Change>, label: &str, back: Vec<Change>) -> OperationId {
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
