//! The log of requests, below the page: what the page and the server say to each other.

use yew::prelude::*;

use super::button;
use crate::{format, l10n};

/// One request, as it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct RequestRow {
    /// Tells it from others.
    pub number: u32,
    /// The time of day.
    pub time: String,
    /// Method and path.
    pub address: String,
    /// What it asks for.
    pub what: String,
    /// How many changes it carries.
    pub items: usize,
    /// Which try it is.
    pub attempt: u32,
    /// How it ended.
    pub result: String,
    /// Did it fail?
    pub failed: bool,
    /// How long it took, in milliseconds, if it has ended.
    pub ms: Option<u32>,
}

/// The log.
pub struct RequestTable {
    /// The requests, the newest first.
    pub rows: Vec<RequestRow>,
    /// Does it stand still? With the number of requests since.
    pub paused: Option<usize>,
    /// One of its buttons was pressed; its listener knows them by their actions.
    pub onclick: Callback<MouseEvent>,
}

impl RequestTable {
    /// The log.
    pub fn draw(&self) -> Html {
        let (pause, note) = match self.paused {
            None => ("Pause", format::counted(self.rows.len(), "request")),
            Some(newer) => (
                "Go on",
                format!("Paused, {} since", format::counted(newer, "request")),
            ),
        };
        html! {
            <section class="request-log" aria-label="Requests" data-role="request-log" data-paused={format::flag(self.paused.is_some())}>
                <div class="request-head" onclick={self.onclick.clone()}>
                    <h2 tabindex="-1">{ "Requests" }</h2>
                    <p data-role="request-count" data-count={self.rows.len().to_string()}>{ note }</p>
                    { button::labelled("button", "pause-requests", pause) }
                    { button::labelled("button", "clear-requests", "Clear") }
                    { button::labelled("button", "close-requests", "Close") }
                </div>
                // Whoever uses the keyboard alone must be able to scroll it.
                <div class="request-rows" tabindex="0" role="region" aria-label="The newest requests, newest first">
                    <table>
                        <thead><tr>
                            <th scope="col">{ "Time" }</th>
                            <th scope="col">{ "Request" }</th>
                            <th scope="col" class="number">{ "Changes" }</th>
                            <th scope="col">{ "Result" }</th>
                            <th scope="col" class="number">{ "Answer after" }</th>
                            <th scope="col" class="number">{ "Try" }</th>
                        </tr></thead>
                        <tbody>{ for self.rows.iter().map(row) }</tbody>
                    </table>
                    if self.rows.is_empty() { <p class="lab-note">{ "No request yet." }</p> }
                </div>
            </section>
        }
    }
}

fn row(row: &RequestRow) -> Html {
    let took = row.ms.map_or_else(
        || "…".to_owned(),
        |ms| format!("{} ms", l10n::number(ms as usize)),
    );
    html! {
        <tr key={row.number} data-role="request" data-failed={format::flag(row.failed)} class={row.failed.then_some("is-failed")}>
            <td>{ &row.time }</td>
            <td>{ &row.what }<code>{ &row.address }</code></td>
            <td class="number">{ if row.items > 0 { l10n::number(row.items) } else { String::new() } }</td>
            <td>{ &row.result }</td>
            <td class="number">{ took }</td>
            <td class="number">{ row.attempt.to_string() }</td>
        </tr>
    }
}
