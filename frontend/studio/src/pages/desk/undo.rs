//! Taking back, trying again, letting be.

use js_sys::Date;
use optimist::OperationId;
use shared::VideoId;
use wasm_bindgen_futures::spawn_local;

use super::{Desk, told};
use crate::{
    clipboard,
    components::format,
    feedback::{Offer, Step, ToastKind, Verb},
    mutations::{Change, ChangeVideo},
    pages::report,
};

impl Desk {
    /// Offers to take a delete back: at once, or with optimism off when the server has done it.
    pub(super) fn offer_undo(&self, step: Step) {
        if !self.inner.client.optimism() {
            self.inner.offers.borrow_mut().push(step);
            return;
        }
        self.inner.store.reduce_mut(|store| {
            store.say(format!("{} {}", step.what, Verb::Delete.done()));
            store
                .toasts
                .deleted(step, |operation| self.can_undo(operation));
        });
    }

    /// What was to be offered once this operation has ended.
    pub(super) fn take_offer(&self, operation: OperationId) -> Option<Step> {
        let mut offers = self.inner.offers.borrow_mut();
        let at = offers.iter().position(|step| step.operation == operation)?;
        Some(offers.swap_remove(at))
    }

    /// Takes the newest step back.
    pub fn undo(&self) {
        let back = self.inner.history.borrow_mut().take_newest();
        self.take_back(back.unwrap_or_default());
    }

    /// Takes these operations back.
    pub fn undo_all(&self, operations: &[OperationId]) {
        let back = self.inner.history.borrow_mut().take(operations);
        self.take_back(back);
    }

    /// Can this operation be taken back?
    pub fn can_undo(&self, operation: OperationId) -> bool {
        self.inner.history.borrow().has(operation)
    }

    fn take_back(&self, back: Vec<Change>) {
        self.tell_newest();
        let Some(first) = back.first() else { return };
        let (count, verb, id) = (
            back.len(),
            told::verb(&first.operation),
            first.operation.id(),
        );
        self.handled(&back);
        let operation = self.inner.client.mutate_all::<ChangeVideo>(back);
        self.inner.store.reduce_mut(|store| {
            let offered = store.toasts.iter().find(|toast| match &toast.offer {
                Some(Offer::Undo(steps)) => !steps.iter().any(|step| self.can_undo(step.operation)),
                _ => false,
            });
            if let Some(number) = offered.map(|toast| toast.number) {
                store.toasts.dismiss(number);
            }
            if count > 1 {
                store.bulks.show(operation, verb, count, Date::now());
            }
            store.say("Undone");
        });
        if count == 1 {
            self.show(id);
        }
    }

    /// Takes what an offer gives.
    pub fn accept(&self, offer: &Offer) {
        match offer {
            Offer::Undo(steps) => {
                let operations: Vec<OperationId> =
                    steps.iter().map(|step| step.operation).collect();
                self.undo_all(&operations);
            }
            Offer::Retry(operation) => self.retry(*operation),
        }
    }

    /// Copies what became of each item of an operation, as a table for a spreadsheet.
    pub fn copy_report(&self, operation: OperationId) {
        let row = |id: VideoId, state: &str, why: &str| {
            let name = self.name_of(id).to_string();
            [id.to_string(), name, state.to_owned(), why.to_owned()]
        };
        let known = self.inner.client.operation(operation, |known| {
            let items = known.items().iter().filter_map(|item| {
                let (state, why) = told::told(item.state());
                Some((item.call.target().parse().ok()?, state, why.to_owned()))
            });
            items.collect::<Vec<(VideoId, &str, String)>>()
        });
        let rows: Vec<[String; 4]> = match known {
            Some(items) => {
                let items = items.iter();
                items.map(|(id, state, why)| row(*id, state, why)).collect()
            }
            // What the library has forgotten is over, and the history knows how.
            None => {
                let videos = self.inner.history.borrow().videos_of(operation);
                let videos = videos.iter().map(|(id, state)| {
                    let (state, why) = told::told(state);
                    row(*id, state, why)
                });
                videos.collect()
            }
        };
        let count = rows.len();
        let text = report::csv(rows.into_iter());
        let desk = self.clone();
        spawn_local(async move {
            let copied = clipboard::copy(&text).await;
            desk.inner.store.reduce_mut(|store| {
                let (kind, text) = if copied {
                    let lines = format::counted(count, "line");
                    (ToastKind::Success, format!("Report of {lines} copied"))
                } else {
                    let text = "This browser does not let the page copy.".to_owned();
                    (ToastKind::Failure, text)
                };
                store.toasts.show(kind, &text, None);
                store.say(text);
            });
        });
    }

    /// Tries again what failed in an operation.
    pub fn retry(&self, operation: OperationId) {
        let handled = self.inner.client.operation(operation, |known| {
            let counts = known.counts();
            counts.total - counts.to_handle() - counts.under_way()
        });
        // What the library has forgotten is not tried again.
        if handled.is_some() {
            self.inner.history.borrow_mut().retry(operation);
        }
        self.inner.store.reduce_mut(|store| {
            store.failures.forget_operation(operation);
            store.toasts.retried(operation);
            let handled = handled.unwrap_or_default();
            store.bulks.retry(operation, Date::now(), handled);
        });
        self.inner.client.retry(operation);
        self.tell_newest();
    }

    /// Tries again what failed with one video, also where that was one of many.
    pub fn retry_video(&self, id: VideoId) {
        let Some(failure) = self.inner.store.get().failures.get(&id).cloned() else {
            return;
        };
        let again = self.inner.client.operation(failure.operation, |operation| {
            let mut items = operation.items().iter();
            let item = items.find(|item| told::is_about(item, id))?;
            (operation.items().len() > 1).then(|| told::change_of(item).cloned())?
        });
        match again.flatten() {
            Some(change) => {
                self.inner
                    .store
                    .reduce_mut(|store| store.failures.forget(&id));
                self.inner.client.mutate::<ChangeVideo>(change);
            }
            None => self.retry(failure.operation),
        }
    }

    /// Lets be what failed in an operation.
    pub fn dismiss(&self, operation: OperationId) {
        self.inner.store.reduce_mut(|store| {
            store.failures.forget_operation(operation);
            store.toasts.retried(operation);
            store.bulks.dismiss(operation);
        });
        self.inner.client.dismiss(operation);
    }

    /// Lets be what failed with one video.
    pub fn dismiss_video(&self, id: VideoId) {
        let Some(failure) = self.inner.store.get().failures.get(&id).cloned() else {
            return;
        };
        self.inner
            .store
            .reduce_mut(|store| store.failures.forget(&id));
        if self
            .inner
            .store
            .get()
            .bulks
            .get(failure.operation)
            .is_none()
        {
            self.inner
                .store
                .reduce_mut(|store| store.toasts.retried(failure.operation));
            self.inner.client.dismiss(failure.operation);
        }
    }

    pub(super) fn tell_newest(&self) {
        let newest = self.inner.history.borrow().newest();
        self.inner.store.reduce_mut(|store| store.undo = newest);
    }
}
