//! The first page: all courses.

use std::rc::Rc;

use gloo_timers::callback::Interval;
use optimist::{DataStatus, FetchStatus, List, use_client, use_operations, use_query};
use shared::Course;
use yew::prelude::*;

use super::{failure, not_here, totals::CourseTotals, use_tab_title};
use crate::{
    components::placeholder::{Placeholder, skeleton},
    format, l10n,
    queries::{Catalogue, CourseVideos, VideoListKind},
    route::Route,
    text,
};

/// How often the courses are read again, in milliseconds: the event stream brings changes of videos
/// only. The query itself has no interval, since a course's page needs it for the title alone.
const READ_EVERY_MS: u32 = 5_000;

/// The page.
#[component]
pub fn CataloguePage() -> Html {
    let client = use_client();
    let courses = use_query::<Catalogue>(());
    // Counts follow what is under way.
    use_operations();
    // And what others do.
    use_effect_with((), {
        let courses = courses.clone();
        move |()| {
            let timer = Interval::new(READ_EVERY_MS, move || courses.refetch());
            move || drop(timer)
        }
    });
    use_tab_title(l10n::courses());
    let content = match (courses.data(), courses.status()) {
        (Some(list), _) if list.is_empty() => Placeholder {
            title: l10n::courses_none(),
            text: l10n::courses_none_why().into(),
            ..Placeholder::default()
        }
        .draw(),
        (Some(list), _) => html! {
            <ul class="cards">
                { for in_order(list).map(|course| {
                    // Of a course that was opened here, the page knows more than the server: what
                    // is under way.
                    let list = VideoListKind::Course(course.id.clone());
                    let totals = match client.view::<CourseVideos>(&list) {
                        Some(videos) => CourseTotals::of(&videos),
                        None => CourseTotals {
                            videos: course.video_count as usize,
                            published: course.published_count as usize,
                            seconds: course.duration_seconds,
                        },
                    };
                    html! {
                        <li key={course.id.to_string()} data-course-id={course.id.to_string()} data-count={totals.videos.to_string()}>
                            <a href={Route::Course(course.id.clone()).path()} class="card">
                                <h2><bdi>{ &course.title }</bdi></h2>
                                <p><bdi>{ &course.description }</bdi></p>
                                <span class="facts">
                                    <span>{ l10n::videos(totals.videos) }</span>
                                    <span>{ l10n::course_published(totals.published) }</span>
                                    <span>{ format::length(totals.seconds) }</span>
                                </span>
                                <span class="meter" aria-hidden="true"><span style={format::width(totals.published, totals.videos)} /></span>
                            </a>
                        </li>
                    }
                }) }
            </ul>
        },
        (None, DataStatus::Error) => {
            let retry = courses.clone();
            let on_retry = Callback::from(move |_| retry.refetch());
            failure(l10n::courses_failed(), courses.error(), on_retry)
        }
        (None, _) if courses.fetch_status() == FetchStatus::Paused => {
            not_here(l10n::page_not_here_courses())
        }
        (None, _) => skeleton(),
    };
    html! {
        <main class="page">
            <h1 tabindex="-1">{ l10n::courses() }</h1>
            <p class="page-lead">{ l10n::courses_lead() }</p>
            { content }
        </main>
    }
}

/// The courses by their titles.
fn in_order(courses: &List<Course>) -> impl Iterator<Item = &Rc<Course>> {
    let titles: Vec<&str> = courses.iter().map(|course| &*course.title).collect();
    let places = text::order_few(&titles);
    places.into_iter().filter_map(|at| courses.get(at))
}
