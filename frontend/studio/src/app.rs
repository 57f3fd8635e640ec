//! The whole app: its editor, and the page for each address.

use optimist::use_client;
use wasm_bindgen::JsCast;
use yew::prelude::*;
use yewdux::{use_dispatch, use_selector};

use crate::{
    commands::Editor,
    components::{
        focus::{focus_in_page, is_focus_lost},
        placeholder::blank,
    },
    feedback::{Banner, Feedback},
    hooks::{use_early_event, use_page_event},
    l10n,
    pages::{
        catalogue::CataloguePage,
        course::CoursePage,
        frame::Frame,
        handlers::Handlers,
        later::{LoadLater, use_loading},
    },
    queries::VideoListKind,
    route::{Route, use_route},
    version,
};

/// What the app is given.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Loads what the first rows do not need.
    pub later: LoadLater,
}

/// The page for each address, with one editor for all of them.
#[component]
pub fn Studio(props: &Props) -> Html {
    let client = use_client();
    let store = use_dispatch::<Feedback>();
    let made = use_memo((), |()| {
        let editor = Editor::new(client, store);
        let handlers = Handlers::new(&editor);
        (editor, handlers)
    });
    let (editor, handlers) = (*made).clone();
    let later = use_loading(props.later, &editor);
    let latest = use_mut_ref(|| None);
    latest.replace(later);
    // Before the fields, which keep their keys to themselves.
    use_early_event("keydown", {
        let editor = editor.clone();
        Callback::from(move |event: Event| {
            if let Some(later) = *latest.borrow() {
                (later.key)(&editor, event.unchecked_into());
            }
        })
    });
    let (route, entry) = use_route();
    let came_from = use_mut_ref(|| None);
    use_effect_with(route.clone(), {
        move |route: &Route| {
            // Who goes elsewhere leaves what had the focus.
            let before = came_from.replace(Some(route.clone()));
            if before.is_some_and(|before| before != *route) && is_focus_lost() {
                focus_in_page("main h1");
            }
        }
    });
    use_page_event(version::READY, {
        let editor = editor.clone();
        Callback::from(move |_| {
            editor.update(|store| {
                store.banners.show(Banner::NewVersion);
                store.say(l10n::notice_new_version_said());
            });
        })
    });
    let course = |list: VideoListKind| {
        // The key makes another entry of the history another page, with its own search and place.
        let key = format!("{list:?} {entry}");
        let entry = entry.clone();
        html! { <CoursePage {key} {list} {entry} editor={editor.clone()} handlers={handlers.clone()} {later} /> }
    };
    let page = match route {
        Route::Catalogue => html! { <CataloguePage /> },
        Route::Course(id) => course(VideoListKind::Course(id)),
        Route::Trash(id) => course(VideoListKind::Trash(id)),
        Route::Other => match later {
            Some(later) => (later.page)(&editor),
            None => blank(),
        },
    };
    // Another language is another page, drawn anew.
    let key = use_selector(|store: &Feedback| store.language).code();
    html! { <Frame {key} {editor} {handlers} {later}>{ page }</Frame> }
}
