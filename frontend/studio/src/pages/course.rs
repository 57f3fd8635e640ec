//! The page of a course: its videos, and all that can be done to them.

use optimist::{DataStatus, List, use_client, use_events, use_operations, use_query};
use shared::{CourseId, Video};
use web_sys::{Element, KeyboardEvent};
use yew::prelude::*;
use yewdux::{use_dispatch, use_selector};

use super::{activity::Activity, desk::Desk, dialogs::MoveDialog, frame::Frame, rows::Sources};
use crate::{
    components::{
        RowAction,
        bulk_bar::{BulkAction, BulkBar},
        format, keys,
        placeholder::{Placeholder, Skeleton},
        video_form::VideoForm,
        video_list::VideoList,
    },
    feedback::{Dialog, Feedback, Verb},
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
    let selection = use_selector(|store: &Feedback| store.selection.clone());
    let failures = use_selector(|store: &Feedback| store.failures.clone());
    let dialog = use_selector(|store: &Feedback| store.dialog);

    let shown = Shown(videos.data().cloned().unwrap_or_default());
    let sums = use_memo(shown.clone(), |Shown(list)| Sums::of(list));
    use_pruning(&desk, shown.clone());
    let title = courses
        .data()
        .and_then(|list| list.iter().find(|course| course.id == props.id))
        .map_or_else(|| props.id.to_string(), |course| course.title.clone());
    use_effect_with(title.clone(), |title| set_title(title));

    let on_row = use_callback(desk.clone(), |action, desk: &Desk| row(desk, action));
    let on_bulk = use_callback(desk.clone(), |action, desk: &Desk| bulk(desk, action));
    let on_add = use_callback(desk.clone(), |(title, seconds), desk: &Desk| {
        desk.commit();
        desk.add(title, seconds);
    });
    let on_key = use_callback(desk.clone(), page_key);
    use_page_keys(on_key);

    let Shown(list) = shown;
    let total = list.len();
    let content = match (videos.data(), videos.status()) {
        (None, DataStatus::Error) => {
            let reason = videos.error().map_or_else(String::new, |reason| reason.message.clone());
            let on_retry = { let videos = videos.clone(); move |()| videos.refetch() };
            html! { <Placeholder failure=true title="The videos could not be loaded" text={reason} {on_retry} /> }
        }
        (None, _) => html! { <Skeleton /> },
        (Some(_), _) => {
            let sources = Sources {
                videos: list,
                operations,
                selection: (*selection).clone(),
                failures: (*failures).clone(),
                desk: desk.clone(),
            };
            html! {
                <>
                    <BulkBar selected={selection.len()} {total} on_action={on_bulk} />
                    <VideoList rows={sources.rows()} on_action={on_row.clone()} reveal={desk.reveal()} label={format!("Videos of {title}")} />
                    if total == 0 {
                        <Placeholder title="No videos yet" text="Add the first one above: a title is enough." />
                    }
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
                    <VideoForm {on_add} />
                    <div class={classes!("list-card", (total == 0).then_some("is-empty"))}>{ content }</div>
                </div>
                <Activity desk={desk.clone()} on_problem={on_row} />
            </main>
            if let Some(Dialog::MoveTo(id)) = *dialog {
                <MoveDialog {desk} {id} />
            }
        </Frame>
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
    let desk = use_memo(id.clone(), |id| Desk::new(client, id.clone(), store, render));
    let desk = (*desk).clone();
    use_events({
        let desk = desk.clone();
        move |event| desk.hear(&event)
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
                    let text = format!("{} left the selection: no longer in this course", format::counted(gone, "video"));
                    store.say(text);
                }
            });
        }
    });
}

/// Does what the user did in the list. What is being typed is saved before anything else.
fn row(desk: &Desk, action: RowAction) {
    match &action {
        RowAction::Draft(id, text) => return desk.type_title(*id, text),
        RowAction::GiveUp(id) => return desk.give_up(*id),
        RowAction::Rename(id) => return desk.edit(*id),
        _ => {
            desk.commit();
        }
    }
    let order = || desk.videos();
    match action {
        RowAction::Draft(..) | RowAction::GiveUp(_) | RowAction::Rename(_) | RowAction::Save(_) => {}
        RowAction::Publish(id, published) => desk.publish(id, published),
        RowAction::Delete(id) => desk.delete(id),
        RowAction::Toggle(id) => desk.store().reduce_mut(|store| store.selection.toggle(id)),
        RowAction::Begin(id) => desk.store().reduce_mut(|store| store.selection.begin(id)),
        RowAction::Extend(id) => desk.store().reduce_mut(|store| {
            store.selection.extend(id, order().iter().map(|video| video.id));
        }),
        RowAction::SelectAll => bulk(desk, BulkAction::SelectAll),
        RowAction::Shift(id, by) => desk.shift(id, by),
        RowAction::MoveTo(id) => {
            desk.store().reduce_mut(|store| store.dialog = Some(Dialog::MoveTo(id)));
        }
        RowAction::Retry(id) => desk.retry_video(id),
        RowAction::Dismiss(id) => desk.dismiss_video(id),
    }
}

fn bulk(desk: &Desk, action: BulkAction) {
    desk.commit();
    let select = |count: usize| {
        let videos = desk.videos();
        desk.store().reduce_mut(|store| {
            store.selection.set(videos.range(0..count.min(videos.len())).map(|video| video.id));
            store.say(format!("{} selected", format::counted(store.selection.len(), "video")));
        });
    };
    match action {
        BulkAction::SelectAll => select(usize::MAX),
        BulkAction::SelectFirst(count) => select(count),
        BulkAction::Clear => desk.store().reduce_mut(|store| store.selection.clear()),
        BulkAction::Delete => desk.bulk(Verb::Delete),
        BulkAction::Publish(true) => desk.bulk(Verb::Publish),
        BulkAction::Publish(false) => desk.bulk(Verb::Unpublish),
    }
}

/// The keys that work wherever the focus is, except in a text.
fn page_key(event: KeyboardEvent, desk: &Desk) {
    let in_text = event
        .target_dyn_into::<Element>()
        .is_some_and(|target| target.closest("input, textarea, [role='dialog']").ok().flatten().is_some());
    if keys::is_undo(&event, in_text) {
        event.prevent_default();
        desk.commit();
        desk.undo();
    } else if !in_text && event.key() == "?" {
        desk.store().reduce_mut(|store| store.dialog = Some(Dialog::Keys));
    }
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
        list.iter().fold(Self { published: 0, seconds: 0 }, |sums, video| Self {
            published: sums.published + usize::from(video.published),
            seconds: sums.seconds + u64::from(video.duration_seconds),
        })
    }
}
