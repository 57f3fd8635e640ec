//! What becomes visible, is told and is chosen when something was taken back or done again.

use std::collections::HashSet;

use optimist::OperationId;
use shared::VideoId;

use super::Editor;
use crate::{feedback::Verb, history::Way, l10n, whereabouts};

/// An entry that went the other way.
pub(super) struct Went {
    /// Its latest operation until then.
    pub(super) before: OperationId,
    pub(super) operation: OperationId,
    pub(super) label: String,
    pub(super) verb: Verb,
    pub(super) videos: Vec<VideoId>,
}

impl Went {
    /// What is said of it until it has ended, and then.
    fn told(&self, way: Way) -> (String, String) {
        match way {
            Way::Back => (
                l10n::notice_undoing(&self.label),
                l10n::notice_undone(&self.label),
            ),
            Way::Forth => (
                l10n::notice_redoing(&self.label),
                l10n::notice_redone(&self.label),
            ),
        }
    }
}

/// Telling.
impl Editor {
    /// What went this way is told, each by itself, and chosen again where it comes back.
    pub(super) fn tell_gone(&self, way: Way, gone: Vec<Went>) {
        let Some(last) = gone.last() else {
            return self.update(|store| store.history += 1);
        };
        let client = &self.inner.client;
        let (optimism, shown) = (client.optimism(), self.videos());
        for went in &gone {
            if went.videos.len() > 1 {
                let verb = match (way, went.verb) {
                    (Way::Forth, verb) => verb,
                    (Way::Back, Verb::Delete) => Verb::Restore,
                    (Way::Back, Verb::Add | Verb::Restore) => Verb::Delete,
                    (Way::Back, _) => Verb::Undo,
                };
                self.show_bulk(went.operation, verb, went.videos.len());
            }
            self.supersede_bulk(went.before);
        }
        let told = gone.iter().map(|it| (it.operation, it.told(way).1));
        self.memory().gone.borrow_mut().extend(told);
        // What had left with the deletion is chosen again, where and when it is shown again.
        let restored = gone
            .iter()
            .filter(|it| way == Way::Back && matches!(it.verb, Verb::Delete | Verb::SetCourse));
        let restored: Vec<&Went> = restored.collect();
        if restored.iter().map(|it| it.videos.len()).sum::<usize>() > 1 {
            let memory = self.memory();
            let mut again = memory.again.borrow_mut();
            again.extend(restored.iter().map(|it| (it.operation, it.videos.clone())));
        }
        let changed: HashSet<VideoId> = gone.iter().flat_map(|it| &it.videos).copied().collect();
        let in_sight = shown.iter().any(|video| changed.contains(&video.id));
        self.update(|store| {
            store.history += 1;
            store.toasts.retain_undo(|it| self.can_undo(it));
            for went in &gone {
                store.spoken.end(went.before);
                if went.videos.len() == 1 {
                    let (running, _) = went.told(way);
                    store.spoken.begin(went.operation, running);
                }
            }
            if let (true, Some(id)) = (in_sight && changed.len() == 1, changed.iter().next()) {
                store.reveal(*id);
            }
            // Of an earlier step, which this one may have turned round.
            store.toasts.remove_outcome();
            store.toasts.remove_notes();
            // Who does not see it go is told where it went, and how it comes back.
            if !in_sight && (optimism || way == Way::Forth) {
                let (running, done) = last.told(way);
                store.toasts.show_outcome(last.operation, &running, &done);
            }
        });
        if optimism {
            gone.iter().for_each(|it| self.choose_again(it.operation));
        }
    }

    /// What an operation has given back is chosen again, as far as it is on screen.
    pub(super) fn choose_again(&self, operation: OperationId) {
        let memory = self.memory();
        let mut again = memory.again.borrow_mut();
        let waiting: Vec<_> = again.extract_if(.., |(id, _)| *id == operation).collect();
        drop(again);
        let ids: HashSet<VideoId> = waiting.into_iter().flat_map(|(_, ids)| ids).collect();
        if ids.is_empty() || self.in_trash() {
            return;
        }
        let shown = self.videos();
        let back: Vec<VideoId> = shown
            .iter()
            .map(|it| it.id)
            .filter(|id| ids.contains(id))
            .collect();
        let first = back.first().copied().filter(|_| whereabouts::in_list());
        self.update(|store| {
            if let Some(first) = first {
                // Where the focus was, something else stands.
                store.go_to(first);
            }
            let mut chosen: HashSet<VideoId> = back.into_iter().collect();
            chosen.extend(
                shown
                    .iter()
                    .map(|it| it.id)
                    .filter(|id| store.selection.contains(id)),
            );
            store.selection.set(chosen.into_iter());
        });
    }

    /// An operation stands no more where another one of its entry does. What of it needed its author needs
    /// nobody.
    fn supersede_bulk(&self, before: OperationId) {
        let under_way = self
            .inner
            .client
            .operation(before, |known| known.counts().under_way());
        if under_way.unwrap_or(0) == 0 {
            self.dismiss(before);
        }
    }
}
