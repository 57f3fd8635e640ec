//! How fast the page was in this browser, and what became of changes.

use js_sys::{Date, encode_uri_component};
use optimist::use_operations;
use wasm_bindgen::JsValue;
use web_sys::HtmlElement;
use yew::prelude::*;

use super::use_tab_title;
use crate::{
    commands::Editor,
    components::figures::{Bar, Plot, time},
    figures::{Count, Day, Figures, Histogram, recorder},
    l10n,
};

/// The quantiles that are shown, in percent.
const QUANTILES: [u32; 4] = [50, 75, 95, 99];
/// The ends of what the bars of a distribution count, in milliseconds.
const ENDS: [u32; 10] = [8, 16, 25, 50, 100, 200, 500, 1_000, 3_000, 10_000];

/// What the page is given.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The editor of the whole app.
    pub editor: Editor,
}

/// The page.
#[component]
pub fn FiguresPage(props: &Props) -> Html {
    // It follows what is under way.
    use_operations();
    use_tab_title(l10n::figures());
    let redraw = use_force_update();
    let figures = recorder::figures();
    let heading = use_node_ref();
    let on_clear = {
        let (editor, heading) = (props.editor.clone(), heading.clone());
        move |_: MouseEvent| {
            recorder::clear();
            // The button goes.
            if let Some(heading) = heading.cast::<HtmlElement>() {
                let _ = heading.focus();
            }
            editor.update(|store| store.say(l10n::figures_cleared()));
            redraw.force_update();
        }
    };
    let total = figures.total();
    let file = String::from(encode_uri_component(&figures.json(date)));
    let name = format!("course-studio-figures-{}.json", date(recorder::today()));
    let content = match total == Day::default() {
        true => {
            html! { <p data-role="no-figures">{ l10n::figures_none() }</p> }
        }
        false => html! {
            <>
                <p class="figure-tools">
                    <a class="button" data-action="save-figures" download={name} href={format!("data:application/json;charset=utf-8,{file}")}>{ l10n::figures_save() }</a>
                    <button type="button" class="button" data-action="clear-figures" onclick={on_clear}>{ l10n::figures_clear() }</button>
                </p>
                { times(&total) }
                { counts(&total) }
                { distribution(l10n::figures_paint(), &total.paint).draw() }
                { distribution(l10n::figures_settle(), &total.settle).draw() }
                { by_day(&figures).draw() }
            </>
        },
    };
    html! {
        <main class="page figures" data-role="figures">
            <h1 tabindex="-1" ref={heading}>{ l10n::figures() }</h1>
            <p class="page-lead">
                { l10n::figures_lead(crate::figures::DAYS) }
            </p>
            { content }
        </main>
    }
}

fn times(total: &Day) -> Html {
    let row = |name: &'static str, role: &'static str, of: &Histogram| {
        html! {
            <tr data-role={role} data-count={of.count().to_string()}>
                <th scope="row">{ name }</th>
                <td>{ l10n::number(of.count() as usize) }</td>
                { for QUANTILES.map(|percent| html! { <td>{ time(of.quantile(percent)) }</td> }) }
            </tr>
        }
    };
    html! {
        <section class="plot" aria-label={l10n::figures_times()}>
            <h2>{ l10n::figures_times() }</h2>
            <p>{ l10n::figures_times_about() }</p>
            <table>
                <thead><tr>
                    <th scope="col">{ l10n::figures_from_input() }</th><th scope="col">{ l10n::figures_measured() }</th>
                    { for QUANTILES.map(|percent| html! { <th scope="col">{ l10n::figures_within(percent as usize) }</th> }) }
                </tr></thead>
                <tbody>
                    { row(l10n::figures_to_paint(), "to-paint", &total.paint) }
                    { row(l10n::figures_to_settle(), "to-settle", &total.settle) }
                </tbody>
            </table>
        </section>
    }
}

fn counts(total: &Day) -> Html {
    let rows = [
        (Count::Operations, l10n::figures_operations()),
        (Count::Done, l10n::figures_done()),
        (Count::Refused, l10n::figures_refused()),
        (Count::Failed, l10n::figures_failed()),
        (Count::Recovered, l10n::figures_recovered()),
        (Count::Corrected, l10n::figures_corrected()),
        (Count::Undone, l10n::figures_undone()),
    ];
    html! {
        <section class="plot" aria-label={l10n::figures_outcomes()}>
            <h2>{ l10n::figures_outcomes() }</h2>
            <table><tbody>
                { for rows.map(|(what, name)| html! {
                    <tr data-count={total.count(what).to_string()} data-role={crate::figures::COUNTED[what as usize]}>
                        <th scope="row">{ name }</th><td>{ l10n::number(total.count(what) as usize) }</td>
                    </tr>
                }) }
            </tbody></table>
        </section>
    }
}

fn distribution(title: &'static str, of: &Histogram) -> Plot {
    let mut counts = [0; ENDS.len() + 1];
    for (from, _, count) in of.buckets() {
        let at = ENDS
            .iter()
            .position(|end| from <= *end)
            .unwrap_or(ENDS.len());
        counts[at] += count;
    }
    let label = |at: usize| match (ENDS.get(at), at) {
        (Some(end), _) if *end >= 1_000 => l10n::figures_seconds((end / 1_000) as usize),
        (Some(end), _) => end.to_string(),
        (None, _) => l10n::figures_more().to_owned(),
    };
    let bars = counts.iter().enumerate().map(|(at, count)| Bar {
        label: label(at),
        value: *count,
        cells: vec![l10n::number(*count as usize)],
    });
    Plot {
        title,
        says: l10n::figures_says(
            of.count() as usize,
            &time(of.quantile(50)),
            &time(of.quantile(95)),
        ),
        head: vec![l10n::figures_up_to(), l10n::figures_how_often()],
        bars: bars.collect(),
    }
}

fn by_day(figures: &Figures) -> Plot {
    let bars = figures.days().iter().map(|day| Bar {
        label: short_date(day.day),
        value: day.settle.quantile(75).unwrap_or(0),
        cells: vec![
            l10n::number(day.settle.count() as usize),
            time(day.paint.quantile(75)),
            time(day.settle.quantile(75)),
        ],
    });
    Plot {
        title: l10n::figures_by_day(),
        says: l10n::figures_by_day_says().to_owned(),
        head: vec![
            l10n::figures_day(),
            l10n::figures_day_operations(),
            l10n::figures_day_paint(),
            l10n::figures_day_settle(),
        ],
        bars: bars.collect(),
    }
}

/// A day without its year, as the reader writes it.
fn short_date(day: u32) -> String {
    let date = date(day);
    let mut parts = date.split('-').skip(1);
    let (month, day) = (parts.next(), parts.next());
    l10n::figures_date(day.unwrap_or_default(), month.unwrap_or_default())
}

/// A day for programs, as `2026-11-27`.
fn date(day: u32) -> String {
    let at = Date::new(&JsValue::from(f64::from(day) * 86_400_000.0));
    let text = String::from(at.to_iso_string());
    text.split('T').next().unwrap_or_default().to_owned()
}
