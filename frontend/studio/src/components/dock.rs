//! The activity panel: what the author has done, what waits for the author, what can be taken back.

use std::rc::Rc;

use optimist::OperationId;
use shared::VideoId;
use yew::prelude::*;

use super::{
    button, click,
    entry::{EntryLine, EntryView},
    icon::Icon,
    progress::{self, BulkView, ProgressAction},
    sync_status::PANEL,
};
use crate::format;

/// What went wrong with one video, outside of a bulk operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The operation, by which it is tried again or dismissed.
    pub operation: OperationId,
    /// The video.
    pub id: VideoId,
    /// Its name.
    pub name: Rc<str>,
    /// What could not be done and why.
    pub why: String,
    /// Can it be done once the video is restored?
    pub restore: bool,
}

/// Something that the author has done.
#[derive(Clone, Debug, PartialEq)]
pub enum Listed {
    /// To many videos, with how far it is item by item.
    Bulk(BulkView),
    /// In a line.
    Line(EntryView),
}

/// The way on where another author has deleted what was to be changed.
pub const RESTORE: &str = "Restore and do it";

/// The activity panel.
pub struct Dock {
    /// What the author has done, newest first.
    pub entries: Vec<Listed>,
    /// Can finished ones be taken off the list?
    pub clears: bool,
    /// What waits for the user, video by video; at most as many as are worth listing.
    pub problems: Vec<Problem>,
    /// How many such problems there are.
    pub problem_count: usize,
    /// What the user does with an operation.
    pub on_action: Callback<ProgressAction>,
    /// Takes what is finished off the list.
    pub on_clear: Callback<()>,
    /// Closes the panel.
    pub on_close: Callback<()>,
}

/// Takes back the newest step, in words; nothing where there is none.
pub fn undo_button(step: Option<String>, on_undo: &Callback<()>) -> Html {
    let Some(step) = step else {
        return Html::default();
    };
    html! {
        <button type="button" class="icon-button" data-action="undo-last" title={format!("Undo {step} (Ctrl+Z)")} onclick={on_undo.reform(|_| ())}>
            { Icon::Undo.draw() }<span class="visually-hidden">{ format!("Undo {step}") }</span>
        </button>
    }
}

impl Dock {
    /// The panel beside the list, or below it on a narrow screen.
    pub fn draw(&self) -> Html {
        let Self {
            entries,
            clears,
            problems,
            problem_count,
            on_action,
            on_clear,
            on_close,
        } = self;
        let empty = entries.is_empty() && problems.is_empty();
        let on_click = |operation: OperationId| {
            let on_action = on_action.clone();
            move |event: MouseEvent| {
                on_action.emit(match click::action(&event).as_deref() {
                    Some("retry") => ProgressAction::Retry(operation),
                    Some("restore-retry") => ProgressAction::Restore(operation),
                    Some("dismiss") => ProgressAction::Dismiss(operation),
                    _ => return,
                });
            }
        };
        let onkeydown = {
            let on_close = on_close.clone();
            move |event: KeyboardEvent| {
                if event.key() == "Escape" && !event.default_prevented() {
                    on_close.emit(());
                }
            }
        };
        html! {
            <aside id={PANEL} class="dock" aria-label="Activity" {onkeydown}>
                <div class="dock-head">
                    <h2 tabindex="-1">{ "Activity" }</h2>
                    <button type="button" class="icon-button" data-action="close-activity" aria-label="Close activity" title="Close activity (Escape)" onclick={on_close.reform(|_| ())}>
                        { Icon::Cross.draw() }
                    </button>
                </div>
                <div class="dock-body" tabindex="0" role="group" aria-label="What you did, the newest first, and problems">
                    if empty {
                        <p class="dock-empty">{ "Nothing needs you. What you do is listed here, with a way back, and what could not be done stays here until you have dealt with it." }</p>
                    }
                    if !problems.is_empty() {
                        <section class="problems" data-role="problems" aria-label="Problems">
                            <h3>{ format!("{} need{} you", format::counted(*problem_count, "video"), if *problem_count == 1 { "s" } else { "" }) }</h3>
                            <ul tabindex="0" aria-label="Videos that need you">
                                { for problems.iter().map(|problem| html! {
                                    <li key={problem.operation.to_string()} data-role="problem" data-id={problem.id.to_string()} onclick={on_click(problem.operation)}>
                                        <b dir="auto">{ &*problem.name }</b>
                                        <span>{ &problem.why }</span>
                                        <span class="problem-actions">
                                            { match problem.restore {
                                                true => button::named("button small", "restore-retry", RESTORE, &problem.name),
                                                false => button::named("button small", "retry", "Retry", &problem.name),
                                            } }
                                            { button::named("button small quiet", "dismiss", "Dismiss", &problem.name) }
                                        </span>
                                    </li>
                                }) }
                                if *problem_count > problems.len() {
                                    <li class="more">{ format!("and {} more", format::count(problem_count - problems.len())) }</li>
                                }
                            </ul>
                        </section>
                    }
                    { for entries.iter().map(|listed| match listed {
                        Listed::Bulk(view) => progress::draw(view, on_action),
                        Listed::Line(view) => html! {
                            <EntryLine key={view.id.to_string()} view={view.clone()} on_action={on_action.clone()} />
                        },
                    }) }
                    if *clears {
                        <button type="button" class="button small quiet" data-action="clear-finished" onclick={on_clear.reform(|_| ())}>{ "Clear finished" }</button>
                    }
                </div>
            </aside>
        }
    }
}
