//! A list of videos, a course's or its trash's, and all that can be done to them.

use optimist::{DataStatus, List, UseQuery, use_operations, use_query};
use shared::Video;
use yew::prelude::*;
use yewdux::use_selector;

use super::{desk::Desk, dialogs::Dialogs, handlers::Handlers, rows::Sources, sums::Sums};
use crate::{
    components::{
        bulk_bar::BulkBar,
        find_bar::FindBar,
        format,
        placeholder::{Placeholder, skeleton},
        video_form::VideoForm,
        video_list::VideoList,
    },
    feedback::Feedback,
    queries::{Catalogue, CourseVideos, Place},
    route::Route,
};

/// What the page is given.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Which list.
    pub place: Place,
    /// The desk that it lies on.
    pub desk: Desk,
    /// What the user does.
    pub handlers: Handlers,
}

/// The page.
#[component]
pub fn CoursePage(props: &Props) -> Html {
    let Props {
        place,
        desk,
        handlers,
    } = props;
    let id = place.course();
    desk.enter(place, &use_force_update());
    let videos = use_query::<CourseVideos>(place.clone());
    let title = use_title(place);
    let operations = use_operations();
    let seen = use_selector(|store: &Feedback| {
        (
            store.selection.clone(),
            store.failures.clone(),
            store.finder.clone(),
        )
    });
    let (selection, failures, finder) = &*seen;
    let all = Shown(videos.data().cloned().unwrap_or_default());
    let sums = use_memo(all.clone(), |Shown(list)| Sums::of(list));
    use_entering(desk, place);
    use_pruning(desk, all.clone());

    let trash = desk.in_trash();
    let shown = desk.shown();
    let narrowed = finder.narrows();
    let hidden = if narrowed && !selection.is_empty() {
        let seen = shown.iter().filter(|video| selection.contains(&video.id));
        selection.len().saturating_sub(seen.count())
    } else {
        0
    };
    let content = match (videos.data(), videos.status()) {
        (None, DataStatus::Error) => failure(&videos),
        (None, _) => skeleton(),
        (Some(_), _) => {
            let bar = BulkBar {
                selected: selection.len(),
                hidden,
                vanished: selection.vanished(),
                shown: shown.len(),
                matching: narrowed,
                trash,
                on_action: handlers.on_bulk.clone(),
            };
            let empty = shown.is_empty().then(|| Placeholder {
                title: if narrowed {
                    "No video matches"
                } else if trash {
                    "The trash is empty"
                } else {
                    "No videos yet"
                },
                text: if narrowed {
                    "Look for other words, or for all videos."
                } else if trash {
                    "Deleted videos stay here for 30 days."
                } else {
                    "Add the first one above: a title is enough."
                }
                .into(),
                ..Placeholder::default()
            });
            let sources = Sources {
                videos: shown.clone(),
                operations,
                selection: selection.clone(),
                failures: failures.clone(),
                desk: desk.clone(),
            };
            html! {
                <>
                    { bar.draw() }
                    <VideoList
                        rows={sources.rows()}
                        on_action={handlers.on_row.clone()}
                        reveal={desk.reveal()}
                        label={format!("Videos of {title}")}
                    />
                    { for empty.map(Placeholder::draw) }
                </>
            }
        }
    };
    let total = all.0.len();
    let find = FindBar {
        text: finder.text.clone().into(),
        chosen: [finder.only as usize, finder.sort as usize],
        matches: narrowed.then_some(shown.len()),
        on_find: handlers.on_find.clone(),
    };
    let (back, to, other) = if trash {
        (Route::Course(id.clone()), title.clone(), None)
    } else {
        let trash = Route::Trash(id.clone()).path();
        (Route::Catalogue, "Courses".to_owned(), Some(trash))
    };
    let card = match (shown.is_empty(), finder.is_plain() && !trash) {
        (true, _) => "list-card is-empty",
        (false, false) => "list-card is-found",
        (false, true) => "list-card",
    };
    html! {
        <main class="course-main">
            <div class="course-head">
                <a href={back.path()} class="up">{ to }</a>
                <h1>{ if trash { "Trash" } else { &title } }</h1>
                <p class="facts">
                    <span data-role="video-count" data-count={total.to_string()}>{ format::counted(total, "video") }</span>
                    <span>{ format!("{} published", format::count(sums.published)) }</span>
                    <span>{ format::length(sums.seconds) }</span>
                    if let Some(path) = other { <a href={path} data-role="trash">{ "Trash" }</a> }
                </p>
                { find.draw() }
            </div>
            if !trash { <VideoForm on_add={handlers.on_add.clone()} /> }
            <div class={card}>{ content }</div>
            <Dialogs desk={desk.clone()} on_close={handlers.on_close.clone()} />
        </main>
    }
}

fn failure(videos: &UseQuery<Video>) -> Html {
    let text = videos
        .error()
        .map_or_else(String::new, |reason| reason.message.clone());
    let retry = videos.clone();
    Placeholder {
        title: "The videos could not be loaded",
        text: text.into(),
        failure: true,
        on_retry: Some(Callback::from(move |_| retry.refetch())),
    }
    .draw()
}

/// The course's title, which also names the browser's tab.
#[hook]
fn use_title(place: &Place) -> String {
    let courses = use_query::<Catalogue>(());
    let id = place.course();
    let list = courses.data();
    let course = list.and_then(|list| list.iter().find(|course| course.id == *id));
    let title = course.map_or_else(|| id.to_string(), |course| course.title.clone());
    use_effect_with(title.clone(), |title| set_title(title));
    title
}

/// Names the page in the browser's tab.
pub(super) fn set_title(title: &str) {
    if let Some(document) = web_sys::window().and_then(|window| window.document()) {
        document.set_title(&format!("{title} · Course Studio"));
    }
}

/// Begins with nothing chosen and nothing looked for; saves what is being typed when the page is
/// left.
#[hook]
fn use_entering(desk: &Desk, place: &Place) {
    use_effect_with(place.clone(), {
        let desk = desk.clone();
        move |place: &Place| {
            desk.store().reduce_mut(|store| {
                store.selection.clear();
                store.finder = crate::feedback::Finder::default();
                store.dialog = None;
            });
            let place = place.clone();
            move || desk.leave(&place)
        }
    });
}

/// Lets go of chosen videos that others have deleted, and says so.
#[hook]
fn use_pruning(desk: &Desk, shown: Shown) {
    use_effect_with(shown, {
        let desk = desk.clone();
        move |Shown(list): &Shown| {
            if desk.store().get().selection.is_empty() {
                return;
            }
            desk.store().reduce_mut(|store| {
                let gone = store.selection.prune(list.iter().map(|video| video.id));
                if gone > 0 {
                    let text = format!(
                        "{} left the selection: no longer in this course",
                        format::counted(gone, "video")
                    );
                    store.say(text);
                }
            });
        }
    });
}

/// A list, compared by identity: comparing ten thousand videos one by one would cost more than
/// what it saves.
#[derive(Clone)]
struct Shown(List<Video>);

impl PartialEq for Shown {
    fn eq(&self, other: &Self) -> bool {
        self.0.same(&other.0)
    }
}
