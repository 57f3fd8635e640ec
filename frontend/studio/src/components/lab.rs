//! The network lab: what this app does when the network is bad, to see and to feel.

use shared::fault::{FaultPlan, Latency};
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// The network lab.
pub struct Lab {
    /// The plan in force.
    pub plan: FaultPlan,
    /// Does the server take part? `None` while nobody knows.
    pub available: Option<bool>,
    /// Are changes shown before the server's word?
    pub optimism: bool,
    /// Are single changes gathered into one request?
    pub batching: bool,
    /// Another plan.
    pub on_plan: Callback<FaultPlan>,
    /// With or without optimism.
    pub on_optimism: Callback<bool>,
    /// With or without gathering.
    pub on_batching: Callback<bool>,
}

/// The plans to choose from, by name.
pub fn presets() -> [(&'static str, FaultPlan); 5] {
    let plan = || FaultPlan {
        seed: 7,
        ..FaultPlan::default()
    };
    [
        ("Perfect", FaultPlan::default()),
        (
            "Slow 3G",
            FaultPlan {
                latency: Latency::Uniform {
                    min_ms: 1_600,
                    max_ms: 2_400,
                },
                ..plan()
            },
        ),
        (
            "Flaky",
            FaultPlan {
                latency: Latency::Uniform {
                    min_ms: 50,
                    max_ms: 800,
                },
                refuse: 0.1,
                refuse_items: 0.2,
                cut: 0.1,
                ..plan()
            },
        ),
        (
            "Lost answers",
            FaultPlan {
                latency: Latency::Uniform {
                    min_ms: 50,
                    max_ms: 400,
                },
                lose_answer: 0.3,
                ..plan()
            },
        ),
        (
            "Offline",
            FaultPlan {
                offline: true,
                ..plan()
            },
        ),
    ]
}

impl Lab {
    /// The controls.
    pub fn draw(&self) -> Html {
        let Self {
            plan,
            available,
            optimism,
            batching,
            on_plan,
            on_optimism,
            on_batching,
        } = self;
        let (low, high) = bounds(plan.latency);
        let change = |edit: fn(&mut FaultPlan, f64)| {
            let (plan, on_plan) = (plan.clone(), on_plan.clone());
            Callback::from(move |event: Event| {
                let value = event
                    .target_unchecked_into::<HtmlInputElement>()
                    .value_as_number();
                if value.is_finite() {
                    let mut plan = plan.clone();
                    edit(&mut plan, value.max(0.0));
                    on_plan.emit(plan);
                }
            })
        };
        let checked = |on: &Callback<bool>| {
            on.reform(|event: Event| event.target_unchecked_into::<HtmlInputElement>().checked())
        };
        html! {
            <div class="lab" data-role="lab">
                if *available == Some(false) {
                    <p class="lab-note" data-role="lab-unavailable">
                        { "This server does not take part: it was started without --allow-faults, as servers of real courses are." }
                    </p>
                } else {
                    <p class="lab-note">{ "The server misbehaves as you choose here, for every visitor. Nothing you do may get lost or be done twice." }</p>
                    <div class="presets" role="group" aria-label="Presets">
                        { for presets().into_iter().map(|(name, preset)| {
                            let pressed = preset == *plan;
                            let onclick = on_plan.reform(move |_: MouseEvent| preset.clone());
                            html! { <button type="button" class="chip" data-preset={name} aria-pressed={pressed.to_string()} {onclick}>{ name }</button> }
                        }) }
                    </div>
                    <div class="lab-grid">
                        { slider("Latency", "ms", low, 3_000.0, 50.0, change(|plan, ms| {
                            let (low, high) = bounds(plan.latency);
                            plan.latency = latency(ms, high - low);
                        })) }
                        { slider("Jitter", "ms", high - low, 3_000.0, 50.0, change(|plan, ms| {
                            let (low, _) = bounds(plan.latency);
                            plan.latency = latency(low, ms);
                        })) }
                        { slider("Refused", "%", plan.refuse_items * 100.0, 100.0, 5.0, change(|plan, percent| {
                            plan.refuse = (percent / 100.0).min(1.0);
                            plan.refuse_items = plan.refuse;
                        })) }
                        { slider("Lost answers", "%", plan.lose_answer * 100.0, 100.0, 5.0, change(|plan, percent| {
                            plan.lose_answer = (percent / 100.0).min(1.0);
                        })) }
                    </div>
                    <label class="option">
                        <input type="checkbox" data-role="lab-offline" checked={plan.offline} onchange={
                            let (plan, on_plan) = (plan.clone(), on_plan.clone());
                            move |event: Event| {
                                let offline = event.target_unchecked_into::<HtmlInputElement>().checked();
                                on_plan.emit(FaultPlan { offline, ..plan.clone() });
                            }
                        } />
                        <span>{ "Offline: every request is cut" }</span>
                    </label>
                }
                <hr />
                <label class="option">
                    <input type="checkbox" data-role="optimism" checked={*optimism} onchange={checked(on_optimism)} />
                    <span>{ "Show changes at once" }<small>{ "Off: the page waits for the server, as most pages do." }</small></span>
                </label>
                <label class="option">
                    <input type="checkbox" data-role="batching" checked={*batching} onchange={checked(on_batching)} />
                    <span>{ "Gather changes into one request" }<small>{ "Off: each change is a REST request of its own." }</small></span>
                </label>
            </div>
        }
    }
}

fn slider(
    name: &'static str,
    unit: &str,
    value: f64,
    max: f64,
    step: f64,
    onchange: Callback<Event>,
) -> Html {
    html! {
        <label class="slider">
            <span>{ name }<output>{ format!("{} {unit}", value.round()) }</output></span>
            <input type="range" min="0" max={max.to_string()} step={step.to_string()} value={value.to_string()} data-fault={name} {onchange} />
        </label>
    }
}

/// The shortest and the longest, as far as the two sliders can tell.
fn bounds(latency: Latency) -> (f64, f64) {
    match latency {
        Latency::None => (0.0, 0.0),
        Latency::Fixed { ms } => (ms as f64, ms as f64),
        Latency::Uniform { min_ms, max_ms } => (min_ms as f64, max_ms as f64),
        Latency::LongTail { median_ms, max_ms } => (median_ms as f64, max_ms as f64),
    }
}

fn latency(low: f64, spread: f64) -> Latency {
    let (min_ms, max_ms) = (low as u64, (low + spread) as u64);
    match (min_ms, max_ms) {
        (_, 0) => Latency::None,
        (low, high) if low == high => Latency::Fixed { ms: low },
        (min_ms, max_ms) => Latency::Uniform { min_ms, max_ms },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preset_is_a_plan_that_the_server_takes() {
        for (name, plan) in presets() {
            assert_eq!(plan.check(), Ok(()), "{name}");
        }
    }
}
