//! What can be done to one row beside what it shows: its menu, and the field of its duration.

use std::{cell::Cell, rc::Rc};

use gloo_timers::callback::Timeout;
use optimist::{List, use_query};
use shared::{Video, VideoId, text::isolated};
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlElement;
use yew::prelude::*;
use yewdux::use_selector;

use super::{
    handlers::{of, row},
    trash,
};
use crate::{
    commands::Editor,
    components::{
        RowAction, Rows, Unsaved,
        duration_field::{DurationAction, DurationField},
        focus::{ACTIVE_ROW, HEADING, focus_first, focus_in_page, focused, is_shown},
        hold::use_hold,
        menu::{Menu, MenuItem},
        row_press::{RowPress, use_row_press},
        shortcuts::{self, keys},
    },
    duration,
    feedback::{Dialog, Feedback},
    hooks::next_frame,
    l10n,
    queries::Catalogue,
    settings,
};

#[derive(Properties, PartialEq)]
struct Props {
    rows: Rows,
    editor: Editor,
}

/// What lies over the list on screen, which has these rows.
pub fn draw(editor: &Editor, rows: Rows) -> Html {
    html! { <RowTools {rows} editor={editor.clone()} /> }
}

/// A menu that is open. What can be chosen is what could be when it was opened: nothing changes below a
/// hand.
struct Opened {
    /// Tells it from the one before.
    number: u32,
    video: Rc<Video>,
    items: Vec<MenuItem>,
    opener: HtmlElement,
    at: Option<(i32, i32)>,
}

#[component]
fn RowTools(props: &Props) -> Html {
    let Props { rows, editor } = props;
    let menu = use_state(|| None::<Rc<Opened>>);
    let is_open = use_memo((), |()| Cell::new(false));
    is_open.set(menu.is_some());
    let courses = use_query::<Catalogue>(());
    let courses = use_mut_ref_of(courses.data().map_or(0, List::len));

    let on_press = {
        let (editor, menu, courses) = (editor.clone(), menu.setter(), courses.clone());
        let number = use_mut_ref(|| 0);
        Callback::from(move |press: RowPress| match press {
            RowPress::Menu(id, opener, at) => {
                editor.commit();
                let Some((place, video)) = editor.find(id) else {
                    return;
                };
                let number = {
                    let mut number = number.borrow_mut();
                    *number += 1;
                    *number
                };
                let items = items(&editor, &video, place, courses.get() > 1);
                menu.set(Some(Rc::new(Opened {
                    number,
                    video,
                    items,
                    opener,
                    at,
                })));
            }
            RowPress::CloseMenu => menu.set(None),
            RowPress::Duration(id) => {
                editor.commit();
                editor.edit_duration(id);
            }
            RowPress::Sheet(id) => {
                editor.commit();
                editor.update(|store| store.dialog = Some(Dialog::Sheet(id)));
            }
        })
    };
    use_row_press(&is_open, on_press);
    use_hold(of(editor, |editor, id| row(editor, RowAction::Toggle(id))));
    let about = menu.as_ref().map(|opened| opened.video.id);
    use_effect_with((about, rows.clone()), {
        let (editor, menu) = (editor.clone(), menu.clone());
        move |(about, rows)| {
            if let Some(id) = about
                && rows.position(*id, 0).is_none()
            {
                focus_first(&[ACTIVE_ROW, HEADING]);
                menu.set(None);
                editor.update(|store| store.say(l10n::notice_not_in_list()));
            }
        }
    });
    // With the last row goes what had the focus, or it is hidden.
    let had_rows = use_mut_ref(|| false);
    use_effect_with(rows.len > 0, move |&has_rows| {
        if had_rows.replace(has_rows) && !has_rows {
            spawn_local(async {
                next_frame().await;
                if focused().is_none_or(|focused| !is_shown(&focused)) {
                    focus_first(&[HEADING]);
                }
            });
        }
    });
    // Where the row goes, with the page or elsewhere, what is being typed is saved, or kept.
    let typing = use_selector(|store: &Feedback| store.duration.as_ref().map(|draft| draft.id));
    use_effect_with((*typing, rows.clone()), {
        let editor = editor.clone();
        move |(typing, rows)| {
            if let Some(id) = typing
                && rows.position(*id, 0).is_none()
            {
                editor.put_duration_aside();
            }
        }
    });
    use_effect_with(editor.clone(), |editor| {
        editor.take_up_durations();
        let editor = editor.clone();
        move || editor.put_duration_aside()
    });
    let Some(opened) = (*menu).clone() else {
        return Html::default();
    };
    let (id, published) = (opened.video.id, opened.video.published);
    let on_close = {
        let menu = menu.setter();
        Callback::from(move |()| menu.set(None))
    };
    let on_choose = {
        let (editor, menu) = (editor.clone(), menu.setter());
        Callback::from(move |key: &'static str| {
            menu.set(None);
            choose(&editor, id, published, key);
        })
    };
    html! {
        <>
            <style>{ format!("[data-video-id='{id}']{{background:var(--hover)}}") }</style>
            <Menu
                key={opened.number}
                label={isolated(&opened.video.title).into_owned()}
                items={opened.items.clone()}
                opener={opened.opener.clone()}
                at={opened.at}
                {on_choose}
                {on_close}
            />
        </>
    }
}

