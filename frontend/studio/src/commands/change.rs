//! Changing one video.

use std::rc::Rc;

use optimist::{ItemState, OperationId};
use shared::{Operation, Rank, VideoId};

use super::{
    Editor,
    bulk::{BulkChange, moved, moved_back, restore},
    notify::verb,
};
use crate::{
    feedback::{Sort, ToastKind, UndoOffer},
    format,
    mutations::{Change, ChangeVideo, change},
};

impl Editor {
    /// Shows a video to learners, or hides it.
    pub fn publish(&self, id: VideoId, published: bool) {
        let back = Operation::SetPublished {
            id,
            published: !published,
        };
        self.change(Operation::SetPublished { id, published }, Some(back.into()));
    }

    /// Deletes a video, and offers to take that back.
    pub fn delete(&self, id: VideoId) {
        let Some((_, video)) = self.find(id) else {
            return;
        };
        if self.feedback().selection.contains(&id) {
            self.update(|store| store.selection.toggle(id));
        }
        let what: Rc<str> = format::quoted(&video.title).into();
        let back = restore(&video);
        let operation = self.change(Operation::Delete { id }, Some(back));
        self.offer_undo(UndoOffer {
            operation,
            what,
            count: 1,
        });
    }

    /// Takes a video out of the trash.
    pub fn restore(&self, id: VideoId) {
        if let Some((_, video)) = self.find(id) {
            let operation = Operation::Delete { id };
            self.issue_one(restore(&video), Some(operation.into()));
        }
    }

    /// Moves a video past so many others on screen, down or up.
    pub fn shift(&self, id: VideoId, by: isize) {
        if !self.is_in_order() {
            return;
        }
        let neighbour = self.neighbour(id, by).and_then(|other| self.find(other));
        if let Some((to, _)) = neighbour {
            self.move_to(id, to);
        }
    }

    /// Moves all that is chosen past so many others, down or up; what is not together comes together.
    pub fn shift_chosen(&self, by: isize) {
        if !self.is_in_order() {
            return;
        }
        let store = self.feedback();
        let (videos, chosen) = (self.videos(), &store.selection);
        let mut places = videos
            .iter()
            .enumerate()
            .filter(|(_, video)| chosen.contains(&video.id))
            .map(|(at, _)| at);
        let Some(first) = places.next() else { return };
        let (last, count) = places.fold((first, 1), |(_, count), at| (at, count + 1));
        // Counted in the list without them.
        let to = if by < 0 {
            first.saturating_add_signed(by)
        } else {
            (last + 1 - count).saturating_add_signed(by)
        };
        let to = to.min(videos.len() - count);
        if to != first || last + 1 - first != count {
            self.bulk(&BulkChange::MoveTo(to));
        }
    }

    /// Is the order on screen the course's own, in which videos can be moved? Says so where it is not.
    fn is_in_order(&self) -> bool {
        let in_order = self.feedback().finder.sort == Sort::Position;
        if !in_order {
            let text = "Videos can be moved when the list is sorted by position.";
            self.update(|store| store.notify(ToastKind::Failure, text, None));
        }
        in_order
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
        self.change(moved(id, &rank), Some(moved_back(&video)));
        self.update(|store| {
            let name = format::quoted(&video.title);
            let text = format!("{name} moved to position {}", to + 1);
            store.spoken.update("moved", text);
            store.reveal(id);
        });
    }

    pub(super) fn change(&self, operation: Operation, back: Option<Change>) -> OperationId {
        self.issue_one(operation.into(), back)
    }

    pub(super) fn issue_one(&self, change: Change, back: Option<Change>) -> OperationId {
        let what = format::quoted(&self.name_in(&change));
        let back = back.map(|back| back.back_from(&change));
        self.issue(vec![change], &what, back.into_iter().collect())
    }

    /// Issues changes of one kind to videos, named by `what` where it is one. What takes them back is
    /// remembered.
    pub(super) fn issue(&self, changes: Vec<Change>, what: &str, back: Vec<Change>) -> OperationId {
        self.dismiss_refusals(&changes);
        let verb = changes.first().map(verb);
        let operation = self.inner.client.mutate_all::<ChangeVideo>(changes);
        if let Some(verb) = verb.filter(|_| !back.is_empty()) {
            let mut history = self.inner.history.borrow_mut();
            history.push(operation, verb, what, back);
        }
        operation
    }

    /// A new change to a video dismisses its previous one, if that was refused. (Within a bulk
    /// operation, which stays, the library does so itself.)
    pub(super) fn dismiss_refusals(&self, changes: &[Change]) {
        let refused = self.inner.client.operations(|operation| {
            let [item] = operation.items() else {
                return None;
            };
            let refused = matches!(item.state(), ItemState::Refused(_));
            let change = change(&*item.call).filter(|_| refused);
            change.map(|change| (operation.id, change.operation.id()))
        });
        for (operation, id) in refused.into_iter().flatten() {
            if changes.iter().any(|change| change.operation.id() == id) {
                self.dismiss(operation);
            }
        }
    }
}
