//! How far one bulk operation has come, item by item.

use optimist::OperationId;
use yew::prelude::*;

use super::{button, click, icon::Icon};
use crate::{format, l10n};

/// One bulk operation, as the panel shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct BulkView {
    /// Tells it from others.
    pub id: OperationId,
    /// What it is about: the operation that has begun it, which is taken back or done again.
    pub entry: OperationId,
    /// As in "Deleting 100 videos".
    pub title: AttrValue,
    /// When it was, for people and for programs.
    pub time: Option<(AttrValue, AttrValue)>,
    /// Was it taken back?
    pub undone: bool,
    /// Has it come to its end, and how?
    pub state: BulkState,
    /// How many items it has.
    pub total: usize,
    /// How many are done.
    pub done: usize,
    /// How many were refused or did not get through.
    pub failed: usize,
    /// How many of those others have deleted.
    pub deleted: usize,
    /// How many were left as others have changed them.
    pub changed: usize,
    /// How many were taken back before they were done.
    pub cancelled: usize,
    /// How fast it goes and how long it takes, where that is known.
    pub pace: Option<String>,
    /// The list of its items, where they are known.
    pub items: Html,
    /// Is it known what became of each?
    pub report: bool,
    /// Can it be taken back?
    pub undo: bool,
    /// Can it be done again?
    pub redo: bool,
    /// Why neither, as a sentence.
    pub why: Option<&'static str>,
}

/// The state of a bulk operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BulkState {
    /// Some items wait or are on their way.
    Running,
    /// Every item has its outcome.
    Finished,
    /// The rest was taken back.
    Cancelled,
}

impl BulkState {
    /// Its name in the page.
    pub fn name(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Finished => "finished",
            Self::Cancelled => "cancelled",
        }
    }
}

/// What the user does with an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProgressAction {
    /// Try again what failed.
    Retry(OperationId),
    /// Try again all that went wrong one by one.
    RetryAll,
    /// Restore what others have deleted, and try again.
    Restore(OperationId),
    /// Stop what has not been sent.
    Cancel(OperationId),
    /// Take all of it back.
    Undo(OperationId),
    /// Do all of it again.
    Redo(OperationId),
    /// Copy what became of each item.
    Copy(OperationId),
    /// Take it off the panel.
    Dismiss(OperationId),
}

/// A bar in three colours, the counts in words, what failed and why.
pub fn draw(view: &BulkView, on_action: &Callback<ProgressAction>) -> Html {
    let (id, entry) = (view.id, view.entry);
    let onclick = {
        let on_action = on_action.clone();
        move |event: MouseEvent| {
            on_action.emit(match click::action(&event).as_deref() {
                Some("retry-failed") => ProgressAction::Retry(id),
                Some("restore-failed") => ProgressAction::Restore(id),
                Some("cancel-bulk") => ProgressAction::Cancel(id),
                Some("undo-bulk") => ProgressAction::Undo(entry),
                Some("redo-bulk") => ProgressAction::Redo(entry),
                Some("copy-report") => ProgressAction::Copy(id),
                Some("dismiss-bulk") => ProgressAction::Dismiss(id),
                _ => return,
            });
        }
    };
    let running = view.state == BulkState::Running;
    let handled = view.done + view.failed + view.changed + view.cancelled;
    let share = |part: usize| format::width(part, view.total);
    html! {
        <section
            key={id.to_string()}
            class="bulk-progress"
            data-role="bulk-progress"
            data-total={view.total.to_string()}
            data-done={view.done.to_string()}
            data-failed={view.failed.to_string()}
            data-changed={view.changed.to_string()}
            data-state={view.state.name()}
            aria-label={view.title.clone()}
            {onclick}
        >
            <header>
                <h3>
                    { &view.title }{ " " }
                    if view.undone { <span class="badge" data-role="undone">{ l10n::activity_undone() }</span> }
                </h3>
                if !running {
                    { button::with_icon("dismiss-bulk", l10n::dismiss(), Icon::Cross) }
                }
            </header>
            <div
                class="bar"
                role="progressbar"
                aria-label={view.title.clone()}
                aria-valuemin="0"
                aria-valuemax={view.total.to_string()}
                aria-valuenow={handled.to_string()}
                aria-valuetext={counts(view)}
            >
                <span class="bar-done" style={share(view.done)} />
                <span class="bar-failed" style={share(view.failed)} />
                <span class="bar-cancelled" style={share(view.changed + view.cancelled)} />
            </div>
            <p class="counts">
                <span class="count-done">{ done(view) }</span>
                if view.failed > 0 {
                    <span class="count-failed">{ l10n::progress_failed(view.failed) }</span>
                }
                if view.changed > 0 {
                    <span class="count-cancelled">{ l10n::progress_changed(view.changed) }</span>
                }
                if view.cancelled > 0 {
                    <span class="count-cancelled">{ l10n::progress_cancelled(view.cancelled) }</span>
                }
                if running {
                    <span class="count-waiting">{ l10n::progress_waiting(view.total.saturating_sub(handled)) }</span>
                }
                if let Some(pace) = &view.pace {
                    <span class="pace" data-role="pace">{ pace }</span>
                } else if let Some((time, at)) = &view.time {
                    <time class="pace" datetime={at}>{ time }</time>
                }
            </p>
            if let Some(why) = view.why { <p class="entry-why" data-role="why-not">{ why }</p> }
            { view.items.clone() }
            <footer>
                if view.failed > 0 {
                    { button::labelled("button small primary", "retry-failed", l10n::progress_retry(view.failed)) }
                }
                if view.deleted > 0 {
                    { button::labelled("button small", "restore-failed", l10n::progress_restore(view.deleted)) }
                }
                if running {
                    { button::labelled("button small quiet", "cancel-bulk", l10n::progress_cancel()) }
                } else if view.undo || view.redo || view.why.is_some() {
                    { way_button(["undo-bulk", "redo-bulk"], view.redo, view.undo || view.redo, &view.title) }
                }
                if view.report {
                    { button::labelled("button small quiet", "copy-report", l10n::progress_report()) }
                }
            </footer>
        </section>
    }
}

/// Takes something back, or does it again: one button, which stays while it cannot be pressed, so that who
/// has pressed it is still on it.
pub(super) fn way_button(
    actions: [&'static str; 2],
    redo: bool,
    can: bool,
    what: &AttrValue,
) -> Html {
    let (action, label) = match redo {
        false => (actions[0], l10n::undo()),
        true => (actions[1], l10n::redo()),
    };
    let action = if can { action } else { "none" };
    html! {
        <button
            type="button"
            class="button small quiet"
            data-action={action}
            aria-label={format!("{label}: {what}")}
            aria-disabled={(!can).then_some("true")}
        >
            if !redo { { Icon::Undo.draw() } }
            { label }
        </button>
    }
}

fn done(view: &BulkView) -> String {
    match view.undone {
        false => l10n::progress_done(view.done),
        true => l10n::progress_undone(view.done),
    }
}

/// The counts as a sentence, also for screen readers.
pub fn counts(view: &BulkView) -> String {
    let so_far = match view.undone {
        false => l10n::progress_so_far,
        true => l10n::progress_so_far_undone,
    };
    so_far(
        view.cancelled,
        view.changed,
        view.done,
        view.failed,
        view.total,
    )
}
