//! The activity panel: what the author has done, what waits for the author, what can be taken back.

use std::rc::Rc;

use optimist::OperationId;
use shared::VideoId;
use shared::text::isolated;
use yew::prelude::*;

use super::{
    button, click,
    entry::{EntryLine, EntryView},
    icon::Icon,
    progress::{self, BulkView, ProgressAction},
    sync_status::PANEL,
};
use crate::l10n;

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
    Line(Rc<EntryView>),
}

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
    /// Can several of them be tried again as they are?
    pub retries: bool,
    /// How many texts were left and are not saved.
    pub unsaved: usize,
    /// Goes to the first of them.
    pub on_unsaved: Callback<()>,
    /// What the user does with an operation.
    pub on_action: Callback<ProgressAction>,
    /// Takes what is finished off the list.
    pub on_clear: Callback<()>,
    /// Closes the panel.
    pub on_close: Callback<()>,
}

/// The buttons for undo and redo, which name their step; nothing where there is no step.
///
/// Undo keeps its place and the focus where no step is left to it: a click too many hits nothing else.
pub fn step_buttons(
    [back, forth]: [Option<String>; 2],
    [on_back, on_forth]: [&Callback<()>; 2],
) -> Html {
    if back.is_none() && forth.is_none() {
        return Html::default();
    }
    let (title, label) = match &back {
        Some(step) => (
            l10n::activity_undo_step_key(step),
            l10n::activity_undo_step(step),
        ),
        None => {
            let nothing = l10n::notice_nothing_to_undo().to_owned();
            (nothing.clone(), nothing)
        }
    };
    html! {
        <>
            if let Some(step) = forth {
                <button type="button" class="icon-button" data-action="redo-last" title={l10n::activity_redo_step_key(&step)} onclick={on_forth.reform(|_| ())}>
                    { Icon::Redo.draw() }<span class="visually-hidden">{ l10n::activity_redo_step(&step) }</span>
                </button>
            }
            <button type="button" class="icon-button" data-action="undo-last" aria-disabled={back.is_none().then_some("true")} {title} onclick={on_back.reform(|_| ())}>
                { Icon::Undo.draw() }<span class="visually-hidden">{ label }</span>
            </button>
        </>
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
            retries,
            unsaved,
            on_unsaved,
            on_action,
            on_clear,
            on_close,
        } = self;
        let empty = entries.is_empty() && problems.is_empty() && *unsaved == 0;
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
        let on_retry_all = {
            let on_action = on_action.clone();
            move |event: MouseEvent| {
                if click::action(&event).as_deref() == Some("retry-all") {
                    on_action.emit(ProgressAction::RetryAll);
                }
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
            <aside id={PANEL} class="dock" aria-label={l10n::activity_title()} {onkeydown}>
                <div class="dock-head">
                    <h2 tabindex="-1">{ l10n::activity_title() }</h2>
                    <button type="button" class="icon-button" data-action="close-activity" aria-label={l10n::activity_close()} title={l10n::activity_close_key()} onclick={on_close.reform(|_| ())}>
                        { Icon::Cross.draw() }
                    </button>
                </div>
                <div class="dock-body" tabindex="0" role="group" aria-label={l10n::activity_list()}>
                    if empty {
                        <p class="dock-empty">{ l10n::activity_empty() }</p>
                    }
                    if *unsaved > 0 {
                        <section class="problems" data-role="unsaved-texts" aria-label={l10n::activity_unsaved()}>
                            <header>
                                <h3>{ l10n::status_unsaved(*unsaved) }</h3>
                                <button type="button" class="button small" data-action="show-unsaved" onclick={on_unsaved.reform(|_| ())}>{ l10n::activity_show_unsaved() }</button>
                            </header>
                        </section>
                    }
                    if !problems.is_empty() {
                        <section class="problems" data-role="problems" aria-label={l10n::activity_problems()}>
                            <header onclick={on_retry_all}>
                                <h3>{ l10n::activity_problems_head(*problem_count) }</h3>
                                if *retries {
                                    { button::labelled("button small", "retry-all", l10n::activity_retry_all()) }
                                }
                            </header>
                            <ul tabindex="0" aria-label={l10n::activity_problems_list()}>
                                { for problems.iter().map(|problem| html! {
                                    <li key={problem.operation.to_string()} data-role="problem" data-id={problem.id.to_string()} onclick={on_click(problem.operation)}>
                                        <b dir="auto">{ &*problem.name }</b>
                                        <span>{ &problem.why }</span>
                                        <span class="problem-actions">
                                            { match problem.restore {
                                                true => button::named("button small", "restore-retry", l10n::row_restore_and_do(&isolated(&problem.name)), l10n::restore_and_do()),
                                                false => button::named("button small", "retry", l10n::row_retry(&isolated(&problem.name)), l10n::retry()),
                                            } }
                                            { button::named("button small quiet", "dismiss", l10n::row_dismiss(&isolated(&problem.name)), l10n::dismiss()) }
                                        </span>
                                    </li>
                                }) }
                                if *problem_count > problems.len() {
                                    <li class="more">{ l10n::activity_problems_more(problem_count - problems.len()) }</li>
                                }
                            </ul>
                        </section>
                    }
                    { for entries.iter().map(|listed| match listed {
                        Listed::Bulk(view) => progress::draw(view, on_action),
                        Listed::Line(view) => html! {
                            <EntryLine key={view.id.to_string()} view={Rc::clone(view)} on_action={on_action.clone()} />
                        },
                    }) }
                    if *clears {
                        <button type="button" class="button small quiet" data-action="clear-finished" onclick={on_clear.reform(|_| ())}>{ l10n::activity_clear() }</button>
                    }
                </div>
            </aside>
        }
    }
}
