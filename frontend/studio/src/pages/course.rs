//! A list of videos, a course's or its trash's, and all that can be done to them.

use optimist::{DataStatus, FetchStatus, List, use_operations, use_query};
use shared::{Refusal, Video, text::isolated};
use yew::prelude::*;
use yewdux::use_selector;

use super::{
    dialogs, failure, handlers::Handlers, later::Later, not_here, rows::RowSources,
    totals::CourseTotals, use_tab_title,
};
use crate::{
    commands::Editor,
    components::{
        bulk_bar::BulkBar,
        find_bar::FindBar,
        placeholder::{self, skeleton},
        video_list::VideoList,
    },
    feedback::{Feedback, Finder},
    format,
    hooks::use_half_rems,
    l10n,
    queries::{Catalogue, CourseVideos, VideoListKind},
    route::Route,
};

/// How high a row is, in halves of a `rem`: one with room, and a low one.
const ROW: usize = 7;
const DENSE_ROW: usize = 5;

/// What the page is given.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Which list.
    pub list: VideoListKind,
    /// Which entry of the browser's history this is.
    pub entry: AttrValue,
    /// What carries out what the user does.
    pub editor: Editor,
    /// What the user does.
    pub handlers: Handlers,
    /// What comes later, if it is there.
    pub later: Option<Later>,
}

/// The page.
#[component]
pub fn CoursePage(props: &Props) -> Html {
    let Props {
        list,
        entry,
        editor,
        handlers,
        later,
    } = props;
    let id = list.course();
    let entered = use_entering(editor, list);
    let videos = use_query::<CourseVideos>(list.clone());
    let title = use_title(list);
    let operations = use_operations();
    let seen = use_selector(|store: &Feedback| {
        (
            store.selection.clone(),
            store.finder.clone(),
            store.reveal,
            // The text belongs to its field, and draws nothing else.
            store.draft.as_ref().map(|draft| draft.id),
            store.kept.clone(),
            store.lifted,
            (store.durations.clone(), store.dialog),
            store.dense,
        )
    });
    let (selection, finder, reveal, editing, _, lifted, _, dense) = &*seen;
    let heading = use_node_ref();
    let row_height = use_half_rems(if *dense { DENSE_ROW } else { ROW }, heading.clone());
    let all = Shown(videos.data().cloned().unwrap_or_default());
    let totals = use_memo(all.clone(), |Shown(list)| CourseTotals::of(list));

    let trash = matches!(list, VideoListKind::Trash(_));
    let shown = editor.matching(all.0.clone());
    let narrowed = finder.narrows();
    let hidden = if narrowed && !selection.is_empty() {
        let seen = shown.iter().filter(|video| selection.contains(&video.id));
        selection.len().saturating_sub(seen.count())
    } else {
        0
    };
    let content = match (videos.data(), videos.status()) {
        // What is looked for is not known yet.
        _ if !entered => Html::default(),
        (None, DataStatus::Error) => {
            let retry = videos.clone();
            let on_retry = Callback::from(move |_| retry.refetch());
            failure(l10n::course_failed(), videos.error(), on_retry)
        }
        (None, _) if videos.fetch_status() == FetchStatus::Paused => not_here(match trash {
            true => l10n::page_not_here_trash(),
            false => l10n::page_not_here_course(),
        }),
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
            let sources = RowSources {
                videos: shown.clone(),
                all: (!trash && !finder.is_plain()).then(|| all.0.clone()),
                operations,
                selection: selection.clone(),
                editor: editor.clone(),
                duration_field: later.map(|later| later.duration_field),
            };
            let rows = sources.rows();
            html! {
                <>
                    { later.map_or_else(|| html! { <div class="bulk-bar" /> }, |later| (later.bulk_bar)(&bar, editor)) }
                    <VideoList
                        rows={rows.clone()}
                        on_action={handlers.on_row.clone()}
                        reveal={*reveal}
                        view={view(finder)}
                        {entry}
                        editing={editing.or(*lifted)}
                        {row_height}
                        label={l10n::course_videos(&isolated(&title))}
                    />
                    if let Some(later) = later { { (later.over_list)(editor, rows) } }
                </>
            }
        }
    };
    let known = entered && videos.data().is_some();
    let total = all.0.len();
    let find = FindBar {
        text: finder.text.clone().into(),
        chosen: [finder.status as usize, finder.sort as usize],
        matches: narrowed.then(|| editor.matches(&shown)),
    };
    let (back, to, other) = if trash {
        (Route::Course(id.clone()), title.clone(), None)
    } else {
        let trash = Route::Trash(id.clone()).path();
        (Route::Catalogue, l10n::courses().to_owned(), Some(trash))
    };
    let add_form = later.map_or_else(
        || html! { <div class="video-form" /> },
        |later| (later.add_form)(format!("add/{id}").into(), editor),
    );
    let about = dialogs::Props {
        editor: editor.clone(),
        on_close: handlers.on_close.clone(),
        list: all,
        of: list.clone(),
    };
    let card = match (shown.is_empty(), finder.is_plain() && !trash) {
        (true, _) => "list-card is-empty",
        (false, false) => "list-card is-found",
        (false, true) => "list-card",
    };
    if videos.data().is_none()
        && videos
            .error()
            .is_some_and(|why| why.code == Refusal::CourseNotFound.code())
    {
        return later.map_or_else(placeholder::blank, |later| (later.no_course)());
    }
    html! {
        <main class="course-main">
            <div class="course-head">
                <a href={back.path()} class="up"><bdi>{ to }</bdi></a>
                <h1 tabindex="-1" ref={heading}><bdi>{ if trash { l10n::trash() } else { &title } }</bdi></h1>
                <p class="facts">
                    if videos.data().is_some() {
                        <span data-role="video-count" data-count={total.to_string()}>{ l10n::videos(total) }</span>
                        if !trash { <span>{ l10n::course_published(totals.published) }</span> }
                        <span>{ format::length(totals.seconds) }</span>
                    }
                    if let Some(path) = other { <a href={path} data-role="trash">{ l10n::trash() }</a> }
                </p>
                { later.map_or_else(|| html! { <div class="find-bar" /> }, |later| (later.find_bar)(&find, editor)) }
            </div>
            if !trash { { add_form } }
            <div class={card} data-dense={dense.then_some("")}>{ content }</div>
            if let Some(later) = later { { (later.unsaved)(editor, known.then_some(&handlers.on_row)) } }
            if let Some(later) = later {
                { (later.dialogs)(about) }
            }
        </main>
    }
}

