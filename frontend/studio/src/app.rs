//! The whole app: its client, and the page for each address.

use optimist::OptimistProvider;
use yew::prelude::*;

use crate::{
    client::client,
    components::placeholder::Placeholder,
    pages::{catalogue::CataloguePage, course::CoursePage, frame::Frame},
    route::{Route, use_route},
    settings::Settings,
};

/// The app.
#[component]
pub fn App() -> Html {
    let client = use_memo((), |()| client(Settings::read()));
    let page = match use_route() {
        Route::Catalogue => html! { <CataloguePage /> },
        Route::Course(id) => {
            // The key makes another course another page, with its own undo and scroll position.
            let key = id.to_string();
            html! { <CoursePage {key} {id} /> }
        }
        Route::Nowhere => {
            let title = "There is no such page";
            let text = "The courses are on the first page.".into();
            let notice = Placeholder {
                title,
                text,
                ..Placeholder::default()
            }
            .draw();
            html! { <Frame><main class="page">{ notice }</main></Frame> }
        }
    };
    html! { <OptimistProvider client={(*client).clone()}>{ page }</OptimistProvider> }
}
