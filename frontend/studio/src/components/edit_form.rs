//! Titles and durations of many videos at once, with a look at what would become of them.
//!
//! What is typed stays where it is: it is there again when the dialog is opened anew, after a reload
//! too. A title that another author changes meanwhile is changed only where the user says so.

use std::{collections::HashMap, rc::Rc};

use gloo_timers::callback::Timeout;
use shared::Video;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::{button, click};
use crate::{
    duration, format, l10n,
    retitle::{self, Retitle},
    typed,
};

/// New titles that are shown before they are given.
const PREVIEW: usize = 5;

/// What the fields hold at first: the text to replace, another one, a pattern, the first number, and
/// the duration.
const FIRST: [&str; 5] = ["", "", "{title}", "1", ""];

/// After so many milliseconds without a key it is said what would become of the titles.
const TYPED_MS: u32 = 700;

/// The largest number to begin with.
const FROM_MOST: usize = 999_999;

/// What the form is given.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Where what is typed is kept until it is done.
    pub place: AttrValue,
    /// The videos, in their order, as they were when the dialog was opened.
    pub videos: Rc<Vec<Rc<Video>>>,
    /// Those of them to which another author has given another title since, as they are now.
    pub theirs: Vec<(usize, Rc<Video>)>,
    /// What the user wants.
    pub on_edit: Callback<Edit>,
}

/// What the user wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// Another title for each of these, which have the titles that are to be replaced.
    Titles(Vec<(Rc<Video>, String)>),
    /// This duration, in seconds, for each.
    Duration(i64),
}

