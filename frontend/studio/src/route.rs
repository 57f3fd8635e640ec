//! Where the page is: three kinds of addresses need no router from a crate, which would add fifteen
//! kilobytes to the page.

use shared::CourseId;
use wasm_bindgen::JsCast;
use web_sys::{Element, MouseEvent};
use yew::prelude::*;

use crate::{address, hooks::use_page_event};

/// Where the page is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// `/`: all courses.
    Catalogue,
    /// `/courses/ID`: one course with its videos.
    Course(CourseId),
    /// `/courses/ID/trash`: its deleted videos.
    Trash(CourseId),
    /// Anything else: what comes later knows it, or that there is no such page.
    Other,
}

impl Route {
    /// What a path stands for.
    pub fn of(path: &str) -> Self {
        let path = path.trim_end_matches('/');
        if path.is_empty() {
            return Self::Catalogue;
        }
        let Some(rest) = path.strip_prefix("/courses/") else {
            return Self::Other;
        };
        match rest.strip_suffix("/trash") {
            Some(id) => id.parse().map_or(Self::Other, Self::Trash),
            None => rest.parse().map_or(Self::Other, Self::Course),
        }
    }

    /// The path that leads there.
    pub fn path(&self) -> String {
        match self {
            Self::Course(id) => format!("/courses/{id}"),
            Self::Trash(id) => format!("/courses/{id}/trash"),
            Self::Catalogue | Self::Other => "/".to_owned(),
        }
    }

    /// What the page's address stands for.
    pub fn now() -> Self {
        let path = web_sys::window().and_then(|window| window.location().pathname().ok());
        Self::of(&path.unwrap_or_default())
    }

    /// Goes there, without a link.
    pub fn visit(&self) {
        address::push(&self.path());
        if let (Some(window), Ok(event)) = (web_sys::window(), Event::new("popstate")) {
            let _ = window.dispatch_event(&event);
        }
    }
}

/// Where the page is, and which entry of the history that is; a plain link inside the app goes there
/// without loading the page again.
#[hook]
pub fn use_route() -> (Route, String) {
    let now = || (Route::now(), address::entry());
    let route = use_state_eq(now);
    use_page_event("popstate", {
        let route = route.clone();
        Callback::from(move |_| {
            address::forget();
            route.set(now());
        })
    });
    use_page_event("click", {
        let route = route.clone();
        Callback::from(move |event: Event| {
            if let Some(path) = event.dyn_ref().and_then(inner_link) {
                event.prevent_default();
                address::push(&path);
                route.set(now());
            }
        })
    });
    (*route).clone()
}

/// The path that a click leads to, if it is a plain click on a link inside the app.
fn inner_link(click: &MouseEvent) -> Option<String> {
    let plain = click.button() == 0
        && !(click.ctrl_key() || click.meta_key() || click.shift_key() || click.alt_key());
    let target: Element = click.target()?.dyn_into().ok()?;
    let link = target.closest("a[href^='/']").ok()??;
    link.get_attribute("href")
        .filter(|_| plain && !click.default_prevented())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_and_routes_stand_for_each_other() {
        let course = Route::Course("c1".parse().expect("c1 is an id"));
        let trash = Route::Trash("c1".parse().expect("c1 is an id"));
        for (path, route) in [
            ("/", Route::Catalogue),
            ("/courses/c1", course.clone()),
            ("/courses/c1/", course.clone()),
            ("/courses/c1/trash", trash.clone()),
            ("/courses", Route::Other),
            ("/courses/Über", Route::Other),
            ("/courses/a/b", Route::Other),
        ] {
            assert_eq!(Route::of(path), route, "{path}");
        }
        assert_eq!(Route::of(&course.path()), course);
        assert_eq!(Route::of(&trash.path()), trash);
    }
}
