//! The first page: all courses.

use optimist::{DataStatus, use_query};
use yew::prelude::*;

use super::frame::Frame;
use crate::{
    components::{
        format,
        placeholder::{Placeholder, skeleton},
    },
    queries::Catalogue,
    route::Route,
};

/// The page.
#[component]
pub fn CataloguePage() -> Html {
    let courses = use_query::<Catalogue>(());
    use_effect_with((), |()| super::course::set_title("Courses"));
    let content = match (courses.data(), courses.status()) {
        (Some(list), _) if list.is_empty() => {
            let text = "Courses are made by the server's seed or by the API.".into();
            Placeholder {
                title: "No courses yet",
                text,
                ..Placeholder::default()
            }
            .draw()
        }
        (Some(list), _) => html! {
            <ul class="cards">
                { for list.iter().map(|course| html! {
                    <li key={course.id.to_string()}>
                        <a href={Route::Course(course.id.clone()).path()} class="card">
                            <h2>{ &course.title }</h2>
                            <p>{ &course.description }</p>
                            <span class="facts">
                                <span>{ format::counted(course.video_count as usize, "video") }</span>
                                <span>{ format!("{} published", format::count(course.published_count as usize)) }</span>
                                <span>{ format::length(course.duration_seconds) }</span>
                            </span>
                            <span class="meter" aria-hidden="true"><span style={format::width(course.published_count as usize, course.video_count as usize)} /></span>
                        </a>
                    </li>
                }) }
            </ul>
        },
        (None, DataStatus::Error) => {
            let text = courses
                .error()
                .map_or_else(String::new, |reason| reason.message.clone());
            let retry = courses.clone();
            let on_retry = Some(Callback::from(move |_| retry.refetch()));
            let title = "The courses could not be loaded";
            Placeholder {
                title,
                text: text.into(),
                failure: true,
                on_retry,
            }
            .draw()
        }
        (None, _) => skeleton(),
    };
    html! {
        <Frame>
            <main class="page">
                <h1>{ "Courses" }</h1>
                <p class="page-lead">{ "Choose a course to edit its videos." }</p>
                { content }
            </main>
        </Frame>
    }
}
