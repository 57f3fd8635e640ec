//! Trying again, dismissing.

use js_sys::Date;
use optimist::{ItemStatus, Operation, OperationId};
use shared::VideoId;
use wasm_bindgen_futures::spawn_local;

use super::{Editor, bulk::restore, is_deleted, item_state_label, report};
use crate::{
    clipboard,
    feedback::{Offer, ToastKind},
    history::Way,
    l10n::{self, Language},
    mutations::{Change, ChangeVideo, change},
    queries::Videos,
    settings,
};

impl Editor {
    /// Makes the rows of lists low or high, also on the next visit.
    pub fn show_dense(&self, dense: bool) {
        settings::remember_density(dense);
        self.update(|store| store.dense = dense);
    }

    /// Speaks this language, also on the next visit.
    pub fn speak(&self, language: Language) {
        settings::choose_language(language);
        let other = l10n::language() != language;
        l10n::speak(language);
        self.inner.translated.set(other && self.list().is_some());
        self.update(|store| {
            store.language = language;
            store.say(l10n::notice_language());
        });
    }

    /// Opens or closes the activity panel, also on the next visit.
    pub fn show_activity(&self, open: bool) {
        settings::remember_activity(open);
        self.update(|store| store.activity_open = open);
    }

    /// Takes what an offer gives.
    pub fn accept(&self, offer: &Offer) {
        match offer {
            Offer::Undo(steps) => {
                let operations: Vec<OperationId> =
                    steps.iter().map(|step| step.operation).collect();
                self.go(Way::Back, &operations);
            }
            Offer::Retry(operation) => self.retry(*operation),
            Offer::Restore(operation) => self.restore_and_retry(*operation),
            Offer::ShowOrder(id) => self.show_order(Some(*id)),
        }
    }

    /// Tries again what was refused or has failed of an operation.
    pub fn retry(&self, operation: OperationId) {
        self.restart(operation);
        self.inner.history.let_go(self, operation, None);
        self.inner.client.retry(operation);
    }

    /// Takes out of the trash what others have deleted of an operation's videos, and tries again.
    pub fn restore_and_retry(&self, operation: OperationId) {
        let deleted = self.inner.client.operation(operation, |known| {
            let deleted = known.need_user().filter(|(.., reason)| is_deleted(reason));
            let changes = deleted.filter_map(|(_, item, _)| change(&*item.call));
            changes.map(|it| it.operation.id()).collect::<Vec<_>>()
        });
        let back = deleted.unwrap_or_default().into_iter().map(|id| {
            let known = self.inner.client.find::<Videos>(&id);
            known.map_or_else(
                || shared::Operation::Restore { id }.into(),
                |video| restore(&video),
            )
        });
        let back: Vec<Change> = back.collect();
        // Ahead of what is tried again, since the order of issue is that of doing.
        self.inner.client.mutate_all::<ChangeVideo>(back);
        self.retry(operation);
    }

    /// Tries again what was refused or has failed with one video, also where that was one of many.
    pub fn retry_video(&self, id: VideoId) {
        if let ItemStatus::Unhandled {
            operation, item, ..
        } = self.inner.client.item_status::<Videos>(&id)
        {
            self.restart(operation);
            self.inner.history.let_go(self, operation, Some(item));
            self.inner.client.retry_item(operation, item);
        }
    }

    /// Its notice goes, and its pace is measured from now on.
    fn restart(&self, operation: OperationId) {
        let handled = self.inner.client.operation(operation, |known| {
            let counts = known.counts();
            counts.total - counts.need_user() - counts.under_way()
        });
        self.update(|store| {
            store.toasts.remove_retry(operation);
            let handled = handled.unwrap_or_default();
            store.bulks.restart(operation, Date::now(), handled);
        });
    }

    /// Dismisses how an operation ended.
    pub fn dismiss(&self, operation: OperationId) {
        self.update(|store| {
            store.toasts.remove_retry(operation);
            store.bulks.remove(operation);
        });
        self.release(operation);
    }

    /// Dismisses how the last change to a video ended. The panel of a bulk operation stays.
    pub fn dismiss_video(&self, id: VideoId) {
        let ItemStatus::Unhandled {
            operation, item, ..
        } = self.inner.client.item_status::<Videos>(&id)
        else {
            return;
        };
        self.dismiss_item(operation, item);
    }

    /// Dismisses how one item of an operation ended; with its only one, the operation.
    pub(super) fn dismiss_item(&self, operation: OperationId, item: usize) {
        let count = |known: &Operation| known.items().len();
        match self.inner.client.operation(operation, count) {
            Some(0 | 1) => self.dismiss(operation),
            _ => self.inner.client.dismiss_item(operation, item),
        }
    }

    /// Lets the library forget an operation: from now on the history knows what of it is done.
    pub(super) fn release(&self, operation: OperationId) {
        self.inner.history.keep_up(self);
        let memory = self.memory();
        if self.inner.history.has_begun() && memory.records.get().is_none() {
            return memory.to_release.borrow_mut().push(operation);
        }
        self.inner.client.dismiss(operation);
    }

    /// Goes on after a sign-in.
    pub fn signed_in(&self) {
        self.update(|store| {
            store.banners.remove("signed-out");
        });
        self.inner.client.signed_in();
    }

    /// Copies what became of each item of an operation, as a table for a spreadsheet.
    pub fn copy_report(&self, operation: OperationId) {
        let known = self.inner.client.operation(operation, |known| {
            let items = known.items().iter();
            let items = items.map(|item| (change(&*item.call).cloned(), item.state().clone()));
            items.collect::<Vec<_>>()
        });
        let items = known.unwrap_or_default();
        let rows = items.iter().filter_map(|(change, state)| {
            let change = change.as_ref()?;
            let (state, why) = item_state_label(change, state);
            let id = change.operation.id().to_string();
            let name = self.name_in(change).to_string();
            Some([id, name, state.to_owned(), why])
        });
        let text = report::csv(rows);
        let editor = self.clone();
        spawn_local(async move {
            let copied = clipboard::copy(&text).await;
            editor.update(|store| {
                if copied {
                    let text = l10n::notice_report_copied(items.len());
                    store.notify(ToastKind::Success, &text, None);
                } else {
                    store.notify(ToastKind::Failure, l10n::notice_cannot_copy(), None);
                }
            });
        });
    }
}