/// A number that the first callbacks of a component see as it is now.
#[hook]
fn use_mut_ref_of(now: usize) -> Rc<Cell<usize>> {
    let cell = use_memo((), |()| Cell::new(0));
    cell.set(now);
    cell
}

/// All that can be done to a video at this place, and what cannot with the reason.
fn items(editor: &Editor, video: &Video, place: usize, elsewhere: bool) -> Vec<MenuItem> {
    let fixed = editor.why_fixed();
    let last = editor.videos().len().saturating_sub(1);
    let fixed = fixed.map(|why| why.split(". ").next().unwrap_or_default().to_owned());
    let to = |end: usize, at_end: &str| {
        let why = fixed.clone();
        let why = why.or_else(|| (place == end).then(|| at_end.to_owned()));
        AttrValue::from(why.unwrap_or_default())
    };
    let (up, down) = (to(0, l10n::notice_first()), to(last, l10n::notice_last()));
    let toggle = if video.published {
        l10n::bulk_unpublish()
    } else {
        l10n::bulk_publish()
    };
    let publish = match settings::are_single_keys_on() {
        true => keys::PUBLISH,
        false => "",
    };
    let none = || AttrValue::default();
    let alone = match elsewhere {
        true => none(),
        false => l10n::menu_no_course().into(),
    };
    let item = |key, label, keys: &'static str, why_not, apart| MenuItem {
        key,
        label,
        keys: shortcuts::label(keys),
        why_not,
        apart,
    };
    vec![
        item("rename", l10n::menu_rename(), keys::RENAME, none(), false),
        item(
            "duration",
            l10n::menu_change_duration(),
            keys::DURATION,
            none(),
            false,
        ),
        item("toggle", toggle, publish, none(), false),
        item("move-up", l10n::sheet_up(), keys::UP, up.clone(), true),
        item(
            "move-down",
            l10n::sheet_down(),
            keys::DOWN,
            down.clone(),
            false,
        ),
        item("move-top", l10n::move_to_top(), keys::TOP, up, false),
        item(
            "move-bottom",
            l10n::move_to_bottom(),
            keys::BOTTOM,
            down,
            false,
        ),
        item("move-to", l10n::menu_position(), "", none(), false),
        item("move-course", l10n::menu_course(), "", alone, false),
        item("delete", l10n::bulk_delete(), keys::DELETE, none(), true),
    ]
}

/// What was chosen is done to this video alone.
fn choose(editor: &Editor, id: VideoId, published: bool, key: &str) {
    let action = match key {
        "rename" => RowAction::Rename(id),
        "duration" => {
            editor.commit();
            return editor.edit_duration(id);
        }
        "toggle" => RowAction::Publish(id, !published),
        "move-up" => RowAction::Shift(id, -1),
        "move-down" => RowAction::Shift(id, 1),
        "move-top" => RowAction::Shift(id, isize::MIN),
        "move-bottom" => RowAction::Shift(id, isize::MAX),
        "delete" => RowAction::Delete(id),
        _ => RowAction::MoveTo(id),
    };
    row(editor, action);
    if key == "move-course" {
        // The dialog is there once this is done.
        Timeout::new(0, || focus_in_page("[data-role='move-course']")).forget();
    }
}

#[derive(Properties, PartialEq)]
struct FieldProps {
    video: Rc<Video>,
    editor: Editor,
}

/// The field of a duration in its row, while there is something typed or to be typed and no sheet holds it;
/// of a deleted video all that the trash tells.
pub fn duration_field(editor: &Editor, video: &Rc<Video>) -> Option<Html> {
    if video.is_deleted() {
        return Some(trash::cells(editor, video));
    }
    if editor.feedback().dialog == Some(Dialog::Sheet(video.id)) {
        return None;
    }
    editor.unsaved_duration(video)?;
    Some(html! { <Field video={video.clone()} editor={editor.clone()} /> })
}

#[component]
fn Field(props: &FieldProps) -> Html {
    let FieldProps { video, editor } = props;
    use_selector(|store: &Feedback| {
        let open = store.duration.as_ref().map(|draft| draft.id);
        (open, store.durations.clone())
    });
    let on_action = use_memo((editor.clone(), video.id), |(editor, id)| {
        duration_actions(editor, *id)
    });
    let Some(unsaved) = editor.unsaved_duration(video) else {
        return Html::default();
    };
    let untouched = *unsaved.text == *duration::shown(video.duration_seconds);
    let (begin, label) = (AttrValue::from(unsaved.text), duration_label(video));
    let unsaved = Unsaved {
        kept: unsaved.kept,
        theirs: unsaved.theirs,
        gone: false,
    };
    html! { <DurationField {begin} {untouched} {unsaved} {label} on_action={(*on_action).clone()} /> }
}

pub(super) fn duration_label(video: &Video) -> String {
    l10n::row_duration_of(&isolated(&video.title))
}

/// What an author does with the field of this video's duration.
pub(super) fn duration_actions(editor: &Editor, id: VideoId) -> Callback<DurationAction> {
    let editor = editor.clone();
    Callback::from(move |action| match action {
        DurationAction::Begin => editor.edit_duration(id),
        DurationAction::Draft(text) => editor.type_duration(id, &text),
        DurationAction::Save => editor.save_duration(id),
        DurationAction::Leave => editor.leave_duration(id),
        DurationAction::GiveUp => editor.give_up_duration(id),
        DurationAction::KeepMine => editor.keep_my_duration(id),
    })
}
