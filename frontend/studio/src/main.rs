//! The page.

fn main() {
    studio::crash::install();
    studio::settings::restore_theme();
    yew::Renderer::<studio::app::App>::new().render();
}
