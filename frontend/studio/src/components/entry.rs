//! One thing that the author has done, in a line: what, when, and the way back.

use std::rc::Rc;

use optimist::OperationId;
use yew::prelude::*;

use super::{
    click,
    progress::{ProgressAction, way_button},
};
use crate::l10n;

/// One thing that the author has done, as the panel shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryView {
    /// Tells it from others.
    pub id: OperationId,
    /// What was done, as a sentence.
    pub text: AttrValue,
    /// When, for people and for programs.
    pub time: (AttrValue, AttrValue),
    /// Where it stands.
    pub state: EntryState,
    /// What else is to be told of it: what was not done, why it cannot be taken back.
    pub note: Option<AttrValue>,
    /// Can it be taken back?
    pub undo: bool,
    /// Can it be done again?
    pub redo: bool,
}

/// Where an entry stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryState {
    /// It is under way.
    Running,
    /// It is being taken back.
    Undoing,
    /// It is done.
    Done,
    /// It was taken back.
    Undone,
    /// Nothing of it was done.
    NotDone,
}

impl EntryState {
    /// Its name in the page.
    fn name(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Undoing => "undoing",
            Self::Done => "done",
            Self::Undone => "undone",
            Self::NotDone => "not-done",
        }
    }

    /// What is said of it beside what it is.
    fn badge(self) -> Option<&'static str> {
        match self {
            Self::Running | Self::Done => None,
            Self::Undoing => Some(l10n::activity_undoing()),
            Self::Undone => Some(l10n::activity_undone()),
            Self::NotDone => Some(l10n::activity_not_done()),
        }
    }
}

/// What a line is given.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What it shows.
    pub view: Rc<EntryView>,
    /// What the user does.
    pub on_action: Callback<ProgressAction>,
}

/// The line; drawn anew when it has changed, and not with every other one. Its callback has to stay the same.
#[component]
pub fn EntryLine(props: &Props) -> Html {
    let Props { view, on_action } = props;
    let id = view.id;
    let onclick = {
        let on_action = on_action.clone();
        move |event: MouseEvent| {
            on_action.emit(match click::action(&event).as_deref() {
                Some("undo-entry") => ProgressAction::Undo(id),
                Some("redo-entry") => ProgressAction::Redo(id),
                _ => return,
            });
        }
    };
    let (time, at) = &view.time;
    html! {
        <div class="entry" data-role="entry" data-id={id.to_string()} data-state={view.state.name()} {onclick}>
            <p class="entry-text">
                { &view.text }
                if let Some(badge) = view.state.badge() {
                    { " " }<span class="badge" data-role={view.state.name()}>{ badge }</span>
                }
            </p>
            if view.state != EntryState::NotDone {
                { way_button(["undo-entry", "redo-entry"], view.redo, view.undo || view.redo, &view.text) }
            }
            <p class="entry-note">
                <time datetime={at}>{ time }</time>
                if let Some(note) = &view.note { <span data-role="why-not">{ note }</span> }
            </p>
        </div>
    }
}
