//! The page of a course: its videos, and all that can be done to them.

use optimist::{DataStatus, List, use_client, use_events, use_operations, use_query};
use shared::{CourseId, Video, VideoId};
use yew::prelude::*;
use yewdux::{use_dispatch, use_selector};

use super::{activity::Activity, desk::Desk, frame::Frame, handlers::Handlers, rows::Sources};
use crate::{
    components::{
        bulk_bar::BulkBar,
        dialog, format,
        move_form::MoveForm,
        placeholder::{Placeholder, skeleton},
        video_form::VideoForm,
        video_list::VideoList,
    },
    feedback::{Dialog, Feedback},
    hooks::use_page_keys,
    queries::{Catalogue, CourseVideos},
};

/// What the page is given.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Which course.
    pub id: CourseId,
}

/// The page.
#[component]
pub fn CoursePage(props: &Props) -> Html {
    let videos = use_query::<CourseVideos>(props.id.clone());
    let courses = use_query::<Catalogue>(());
    let operations = use_operations();
    let desk = use_desk(&props.id);
    let seen = use_selector(|store: &Feedback| {
        (
            store.selection.clone(),
            store.failures.clone(),
            store.dialog,
        )
    });
    let (selection, failures, dialog) = &*seen;

    let shown = Shown(videos.data().cloned().unwrap_or_default());
    let sums = use_memo(shown.clone(), |Shown(list)| Sums::of(list));
    use_pruning(&desk, shown.clone());
    use_effect_with((desk.clone(), videos.data().is_some()), |(desk, loaded)| {
        if *loaded {
            desk.catch_up();
        }
    });
    let title = courses
        .data()
        .and_then(|list| list.iter().find(|course| course.id == props.id))
        .map_or_else(|| props.id.to_string(), |course| course.title.clone());
    use_effect_with(title.clone(), |title| set_title(title));

    let handlers = use_memo(desk.clone(), Handlers::new);
    use_page_keys(handlers.on_key.clone());

    let Shown(list) = shown;
    let total = list.len();
    let content = match (videos.data(), videos.status()) {
        (None, DataStatus::Error) => {
            let text = videos
                .error()
                .map_or_else(String::new, |reason| reason.message.clone());
            let retry = videos.clone();
            let on_retry = Some(Callback::from(move |_| retry.refetch()));
            let title = "The videos could not be loaded";
            Placeholder {
                title,
                text: text.into(),
                failure: true,
                on_retry,
            }
            .draw()
        }
        (None, _) => skeleton(),
        (Some(_), _) => {
            let sources = Sources {
                videos: list,
                operations,
                selection: selection.clone(),
                failures: failures.clone(),
                desk: desk.clone(),
            };
            let bar = BulkBar {
                selected: selection.len(),
                total,
                on_action: handlers.on_bulk.clone(),
            };
            let empty = (total == 0).then(|| Placeholder {
                title: "No videos yet",
                text: "Add the first one above: a title is enough.".into(),
                ..Placeholder::default()
            });
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
    html! {
        <Frame>
            <main class="course">
                <div class="course-main">
                    <div class="course-head">
                        <h1>{ &title }</h1>
                        <p class="facts">
                            <span data-role="video-count" data-count={total.to_string()}>{ format::counted(total, "video") }</span>
                            <span>{ format!("{} published", format::count(sums.published)) }</span>
                            <span>{ format::length(sums.seconds) }</span>
                        </p>
                    </div>
                    <VideoForm on_add={handlers.on_add.clone()} />
                    <div class={classes!("list-card", (total == 0).then_some("is-empty"))}>{ content }</div>
                </div>
                <Activity desk={desk.clone()} handlers={(*handlers).clone()} />
            </main>
            if let Some(Dialog::MoveTo(id)) = *dialog {
                { move_dialog(&desk, id, &handlers.on_close) }
            }
        </Frame>
    }
}

/// Asks where to move a video; nothing where the video has gone meanwhile.
fn move_dialog(desk: &Desk, id: VideoId, on_close: &Callback<()>) -> Html {
    let Some((at, video)) = desk.find(id) else {
        return Html::default();
    };
    let on_move = {
        let (desk, on_close) = (desk.clone(), on_close.clone());
        Callback::from(move |place: usize| {
            on_close.emit(());
            desk.move_to(id, place - 1);
        })
    };
    html! {
        <dialog::Dialog title={format!("Move {}", format::quoted(&video.title))} on_close={on_close.clone()}>
            { MoveForm { place: at + 1, total: desk.videos().len(), on_move }.draw() }
        </dialog::Dialog>
    }
}

/// Names the page in the browser's tab.
pub(super) fn set_title(title: &str) {
    if let Some(document) = web_sys::window().and_then(|window| window.document()) {
        document.set_title(&format!("{title} · Course Studio"));
    }
}

/// The course's desk, which hears what becomes of operations, and saves what is being typed when
/// the page is left.
#[hook]
fn use_desk(id: &CourseId) -> Desk {
    let client = use_client();
    let store = use_dispatch::<Feedback>();
    let render = use_force_update();
    let desk = use_memo(id.clone(), |id| {
        Desk::new(client, id.clone(), store, render)
    });
    let desk = (*desk).clone();
    use_events({
        let desk = desk.clone();
        move |event| desk.hear(event)
    });
    use_effect_with(desk.clone(), |desk| {
        desk.store().reduce_mut(|store| {
            store.selection.clear();
            store.dialog = None;
            store.undo = None;
        });
        let desk = desk.clone();
        move || {
            desk.commit();
        }
    });
    desk
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

/// What the head of the page tells of all videos.
struct Sums {
    published: usize,
    seconds: u64,
}

impl Sums {
    fn of(list: &List<Video>) -> Self {
        list.iter().fold(
            Self {
                published: 0,
                seconds: 0,
            },
            |sums, video| Self {
                published: sums.published + usize::from(video.published),
                seconds: sums.seconds + u64::from(video.duration_seconds),
            },
        )
    }
}
