//! What was done is remembered: on this page, in the browser's storage, and on the other pages over it.
//!
//! The first rows do not wait for any of this: what is done before is remembered once this is loaded.

use std::{
    any::Any,
    cell::{Cell, OnceCell, RefCell},
    collections::{HashMap, HashSet, VecDeque},
    rc::Rc,
};

use optimist::{ItemState, Operation as Known, OperationId, Reason, Records, Subscription};
use shared::{Condition, Operation, VideoId};
use wasm_bindgen_futures::spawn_local;

use super::{Editor, is_conflict, notify::failure_label, undo::Asked};
use crate::{
    feedback::{UndoOffer, Verb},
    format,
    history::{Body, Entries, Entry, Outcome, Why},
    mutations::{Change, change},
    queries::Courses,
};

/// Something that was done and is to be remembered.
pub(super) struct Step {
    pub(super) operation: OperationId,
    pub(super) verb: Verb,
    /// The video's name in quotation marks; of many, nothing.
    pub(super) what: String,
    /// What takes it back.
    pub(super) back: Vec<Change>,
}

/// What is to be remembered, and what remembers it: the first rows know no more of it.
#[derive(Default)]
pub(super) struct History {
    steps: RefCell<Vec<Step>>,
    hooks: OnceCell<Hooks>,
    /// A [`Memory`].
    memory: OnceCell<Rc<dyn Any>>,
}

/// What comes later of it.
struct Hooks {
    keep_up: fn(&Editor),
    failure: fn(&Change, &Reason, bool) -> String,
    name_of: fn(&Editor, VideoId) -> Option<Rc<str>>,
    let_go: fn(&Editor, OperationId, Option<usize>),
    own_base: fn(&Editor, &Change) -> Option<Rc<Condition>>,
}

impl History {
    /// The name that a video had when it was last deleted.
    pub(super) fn name_of(&self, editor: &Editor, id: VideoId) -> Option<Rc<str>> {
        (self.hooks.get()?.name_of)(editor, id)
    }

    /// What could not be done to a video and why, as a sentence; as long as the words for it are not loaded,
    /// only why.
    pub(super) fn failure(&self, change: &Change, reason: &Reason, is_refused: bool) -> String {
        match self.hooks.get() {
            Some(hooks) => (hooks.failure)(change, reason, is_refused),
            None => reason.message.clone(),
        }
    }

    /// Keeps what is done in mind, as soon as there is what remembers it.
    pub(super) fn push(&self, editor: &Editor, step: Step) {
        self.steps.borrow_mut().push(step);
        self.keep_up(editor);
    }

    /// What is tried again, one item or all, takes its videos out of the list.
    pub(super) fn let_go(&self, editor: &Editor, operation: OperationId, item: Option<usize>) {
        if let Some(hooks) = self.hooks.get() {
            (hooks.let_go)(editor, operation, item);
        }
    }

    /// What a refused change takes for granted where the author's own earlier ones were refused too; as long as
    /// that is not loaded, nothing.
    pub(super) fn own_base(&self, editor: &Editor, change: &Change) -> Option<Rc<Condition>> {
        (self.hooks.get()?.own_base)(editor, change)
    }

    /// Is there what remembers it?
    pub(super) fn has_begun(&self) -> bool {
        self.hooks.get().is_some()
    }

    /// Takes in what has happened.
    pub(super) fn keep_up(&self, editor: &Editor) {
        if let Some(hooks) = self.hooks.get() {
            (hooks.keep_up)(editor);
        }
    }
}

/// What this page remembers.
#[derive(Default)]
pub(super) struct Memory {
    pub(super) entries: RefCell<Entries>,
    /// What this page has or has read of what takes entries back.
    pub(super) bodies: RefCell<HashMap<OperationId, Body>>,
    pub(super) records: OnceCell<Option<Rc<Records>>>,
    /// Latest operations that were under way when they were last looked at.
    under_way: RefCell<HashSet<OperationId>>,
    /// What is to be taken back or done again, in the order of asking.
    pub(super) asked: RefCell<VecDeque<Asked>>,
    pub(super) at_work: Cell<bool>,
    /// Single operations that are being tried again: how they end is told, whatever was told before.
    pub(super) retried: RefCell<HashSet<OperationId>>,
    /// What is said when an operation that takes something back, or does it again, has ended.
    pub(super) gone: RefCell<HashMap<OperationId, String>>,
    /// What is chosen again once it is given back.
    pub(super) again: RefCell<Vec<(OperationId, Vec<VideoId>)>>,
    /// What the library is to forget once what the storage holds is known.
    pub(super) to_release: RefCell<Vec<OperationId>>,
    /// Entries that are on this page and not in the storage yet.
    pub(super) unwritten: RefCell<Vec<OperationId>>,
    /// What was not done, of operations whose entries are not read yet.
    pub(super) not_done: RefCell<Vec<(OperationId, VideoId)>>,
    watch: OnceCell<Subscription>,
}

