//! The whole app: its client, its routes.

use optimist::OptimistProvider;
use shared::CourseId;
use yew::prelude::*;
use yew_router::prelude::*;

use crate::{
    client::client,
    components::placeholder::Placeholder,
    pages::{catalogue::CataloguePage, course::CoursePage, frame::Frame},
    settings::Settings,
};

/// Where a page is.
#[derive(Clone, Debug, PartialEq, Routable)]
pub enum Route {
    /// All courses.
    #[at("/")]
    Catalogue,
    /// One course with its videos.
    #[at("/courses/:id")]
    Course {
        /// Its id.
        id: String,
    },
    /// Nowhere.
    #[not_found]
    #[at("/404")]
    NotFound,
}

/// The app.
#[component]
pub fn App() -> Html {
    let client = use_memo((), |()| client(Settings::read()));
    html! {
        <OptimistProvider client={(*client).clone()}>
            <BrowserRouter>
                <Switch<Route> render={page} />
            </BrowserRouter>
        </OptimistProvider>
    }
}

fn page(route: Route) -> Html {
    let course = match route {
        Route::Catalogue => return html! { <CataloguePage /> },
        Route::Course { id } => id.parse::<CourseId>().ok(),
        Route::NotFound => None,
    };
    match course {
        // The key makes another course another page, with its own undo and scroll position.
        Some(id) => {
            let key = id.to_string();
            html! { <CoursePage {key} {id} /> }
        }
        None => {
            let title = "There is no such page";
            let text = "The courses are on the first page.".into();
            let notice = Placeholder { title, text, ..Placeholder::default() }.draw();
            html! { <Frame><main class="page">{ notice }</main></Frame> }
        }
    }
}
