//! Refusals that outlive the page: the row of a refused entry stays, marked, until its user has handled
//! it, on whichever page over the storage.

use std::rc::Rc;

use super::{ItemState, Log, Operation, Origin, entry::Carried};
use crate::{
    context::Context,
    entity::Scope,
    ids::ItemRef,
    io::Stored,
    key::Key,
    outcome::Reason,
    sort::sort,
    tabs::{EntryEnd, Standing, TabMessage},
};

/// As the entries end.
impl Log {
    /// Does the row of a refused entry stay?
    pub(super) fn keeps_refusal(&self, cx: &Context, on_disk: bool) -> bool {
        cx.config.keep_refusals && on_disk && !self.follows && self.storage.is_open()
    }

    /// Has the row of what was refused written, or written anew, as that.
    pub(super) fn keep_refusal(&mut self, cx: &mut Context, refused: &Carried, reason: &Reason) {
        self.storage.marking.insert(refused.key);
        self.storage.writes += 1;
        cx.outputs.store.push(Stored {
            key: refused.key,
            sent_as: None,
            overtaken: false,
            maybe_sent: true,
            unsent: false,
            not_before: None,
            refused: Some(reason.clone()),
            operation: refused.item.operation,
            call: Rc::clone(&refused.call),
            supersedes: Vec::new(),
            replaces: Vec::new(),
            write: self.storage.writes,
        });
    }

    /// The row of a refusal is written, in place of the entry's.
    pub(super) fn refusal_written(&mut self, cx: &mut Context, key: Key) {
        if self.storage.marking.contains(key) {
            self.storage.marking.remove(key);
            self.storage.refused.insert(key);
            self.storage.ends.remove(&key);
            self.storage.removing.remove(key);
            self.finish_revocations(cx, key);
        }
    }

    /// The user has handled a refusal: its row goes.
    pub(super) fn forget_refusal(&mut self, cx: &mut Context, key: Key) {
        if self.handle_refusal(cx, key) {
            self.remove_refusal(cx, key);
        }
    }

    /// A newer operation on an item is issued: how the one before ended is marked no more. One of many has no
    /// other mark that would be for its user to handle.
    pub(super) fn supersede_failure(&mut self, cx: &mut Context, scope: &Scope) {
        if let Some(item) = self.open_failures.remove(scope)
            && self.is_bulk(item.operation)
            && let Some(known) = self.operations.item(item)
            && matches!(known.state(), ItemState::Refused(_))
        {
            self.forget_refusal(cx, known.key);
        }
    }

    /// The user tries again what was refused under a key: the rows that the new try replaces.
    pub(super) fn take_refusal_row(&mut self, cx: &mut Context, key: Key) -> Vec<Key> {
        match self.handle_refusal(cx, key) {
            true => vec![key],
            false => Vec::new(),
        }
    }

    /// The user has handled a refusal. Returns whether this page is to remove its row.
    fn handle_refusal(&mut self, cx: &Context, key: Key) -> bool {
        if !cx.config.keep_refusals {
            return false;
        }
        let storage = &mut self.storage;
        let kept = storage.refused.contains(key) || storage.marking.contains(key);
        storage.refused.remove(key);
        storage.marking.remove(key);
        if kept || self.follows || storage.ended.contains(key) {
            storage.handled.insert(key);
        }
        let removes = kept && !self.follows;
        if removes && !storage.is_open() {
            // Its row may be that of a pending entry still: it goes once the storage is back.
            storage.ended.insert(key);
            return false;
        }
        removes
    }

    fn remove_refusal(&mut self, cx: &mut Context, key: Key) {
        // A reload at once must not bring it back.
        cx.outputs.unstore[1].push(key);
        self.storage.removing.insert(key);
    }

    /// The item that was refused under a key, and why.
    pub(super) fn refusal_of(&self, key: Key) -> Option<(ItemRef, &Reason)> {
        let mut known = self
            .operations
            .iter()
            .filter(|known| known.counts().refused > 0);
        let item = known.find_map(|known| self.operations.place_of(known.id, key))?;
        match self.operations.item(item)?.state() {
            ItemState::Refused(reason) => Some((item, reason)),
            _ => None,
        }
    }

