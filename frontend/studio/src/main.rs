//! The page.

use optimist::{OptimistProvider, OptimistProviderProps};
use studio::{app::Studio, client::client, settings::Settings};
use yew::prelude::*;

fn main() {
    studio::crash::install();
    studio::settings::restore_theme();
    let app = OptimistProviderProps {
        client: client(Settings::read()),
        children: html! { <Studio /> },
    };
    yew::Renderer::<OptimistProvider>::with_props(app).render();
}
