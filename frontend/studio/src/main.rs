//! The page.

use futures::future::LocalBoxFuture;
use optimist::{OptimistProvider, OptimistProviderProps};
use studio::{
    app::Studio,
    client, early,
    pages::later::{Later, LoadLater},
    settings::Settings,
};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// It makes the page 2 KB smaller than the standard library's does.
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

fn main() {
    studio::crash::install();
    studio::settings::restore_theme();
    studio::settings::restore_language();
    let client = client::client(Settings::read());
    spawn_local(async move {
        early::read(&client).await;
        client::learn_limits(&client);
        let children = html! { <Studio later={LoadLater(load)} /> };
        let app = OptimistProviderProps { client, children };
        yew::Renderer::<OptimistProvider>::with_props(app).render();
    });
}

/// The load of the second file, where the page is built in two.
fn load() -> LocalBoxFuture<'static, Option<Later>> {
    Box::pin(async { later().await.ok() })
}

#[cfg(feature = "split")]
#[wasm_split_helpers::wasm_split(later, fallible)]
fn later() -> Result<Later, wasm_split_helpers::SplitLoaderError> {
    Ok(Later::all())
}

#[cfg(not(feature = "split"))]
async fn later() -> Result<Later, std::convert::Infallible> {
    Ok(Later::all())
}
