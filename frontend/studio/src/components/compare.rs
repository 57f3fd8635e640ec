//! Three panes side by side, each with what was counted of it.

use yew::prelude::*;

use crate::{format, l10n};

/// A pane.
#[derive(Clone, Debug, PartialEq)]
pub struct PaneView {
    /// Its name in the page.
    pub kind: &'static str,
    /// Its name for people.
    pub name: &'static str,
    /// What it does, as a sentence.
    pub note: &'static str,
    /// Its rows: title, whether published, whether false.
    pub rows: Vec<(String, bool, bool)>,
    /// Frames until now, and false ones among them.
    pub frames: [u32; 2],
    /// What was counted, each with its name.
    pub counts: Vec<(&'static str, String)>,
}

/// The controls.
pub struct Controls {
    /// Does it go on by itself?
    pub playing: bool,
    /// Is it over?
    pub over: bool,
    /// How long it has gone on.
    pub time: String,
    /// The network's number.
    pub seed: u64,
    /// The speeds to choose from, and which is chosen.
    pub speeds: ([&'static str; 4], usize),
    /// A button was pressed; its listener knows them by their actions.
    pub onclick: Callback<MouseEvent>,
    /// Another speed.
    pub on_speed: Callback<Event>,
}

impl Controls {
    /// The controls.
    pub fn draw(&self) -> Html {
        let button = |action: &'static str, label: &'static str, disabled: bool| {
            html! { <button type="button" class="button" data-action={action} {disabled}>{ label }</button> }
        };
        html! {
            <div class="race-controls" role="group" aria-label={l10n::compare_time()} onclick={self.onclick.clone()}>
                { if self.playing { button("race-pause", l10n::compare_pause(), false) } else { button("race-play", l10n::compare_play(), self.over) } }
                { button("race-step", l10n::compare_step(), self.over || self.playing) }
                { button("race-end", l10n::compare_to_end(), self.over) }
                { button("race-again", l10n::compare_again(), false) }
                { button("race-seed", l10n::compare_other_network(), false) }
                <label>
                    { l10n::compare_speed() }{ " " }
                    <select data-role="race-speed" onchange={self.on_speed.clone()}>
                        { for self.speeds.0.iter().enumerate().map(|(at, name)| html! {
                            <option value={at.to_string()} selected={at == self.speeds.1}>{ *name }</option>
                        }) }
                    </select>
                </label>
                <output data-role="race-time" data-over={format::flag(self.over)}>{ l10n::compare_now(&self.seed.to_string(), &self.time) }</output>
            </div>
        }
    }
}

impl PaneView {
    /// The pane.
    pub fn draw(&self) -> Html {
        let [frames, wrong] = self.frames;
        html! {
            <section class="pane" aria-label={self.name} data-role="pane" data-kind={self.kind} data-frames={frames.to_string()} data-false-frames={wrong.to_string()}>
                <h2>{ self.name }</h2>
                <p>{ self.note }</p>
                <p class={if wrong > 0 { "verdict is-false" } else { "verdict" }}>
                    <strong>{ l10n::number(wrong as usize) }</strong>
                    { " " }{ l10n::compare_verdict(frames as usize) }
                </p>
                <ul>{ for self.rows.iter().map(row) }</ul>
                <dl>{ for self.counts.iter().map(|(name, text)| html! { <div><dt>{ *name }</dt><dd>{ text }</dd></div> }) }</dl>
            </section>
        }
    }
}

fn row((title, published, wrong): &(String, bool, bool)) -> Html {
    let state = match (*published, *wrong) {
        (true, false) => l10n::row_published(),
        (true, true) => l10n::compare_published_wrong(),
        (false, false) => l10n::row_draft(),
        (false, true) => l10n::compare_draft_wrong(),
    };
    html! {
        <li class={wrong.then_some("is-false")} data-wrong={format::flag(*wrong)}>
            <span>{ title }</span><span>{ state }</span>
        </li>
    }
}
