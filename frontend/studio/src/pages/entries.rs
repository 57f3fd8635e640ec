//! What the activity panel says of each thing that the author has done.

use std::{collections::HashMap, rc::Rc};

use optimist::{Counts, Item, ItemState, Operation, OperationId, Operations, Reason};
use yew::prelude::*;

use super::activity::can_restore;
use crate::{
    commands::{Editor, is_conflict, item_state_label},
    components::{
        dock::Listed,
        entry::{EntryState, EntryView},
        item_list::{ItemList, ItemView, Items, Kind},
        progress::{BulkState, BulkView},
    },
    feedback::{Bulk, Bulks},
    history::{Entry, Outcome, Stands, Way},
    l10n::{self, Language},
    mutations::change,
};

/// A pace is shown after so many milliseconds.
const PACE_AFTER_MS: usize = 500;
const DAY_MS: u64 = 24 * 3_600_000;

/// The lines as they were last made. Each operation is told several times while it is under way: a line is
/// made anew only when it would say something else.
#[derive(Default)]
pub struct Lines(HashMap<OperationId, (Stage, Rc<EntryView>)>);

/// What a line is made of.
#[derive(Clone, PartialEq)]
struct Stage {
    entry: Rc<Entry>,
    /// Its latest operation is under way.
    waits: bool,
    /// The day on which it is read, and in which language.
    today: u32,
    language: Language,
}

impl Lines {
    fn line(&mut self, stage: Stage) -> Rc<EntryView> {
        let id = stage.entry.id;
        match self.0.get(&id) {
            Some((known, view)) if *known == stage => Rc::clone(view),
            _ => {
                let view = Rc::new(line(&stage));
                self.0.insert(id, (stage, Rc::clone(&view)));
                view
            }
        }
    }

    fn forget_others(&mut self, entries: &[Rc<Entry>]) {
        if self.0.len() > entries.len() {
            self.0.retain(|id, _| entries.iter().any(|it| it.id == *id));
        }
    }
}

/// All that is listed, newest first; or only those of many videos that are shown item by item.
pub fn listed(
    lines: &mut Lines,
    bulks: &Bulks,
    all: bool,
    operations: &Operations,
    editor: &Editor,
) -> Vec<Listed> {
    let entries = editor.entries();
    lines.forget_others(&entries);
    let today = js_sys::Date::new_0().get_date();
    let (language, optimism) = (l10n::language(), editor.client().optimism());
    let mut listed: Vec<((u64, OperationId), Listed)> = Vec::new();
    for entry in &entries {
        let shown = match bulks.get(entry.last) {
            Some(bulk) => Listed::Bulk(bulk_view(bulk, Some(entry), operations, editor)),
            None if !all || is_problem(entry, operations) => continue,
            None => Listed::Line(lines.line(Stage {
                entry: Rc::clone(entry),
                waits: waits(entry, operations, optimism),
                today,
                language,
            })),
        };
        listed.push((entry.when_done(), shown));
    }
    // What nobody remembers; and what of an entry that was taken back since still needs its author.
    for bulk in bulks.iter() {
        let mut its = entries
            .iter()
            .filter(|it| it.last == bulk.id || it.id == bulk.id);
        let needs_user = || operations.get(bulk.id, |known| known.counts().need_user()) > Some(0);
        if its
            .next()
            .is_none_or(|entry| entry.last != bulk.id && needs_user())
        {
            let view = bulk_view(bulk, None, operations, editor);
            // It follows what was done before it.
            let before = entries.iter().filter(|it| it.id < bulk.id);
            let begun = before.map(|it| it.begun).max().unwrap_or(0);
            listed.push(((begun, bulk.id), Listed::Bulk(view)));
        }
    }
    listed.sort_by_key(|(when, _)| std::cmp::Reverse(*when));
    listed.into_iter().map(|(_, shown)| shown).collect()
}

/// Can it be taken off the list with all else that is finished?
pub fn is_finished(listed: &Listed) -> bool {
    match listed {
        Listed::Bulk(view) => view.state != BulkState::Running && view.failed == 0,
        Listed::Line(view) => !matches!(view.state, EntryState::Running | EntryState::Undoing),
    }
}

