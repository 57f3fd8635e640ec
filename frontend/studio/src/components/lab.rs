//! The network lab: what this app does when the network is bad, to see and to feel.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::{faults::Faults, format, l10n};

/// What is known of the server's fault plan.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Plan {
    /// Nothing yet.
    #[default]
    Unknown,
    /// The server does not take part.
    Unavailable,
    /// It is in force.
    InForce(Faults),
}

/// The network lab.
pub struct Lab {
    /// The plan.
    pub plan: Plan,
    /// Are changes shown before the server's word?
    pub optimism: bool,
    /// Are single changes gathered into one request?
    pub batching: bool,
    /// Another plan.
    pub on_plan: Callback<Faults>,
    /// With or without optimism.
    pub on_optimism: Callback<bool>,
    /// With or without gathering.
    pub on_batching: Callback<bool>,
    /// A link in it leads elsewhere.
    pub on_leave: Callback<()>,
    /// Show the log of requests.
    pub on_requests: Callback<()>,
}

impl Lab {
    /// The controls.
    pub fn draw(&self) -> Html {
        let Self {
            plan,
            optimism,
            batching,
            on_plan,
            on_optimism,
            on_batching,
            on_leave,
            on_requests,
        } = self;
        let unavailable = *plan == Plan::Unavailable;
        let plan = match *plan {
            Plan::InForce(faults) => faults,
            Plan::Unknown | Plan::Unavailable => Faults::default(),
        };
        let change = |edit: fn(&mut Faults, u32)| {
            let on_plan = on_plan.clone();
            Callback::from(move |event: Event| {
                let typed = event.target_unchecked_into::<HtmlInputElement>().value();
                if let Ok(value) = typed.parse() {
                    let mut plan = plan;
                    edit(&mut plan, value);
                    on_plan.emit(plan);
                }
            })
        };
        let checked = |on: &Callback<bool>| {
            on.reform(|event: Event| event.target_unchecked_into::<HtmlInputElement>().checked())
        };
        html! {
            <div class="lab" data-role="lab">
                if unavailable {
                    <p class="lab-note" data-role="lab-unavailable">
                        { l10n::lab_unavailable() }
                    </p>
                } else {
                    <p class="lab-note">{ l10n::lab_lead() }</p>
                    <div class="presets" role="group" aria-label={l10n::lab_presets()}>
                        { for Faults::PRESETS.into_iter().map(|(code, name, preset)| {
                        let pressed = preset == plan;
                        let onclick = on_plan.reform(move |_: MouseEvent| preset);
                        let words = preset.words();
                        html! { <button type="button" class="chip" data-preset={code} title={words.clone()} aria-description={words} aria-pressed={format::flag(pressed)} {onclick}>{ name() }</button> }
                    }) }
                </div>
                <p class="lab-note" role="status" data-role="plan-in-words">{ format!("{}.", plan.words()) }</p>
                <div class="lab-grid">
                    { slider("Latency", l10n::lab_latency(), "ms", plan.latency_ms, 3_000, change(|plan, ms| plan.latency_ms = ms)) }
                    { slider("Jitter", l10n::lab_jitter(), "ms", plan.jitter_ms, 3_000, change(|plan, ms| plan.jitter_ms = ms)) }
                    { slider("Cut", l10n::lab_cut(), "%", plan.cut, 100, change(|plan, percent| plan.cut = percent)) }
                    { slider("Come again", l10n::lab_come_again(), "%", plan.throttled, 100, change(|plan, percent| plan.throttled = percent)) }
                    { slider("Refused", l10n::lab_refused(), "%", plan.refused, 100, change(|plan, percent| plan.refused = percent)) }
                    { slider("Lost answers", l10n::lab_lost_answers(), "%", plan.lost, 100, change(|plan, percent| plan.lost = percent)) }
                </div>
                <label class="option">
                        <input type="checkbox" data-role="lab-offline" checked={plan.offline} onchange={
                            let on_plan = on_plan.clone();
                            move |event: Event| {
                                let offline = event.target_unchecked_into::<HtmlInputElement>().checked();
                                on_plan.emit(Faults { offline, ..plan });
                            }
                        } />
                        <span>{ l10n::lab_offline() }</span>
                    </label>
                }
                <div class="lab-more">
                    <button type="button" class="button" data-action="requests" onclick={on_requests.reform(|_: MouseEvent| ())}>{ l10n::lab_requests() }</button>
                    <a class="button" href="/lab/compare" data-action="compare" onclick={on_leave.reform(|_: MouseEvent| ())}>{ l10n::lab_compare() }</a>
                    <a class="button" href="/figures" data-action="figures" onclick={on_leave.reform(|_: MouseEvent| ())}>{ l10n::act_figures() }</a>
                </div>
                <hr />
                <label class="option">
                    <input type="checkbox" data-role="optimism" checked={*optimism} onchange={checked(on_optimism)} />
                    <span>{ l10n::lab_optimism() }<small>{ l10n::lab_optimism_off() }</small></span>
                </label>
                <label class="option">
                    <input type="checkbox" data-role="batching" checked={*batching} onchange={checked(on_batching)} />
                    <span>{ l10n::lab_batching() }<small>{ l10n::lab_batching_off() }</small></span>
                </label>
            </div>
        }
    }
}

fn slider(
    fault: &'static str,
    name: &'static str,
    unit: &str,
    value: u32,
    max: u32,
    onchange: Callback<Event>,
) -> Html {
    let said = format!("{value} {unit}");
    html! {
        <label class="slider">
            <span>{ name }<b>{ &said }</b></span>
            <input type="range" min="0" max={max.to_string()} step={(max / 60).max(5).to_string()} value={value.to_string()} data-fault={fault} aria-label={name} aria-valuetext={said} {onchange} />
        </label>
    }
}
