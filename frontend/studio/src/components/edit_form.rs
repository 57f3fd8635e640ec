//! Titles and durations of many videos at once, with a look at what would become of them.

use std::rc::Rc;

use shared::Video;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::button;
use crate::{format, retitle::Retitle};

/// New titles that are shown before they are given.
const PREVIEW: usize = 5;

/// The largest number to begin with.
const FROM_MOST: usize = 999_999;

/// What the form is given.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The videos, in their order.
    pub videos: Rc<Vec<Rc<Video>>>,
    /// What the user wants.
    pub on_edit: Callback<Edit>,
}

/// What the user wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// Other titles.
    Retitle(Retitle),
    /// This duration, in seconds, for each.
    Duration(i64),
}

/// Two forms, one for titles and one for the duration.
#[component]
pub fn EditForm(props: &Props) -> Html {
    let Props { videos, on_edit } = props;
    let fields = use_state(|| {
        [
            String::new(),
            String::new(),
            "{title}".to_owned(),
            "1".to_owned(),
        ]
    });
    let wrong = use_state_eq(|| None::<&'static str>);
    let retitle = Retitle {
        find: fields[0].clone(),
        with: fields[1].clone(),
        pattern: fields[2].clone(),
        from: fields[3].trim().parse().unwrap_or(1).min(FROM_MOST),
    };
    let titles = retitle.of(videos.iter().map(|video| &*video.title));
    let mut changed = 0;
    let mut preview = Vec::new();
    for (video, title) in videos.iter().zip(titles) {
        let Some(title) = title else { continue };
        changed += 1;
        if preview.len() < PREVIEW {
            preview.push(html! {
                <li><del dir="auto">{ &video.title }</del><ins dir="auto">{ title }</ins></li>
            });
        }
    }
    let field = |at: usize, label: &'static str, role: &'static str| {
        let fields = fields.clone();
        let value = fields[at].clone();
        let oninput = move |event: InputEvent| {
            let mut next = (*fields).clone();
            next[at] = event.target_unchecked_into::<HtmlInputElement>().value();
            fields.set(next);
        };
        html! {
            <label class="field"><span>{ label }</span><input type="text" dir="auto" autocomplete="off" data-role={role} {value} {oninput} /></label>
        }
    };
    let give_titles = {
        let (on_edit, retitle) = (on_edit.clone(), retitle.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            if changed > 0 {
                on_edit.emit(Edit::Retitle(retitle.clone()));
            }
        }
    };
    let duration = use_node_ref();
    let give_duration = {
        let (on_edit, duration, wrong) = (on_edit.clone(), duration.clone(), wrong.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            let typed = duration
                .cast::<HtmlInputElement>()
                .map(|field| field.value());
            match format::seconds(&typed.unwrap_or_default()) {
                Ok(seconds) => on_edit.emit(Edit::Duration(seconds)),
                Err(why) => wrong.set(Some(why)),
            }
        }
    };
    let all = format::counted(videos.len(), "video");
    html! {
        <>
            <form class="edit-form" onsubmit={give_titles} novalidate=true>
                { field(0, "Replace in each title", "retitle-find") }
                { field(1, "with", "retitle-with") }
                { field(2, "Pattern: {title}, and {n} for a number", "retitle-pattern") }
                { field(3, "First number", "retitle-from") }
                <ul class="preview" data-role="retitle-preview" aria-live="polite">{ for preview }</ul>
                <p data-role="retitle-count" data-count={changed.to_string()}>
                    { format!("{} of {} titles change", format::count(changed), format::count(videos.len())) }
                </p>
                <button type="submit" class="button primary" data-action="retitle" disabled={changed == 0}>
                    { format!("Retitle {}", format::count(changed)) }
                </button>
            </form>
            <hr />
            <form class="inline-form" onsubmit={give_duration} novalidate=true>
                <label class="field grow">
                    <span>{ format!("Duration of {all}, minutes and seconds") }</span>
                    <input ref={duration} type="text" placeholder="m:ss" autocomplete="off" data-role="bulk-duration"
                        aria-invalid={format::flag(wrong.is_some())} />
                    if let Some(why) = *wrong { <span class="field-error" role="alert">{ why }</span> }
                </label>
                { button::submitting("button", "set-duration", "Set") }
            </form>
        </>
    }
}
