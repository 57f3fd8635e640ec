//! What can be done from the palette at this moment, in words, and the command that each stands for.

use shared::VideoId;

use super::{
    handlers::{bulk, row},
    other::{COMPARE, FIGURES},
    tools::has_lab,
};
use crate::{
    commands::Editor,
    components::{RowAction, bulk_bar::BulkAction, focus::focus_in_page, shortcuts::keys},
    feedback::{Dialog, Finder, Sort, StatusFilter},
    format,
    history::Way,
    l10n,
    queries::VideoListKind,
    route::Route,
    settings,
};

/// Something that can be done.
pub struct Action {
    /// What it does, as a command.
    pub label: String,
    /// Other words that it is looked for by.
    pub words: &'static str,
    /// Its shortcut; may be empty.
    pub keys: &'static str,
    /// Why it cannot be done now.
    pub why_not: String,
    /// The command.
    pub act: Act,
}

/// A command.
#[derive(Clone)]
pub enum Act {
    /// Go to this address.
    Go(String),
    /// To one video.
    Row(RowAction),
    /// To all that are chosen.
    Bulk(BulkAction),
    /// Focus the first element that this selector finds.
    Focus(&'static str),
    /// Change what is looked for.
    Find(fn(&mut Finder)),
    /// Show the list in this order.
    Sort(Sort),
    /// Anything else.
    Do(fn(&Editor)),
}

impl Act {
    /// Does it; what is being typed is saved before.
    pub fn run(self, editor: &Editor) {
        match self {
            Self::Row(action) => return row(editor, action),
            Self::Bulk(action) => return bulk(editor, action),
            _ => editor.commit(),
        };
        match self {
            Self::Focus(selector) => focus_in_page(selector),
            Self::Find(change) => editor.look_for(change),
            Self::Sort(sort) => editor.sort(sort),
            Self::Do(act) => act(editor),
            // The link itself leads there. Who goes elsewhere leaves what had the focus.
            Self::Go(_) => focus_in_page("main h1"),
            Self::Row(_) | Self::Bulk(_) => {}
        }
    }
}

/// Moves to an end of the list.
const ENDS: [(&str, isize); 2] = [
    ("Move to the top", isize::MIN),
    ("Move to the bottom", isize::MAX),
];

/// All that can be done, and what cannot with the reason; `focused` is the video whose row has the focus.
pub fn actions(editor: &Editor, focused: Option<VideoId>) -> Vec<Action> {
    let mut all = Vec::new();
    if let Some(list) = editor.list() {
        about_videos(&mut all, editor, focused);
        about_list(&mut all, editor, &list);
    }
    about_all(&mut all, editor);
    all
}

fn action(label: impl Into<String>, words: &'static str, keys: &'static str, act: Act) -> Action {
    Action {
        label: label.into(),
        words,
        keys,
        why_not: String::new(),
        act,
    }
}

/// What is done to the focused video or to all that are chosen, as the keys in the list do it.
fn about_videos(all: &mut Vec<Action>, editor: &Editor, focused: Option<VideoId>) {
    let store = editor.feedback();
    let (chosen, trash) = (&store.selection, editor.in_trash());
    let alone = focused.filter(|id| !chosen.contains(id) || chosen.len() == 1);
    let alone = alone.and_then(|id| editor.find(id));
    let from = all.len();
    if let Some((_, video)) = alone {
        let (id, name) = (video.id, format::quoted(&video.title));
        let mut one = |verb: &str, words, keys, act| {
            let label = format!("{verb} {name}");
            all.push(action(label, words, keys, Act::Row(act)));
        };
        if trash {
            return one("Restore", "undelete", "", RowAction::Restore(id));
        }
        let publish = RowAction::PublishChosen(id, !video.published);
        match video.published {
            true => one("Unpublish", "hide draft", keys::PUBLISH, publish),
            false => one("Publish", "show", keys::PUBLISH, publish),
        }
        one("Rename", "title edit", keys::RENAME, RowAction::Rename(id));
        one("Move up", "", keys::UP, RowAction::ShiftChosen(id, -1));
        one("Move down", "", keys::DOWN, RowAction::ShiftChosen(id, 1));
        for (verb, by) in ENDS {
            one(verb, "reorder", keys::ENDS, RowAction::ShiftChosen(id, by));
        }
        one("Move to…", "position course", "", RowAction::MoveTo(id));
        let delete = RowAction::DeleteChosen(id);
        one("Delete", "remove trash", keys::DELETE, delete);
        return explain_moves(&mut all[from..], editor);
    }
    let what = match chosen.len() {
        0 => String::new(),
        count => format!(" {}", format::counted(count, "selected video")),
    };
    let mut many = |verb: &str, words, keys, act| {
        all.push(action(format!("{verb}{what}"), words, keys, act));
    };
    if trash {
        many("Restore", "undelete", "", Act::Bulk(BulkAction::Restore));
    } else {
        let publish = |on| Act::Bulk(BulkAction::Publish(on));
        many("Publish", "show", keys::PUBLISH, publish(true));
        many("Unpublish", "hide draft", keys::PUBLISH, publish(false));
        let edit = Act::Bulk(BulkAction::Edit);
        many("Edit", "rename titles durations", "", edit);
        let shift = |by| Act::Bulk(BulkAction::MoveBy(by));
        many("Move up", "", keys::UP, shift(-1));
        many("Move down", "", keys::DOWN, shift(1));
        for (verb, by) in ENDS {
            many(verb, "reorder", keys::ENDS, shift(by));
        }
        many(
            "Move to…",
            "position course",
            "",
            Act::Bulk(BulkAction::Move),
        );
        let delete = Act::Bulk(BulkAction::Delete);
        many("Delete", "remove trash", keys::DELETE, delete);
    }
    explain_moves(&mut all[from..], editor);
    if chosen.is_empty() {
        for action in &mut all[from..] {
            action.why_not = "Go to a video first, or select some".to_owned();
        }
    }
}

/// Why videos cannot be moved as they are shown.
fn explain_moves(actions: &mut [Action], editor: &Editor) {
    let Some(why) = editor.why_fixed() else {
        return;
    };
    for action in actions {
        if let Act::Row(RowAction::ShiftChosen(..)) | Act::Bulk(BulkAction::MoveBy(_)) = action.act
        {
            action.why_not.clone_from(&why);
        }
    }
}

/// What is done to the list as a whole.
fn about_list(all: &mut Vec<Action>, editor: &Editor, list: &VideoListKind) {
    let store = editor.feedback();
    let (shown, finder) = (editor.shown().len(), &store.finder);
    let course = list.course().clone();
    let trash = editor.in_trash();
    if !trash {
        let field = Act::Focus("[data-role='add-title']");
        all.push(action("Add videos", "new create paste lines", "", field));
    }
    if editor.why_fixed().is_some() && !trash {
        let show = Act::Do(|editor| editor.show_order(None));
        all.push(action(
            "Show the author\u{2019}s order",
            "sort position all",
            "",
            show,
        ));
    }
    let field = Act::Focus("[data-role='find']");
    all.push(action("Search videos", "find filter", keys::SEARCH, field));
    if shown > 0 {
        let label = match finder.narrows() {
            true => format!("Select all {} that match", l10n::number(shown)),
            false => format!("Select all {}", format::counted(shown, "video")),
        };
        let select = Act::Bulk(BulkAction::SelectAll);
        all.push(action(label, "choose", keys::SELECT_ALL, select));
    }
    if !store.selection.is_empty() {
        let clear = Act::Bulk(BulkAction::Clear);
        all.push(action("Select none", "clear deselect", keys::CLEAR, clear));
    }
    for (label, status, show) in [
        (
            "Show all videos",
            StatusFilter::All,
            (|finder| finder.status = StatusFilter::All) as fn(&mut Finder),
        ),
        (
            "Show published videos only",
            StatusFilter::Published,
            |finder| {
                finder.status = StatusFilter::Published;
            },
        ),
        ("Show drafts only", StatusFilter::Drafts, |finder| {
            finder.status = StatusFilter::Drafts;
        }),
    ] {
        if finder.status != status {
            all.push(action(label, "filter", "", Act::Find(show)));
        }
    }
    for (label, sort) in [
        ("Sort by position", Sort::Position),
        ("Sort by title", Sort::Title),
        ("Sort titles from Z to A", Sort::TitleDown),
        ("Sort by duration, longest first", Sort::Duration),
        ("Sort by duration, shortest first", Sort::Shortest),
        ("Sort by status, drafts first", Sort::Drafts),
        ("Sort by status, published first", Sort::Published),
    ] {
        if finder.sort != sort {
            all.push(action(label, "order", "", Act::Sort(sort)));
        }
    }
    let (label, to) = match trash {
        true => ("Go back to the course", Route::Course(course)),
        false => ("Go to the trash", Route::Trash(course)),
    };
    all.push(action(label, "deleted restore", "", Act::Go(to.path())));
}

/// What is done on every page.
fn about_all(all: &mut Vec<Action>, editor: &Editor) {
    let store = editor.feedback();
    let mut add = |label: &str, words, keys, act| all.push(action(label, words, keys, act));
    if let Some(step) = editor.next_label(Way::Back) {
        let undo = Act::Do(Editor::undo);
        add(&format!("Undo: {step}"), "take back", keys::UNDO, undo);
    }
    if let Some(step) = editor.next_label(Way::Forth) {
        let redo = Act::Do(Editor::redo);
        add(&format!("Redo: {step}"), "do again", keys::REDO, redo);
    }
    if Route::now() != Route::Catalogue {
        let courses = Act::Go(Route::Catalogue.path());
        add("Go to all courses", "catalogue home", "", courses);
    }
    let help = Act::Do(|editor| editor.update(|store| store.dialog = Some(Dialog::Keys)));
    add("Keyboard shortcuts", "help list of keys", keys::HELP, help);
    match store.activity_open {
        true => {
            let close = Act::Do(|editor| editor.show_activity(false));
            add("Close the activity", "progress", "", close);
        }
        false => {
            let open = Act::Do(|editor| editor.show_activity(true));
            add("Open the activity", "progress errors", "", open);
        }
    }
    match store.dense {
        true => {
            let high = Act::Do(|editor| editor.show_dense(false));
            add("Use high rows", "density spacious", "", high);
        }
        false => {
            let low = Act::Do(|editor| editor.show_dense(true));
            add("Use low rows", "density compact", "", low);
        }
    }
    match settings::is_dark() {
        true => {
            let light = Act::Do(|_| settings::choose_theme(false));
            add("Use light colours", "theme bright", "", light);
        }
        false => {
            let dark = Act::Do(|_| settings::choose_theme(true));
            add("Use dark colours", "theme night", "", dark);
        }
    }
    let other = l10n::language().other();
    let speak = Act::Do(|editor| editor.speak(l10n::language().other()));
    add(
        other.name(),
        "language sprache english englisch german",
        "",
        speak,
    );
    let figures = Act::Go(FIGURES.to_owned());
    add(
        "Figures of this browser",
        "speed times metrics",
        "",
        figures,
    );
    if has_lab() {
        let lab = Act::Do(|editor| editor.update(|store| store.dialog = Some(Dialog::Lab)));
        add("Network lab", "faults offline", "", lab);
        let requests = Act::Do(|editor| editor.update(|store| store.requests_open = true));
        add("Log of requests", "network lab", "", requests);
        let compare = Act::Go(COMPARE.to_owned());
        add(
            "Compare ways to show a change",
            "network lab snapshot",
            "",
            compare,
        );
    }
}
