//! The activity panel: bulk operations, what waits for the user, what can be taken back.

use std::rc::Rc;

use shared::VideoId;
use yew::prelude::*;

use super::{
    RowAction, click, format,
    icon::Icon,
    progress::{self, BulkView, ProgressAction},
};

/// What went wrong with one video, outside of a bulk operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The video.
    pub id: VideoId,
    /// Its name.
    pub name: Rc<str>,
    /// What could not be done and why.
    pub why: Rc<str>,
}

/// The activity panel.
pub struct Dock {
    /// Bulk operations, newest first.
    pub bulks: Vec<BulkView>,
    /// What waits for the user, video by video; at most as many as are worth listing.
    pub problems: Vec<Problem>,
    /// How many such problems there are.
    pub problem_count: usize,
    /// The newest step that can be taken back.
    pub undo: Option<Rc<str>>,
    /// What the user does with a bulk operation.
    pub on_bulk: Callback<ProgressAction>,
    /// What the user does about a problem.
    pub on_problem: Callback<RowAction>,
    /// Take back the newest step.
    pub on_undo: Callback<()>,
    /// The notices, which have their place in the panel.
    pub notices: Html,
}

impl Dock {
    /// The panel beside the list, or below it on a narrow screen.
    pub fn draw(&self) -> Html {
        let Self {
            bulks,
            problems,
            problem_count,
            undo,
            on_bulk,
            on_problem,
            on_undo,
            notices,
        } = self;
        let empty = bulks.is_empty() && problems.is_empty();
        let on_click = |id: VideoId| {
            let on_problem = on_problem.clone();
            move |event: MouseEvent| {
                on_problem.emit(match click::action(&event).as_deref() {
                    Some("retry") => RowAction::Retry(id),
                    Some("dismiss") => RowAction::Dismiss(id),
                    _ => return,
                });
            }
        };
        html! {
            <aside class={if empty { "dock is-empty" } else { "dock" }} aria-label="Activity">
                <div class="dock-head">
                    <h2>{ "Activity" }</h2>
                    if let Some(label) = undo {
                        <button type="button" class="button small quiet" data-action="undo-last" title={format!("Undo {label} (Ctrl+Z)")} onclick={on_undo.reform(|_| ())}>
                            { Icon::Undo.draw() }<span>{ format!("Undo {label}") }</span>
                        </button>
                    }
                </div>
                <div class="dock-body" tabindex="0" role="group" aria-label="Bulk operations and problems">
                    if empty {
                        <p class="dock-empty">{ "Nothing needs you. Bulk changes show their progress here, and whatever could not be done stays here until you have dealt with it." }</p>
                    }
                    if !problems.is_empty() {
                        <section class="problems" data-role="problems" aria-label="Problems">
                            <h3>{ format!("{} need{} you", format::counted(*problem_count, "video"), if *problem_count == 1 { "s" } else { "" }) }</h3>
                            <ul tabindex="0" aria-label="Videos that need you">
                                { for problems.iter().map(|problem| html! {
                                    <li key={problem.id.to_string()} data-role="problem" data-id={problem.id.to_string()} onclick={on_click(problem.id)}>
                                        <b>{ &*problem.name }</b>
                                        <span>{ &*problem.why }</span>
                                        <span class="problem-actions">
                                            <button type="button" class="button small" data-action="retry">{ "Retry" }</button>
                                            <button type="button" class="button small quiet" data-action="dismiss">{ "Dismiss" }</button>
                                        </span>
                                    </li>
                                }) }
                                if *problem_count > problems.len() {
                                    <li class="more">{ format!("and {} more", format::count(problem_count - problems.len())) }</li>
                                }
                            </ul>
                        </section>
                    }
                    { for bulks.iter().map(|view| progress::draw(view, on_bulk)) }
                </div>
                { notices.clone() }
            </aside>
        }
    }
}
