//! Three ways to show changes, side by side, over one simulated bad network.

use gloo_timers::callback::Interval;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::use_tab_title;
use crate::{
    commands::Editor,
    compare::{FRAME_MS, Kind, Pane, Race},
    components::{
        click,
        compare::{Controls, PaneView},
    },
    l10n,
};

/// The speeds: how many frames are shown in how many.
const STEPS: [(u32, u32); 4] = [(1, 8), (1, 4), (1, 1), (4, 1)];
/// The network that is shown first.
const FIRST_SEED: u64 = 1;
const AS_IT_IS: usize = 2;

/// What the page is given.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The editor of the whole app.
    pub editor: Editor,
}

/// The page.
#[component]
pub fn ComparePage(props: &Props) -> Html {
    use_tab_title(l10n::compare_heading());
    let redraw = use_force_update();
    let seed = use_state_eq(|| FIRST_SEED);
    let speed = use_state_eq(|| AS_IT_IS);
    let playing = use_state_eq(|| false);
    let race = use_mut_ref(|| Race::new(FIRST_SEED));
    use_effect_with((*playing, *speed), {
        let (race, redraw, stop) = (race.clone(), redraw.clone(), playing.clone());
        let editor = props.editor.clone();
        move |&(playing, speed): &(bool, usize)| {
            let (steps, every) = STEPS[speed];
            let timer = playing.then(|| {
                Interval::new(FRAME_MS as u32 * every, move || {
                    let mut race = race.borrow_mut();
                    for _ in 0..steps {
                        if !race.is_over() {
                            race.step();
                        }
                    }
                    if race.is_over() {
                        stop.set(false);
                        say(&editor, &race);
                    }
                    drop(race);
                    redraw.force_update();
                })
            });
            move || drop(timer)
        }
    });
    let begin = {
        let (race, playing, seed, redraw) =
            (race.clone(), playing.clone(), seed.clone(), redraw.clone());
        move |of: u64| {
            race.replace(Race::new(of));
            playing.set(false);
            seed.set(of);
            redraw.force_update();
        }
    };
    let onclick = {
        let (race, playing, seed, editor) = (
            race.clone(),
            playing.clone(),
            seed.clone(),
            props.editor.clone(),
        );
        move |event: MouseEvent| match click::action(&event).as_deref() {
            Some("race-play") => playing.set(true),
            Some("race-pause") => playing.set(false),
            Some("race-step") => {
                race.borrow_mut().step();
                redraw.force_update();
            }
            Some("race-end") => {
                let mut race = race.borrow_mut();
                while !race.is_over() {
                    race.step();
                }
                playing.set(false);
                say(&editor, &race);
                redraw.force_update();
            }
            Some("race-again") => begin(*seed),
            Some("race-seed") => begin(*seed + 1),
            _ => {}
        }
    };
    let on_speed = {
        let speed = speed.clone();
        Callback::from(move |event: Event| {
            let chosen: HtmlSelectElement = event.target_unchecked_into();
            let at = chosen.value().parse().ok();
            if let Some(at) = at.filter(|at| *at < STEPS.len()) {
                speed.set(at);
            }
        })
    };
    let race = race.borrow();
    let controls = Controls {
        playing: *playing,
        over: race.is_over(),
        time: seconds(race.now),
        seed: *seed,
        speeds: (speeds(), *speed),
        onclick: onclick.into(),
        on_speed,
    };
    html! {
        <main class="page compare" data-role="compare">
            <h1 tabindex="-1">{ l10n::compare_heading() }</h1>
            <p class="page-lead">{ l10n::compare_lead() }</p>
            <p class="page-lead">{ l10n::compare_what_is_false() }</p>
            { controls.draw() }
            <div class="panes">{ for race.panes.iter().map(|pane| view(pane).draw()) }</div>
        </main>
    }
}

fn view(pane: &Pane) -> PaneView {
    let (kind, name, note) = match pane.kind {
        Kind::Replay => ("replay", l10n::compare_replay(), l10n::compare_replay_how()),
        Kind::Waiting => (
            "waiting",
            l10n::compare_waiting(),
            l10n::compare_waiting_how(),
        ),
        Kind::Snapshot => (
            "snapshot",
            l10n::compare_snapshot(),
            l10n::compare_snapshot_how(),
        ),
    };
    let score = pane.score;
    let rows = pane.rows().into_iter();
    let average = score.seen.1.checked_div(score.seen_count);
    let ms = |ms: Option<u64>| match ms {
        Some(ms) => l10n::milliseconds(ms as usize),
        None => "–".to_owned(),
    };
    PaneView {
        kind,
        name,
        note,
        rows: rows
            .map(|row| (row.title, row.published, row.wrong))
            .collect(),
        frames: [score.frames, score.false_frames],
        counts: vec![
            (l10n::compare_seen(), ms(average)),
            (l10n::compare_seen_most(), ms(average.map(|_| score.seen.0))),
            (l10n::compare_given_up(), score.given_up.to_string()),
            (l10n::compare_told_wrong(), score.told_wrong.to_string()),
        ],
    }
}

fn say(editor: &Editor, race: &Race) {
    let panes = race.panes.iter().map(|pane| {
        let view = view(pane);
        l10n::compare_over_pane(view.frames[1] as usize, view.name)
    });
    let panes: Vec<String> = panes.collect();
    editor.update(|store| store.say(l10n::compare_over(&panes.join("; "))));
}

/// The names of the speeds.
fn speeds() -> [&'static str; 4] {
    [
        l10n::compare_speed_eighth(),
        l10n::compare_speed_quarter(),
        l10n::compare_speed_normal(),
        l10n::compare_speed_four(),
    ]
}

/// Milliseconds as `3.2 s`.
fn seconds(ms: u64) -> String {
    let (whole, tenths) = (ms / 1_000, ms % 1_000 / 100);
    l10n::compare_seconds(&tenths.to_string(), &whole.to_string())
}
