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
            None => (
                l10n::requests_pause(),
                l10n::requests_count(self.rows.len()),
            ),
            Some(newer) => (l10n::requests_go_on(), l10n::requests_paused(newer)),
        };
        html! {
            <section class="request-log" aria-label={l10n::requests()} data-role="request-log" data-paused={format::flag(self.paused.is_some())}>
                <div class="request-head" onclick={self.onclick.clone()}>
                    <h2 tabindex="-1">{ l10n::requests() }</h2>
                    <p data-role="request-count" data-count={self.rows.len().to_string()}>{ note }</p>
                    { button::labelled("button", "pause-requests", pause) }
                    { button::labelled("button", "clear-requests", l10n::requests_clear()) }
                    { button::labelled("button", "close-requests", l10n::dialog_close()) }
                </div>
                // Whoever uses the keyboard alone must be able to scroll it.
                <div class="request-rows" tabindex="0" role="region" aria-label={l10n::requests_newest()}>
                    <table>
                        <thead><tr>
                            <th scope="col">{ l10n::requests_time() }</th>
                            <th scope="col">{ l10n::requests_request() }</th>
                            <th scope="col" class="number">{ l10n::requests_changes() }</th>
                            <th scope="col">{ l10n::requests_result() }</th>
                            <th scope="col" class="number">{ l10n::requests_after() }</th>
                            <th scope="col" class="number">{ l10n::requests_try() }</th>
                        </tr></thead>
                        <tbody>{ for self.rows.iter().map(row) }</tbody>
                    </table>
                    if self.rows.is_empty() { <p class="lab-note">{ l10n::requests_none() }</p> }
                </div>
            </section>
        }
    }
}

fn row(row: &RequestRow) -> Html {
    let took = row
        .ms
        .map_or_else(|| "…".to_owned(), |ms| l10n::milliseconds(ms as usize));
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