/// What tells what is looked for from anything else.
fn view(finder: &Finder) -> AttrValue {
    let values = finder.parameters().map(|(_, value)| value);
    values.join("\n").into()
}

/// The course's title, which also names the browser's tab.
#[hook]
fn use_title(list: &VideoListKind) -> String {
    let courses = use_query::<Catalogue>(());
    let id = list.course();
    let course = courses
        .data()
        .into_iter()
        .flat_map(List::iter)
        .find(|course| course.id == *id);
    // An id is no name for people.
    let title = course.map_or_else(|| l10n::course().to_owned(), |course| course.title.clone());
    use_tab_title(&match list {
        VideoListKind::Course(_) => title.clone(),
        VideoListKind::Trash(_) => l10n::trash_of(&title),
    });
    title
}

/// The editor works on the list as long as it is on screen; tells whether it has begun to.
#[hook]
fn use_entering(editor: &Editor, list: &VideoListKind) -> bool {
    let entered = use_state_eq(|| false);
    use_effect_with(list.clone(), {
        let (editor, entered) = (editor.clone(), entered.clone());
        move |list: &VideoListKind| {
            editor.enter(list);
            entered.set(true);
            let list = list.clone();
            move || editor.leave(&list)
        }
    });
    *entered
}

/// A list, compared by identity: comparing ten thousand videos one by one would cost more than
/// what it saves.
#[derive(Clone)]
pub struct Shown(pub List<Video>);

impl PartialEq for Shown {
    fn eq(&self, other: &Self) -> bool {
        self.0.same(&other.0)
    }
}
