//! What the trash tells of each video in it, and how long the server keeps them.

use std::{cell::RefCell, rc::Rc};

use futures::{
    FutureExt,
    future::{LocalBoxFuture, Shared},
};
use gloo_timers::callback::Interval;
use optimist::{List, use_query};
use shared::Video;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::{
    api,
    commands::Editor,
    components::{
        placeholder::Placeholder,
        trashed::{Former, Trashed, kept_id},
    },
    json, l10n,
    queries::{CourseVideos, VideoListKind},
};

const MINUTE_MS: u32 = 60_000;
const DAY_SECONDS: u64 = 24 * 60 * 60;

type Asked = Shared<LocalBoxFuture<'static, Option<u64>>>;

thread_local! {
    /// What the server was asked, once for all rows.
    static ASKED: RefCell<Option<Asked>> = const { RefCell::new(None) };
}

#[derive(Properties, PartialEq)]
struct Props {
    video: Rc<Video>,
    editor: Editor,
}

/// The cells of a deleted video's row.
pub fn cells(editor: &Editor, video: &Rc<Video>) -> Html {
    html! { <Cells video={video.clone()} editor={editor.clone()} /> }
}

#[component]
fn Cells(props: &Props) -> Html {
    let Props { video, editor } = props;
    let stays = use_stay();
    use_minutes();
    use_effect_with(video.id, {
        let cell = kept_id(video);
        move |_| describe_row(&cell)
    });
    let course = VideoListKind::Course(video.course_id.clone());
    let course = use_query::<CourseVideos>(course);
    Trashed {
        video,
        former: course.data().map(|course| former(course, video)),
        stays,
        now: editor.client().now().0,
    }
    .draw()
}

/// Lets a row be described by one of its cells. The first rows know nothing of it: those of a course have none.
fn describe_row(cell: &str) {
    let document = web_sys::window().and_then(|window| window.document());
    let cell = document.and_then(|document| document.get_element_by_id(cell));
    if let Some(cell) = cell
        && let Ok(Some(row)) = cell.closest("[role='row']")
    {
        let _ = row.set_attribute("aria-describedby", &cell.id());
    }
}

/// What stands in the place of rows where the trash has none.
#[component]
pub fn Empty() -> Html {
    let stays = use_stay().map(|seconds| seconds.div_ceil(DAY_SECONDS));
    let text = match stays {
        None => l10n::trash_empty_why().to_owned(),
        Some(days) => l10n::trash_empty_days(usize::try_from(days).unwrap_or(usize::MAX)),
    };
    Placeholder {
        title: l10n::trash_empty(),
        text: text.into(),
        ..Placeholder::default()
    }
    .draw()
}

/// Where a restore puts a video: its rank stays its own.
fn former(course: &List<Video>, video: &Video) -> Former {
    let order = |other: &Video| {
        let rank = other.rank.cmp(&video.rank);
        rank.then_with(|| other.id.cmp(&video.id))
    };
    let (Ok(at) | Err(at)) = course.search(order);
    let title = |at: Option<usize>| Some(course.get(at?)?.title.to_string());
    Former {
        place: at + 1,
        after: title(at.checked_sub(1)),
        before: title(Some(at)),
    }
}

/// How long the server keeps what is deleted, in seconds, once it has said so.
#[hook]
fn use_stay() -> Option<u64> {
    let stay = use_state_eq(|| None);
    use_effect_with((), {
        let stay = stay.clone();
        move |()| {
            let asked = ask();
            spawn_local(async move {
                let told = asked.await;
                if told.is_none() {
                    // The next row asks again.
                    ASKED.take();
                }
                stay.set(told);
            });
        }
    });
    *stay
}

fn ask() -> Asked {
    ASKED.with_borrow_mut(|asked| {
        asked
            .get_or_insert_with(|| retention().boxed_local().shared())
            .clone()
    })
}

/// How long the server keeps what is deleted, in seconds; `None`: it does not say.
async fn retention() -> Option<u64> {
    let (limits, _) = api::text("/api/limits", None).await.ok()?;
    json::whole(&json::object(&limits)?, "trashRetentionSeconds")
}

/// Draws what tells an age once a minute.
#[hook]
fn use_minutes() {
    let redraw = use_force_update();
    use_effect_with((), move |()| {
        let tick = Interval::new(MINUTE_MS, move || redraw.force_update());
        move || drop(tick)
    });
}
