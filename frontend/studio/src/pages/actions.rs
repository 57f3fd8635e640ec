//! What can be done from the palette at this moment, in words, and the command that each stands for.

use gloo_timers::callback::Timeout;
use shared::VideoId;

use super::{
    act::{Act, Action, action},
    other::{COMPARE, FIGURES},
    tools::has_lab,
};
use crate::{
    commands::Editor,
    components::{
        RowAction,
        bulk_bar::BulkAction,
        focus::{focus_in_page, is_focus_lost},
        shortcuts::keys,
    },
    feedback::{Dialog, Finder, Sort, StatusFilter},
    format,
    history::Way,
    l10n,
    queries::VideoListKind,
    route::Route,
    settings,
};

/// Moves to an end of the list.
const ENDS: [(&str, isize); 2] = [("top", isize::MIN), ("bottom", isize::MAX)];

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

/// What is done to the focused video or to all that are chosen, as the keys in the list do it.
fn about_videos(all: &mut Vec<Action>, editor: &Editor, focused: Option<VideoId>) {
    let store = editor.feedback();
    let (chosen, trash) = (&store.selection, editor.in_trash());
    let alone = focused.filter(|_| chosen.len() < 2);
    let alone = alone.and_then(|id| editor.find(id));
    let from = all.len();
    if let Some((_, video)) = alone {
        let (id, name) = (video.id, format::quoted(&video.title));
        let mut one = |what: &str, words, keys, act| {
            let label = l10n::act_on(&name, what);
            all.push(action(label, words, keys, Act::Row(act)));
        };
        if trash {
            return one(
                "restore",
                l10n::act_restore_words(),
                "",
                RowAction::Restore(id),
            );
        }
        let publish = RowAction::PublishChosen(id, !video.published);
        match video.published {
            true => one(
                "unpublish",
                l10n::act_unpublish_words(),
                keys::PUBLISH,
                publish,
            ),
            false => one("publish", l10n::act_publish_words(), keys::PUBLISH, publish),
        }
        one(
            "rename",
            l10n::act_rename_words(),
            keys::RENAME,
            RowAction::Rename(id),
        );
        one("up", "", keys::UP, RowAction::ShiftChosen(id, -1));
        one("down", "", keys::DOWN, RowAction::ShiftChosen(id, 1));
        for (what, by) in ENDS {
            one(
                what,
                l10n::act_ends_words(),
                keys::ENDS,
                RowAction::ShiftChosen(id, by),
            );
        }
        one("move", l10n::act_move_words(), "", RowAction::MoveTo(id));
        let delete = RowAction::DeleteChosen(id);
        one("delete", l10n::act_delete_words(), keys::DELETE, delete);
        return explain_moves(&mut all[from..], editor);
    }
    let label = |what: &str| match chosen.len() {
        0 => l10n::act_alone(what),
        count => l10n::act_on(&l10n::act_selected_videos(count), what),
    };
    let mut many = |what: &str, words, keys, act| {
        all.push(action(label(what), words, keys, act));
    };
    if trash {
        many(
            "restore",
            l10n::act_restore_words(),
            "",
            Act::Bulk(BulkAction::Restore),
        );
    } else {
        let publish = |on| Act::Bulk(BulkAction::Publish(on));
        many(
            "publish",
            l10n::act_publish_words(),
            keys::PUBLISH,
            publish(true),
        );
        many(
            "unpublish",
            l10n::act_unpublish_words(),
            keys::PUBLISH,
            publish(false),
        );
        let edit = Act::Bulk(BulkAction::Edit);
        many("edit", l10n::act_edit_words(), "", edit);
        let shift = |by| Act::Bulk(BulkAction::MoveBy(by));
        many("up", "", keys::UP, shift(-1));
        many("down", "", keys::DOWN, shift(1));
        for (what, by) in ENDS {
            many(what, l10n::act_ends_words(), keys::ENDS, shift(by));
        }
        many(
            "move",
            l10n::act_move_words(),
            "",
            Act::Bulk(BulkAction::Move),
        );
        let delete = Act::Bulk(BulkAction::Delete);
        many("delete", l10n::act_delete_words(), keys::DELETE, delete);
    }
    explain_moves(&mut all[from..], editor);
    if chosen.is_empty() {
        for action in &mut all[from..] {
            action.why_not = l10n::act_none_selected().to_owned();
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
        all.push(action(l10n::act_add(), l10n::act_add_words(), "", field));
    }
    if editor.why_fixed().is_some() && !trash {
        let show = Act::Do(|editor| editor.show_order(None));
        all.push(action(
            l10n::show_order(),
            l10n::act_show_order_words(),
            "",
            show,
        ));
    }
    let field = Act::Focus("[data-role='find']");
    all.push(action(
        l10n::act_search(),
        l10n::act_search_words(),
        keys::SEARCH,
        field,
    ));
    if shown > 0 {
        let label = match finder.narrows() {
            true => l10n::bulk_select_matching(shown),
            false => l10n::act_select_all(shown),
        };
        let select = Act::Bulk(BulkAction::SelectAll);
        all.push(action(
            label,
            l10n::act_select_words(),
            keys::SELECT_ALL,
            select,
        ));
    }
    if !store.selection.is_empty() {
        let clear = Act::Bulk(BulkAction::Clear);
        all.push(action(
            l10n::act_select_none(),
            l10n::act_select_none_words(),
            keys::CLEAR,
            clear,
        ));
    }
    for (label, status, show) in [
        (
            l10n::act_show_all(),
            StatusFilter::All,
            (|finder| finder.status = StatusFilter::All) as fn(&mut Finder),
        ),
        (
            l10n::act_show_published(),
            StatusFilter::Published,
            |finder| {
                finder.status = StatusFilter::Published;
            },
        ),
        (l10n::act_show_drafts(), StatusFilter::Drafts, |finder| {
            finder.status = StatusFilter::Drafts;
        }),
    ] {
        if finder.status != status {
            all.push(action(label, l10n::act_filter_words(), "", Act::Find(show)));
        }
    }
    for (label, sort) in [
        (l10n::act_sort_position(), Sort::Position),
        (l10n::act_sort_title(), Sort::Title),
        (l10n::act_sort_title_down(), Sort::TitleDown),
        (l10n::act_sort_longest(), Sort::Duration),
        (l10n::act_sort_shortest(), Sort::Shortest),
        (l10n::act_sort_drafts(), Sort::Drafts),
        (l10n::act_sort_published(), Sort::Published),
    ] {
        if finder.sort != sort {
            all.push(action(label, l10n::act_sort_words(), "", Act::Sort(sort)));
        }
    }
    let (label, to) = match trash {
        true => (l10n::act_to_course(), Route::Course(course)),
        false => (l10n::act_to_trash(), Route::Trash(course)),
    };
    all.push(action(
        label,
        l10n::act_to_trash_words(),
        "",
        Act::Go(to.path()),
    ));
}

/// What is done on every page.
fn about_all(all: &mut Vec<Action>, editor: &Editor) {
    let store = editor.feedback();
    let mut add = |label: &str, words, keys, act| all.push(action(label, words, keys, act));
    if let Some(step) = editor.next_label(Way::Back) {
        let undo = Act::Do(Editor::undo);
        add(
            &l10n::act_undo(&step),
            l10n::act_undo_words(),
            keys::UNDO,
            undo,
        );
    }
    if let Some(step) = editor.next_label(Way::Forth) {
        let redo = Act::Do(Editor::redo);
        add(
            &l10n::act_redo(&step),
            l10n::act_redo_words(),
            keys::REDO,
            redo,
        );
    }
    if Route::now() != Route::Catalogue {
        let courses = Act::Go(Route::Catalogue.path());
        add(
            l10n::act_to_courses(),
            l10n::act_to_courses_words(),
            "",
            courses,
        );
    }
    let help = Act::Do(|editor| editor.update(|store| store.dialog = Some(Dialog::Keys)));
    add(l10n::tool_keys(), l10n::act_keys_words(), keys::HELP, help);
    match store.activity_open {
        true => {
            let close = Act::Do(|editor| editor.show_activity(false));
            add(
                l10n::act_close_activity(),
                l10n::act_activity_words(),
                "",
                close,
            );
        }
        false => {
            let open = Act::Do(|editor| editor.show_activity(true));
            add(
                l10n::act_open_activity(),
                l10n::act_activity_words(),
                "",
                open,
            );
        }
    }
    match store.dense {
        true => {
            let high = Act::Do(|editor| editor.show_dense(false));
            add(
                l10n::tool_high_rows(),
                l10n::act_high_rows_words(),
                "",
                high,
            );
        }
        false => {
            let low = Act::Do(|editor| editor.show_dense(true));
            add(l10n::tool_low_rows(), l10n::act_low_rows_words(), "", low);
        }
    }
    match settings::is_dark() {
        true => {
            let light = Act::Do(|_| settings::choose_theme(false));
            add(l10n::tool_light(), l10n::act_light_words(), "", light);
        }
        false => {
            let dark = Act::Do(|_| settings::choose_theme(true));
            add(l10n::tool_dark(), l10n::act_dark_words(), "", dark);
        }
    }
    let other = l10n::language().other();
    let speak = Act::Do(|editor| {
        editor.speak(l10n::language().other());
        // The whole page is drawn anew, and what had the focus with it.
        Timeout::new(0, || {
            if is_focus_lost() {
                focus_in_page("main h1");
            }
        })
        .forget();
    });
    add(other.name(), l10n::act_language_words(), "", speak);
    let figures = Act::Go(FIGURES.to_owned());
    add(l10n::act_figures(), l10n::act_figures_words(), "", figures);
    if has_lab() {
        let lab = Act::Do(|editor| editor.update(|store| store.dialog = Some(Dialog::Lab)));
        add(l10n::tool_lab(), l10n::act_lab_words(), "", lab);
        let requests = Act::Do(|editor| editor.update(|store| store.requests_open = true));
        add(
            l10n::act_requests(),
            l10n::act_requests_words(),
            "",
            requests,
        );
        let compare = Act::Go(COMPARE.to_owned());
        add(l10n::act_compare(), l10n::act_compare_words(), "", compare);
    }
}