/// Two forms, one for titles and one for the duration.
#[component]
pub fn EditForm(props: &Props) -> Html {
    let Props {
        place,
        videos,
        theirs,
        on_edit,
    } = props;
    let fields = use_state(|| {
        let kept = typed::get(place).and_then(|texts| <[String; 5]>::try_from(texts).ok());
        kept.unwrap_or_else(|| FIRST.map(str::to_owned))
    });
    let unsaved = use_state_eq(|| fields.iter().ne(FIRST.iter()));
    let keep = {
        let (fields, place, unsaved) = (fields.clone(), place.clone(), unsaved.clone());
        Callback::from(move |next: [String; 5]| {
            let empty = next.iter().eq(FIRST.iter());
            typed::keep(&place, (!empty).then(|| next.clone().into()));
            if empty {
                unsaved.set(false);
            }
            fields.set(next);
        })
    };
    // For which titles of others the user has chosen, and whether the own ones are to be given.
    let chosen = use_state_eq(|| (0, false));
    let (settled, mine) = *chosen;
    let settled = settled == theirs.len();
    let wrong = use_state_eq(|| None::<&'static str>);
    let renaming = Retitle {
        find: fields[0].clone(),
        with: fields[1].clone(),
        pattern: fields[2].clone(),
        from: fields[3].trim().parse().unwrap_or(1).min(FROM_MOST),
    };
    let titles = renaming.of(videos.iter().map(|video| &*video.title));
    let mut changed = 0;
    let mut preview = Vec::new();
    let mut first = None;
    let mut given = Vec::new();
    for (at, (video, title)) in videos.iter().zip(titles).enumerate() {
        let Some(title) = title else { continue };
        let now = theirs.iter().find(|(other, _)| *other == at);
        if now.is_some() && !mine {
            continue;
        }
        changed += 1;
        let video = now.map_or(video, |(_, now)| now);
        first.get_or_insert_with(|| (video.clone(), title.clone()));
        if preview.len() < PREVIEW {
            preview.push(html! {
                <li><del dir="auto">{ &*video.title }</del>{ " " }<ins dir="auto">{ &title }</ins></li>
            });
        }
        given.push((video.clone(), title));
    }
    let field = |at: usize, label: &'static str, role: &'static str| {
        let value = fields[at].clone();
        let oninput = on_typed(at, &fields, &keep);
        html! {
            <label class="field"><span>{ label }</span><input type="text" dir="auto" autocomplete="off" autofocus={at == 0} data-role={role} {value} {oninput} /></label>
        }
    };
    let said = use_said((*fields).clone(), becomes(first, changed, videos.len()));
    let warnings = warnings(&fields[2], videos, &given);
    let give_titles = {
        let (on_edit, place) = (on_edit.clone(), place.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            if changed > 0 && settled {
                typed::keep(&place, None);
                on_edit.emit(Edit::Titles(given.clone()));
            }
        }
    };
    let give_duration = {
        let (on_edit, place, wrong) = (on_edit.clone(), place.clone(), wrong.clone());
        let duration = fields[4].clone();
        move |event: SubmitEvent| {
            event.prevent_default();
            match duration::seconds(&duration) {
                Ok(seconds) => {
                    typed::keep(&place, None);
                    on_edit.emit(Edit::Duration(seconds));
                }
                Err(why) => wrong.set(Some(why)),
            }
        }
    };
    let discard = {
        let keep = keep.clone();
        move |_: MouseEvent| keep.emit(FIRST.map(str::to_owned))
    };
    let choose = {
        let count = theirs.len();
        move |event: MouseEvent| match click::action(&event).as_deref() {
            Some("keep-mine") => chosen.set((count, true)),
            Some("take-theirs") => chosen.set((count, false)),
            _ => {}
        }
    };
    html! {
        <>
            if *unsaved {
                <p class="unsaved-form" role="status" data-role="edit-unsaved">
                    { l10n::edit_unsaved() }{ " " }
                    <button type="button" class="button small" data-action="discard" onclick={discard}>{ l10n::field_discard() }</button>
                </p>
            }
            <form class="edit-form" onsubmit={give_titles} novalidate=true>
                { field(0, l10n::edit_find(), "retitle-find") }
                { field(1, l10n::edit_with(), "retitle-with") }
                { field(2, l10n::edit_pattern(), "retitle-pattern") }
                { field(3, l10n::edit_first_number(), "retitle-from") }
                <ul class="preview" data-role="retitle-preview">{ for preview }</ul>
                if !theirs.is_empty() {
                    { changed_elsewhere(theirs, settled.then_some(mine), choose) }
                }
                { for warnings.into_iter().map(|text| html! { <p class="warning" role="status" data-role="retitle-warning">{ text }</p> }) }
                <p data-role="retitle-count" data-count={changed.to_string()}>
                    { l10n::edit_changes(changed, videos.len()) }
                </p>
                <p class="visually-hidden" role="status" data-role="retitle-said">{ said }</p>
                <button type="submit" class="button primary" data-action="retitle" disabled={changed == 0 || !settled}>
                    { l10n::edit_retitle(changed) }
                </button>
            </form>
            <hr />
            <form class="inline-form" onsubmit={give_duration} novalidate=true>
                <label class="field grow">
                    <span>{ l10n::edit_duration(videos.len()) }</span>
                    <input type="text" placeholder="m:ss" autocomplete="off" data-role="bulk-duration" value={fields[4].clone()} oninput={on_typed(4, &fields, &keep)}
                        aria-invalid={format::flag(wrong.is_some())} />
                    if let Some(why) = *wrong { <span class="field-error" role="alert">{ why }</span> }
                </label>
                { button::submitting("button", "set-duration", l10n::edit_set_duration()) }
            </form>
        </>
    }
}

/// What would become of the titles, in short: of the first that changes, and how many do.
fn becomes(first: Option<(Rc<Video>, String)>, changed: usize, total: usize) -> String {
    match first {
        None => l10n::edit_changes(changed, total),
        Some((video, title)) => {
            let (from, to) = (format::quoted(&video.title), format::quoted(&title));
            l10n::edit_becomes(changed, &from, &to, total)
        }
    }
}

/// What a screen reader is told of it: nothing until something is typed, and then after a pause.
#[hook]
fn use_said(fields: [String; 5], text: String) -> String {
    let said = use_state_eq(String::new);
    let first = use_mut_ref(|| fields.clone());
    use_effect_with((fields, text), {
        let said = said.clone();
        move |(fields, text): &([String; 5], String)| {
            let is_first = *first.borrow() == *fields && said.is_empty();
            let text = text.clone();
            let later = (!is_first).then(|| Timeout::new(TYPED_MS, move || said.set(text)));
            move || drop(later)
        }
    });
    (*said).clone()
}

/// What is hardly meant: names in braces that stand for nothing, and titles that would be equal.
fn warnings(pattern: &str, videos: &[Rc<Video>], given: &[(Rc<Video>, String)]) -> Vec<String> {
    let unknown = retitle::unknown(pattern).into_iter();
    let unknown = unknown.map(l10n::edit_unknown);
    // Those that stay as they are count where another becomes like them.
    let changed: HashMap<_, _> = given
        .iter()
        .map(|(video, title)| (video.id, title))
        .collect();
    let mut titles = HashMap::new();
    for video in videos {
        let new = changed.get(&video.id);
        let title = new.map_or(&*video.title, |title| title.as_str());
        let (count, any_changed) = titles.entry(title).or_insert((0, false));
        *count += 1;
        *any_changed |= new.is_some();
    }
    let equal = titles
        .values()
        .filter(|(count, changed)| *count > 1 && *changed);
    let equal: usize = equal.map(|(count, _)| count).sum();
    let equal = (equal > 0).then(|| l10n::edit_equal(equal));
    unknown.chain(equal).collect()
}

/// Takes in what is typed in a field.
fn on_typed(
    at: usize,
    fields: &UseStateHandle<[String; 5]>,
    keep: &Callback<[String; 5]>,
) -> Callback<InputEvent> {
    let (fields, keep) = (fields.clone(), keep.clone());
    Callback::from(move |event: InputEvent| {
        let mut next = (*fields).clone();
        next[at] = event.target_unchecked_into::<HtmlInputElement>().value();
        keep.emit(next);
    })
}

/// The titles that another author has given since the dialog was opened, and both ways on.
fn changed_elsewhere(
    theirs: &[(usize, Rc<Video>)],
    mine: Option<bool>,
    on_click: impl Fn(MouseEvent) + 'static,
) -> Html {
    let titles = theirs.iter().take(PREVIEW).map(|(_, video)| {
        html! { <li><q dir="auto">{ &*video.title }</q></li> }
    });
    let way = |action: &'static str, label: &'static str, pressed: bool| {
        html! { <button type="button" class="button small" data-action={action} aria-pressed={format::flag(pressed)}>{ label }</button> }
    };
    html! {
        <div class="unsaved-form" role="status" data-role="conflict" data-field="title" onclick={on_click}>
            { l10n::edit_theirs(theirs.len()) }
            <ul>{ for titles }</ul>
            { way("keep-mine", l10n::edit_keep_mine(), mine == Some(true)) }
            { way("take-theirs", l10n::edit_take_theirs(), mine == Some(false)) }
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_many_titles_change_is_said_in_each_language() {
        assert_eq!(l10n::edit_changes(1, 5), "1 of 5 titles change");
        assert_eq!(
            warnings("{x}", &[], &[]),
            ["{x} stands for nothing: {title} is the title, and {n} a number."]
        );
        l10n::speak(l10n::Language::De);
        assert_eq!(
            [(0, 5), (1, 5), (2, 1_000), (1, 1)].map(|(of, all)| l10n::edit_changes(of, all)),
            [
                "0 von 5 Titeln ändern sich",
                "1 von 5 Titeln ändert sich",
                "2 von 1.000 Titeln ändern sich",
                "1 von 1 Titel ändert sich"
            ]
        );
        assert_eq!(
            warnings("{x}", &[], &[]),
            ["{x} steht für nichts: {title} ist der Titel und {n} eine Nummer."]
        );
    }
}
