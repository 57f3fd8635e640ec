//! Figures as plots, each with its table beside it.

use yew::prelude::*;

use crate::l10n;

/// The size of a plot, in its own units.
const WIDTH: u32 = 480;
const HEIGHT: u32 = 140;
/// The room below the bars, for their labels.
const BELOW: u32 = 24;
/// Labels that fit below the bars.
const LABELS: usize = 12;

/// A plot of bars, and the table that says the same.
#[derive(Clone, Debug, PartialEq)]
pub struct Plot {
    /// What it shows.
    pub title: &'static str,
    /// The gist, as a sentence.
    pub says: String,
    /// What stands in the columns of the table.
    pub head: Vec<&'static str>,
    /// The bars.
    pub bars: Vec<Bar>,
}

/// A bar, and its row in the table.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// What it is about.
    pub label: String,
    /// How high it is.
    pub value: u32,
    /// The further cells of its row.
    pub cells: Vec<String>,
}

impl Plot {
    /// The plot and its table.
    pub fn draw(&self) -> Html {
        let highest = self.bars.iter().map(|bar| bar.value).max();
        let highest = u64::from(highest.unwrap_or(0).max(1));
        let wide = WIDTH / u32::try_from(self.bars.len()).unwrap_or(1).max(1);
        let every = self.bars.len().div_ceil(LABELS).max(1);
        let bar = |(at, bar): (usize, &Bar)| {
            let high = u64::from(bar.value) * u64::from(HEIGHT) / highest;
            let high = u32::try_from(high)
                .unwrap_or(HEIGHT)
                .max(u32::from(bar.value > 0));
            let x = wide * u32::try_from(at).unwrap_or(0);
            let label = (at % every == 0).then_some(&bar.label);
            html! {
                <>
                    <rect x={(x + 1).to_string()} y={(HEIGHT - high).to_string()} width={wide.saturating_sub(2).max(1).to_string()} height={high.to_string()} />
                    if let Some(label) = label {
                        <text x={(x + wide / 2).to_string()} y={(HEIGHT + 16).to_string()}>{ label }</text>
                    }
                </>
            }
        };
        let row = |bar: &Bar| {
            html! {
                <tr><th scope="row">{ &bar.label }</th>{ for bar.cells.iter().map(|cell| html! { <td>{ cell }</td> }) }</tr>
            }
        };
        html! {
            <section class="plot" aria-label={self.title}>
                <h2>{ self.title }</h2>
                <p>{ &self.says }</p>
                <div class="plot-parts">
                    <svg role="img" aria-label={l10n::figures_plot(&self.says)} viewBox={format!("0 0 {WIDTH} {}", HEIGHT + BELOW)}>
                        { for self.bars.iter().enumerate().map(bar) }
                    </svg>
                    <table>
                        <thead><tr>{ for self.head.iter().map(|name| html! { <th scope="col">{ *name }</th> }) }</tr></thead>
                        <tbody>{ for self.bars.iter().map(row) }</tbody>
                    </table>
                </div>
            </section>
        }
    }
}

/// A time as the page writes it.
pub fn time(ms: Option<u32>) -> String {
    ms.map_or_else(|| "–".to_owned(), |ms| l10n::milliseconds(ms as usize))
}