    /// How an entry has ended, where it was refused.
    pub(super) fn refused_end(&self, key: Key) -> Option<EntryEnd> {
        let refusal = self.refusal_of(key);
        refusal.map(|(_, reason)| EntryEnd::Refused(reason.clone()))
    }
}

/// As rows are read.
impl Log {
    /// Takes the rows of refusals out of what the storage holds.
    pub(super) fn take_refusals(
        &mut self,
        cx: &mut Context,
        rows: &mut Vec<Stored>,
    ) -> Vec<Stored> {
        let known = std::mem::take(&mut self.storage.refused);
        let marking = std::mem::take(&mut self.storage.marking);
        let (refused, others): (Vec<Stored>, Vec<Stored>) =
            rows.drain(..).partition(|row| row.refused.is_some());
        *rows = others;
        let held = |key: Key| refused.binary_search_by(|row| row.key.cmp(&key)).is_ok();
        // Without another page that could have removed them, the storage has lost them: they are marked again.
        let others_write = self.follows || self.storage.takes_over;
        for key in known.iter().filter(|key| others_write && !held(*key)) {
            self.refusal_gone(cx, key);
        }
        marking
            .iter()
            .for_each(|key| self.storage.ended.insert(key));
        if self.keeps_refusal(cx, true) {
            // What is not marked yet keeps its row. One that stands for what nobody knows of is sent once more,
            // so that this is taken up again.
            let mut unmarked = Vec::new();
            rows.retain(|row| {
                let ended = self.storage.ended.contains(row.key);
                if !ended || !self.is_unmarked(row.key) {
                    return true;
                }
                let is_known =
                    |key| self.item_of(key).is_some() || self.storage.ended.contains(key);
                let again = !row.supersedes.iter().all(|carried| is_known(carried.key));
                match again {
                    true => self.storage.ended.remove(row.key),
                    false => unmarked.push(row.key),
                }
                again
            });
            self.storage.unmarked = unmarked;
        }
        // The page that has sent an entry may not have lived to tell that it was refused.
        for row in &refused {
            self.hear_refusal(cx, row);
        }
        refused
    }

    /// Takes in what was refused before, once all that is pending is known, and has marked what is not
    /// among the rows. A page that takes over writes the rows anew: the one before may not have lived to
    /// tell the others of them.
    pub(super) fn restore_refusals(
        &mut self,
        cx: &mut Context,
        rows: Vec<Stored>,
        origin: Origin,
        takes_over: bool,
    ) {
        for row in rows {
            let (key, operation, scope) = (row.key, row.operation, row.call.scope());
            let later = self.of_item(scope).iter().filter(|other| **other > key);
            let mut entries = later.filter_map(|key| self.get(*key));
            let tried_again = entries.any(|entry| entry.item.operation == operation)
                || self.operations.is_tried_again(operation, scope, key);
            let over = tried_again || self.storage.handled.contains(key);
            if !over && cx.config.keep_refusals {
                if !takes_over {
                    self.storage.refused.insert(key);
                }
                self.restore_refusal(cx, row, origin);
            } else if self.follows {
                // The page to which that was told may be gone.
                cx.tell(TabMessage::Dismissed(operation, Some(key)));
            } else {
                self.remove_refusal(cx, key);
            }
        }
        if !self.keeps_refusal(cx, true) {
            return;
        }
        let known = self.operations.iter().flat_map(Operation::refused);
        // What must not be on the device is not written for having been refused either.
        let storable = known.filter(|(refused, _)| refused.call.is_storable());
        let unmarked = storable.filter(|(refused, _)| self.is_unmarked(refused.key));
        for (refused, reason) in unmarked.collect::<Vec<_>>() {
            self.keep_refusal(cx, &refused, &reason);
        }
        // Another row may be that of a new try: what it stands for is no refusal any more.
        for key in std::mem::take(&mut self.storage.unmarked) {
            if !self.storage.marking.contains(key) {
                self.remove_refusal(cx, key);
            }
        }
    }