/// Remembering.
impl Editor {
    /// From now on what is done is remembered, what was done until now too; what earlier pages and other ones
    /// remember is read.
    pub fn begin_history(&self) {
        let history = &self.inner.history;
        // It is the first.
        let _ = history.memory.set(Rc::<Memory>::default());
        let hooks = Hooks {
            keep_up: Self::keep_up,
            failure: failure_label,
            name_of: Self::name_that_was,
            let_go: Self::let_go_again,
            own_base: Self::own_base,
        };
        if history.hooks.set(hooks).is_err() {
            return;
        }
        // The editor owns what it watches with.
        let watching = Rc::downgrade(&self.inner);
        let keep_up = move |()| {
            if let Some(inner) = watching.upgrade() {
                Self { inner }.keep_up();
            }
        };
        let watch = self.inner.client.on_operations(keep_up.into());
        let _ = self.memory().watch.set(watch);
        self.keep_up();
        let editor = self.clone();
        spawn_local(async move { editor.open_history().await });
    }

    /// What this page remembers.
    pub(super) fn memory(&self) -> Rc<Memory> {
        let memory = self.inner.history.memory.get().cloned();
        let memory = memory.and_then(|memory| memory.downcast().ok());
        memory.unwrap_or_default()
    }

    fn name_that_was(&self, id: VideoId) -> Option<Rc<str>> {
        let memory = self.memory();
        let bodies = memory.bodies.borrow();
        let mut changes = bodies.values().flat_map(|body| &**body);
        let was = changes.find_map(|change| {
            let was = change.was.as_ref();
            was.filter(|_| change.operation.id() == id)
        });
        if let Some(was) = was {
            return Some((*was.title).into());
        }
        let entries = memory.entries.borrow();
        let newest = entries.newest_first().into_iter();
        let mut names = newest.flat_map(|entry| &entry.names);
        let (_, name) = names.find(|(known, _)| *known == id)?;
        Some(name.clone())
    }

    pub(super) fn history_changed(&self) {
        self.update(|store| {
            store.history += 1;
            store.toasts.retain_undo(|it| self.can_undo(it));
        });
        self.offer_what_is_left();
    }

    /// Remembers what was done, and learns how it ended.
    pub(super) fn keep_up(&self) {
        let steps = self.inner.history.steps.take();
        for step in steps {
            self.remember(step);
        }
        self.look();
    }

    fn remember(&self, step: Step) {
        let history = self.memory();
        let id = step.operation;
        let mut entry = Entry::new(
            id,
            step.verb,
            step.what.as_str().into(),
            self.given(step.verb, &step.back).into(),
            step.back.len(),
            js_sys::Date::now() as u64,
        );
        let to = match step.verb {
            Verb::SetCourse => entry.to.clone(),
            _ => Rc::default(),
        };
        let mut entries = history.entries.borrow_mut();
        entry.begun = entries.next_step();
        entry.step = entry.begun;
        entries.merge(entry);
        drop(entries);
        let count = step.back.len();
        history.bodies.borrow_mut().insert(id, step.back.into());
        self.write_new(id);
        self.clean_up();
        self.update(|store| store.toasts.remove_notes());
        // What leaves the list is told, with the way back.
        if matches!(step.verb, Verb::Delete | Verb::SetCourse) {
            self.offer_undo(UndoOffer {
                operation: id,
                verb: step.verb,
                what: step.what.into(),
                to,
                count,
            });
        }
        self.offer_what_is_left();
    }

    /// What the videos were given, as people read it, where it was one.
    fn given(&self, verb: Verb, back: &[Change]) -> String {
        let [back] = back else {
            return String::new();
        };
        let left = back.only_if.as_deref();
        let text = left.and_then(|left| match verb {
            // As it will be kept.
            Verb::Rename => Some(format::quoted(left.title.as_deref()?.trim())),
            Verb::SetDuration => Some(format::clock(left.duration_seconds?)),
            Verb::SetCourse => {
                let course = self
                    .inner
                    .client
                    .find::<Courses>(left.course_id.as_ref()?)?;
                Some(format::quoted(&course.title))
            }
            _ => None,
        });
        text.unwrap_or_default()
    }

