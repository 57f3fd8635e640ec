//! Taking back, and doing again.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use optimist::OperationId;
use shared::VideoId;
use wasm_bindgen_futures::spawn_local;

use super::{Editor, gone::Went};
use crate::{
    feedback::{ToastKind, UndoOffer},
    history::{Applied, Body, Entries, Entry, Stands, Way, are_overtaken, changes},
    l10n,
    mutations::ChangeVideo,
    queries::Videos,
};

/// Taking back.
impl Editor {
    /// Offers to take something back: at once, or with optimism off when the server has done it.
    pub(super) fn offer_undo(&self, offer: UndoOffer) {
        if !self.inner.client.optimism() {
            return self.inner.later_offers.borrow_mut().push(offer);
        }
        self.update(|store| {
            let can_undo = |operation| self.can_undo(operation);
            store.toasts.offer_undo(offer, can_undo);
        });
    }

    /// What was to be offered once this operation has ended.
    pub(super) fn take_later_offer(&self, operation: OperationId) -> Option<UndoOffer> {
        let mut offers = self.inner.later_offers.borrow_mut();
        let at = offers.iter().position(|it| it.operation == operation)?;
        Some(offers.swap_remove(at))
    }

    /// Takes back what was done last, in whichever tab.
    pub fn undo(&self) {
        self.ask(Asked::Newest(Way::Back));
    }

    /// Does again what was taken back last.
    pub fn redo(&self) {
        self.ask(Asked::Newest(Way::Forth));
    }

    /// Lets these operations go this way, the newest first.
    pub fn go(&self, way: Way, operations: &[OperationId]) {
        let mut operations = operations.to_vec();
        let memory = self.memory();
        let entries = memory.entries.borrow();
        operations.sort_by_key(|operation| {
            std::cmp::Reverse(entries.get(*operation).map(Entry::when_done))
        });
        drop(entries);
        self.ask(Asked::These(way, operations));
    }

    /// Can this operation be taken back?
    pub fn can_undo(&self, operation: OperationId) -> bool {
        let memory = self.memory();
        let entries = memory.entries.borrow();
        entries
            .get(operation)
            .is_some_and(|entry| entry.can_go(Way::Back))
    }

    /// Has it gone this way already?
    fn has_gone(&self, way: Way, operation: OperationId) -> bool {
        let memory = self.memory();
        let entries = memory.entries.borrow();
        let stands = match way {
            Way::Back => Stands::Undone,
            Way::Forth => Stands::Done,
        };
        entries
            .get(operation)
            .is_some_and(|entry| entry.stands() == stands)
    }

    /// What would be taken back, or done again, next: in words.
    pub fn next_label(&self, way: Way) -> Option<String> {
        let memory = self.memory();
        let entries = memory.entries.borrow();
        newest(&entries, way).map(Entry::label)
    }

    fn ask(&self, asked: Asked) {
        self.inner.history.keep_up(self);
        self.memory().asked.borrow_mut().push_back(asked);
        self.work();
    }

    /// Does what was asked for, one after the other, once it is known what there is.
    pub(super) fn work(&self) {
        let history = self.memory();
        if history.records.get().is_none() || history.at_work.replace(true) {
            return;
        }
        let editor = self.clone();
        spawn_local(async move {
            loop {
                let next = editor.memory().asked.borrow_mut().pop_front();
                let Some(asked) = next else { break };
                editor.carry_asked(asked).await;
            }
            editor.memory().at_work.set(false);
        });
    }

    async fn carry_asked(&self, asked: Asked) {
        let (way, ids) = match asked {
            Asked::These(way, ids) => (way, ids),
            Asked::Newest(way) => {
                let next = newest(&self.memory().entries.borrow(), way).map(|it| it.id);
                let Some(id) = next else {
                    let text = match way {
                        Way::Back => l10n::notice_nothing_to_undo(),
                        Way::Forth => l10n::notice_nothing_to_redo(),
                    };
                    return self.update(|store| store.notify(ToastKind::Note, text, None));
                };
                (way, vec![id])
            }
        };
        let mut gone = Vec::new();
        for id in ids {
            match self.carry_entry(way, id).await {
                Ok(went) => gone.push(went),
                Err(Some(why)) => {
                    self.update(|store| store.notify(ToastKind::Correction, why, None));
                }
                // Who is behind the other tabs learns why nothing moves here.
                Err(None) if self.has_gone(way, id) => {
                    let text = match way {
                        Way::Back => l10n::notice_undone_elsewhere(),
                        Way::Forth => l10n::notice_redone_elsewhere(),
                    };
                    self.update(|store| store.notify(ToastKind::Note, text, None));
                }
                Err(None) => {}
            }
        }
        self.tell_gone(way, gone);
    }