/// Is it among what needs the author, one by one?
fn is_problem(entry: &Entry, operations: &Operations) -> bool {
    let needs = operations.get(entry.last, |known| {
        known.items().len() == 1 && known.counts().need_user() > 0
    });
    needs == Some(true)
}

/// Is its latest operation under way? With optimism, what is taken back is so at once.
fn waits(entry: &Entry, operations: &Operations, optimism: bool) -> bool {
    let counts = operations.get(entry.last, Operation::counts);
    let running = counts.is_some_and(|counts| counts.under_way() > 0);
    running && (entry.last == entry.id || !optimism)
}

fn line(stage: &Stage) -> EntryView {
    let Stage { entry, waits, .. } = stage;
    let waits = *waits;
    let state = match (entry.stands(), entry.way) {
        (_, Way::Back) if waits => EntryState::Undoing,
        _ if waits => EntryState::Running,
        (Stands::Done, _) => EntryState::Done,
        (Stands::Undone, _) => EntryState::Undone,
        (Stands::NotDone, _) => EntryState::NotDone,
    };
    let text = match state {
        EntryState::Running if entry.last == entry.id => format!("{}…", entry.running()),
        EntryState::NotDone => entry.failed(),
        _ => entry.sentence(),
    };
    // What is being taken back is not done yet, nor is what is being done again.
    let again = waits && entry.last != entry.id;
    let undo = entry.can_go(Way::Back) && !again;
    let redo = entry.can_go(Way::Forth) && !again;
    EntryView {
        id: entry.id,
        text: text.into(),
        time: time(entry.at),
        state,
        note: note(entry).filter(|_| !waits).map(Into::into),
        undo,
        redo,
    }
}

/// What is to be told of it besides: what of it was not done, and why it goes no further.
fn note(entry: &Entry) -> Option<String> {
    let outcome = entry.outcome.unwrap_or_default();
    let many = entry.outcome.filter(|_| entry.total > 1);
    let mut parts: Vec<String> = many.map(|it| told(it, entry.way)).into_iter().collect();
    if outcome.failed > 0 {
        parts.push(l10n::activity_unconfirmed().to_owned());
    }
    parts.extend(entry.why_not().map(str::to_owned));
    (!parts.is_empty()).then(|| parts.join(". "))
}

/// As in "18 undone, 2 changed since".
fn told(outcome: Outcome, way: Way) -> String {
    let told = match way {
        Way::Back => l10n::activity_told_undone,
        Way::Forth => l10n::activity_told_done,
    };
    let Outcome {
        done,
        changed,
        refused,
        failed,
        cancelled,
        ..
    } = outcome;
    told(cancelled, changed, done, failed, refused)
}

/// A time of day for people, with its date where it is not of today; and for programs.
fn time(at: u64) -> (AttrValue, AttrValue) {
    let date = js_sys::Date::new(&(at as f64).into());
    let now = js_sys::Date::new_0();
    let is_today = date.get_date() == now.get_date() && (now.get_time() as u64) < at + DAY_MS;
    let text = l10n::time(at, !is_today);
    (text.into(), String::from(date.to_iso_string()).into())
}