    /// Learns how the latest operations of all entries have ended.
    fn look(&self) {
        let history = self.memory();
        let mut ended = Vec::new();
        {
            let mut under_way = history.under_way.borrow_mut();
            let entries = history.entries.borrow();
            for entry in entries.iter() {
                let counts = self.inner.client.operation(entry.last, Known::counts);
                match counts {
                    Some(counts) if counts.under_way() > 0 => {
                        under_way.insert(entry.last);
                    }
                    // Pages that know different parts of an operation would correct each other for good.
                    Some(_) if under_way.remove(&entry.last) || entry.outcome.is_none() => {
                        ended.push(entry.id);
                    }
                    // The library forgets what was done, and what nobody has to know of.
                    None if under_way.remove(&entry.last) => ended.push(entry.id),
                    _ => {}
                }
            }
        }
        for id in ended {
            self.settle(id);
        }
    }

    fn settle(&self, id: OperationId) {
        let memory = self.memory();
        let mut entries = memory.entries.borrow_mut();
        let Some(entry) = entries.get_mut(id) else {
            return;
        };
        let look = |known: &Known| outcome(known, entry.concerns());
        let (outcome, not_done) = self
            .inner
            .client
            .operation(entry.last, look)
            .unwrap_or_default();
        let last = entry.last;
        let mut news = entry.settle(outcome, not_done);
        news |= entry.total > 1 && entry.learn_names(|id| self.name_in_lists(id));
        drop(entries);
        self.offer_what_is_left();
        self.choose_again(last);
        if news {
            self.write_change(id);
        }
    }

    /// One more video to which an operation was not done, of which the library knows nothing any more.
    pub(super) fn note_not_done(&self, operation: OperationId, video: VideoId) {
        let history = self.memory();
        let mut entries = history.entries.borrow_mut();
        let id = entries.by_last(operation).map(|entry| entry.id);
        if id.is_none() && history.records.get().is_none() {
            return history.not_done.borrow_mut().push((operation, video));
        }
        if let Some(entry) = id.and_then(|id| entries.get_mut(id)) {
            entry.add_not_done(video);
            let id = entry.id;
            drop(entries);
            self.write_change(id);
        }
    }

    /// All that is remembered and listed, the newest first.
    pub fn entries(&self) -> Vec<Rc<Entry>> {
        let memory = self.memory();
        let entries = memory.entries.borrow();
        let listed = entries.newest_first().into_iter();
        listed.filter(|entry| !entry.hidden).cloned().collect()
    }

    /// Dismisses how an operation ended, and takes its entry off the list.
    pub fn dismiss_entry(&self, operation: OperationId) {
        self.dismiss(operation);
        let memory = self.memory();
        let entries = memory.entries.borrow();
        let id = entries.by_last(operation).map(|entry| entry.id);
        drop(entries);
        if let Some(id) = id {
            self.hide(id);
        }
    }

    /// Takes an entry off the list; it can be taken back all the same.
    pub fn hide(&self, id: OperationId) {
        if let Some(entry) = self.memory().entries.borrow_mut().get_mut(id) {
            entry.hidden = true;
            entry.turn += 1;
        }
        self.write_change(id);
        self.update(|store| store.history += 1);
    }
}

/// How an operation ended that was to be done to so many videos, and to which it was not done; nothing where
/// all is done. After a reload the library knows what was not done alone.
fn outcome(known: &Known, concerns: usize) -> (Option<Outcome>, Vec<VideoId>) {
    let counts = known.counts();
    if counts.done == counts.total {
        return (None, Vec::new());
    }
    let (mut outcome, mut not_done) = (Outcome::default(), Vec::new());
    let mut whys = Vec::new();
    for item in known.items() {
        let Some(change) = change(&*item.call) else {
            continue;
        };
        match item.state() {
            ItemState::Refused(reason) => {
                let count = match is_conflict(change, reason) {
                    true => &mut outcome.changed,
                    false => &mut outcome.refused,
                };
                *count += 1;
                // A delete has nothing to do any more.
                let is_delete = matches!(change.operation, Operation::Delete { .. });
                let why = Why::of(&reason.code);
                whys.push(why.filter(|why| !is_delete || *why != Why::InTrash));
            }
            ItemState::Failed(_) | ItemState::Unsure(_) => {
                outcome.failed += 1;
                continue;
            }
            ItemState::Cancelled => outcome.cancelled += 1,
            _ => continue,
        }
        not_done.push(change.operation.id());
    }
    let not = outcome.changed + outcome.refused + outcome.failed + outcome.cancelled;
    outcome.done = concerns.saturating_sub(not);
    // Where another try would help one of them, it is no end.
    let last_word = whys.iter().all(Option::is_some) && whys.len() == not && outcome.done == 0;
    outcome.why = whys.first().copied().flatten().filter(|_| last_word);
    (Some(outcome), not_done)
}
