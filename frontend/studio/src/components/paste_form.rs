//! What becomes of several lines that were pasted where one title belongs.

use std::rc::Rc;

use shared::text::{checked_title, shortened};
use yew::prelude::*;

use super::{button, click};
use crate::{
    format, l10n,
    lines::{Lines, MOST, Marks},
    reasons,
};

/// Titles that are shown, of those that can be added and of those that cannot.
const SHOWN: usize = 100;
const WRONG_SHOWN: usize = 20;
/// Letters that are shown of a title that cannot be one.
const LETTERS: usize = 60;

/// What the form is given.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What was pasted.
    pub lines: Rc<Lines>,
    /// What the user decides.
    pub on_paste: Callback<Paste>,
}

/// What the user decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Paste {
    /// Add a video for each of these titles, with its duration in seconds.
    Add(Vec<(String, i64)>),
    /// Put it all into the field, as one line.
    OneLine,
    /// Neither.
    Cancel,
}

/// The offer, with a look at what would be added and what cannot be.
#[component]
pub fn PasteForm(props: &Props) -> Html {
    let Props { lines, on_paste } = props;
    let (titles, wrong) = &*use_memo(lines.clone(), |lines| sorted(lines));
    let without = titles.iter().filter(|(_, seconds)| *seconds == 0).count();
    let surplus = lines.titles.len().saturating_sub(MOST);
    let first_left = lines.titles.get(MOST).map(|title| format::quoted(title));
    let onclick = {
        let (on_paste, titles) = (on_paste.clone(), titles.clone());
        move |event: MouseEvent| {
            on_paste.emit(match click::action(&event).as_deref() {
                Some("add-lines") => Paste::Add(titles.clone()),
                Some("one-line") => Paste::OneLine,
                Some("cancel-paste") => Paste::Cancel,
                _ => return,
            });
        }
    };
    let more = |count: usize, shown: usize| {
        let more = count.saturating_sub(shown);
        (more > 0).then(|| html! { <li>{ l10n::paste_more(more) }</li> })
    };
    let marks = match lines.marks {
        Marks::None => "",
        Marks::Bullets => l10n::paste_signs(),
        Marks::Numbers => l10n::paste_numbers(),
    };
    html! {
        <div class="paste-form" {onclick}>
            if !titles.is_empty() {
                <ol class="preview" data-role="paste-titles">
                    { for titles.iter().take(SHOWN).map(|(title, seconds)| html! { <li dir="auto">{ title }{ length(*seconds) }</li> }) }
                    { for more(titles.len(), SHOWN) }
                </ol>
            }
            if !lines.durations.is_empty() { <p data-role="paste-durations">{ l10n::paste_durations(without) }</p> }
            if !marks.is_empty() { <p data-role="paste-marks">{ marks }</p> }
            if let Some(first) = first_left {
                <p class="warning" data-role="paste-surplus">
                    { l10n::paste_surplus(surplus, &first, MOST) }
                </p>
            }
            if !wrong.is_empty() {
                <p class="warning">{ l10n::paste_wrong(wrong.len()) }</p>
                <ul class="preview" data-role="paste-wrong" data-count={wrong.len().to_string()}>
                    { for wrong.iter().take(WRONG_SHOWN).map(|(title, why)| html! { <li><q dir="auto">{ title }</q>{ why }</li> }) }
                    { for more(wrong.len(), WRONG_SHOWN) }
                </ul>
            }
            <p class="paste-ways">
                if !titles.is_empty() {
                    <button type="button" class="button primary" autofocus=true data-action="add-lines">{ l10n::paste_add(titles.len()) }</button>
                }
                { button::labelled("button", "one-line", l10n::paste_one_line()) }
                { button::labelled("button quiet", "cancel-paste", l10n::paste_cancel()) }
            </p>
        </div>
    }
}

/// How long a video runs, beside its title, where that is known.
fn length(seconds: i64) -> Option<String> {
    let seconds = u32::try_from(seconds).ok().filter(|seconds| *seconds > 0)?;
    Some(format!(" · {}", format::clock(seconds)))
}

/// Titles with their durations, and titles with the reason why they are none.
type Sorted = (Vec<(String, i64)>, Vec<(String, String)>);

/// The titles that can be saved, and of those that cannot their beginnings and the reasons.
fn sorted(lines: &Lines) -> Sorted {
    let (mut good, mut wrong) = (Vec::new(), Vec::new());
    for (at, title) in lines.titles.iter().enumerate().take(MOST) {
        match checked_title(title) {
            Ok(title) => good.push((title, lines.durations.get(at).map_or(0, |seconds| *seconds))),
            Err(why) => wrong.push((
                shortened(title, LETTERS).into_owned(),
                reasons::refusal(why),
            )),
        }
    }
    (good, wrong)
}