    /// Lets an entry go this way, in a transaction that all tabs share: who comes second finds it done.
    async fn carry_entry(&self, way: Way, id: OperationId) -> Result<Went, Option<&'static str>> {
        let history = self.memory();
        let since = {
            let entries = history.entries.borrow();
            let since = entries.since(id).into_iter();
            since.map(|entry| entry.id).collect::<Vec<_>>()
        };
        let body = match self.body(id).await {
            Ok(body) => body,
            Err(true) => return Err(self.bare(id)),
            Err(false) => return Err(Some(l10n::notice_unread())),
        };
        let mut bodies = Vec::new();
        for other in since {
            // Of which nothing is left, it is not known how it has left its videos: the server decides.
            if let Ok(body) = self.body(other).await {
                bodies.push((other, body));
            }
        }
        let went: Rc<RefCell<Result<Went, Option<&'static str>>>> =
            Rc::new(RefCell::new(Err(None)));
        let go = {
            let (editor, went) = (self.clone(), Rc::clone(&went));
            move |stored: Option<Entry>| {
                let (went_on, changed) = match editor.go_on(way, id, stored, &body, &bodies) {
                    Ok((went, changed)) => (Ok(went), Some(changed)),
                    Err(why) => (Err(why), None),
                };
                *went.borrow_mut() = went_on;
                changed
            }
        };
        let go = Rc::new(Cell::new(Some(go)));
        if let Some(Some(records)) = history.records.get().cloned() {
            let go = Rc::clone(&go);
            let update = move |stored: Option<String>| {
                let stored = stored.and_then(|text| serde_json::from_str(&text).ok());
                let changed = go.take()?(stored)?;
                serde_json::to_string(&changed).ok()
            };
            records.update(&id.to_string(), update).await;
        }
        // What the storage cannot do, this page does by itself.
        if let Some(go) = go.take() {
            go(None);
        }
        let went = went.replace(Err(None))?;
        // Where the transaction has failed, the other tabs are told all the same.
        self.write_change(id);
        Ok(went)
    }

    /// Within the transaction: `stored` is the entry as all tabs know it.
    fn go_on(
        &self,
        way: Way,
        id: OperationId,
        stored: Option<Entry>,
        body: &Body,
        bodies: &[(OperationId, Body)],
    ) -> Result<(Went, Entry), Option<&'static str>> {
        let history = self.memory();
        let changes = {
            let mut entries = history.entries.borrow_mut();
            if let Some(stored) = stored {
                entries.merge(stored);
            }
            let entry = entries.get(id).filter(|entry| entry.can_go(way));
            let entry = entry.ok_or(None)?;
            let since = bodies.iter();
            let since = since.filter_map(|(id, body)| Some((entries.get(*id)?, &***body)));
            let since: Vec<Applied> = since.collect();
            let find = |id| self.inner.client.find::<Videos>(&id);
            let changes = changes(way, (entry, body), &since, &find);
            if !changes.is_empty() && are_overtaken(&changes, &since) {
                return Err(Some(l10n::notice_overtaken()));
            }
            changes
        };
        let videos: Vec<VideoId> = changes.iter().map(|it| it.operation.id()).collect();
        if videos.is_empty() {
            return Err(None);
        }
        self.dismiss_refusals(&changes);
        self.let_go(changes.iter());
        let operation = self.inner.client.mutate_all::<ChangeVideo>(changes);
        if way == Way::Back {
            // What was typed for a deleted video comes back with it.
            let mut known = self.inner.given_up.borrow_mut();
            let given_up: Vec<_> = known.extract_if(.., |(it, _)| *it == id).collect();
            drop(known);
            for change in given_up.into_iter().flat_map(|(_, changes)| changes) {
                self.keep_refused(&change, "");
            }
        }
        let mut entries = history.entries.borrow_mut();
        let step = entries.next_step();
        let entry = entries.get_mut(id).ok_or(None)?;
        let before = entry.last;
        entry.go(way, operation, step);
        let (label, verb, entry) = (entry.label(), entry.verb, entry.clone());
        drop(entries);
        self.inner.history.keep_up(self);
        let went = Went {
            before,
            operation,
            label,
            verb,
            videos,
        };
        Ok((went, entry))
    }

    /// What takes an entry back is not there: why, if it is still an entry.
    fn bare(&self, id: OperationId) -> Option<&'static str> {
        let memory = self.memory();
        let mut entries = memory.entries.borrow_mut();
        let entry = entries.get_mut(id)?;
        entry.bare = true;
        entry.why_not()
    }
}

/// What is to be taken back, or done again.
pub(super) enum Asked {
    /// Whatever was done, or taken back, last.
    Newest(Way),
    /// These.
    These(Way, Vec<OperationId>),
}

fn newest(entries: &Entries, way: Way) -> Option<&Entry> {
    match way {
        Way::Back => entries.newest_back(),
        Way::Forth => entries.newest_forth(),
    }
}