fn bulk_view(
    bulk: &Bulk,
    entry: Option<&Entry>,
    operations: &Operations,
    editor: &Editor,
) -> BulkView {
    let known = operations.get(bulk.id, Operation::counts);
    // The library forgets an operation over one item that was done, or taken back.
    let not_done = entry.is_some_and(|entry| entry.stands() == Stands::NotDone);
    let counts = known.unwrap_or_else(|| match not_done {
        true => Counts {
            cancelled: bulk.total,
            done: 0,
            ..bulk.all_done()
        },
        false => bulk.all_done(),
    });
    let state = match (counts.under_way(), counts.cancelled) {
        (0, 0) => BulkState::Finished,
        (0, _) => BulkState::Cancelled,
        _ => BulkState::Running,
    };
    // What it is about: what was done, however often it was taken back and done again since.
    let later = entry.filter(|entry| entry.last != entry.id);
    let (verb, total, done) = match later {
        Some(entry) => (entry.verb, entry.total, entry.done()),
        None => (bulk.verb, counts.total, counts.done),
    };
    let about = match done == total {
        true => verb.done(total),
        false => l10n::change_done_of(total, done, verb.code()),
    };
    let way = entry.map(|entry| entry.way);
    let title = match (state, later.and(way)) {
        (BulkState::Running, None) => verb.doing(total),
        (BulkState::Running, Some(Way::Back)) => l10n::activity_undoing_about(&about),
        (BulkState::Running, Some(Way::Forth)) => l10n::activity_redoing_about(&about),
        _ => about,
    };
    let changed = editor.conflicts(bulk.id);
    let failed = counts.need_user() - changed;
    let items = known.map(|_| {
        let counts = [
            failed,
            changed,
            counts.under_way(),
            counts.done,
            counts.cancelled,
        ];
        html! { <ItemList items={items(bulk.id, editor)} {counts} /> }
    });
    let can_go = |way| entry.is_some_and(|entry| entry.can_go(way));
    BulkView {
        id: bulk.id,
        entry: entry.map_or(bulk.id, |entry| entry.id),
        title: title.into(),
        time: entry.map(|entry| time(entry.at)),
        undone: state != BulkState::Running
            && entry.is_some_and(|entry| entry.stands() == Stands::Undone),
        state,
        total: counts.total,
        done: counts.done,
        failed,
        deleted: if failed == 0 {
            0
        } else {
            deleted(bulk.id, operations)
        },
        changed,
        cancelled: counts.cancelled,
        pace: (state == BulkState::Running)
            .then(|| pace(bulk, counts))
            .flatten(),
        report: known.is_some(),
        items: items.unwrap_or_default(),
        undo: can_go(Way::Back),
        redo: can_go(Way::Forth),
        why: entry.and_then(Entry::why_not),
    }
}

/// How fast it goes and how long it takes, once that is known.
fn pace(bulk: &Bulk, counts: Counts) -> Option<String> {
    let (began, before) = bulk.since;
    let elapsed = (js_sys::Date::now() - began) as usize;
    let handled = (counts.total - counts.under_way()).saturating_sub(before);
    if elapsed < PACE_AFTER_MS || handled == 0 {
        return None;
    }
    let seconds = (counts.under_way() * elapsed).div_ceil(handled * 1_000);
    let rate = (handled * 1_000).div_ceil(elapsed);
    Some(match seconds {
        ..100 => l10n::progress_pace_seconds(&seconds.to_string(), rate),
        _ => l10n::progress_pace_minutes(&seconds.div_ceil(60).to_string(), rate),
    })
}

fn items(id: OperationId, editor: &Editor) -> Items {
    let (all, one) = (editor.clone(), editor.clone());
    Items {
        of: Rc::new(move |kind| {
            let places = all.client().operation(id, |operation| {
                let items = operation.items().iter().enumerate();
                let wanted = items.filter(|(_, item)| kind == Kind::All || kind_of(item) == kind);
                wanted.map(|(at, _)| at).collect()
            });
            places.unwrap_or_default()
        }),
        at: Rc::new(move |at| {
            let item = one.client().operation(id, |operation| {
                let item = operation.items().get(at)?;
                let change = change(&*item.call)?;
                let (state, why) = item_state_label(change, item.state());
                Some((change.clone(), state, why))
            });
            let (change, state, why) = item.flatten()?;
            Some(ItemView {
                id: change.operation.id(),
                name: one.name_in(&change),
                state,
                why: why.into(),
            })
        }),
    }
}

fn kind_of(item: &Item) -> Kind {
    match item.state() {
        ItemState::Queued | ItemState::Sending => Kind::Waiting,
        ItemState::Done => Kind::Done,
        ItemState::Refused(reason) if is_conflict_of(item, reason) => Kind::Changed,
        ItemState::Refused(_) | ItemState::Failed(_) | ItemState::Unsure(_) => Kind::Failed,
        ItemState::Cancelled => Kind::Cancelled,
    }
}

/// How many items of an operation were not done since others have deleted them.
fn deleted(id: OperationId, operations: &Operations) -> usize {
    let count = operations.get(id, |known| {
        let deleted = known.need_user().filter(|(_, item, reason)| {
            change(&*item.call).is_some_and(|change| can_restore(change, reason))
        });
        deleted.count()
    });
    count.unwrap_or(0)
}

fn is_conflict_of(item: &Item, reason: &Reason) -> bool {
    change(&*item.call).is_some_and(|change| is_conflict(change, reason))
}
