//! The page.

use optimist::{OptimistProvider, OptimistProviderProps};
use studio::{app::Studio, client, early, settings::Settings};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

fn main() {
    studio::crash::install();
    studio::settings::restore_theme();
    let client = client::client(Settings::read());
    spawn_local(async move {
        early::read(&client).await;
        client::learn_limits(&client);
        let children = html! { <Studio /> };
        let app = OptimistProviderProps { client, children };
        yew::Renderer::<OptimistProvider>::with_props(app).render();
    });
}
