//! The whole app: its client, its desk, and the page for each address.

use optimist::{OptimistProvider, use_client, use_events};
use yew::prelude::*;
use yewdux::use_dispatch;

use crate::{
    api,
    client::client,
    components::placeholder::Placeholder,
    feedback::Feedback,
    hooks::use_page_keys,
    pages::{
        catalogue::CataloguePage, course::CoursePage, desk::Desk, frame::Frame, handlers::Handlers,
    },
    queries::Place,
    route::{Route, use_route},
    settings::Settings,
};

/// The app.
#[component]
pub fn App() -> Html {
    let client = use_memo((), |()| client(Settings::read()));
    html! { <OptimistProvider client={(*client).clone()}><Studio /></OptimistProvider> }
}

/// The page for each address, with one desk for all of them.
#[component]
fn Studio() -> Html {
    let client = use_client();
    let store = use_dispatch::<Feedback>();
    let desk = use_memo((), {
        let client = client.clone();
        move |()| Desk::new(client, store)
    });
    let desk = (*desk).clone();
    let handlers = use_memo(desk.clone(), Handlers::new);
    let handlers = (*handlers).clone();
    use_events({
        let desk = desk.clone();
        move |event| desk.hear(event)
    });
    use_page_keys(handlers.on_key.clone());
    use_effect_with((), move |()| {
        wasm_bindgen_futures::spawn_local(async move {
            // Until the server has told its limits, those that the client was built with hold.
            if let Some(limits) = api::limits().await {
                client.limit_batches(limits.max_operations, limits.max_bytes);
            }
        });
    });
    let course = |place: Place| {
        // The key makes another list another page, with its own scroll position.
        let key = format!("{place:?}");
        html! { <CoursePage {key} {place} desk={desk.clone()} handlers={handlers.clone()} /> }
    };
    let page = match use_route() {
        Route::Catalogue => html! { <CataloguePage /> },
        Route::Course(id) => course(Place::Course(id)),
        Route::Trash(id) => course(Place::Trash(id)),
        Route::Nowhere => {
            let notice = Placeholder {
                title: "There is no such page",
                text: "The courses are on the first page.".into(),
                ..Placeholder::default()
            };
            html! { <main class="page">{ notice.draw() }</main> }
        }
    };
    html! { <Frame {desk} {handlers}>{ page }</Frame> }
}