    /// Was an item refused under a key, and is not known to be on disk as that?
    fn is_unmarked(&self, key: Key) -> bool {
        let known = self.storage.refused.contains(key) || self.storage.handled.contains(key);
        !known && self.refusal_of(key).is_some()
    }

    /// Another page has written the row of a refusal.
    pub(super) fn refused_elsewhere(&mut self, cx: &mut Context, row: Stored) {
        let key = row.key;
        self.hear_refusal(cx, &row);
        self.storage.ends.remove(&key);
        let operation = row.operation;
        if self.storage.handled.contains(key) || !self.restore_refusal(cx, row, Origin::OtherTab) {
            // This page's user has handled it before that page knew of it, or has tried it again: that try stands.
            return cx.tell(TabMessage::Dismissed(operation, Some(key)));
        }
        self.storage.refused.insert(key);
    }

    /// A row is gone: if it was that of a refusal, the user has handled that on another page.
    pub(super) fn refusal_gone(&mut self, cx: &mut Context, key: Key) {
        if cx.config.keep_refusals {
            self.storage.refused.remove(key);
            self.handled_elsewhere(cx, key);
            self.forget_handled(key);
        }
    }

    pub(super) fn handled_elsewhere(&mut self, cx: &mut Context, key: Key) {
        let Some((item, _)) = self.refusal_of(key) else {
            return;
        };
        let scope = self
            .operations
            .item(item)
            .map(|item| item.call.scope().clone());
        if scope.is_some_and(|scope| self.operations.is_tried_again(item.operation, &scope, key)) {
            // This page has read both rows.
            self.forget_refusal(cx, key);
            self.set_item(cx, item, ItemState::Cancelled);
        } else {
            self.dismiss_item_here(cx, item.operation, item.index);
        }
    }

    /// The row of a handled refusal is gone. One item of many is still listed, and stays handled.
    pub(super) fn forget_handled(&mut self, key: Key) {
        if self.storage.handled.contains(key) && self.refusal_of(key).is_none() {
            self.storage.handled.remove(key);
        }
    }

    /// What is on disk as refused, or about to be, if the storage is open.
    pub(super) fn kept_refusals(&self) -> Option<Vec<Key>> {
        let storage = &self.storage;
        let kept = storage.refused.iter().chain(storage.marking.iter());
        let mut kept: Vec<Key> = kept.collect();
        sort(&mut kept, Key::cmp);
        Some(kept).filter(|_| storage.is_open())
    }

    /// What the sender keeps no more was handled on another page.
    pub(super) fn compare_refusals(&mut self, cx: &mut Context, standing: &Standing) {
        let Some(kept) = &standing.refused else {
            return;
        };
        let mut gone: Vec<Key> = self.storage.refused.iter().collect();
        gone.retain(|key| kept.binary_search(key).is_err());
        for key in gone {
            self.refusal_gone(cx, key);
        }
    }

    fn hear_refusal(&mut self, cx: &mut Context, row: &Stored) {
        self.not_done_elsewhere(cx, row.key, row.refused.as_ref());
        self.storage.ended.remove(row.key);
    }

    /// Takes in what was refused. Returns `false` where a later try of it is known: nothing is taken in then.
    fn restore_refusal(&mut self, cx: &mut Context, row: Stored, origin: Origin) -> bool {
        cx.keys.pass(row.key);
        let (operation, scope) = (row.operation, row.call.scope());
        if self.operations.place_of(operation, row.key).is_some() {
            return true;
        }
        if (self.operations).is_tried_again(operation, scope, row.key) {
            return false;
        }
        let item = self.restore_item(row.operation, origin, row.key, &row.call);
        if let Some(reason) = row.refused {
            self.open_failure(row.call.scope(), item);
            // It was told when it was refused.
            self.operations.set(item, ItemState::Refused(reason));
        }
        cx.outputs.operations_changed = true;
        true
    }
}
