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
    format,
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
    use_tab_title("Figures");
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
            editor.update(|store| store.say("The figures are cleared."));
            redraw.force_update();
        }
    };
    let total = figures.total();
    let file = String::from(encode_uri_component(&figures.json(date)));
    let name = format!("course-studio-figures-{}.json", date(recorder::today()));
    let content = match total == Day::default() {
        true => {
            html! { <p data-role="no-figures">{ "Nothing was measured yet: change something in a course." }</p> }
        }
        false => html! {
            <>
                <p class="figure-tools">
                    <a class="button" data-action="save-figures" download={name} href={format!("data:application/json;charset=utf-8,{file}")}>{ "Save as JSON" }</a>
                    <button type="button" class="button" data-action="clear-figures" onclick={on_clear}>{ "Clear" }</button>
                </p>
                { times(&total) }
                { counts(&total) }
                { distribution("From input to paint", &total.paint).draw() }
                { distribution("From input until the server has confirmed it", &total.settle).draw() }
                { by_day(&figures).draw() }
            </>
        },
    };
    html! {
        <main class="page figures" data-role="figures">
            <h1 tabindex="-1" ref={heading}>{ "Figures" }</h1>
            <p class="page-lead">
                { format!("Measured in this browser while you worked, over the last {} days. They stay here: nothing of them is sent.", crate::figures::DAYS) }
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
                <td>{ format::count(of.count() as usize) }</td>
                { for QUANTILES.map(|percent| html! { <td>{ time(of.quantile(percent)) }</td> }) }
            </tr>
        }
    };
    html! {
        <section class="plot" aria-label="Times">
            <h2>{ "Times" }</h2>
            <p>{ "What you see is there at the paint; what the server says comes when it can. Time without a network counts." }</p>
            <table>
                <thead><tr>
                    <th scope="col">{ "From your input" }</th><th scope="col">{ "Measured" }</th>
                    { for QUANTILES.map(|percent| html! { <th scope="col">{ format!("{percent} % within") }</th> }) }
                </tr></thead>
                <tbody>
                    { row("to the paint", "to-paint", &total.paint) }
                    { row("until confirmed", "to-settle", &total.settle) }
                </tbody>
            </table>
        </section>
    }
}

fn counts(total: &Day) -> Html {
    let rows = [
        (Count::Operations, "Operations that came to an end"),
        (Count::Done, "Changes done"),
        (Count::Refused, "Changes refused by the server"),
        (Count::Failed, "Changes whose outcome could not be learned"),
        (
            Count::Recovered,
            "Changes that had failed and were done after all",
        ),
        (
            Count::Corrected,
            "Changes of which the server made something else",
        ),
        (Count::Undone, "Steps taken back"),
    ];
    html! {
        <section class="plot" aria-label="Outcomes">
            <h2>{ "Outcomes" }</h2>
            <table><tbody>
                { for rows.map(|(what, name)| html! {
                    <tr data-count={total.count(what).to_string()} data-role={crate::figures::COUNTED[what as usize]}>
                        <th scope="row">{ name }</th><td>{ format::count(total.count(what) as usize) }</td>
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
        (Some(end), _) if *end >= 1_000 => format!("{} s", end / 1_000),
        (Some(end), _) => end.to_string(),
        (None, _) => "more".to_owned(),
    };
    let bars = counts.iter().enumerate().map(|(at, count)| Bar {
        label: label(at),
        value: *count,
        cells: vec![format::count(*count as usize)],
    });
    Plot {
        title,
        says: format!(
            "Half of {} took at most {}, 95 % at most {}",
            format::count(of.count() as usize),
            time(of.quantile(50)),
            time(of.quantile(95))
        ),
        head: vec!["Up to (ms)", "How often"],
        bars: bars.collect(),
    }
}

fn by_day(figures: &Figures) -> Plot {
    let bars = figures.days().iter().map(|day| Bar {
        label: date(day.day)[5..].to_owned(),
        value: day.settle.quantile(75).unwrap_or(0),
        cells: vec![
            format::count(day.settle.count() as usize),
            time(day.paint.quantile(75)),
            time(day.settle.quantile(75)),
        ],
    });
    Plot {
        title: "By day",
        says: "Until the server has confirmed it: what three quarters of a day\u{2019}s operations took at most".to_owned(),
        head: vec!["Day", "Operations", "To paint, 75 %", "Confirmed, 75 %"],
        bars: bars.collect(),
    }
}

/// A day, as `2026-11-27`.
fn date(day: u32) -> String {
    let at = Date::new(&JsValue::from(f64::from(day) * 86_400_000.0));
    let text = String::from(at.to_iso_string());
    text.split('T').next().unwrap_or_default().to_owned()
}
