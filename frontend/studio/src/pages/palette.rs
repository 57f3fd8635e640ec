//! The palette: what it finds, and what follows from a choice.

use std::rc::Rc;

use gloo_timers::callback::Timeout;
use optimist::{List, Query, use_query};
use shared::{Video, VideoId};
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;
use yew::prelude::*;

use super::{
    act::{Act, Action},
    actions,
    aloud::TYPED_MS,
    live_region::LiveRegion,
};
use crate::{
    commands::Editor,
    components::{
        palette::{Entry, Group, Palette},
        shortcuts,
    },
    feedback::{Dialog, Spoken},
    format,
    hooks::use_page_event,
    l10n,
    queries::Catalogue,
    ranking::{Best, Quality, Wanted},
    route::Route,
    text,
};

/// Videos that are shown at most.
const VIDEOS: usize = 30;
/// Courses that are shown at most, with words to look for and without.
const COURSES: [usize; 2] = [30, 8];

/// What the palette is given.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What carries out what is chosen.
    pub editor: Editor,
}

/// The palette.
#[component]
pub fn PaletteDialog(props: &Props) -> Html {
    let editor = &props.editor;
    let typed = use_state_eq(AttrValue::default);
    // Are all titles ready to be searched?
    let ready = use_state_eq(|| false);
    let spoken = use_state_eq(Spoken::default);
    let courses = use_query::<Catalogue>(());
    let focused = use_memo((), |()| focused_video());
    use_effect_with((), {
        let (editor, ready) = (editor.clone(), ready.clone());
        move |()| {
            // How many videos a course has is read, and not told by the changes of videos.
            editor.client().invalidate(&Catalogue::key(&()));
            spawn_local(async move {
                editor.learn_titles().await;
                ready.set(true);
            });
        }
    });
    // What is found stays as it is until something else is typed: nothing moves below a hand.
    let courses_known = courses.data().is_some();
    let found = use_memo(((*typed).clone(), *ready, courses_known), {
        let editor = editor.clone();
        move |(typed, ready, _)| {
            let wanted = Wanted::new(&text::folded(typed));
            Found::new(&editor, *focused, courses.data(), &wanted, *ready)
        }
    });
    // How much is found is said once it is typed, and never of what was typed before.
    use_effect_with(((*typed).clone(), found.says()), {
        let spoken = spoken.clone();
        move |(typed, says): &(AttrValue, String)| {
            let mut next = (*spoken).clone();
            next.retract("results");
            spoken.set(next.clone());
            let said = (!typed.is_empty()).then(|| {
                next.update("results", says.as_str());
                Timeout::new(TYPED_MS, move || spoken.set(next))
            });
            move || drop(said)
        }
    });
    let on_close = {
        let editor = editor.clone();
        Callback::from(move |()| close(&editor))
    };
    use_page_event("popstate", on_close.reform(|_| ()));
    let on_choose = {
        let (editor, found) = (editor.clone(), found.clone());
        Callback::from(move |key: AttrValue| {
            close(&editor);
            let chosen = found.acts.iter().find(|(known, _)| *known == key);
            match chosen.map(|(_, chosen)| chosen.clone()) {
                Some(Chosen::Act(act)) => act.run(&editor),
                Some(Chosen::Video(id)) => {
                    editor.commit();
                    editor.go_to(id);
                }
                None => {}
            }
        })
    };
    let on_text = {
        let typed = typed.clone();
        Callback::from(move |text: String| typed.set(text.into()))
    };
    html! {
        <Palette text={(*typed).clone()} groups={found.groups.clone()} {on_text} {on_choose} {on_close}>
            <p class="palette-foot" aria-hidden="true" data-role="palette-count" data-count={found.count().to_string()}>{ found.says() }</p>
            <LiveRegion spoken={(*spoken).clone()} />
        </Palette>
    }
}

/// Closes the palette, and no dialog that it has led to.
fn close(editor: &Editor) {
    editor.update(|store| {
        store.dialog.take_if(|open| *open == Dialog::Palette);
    });
}

/// The video whose row has the focus, before the palette takes it.
fn focused_video() -> Option<VideoId> {
    let document = web_sys::window()?.document()?;
    let row = document.active_element()?.closest("[role='row']").ok()??;
    let video: Element = row.query_selector("[data-video-id]").ok()??;
    video.get_attribute("data-video-id")?.parse().ok()
}

/// What is found.
struct Found {
    groups: Vec<Group>,
    acts: Vec<(AttrValue, Chosen)>,
}

/// What follows from a choice.
#[derive(Clone)]
enum Chosen {
    Act(Act),
    Video(VideoId),
}

impl Found {
    fn new(
        editor: &Editor,
        focused: Option<VideoId>,
        courses: Option<&List<shared::Course>>,
        wanted: &Wanted,
        ready: bool,
    ) -> Self {
        let mut acts = Vec::new();
        let mut groups = vec![
            find_actions(actions::actions(editor, focused), wanted, &mut acts),
            find_courses(editor, courses, wanted, &mut acts),
        ];
        if ready && !wanted.is_empty() && editor.list().is_some() {
            let best = editor.best_videos(wanted, VIDEOS);
            let quality = best.quality();
            let (videos, further) = best.take();
            let entries = videos.iter().map(|video| of_video(video, &mut acts));
            let entries = entries.collect();
            groups.push((
                quality,
                group("videos", l10n::palette_videos(), entries, further),
            ));
        }
        // The kind with the best one comes first.
        groups.sort_by_key(|(quality, _)| quality.map_or(usize::MAX, |quality| quality as usize));
        Self {
            groups: groups.into_iter().map(|(_, group)| group).collect(),
            acts,
        }
    }

    fn count(&self) -> usize {
        let count = |group: &Group| group.entries.len() + group.further;
        self.groups.iter().map(count).sum()
    }

    fn says(&self) -> String {
        let further: usize = self.groups.iter().map(|group| group.further).sum();
        match (self.count(), further) {
            (0, _) => l10n::palette_no_results().to_owned(),
            (count, 0) => l10n::palette_results(count),
            (count, hidden) => l10n::palette_results_hidden(count, hidden),
        }
    }
}

type Ranked = (Option<Quality>, Group);

fn group(kind: &'static str, name: &'static str, entries: Vec<Entry>, further: usize) -> Group {
    Group {
        kind,
        name,
        entries,
        further,
    }
}

/// Actions by their names, then by other words for them; what cannot be done now is last, and only shown
/// to who looks for it.
fn find_actions(all: Vec<Action>, wanted: &Wanted, acts: &mut Vec<(AttrValue, Chosen)>) -> Ranked {
    let names: Vec<&str> = all.iter().map(|action| &*action.label).collect();
    // None has a line break, since no title has.
    let folded = text::folded(&names.join("\n"));
    let words: Vec<&str> = all.iter().map(|action| action.words).collect();
    let words = text::folded(&words.join("\n"));
    let texts = folded.split('\n').zip(words.split('\n'));
    let mut found = Vec::new();
    for (at, (action, (name, words))) in all.iter().zip(texts).enumerate() {
        let enabled = action.why_not.is_empty();
        let quality = if wanted.is_empty() {
            enabled.then_some(Quality::Words)
        } else {
            // What is only another word for it must begin so.
            let other = || {
                let other = format!("{name} {words}");
                let quality = wanted.quality(&other)?;
                (quality < Quality::Inside).then_some(Quality::Inside)
            };
            wanted.quality(name).or_else(other)
        };
        if let Some(quality) = quality {
            found.push((!enabled, quality, at));
        }
    }
    found.sort_unstable();
    // Where none can be done now, the other kinds come first.
    let best = found.iter().find(|(disabled, ..)| !disabled);
    let best = best.map(|(_, quality, _)| *quality);
    let entries = found.into_iter().map(|(disabled, _, at)| {
        let action = &all[at];
        let key = AttrValue::from(format!("action-{at}"));
        acts.push((key.clone(), Chosen::Act(action.act.clone())));
        let href = match &action.act {
            Act::Go(path) => Some(path.clone().into()),
            _ => None,
        };
        Entry {
            key,
            label: action.label.clone().into(),
            note: action.why_not.clone().into(),
            keys: shortcuts::label(action.keys),
            href,
            enabled: !disabled,
        }
    });
    (
        best,
        group("actions", l10n::palette_actions(), entries.collect(), 0),
    )
}

fn find_courses(
    editor: &Editor,
    courses: Option<&List<shared::Course>>,
    wanted: &Wanted,
    acts: &mut Vec<(AttrValue, Chosen)>,
) -> Ranked {
    let all: Vec<_> = courses.into_iter().flat_map(List::iter).collect();
    let titles: Vec<&str> = all.iter().map(|course| &*course.title).collect();
    let folded = text::folded(&titles.join("\n"));
    let mut best = Best::new(COURSES[usize::from(wanted.is_empty())]);
    for (course, title) in all.iter().zip(folded.split('\n')) {
        let quality = match wanted.is_empty() {
            true => Some(Quality::Inside),
            false => wanted.quality(title),
        };
        if let Some(quality) = quality {
            best.add(quality, || *course);
        }
    }
    let quality = best.quality();
    let (found, further) = best.take();
    // Of the course on screen its list knows best.
    let here = Route::now();
    let count = |course: &shared::Course| match &here {
        Route::Course(id) if *id == course.id => editor.videos().len(),
        _ => course.video_count as usize,
    };
    let entries = found.into_iter().map(|course| {
        let path = Route::Course(course.id.clone()).path();
        let key = AttrValue::from(format!("course-{}", course.id));
        acts.push((key.clone(), Chosen::Act(Act::Go(path.clone()))));
        Entry {
            key,
            label: course.title.clone().into(),
            note: l10n::videos(count(course)).into(),
            keys: AttrValue::default(),
            href: Some(path.into()),
            enabled: true,
        }
    });
    (
        quality,
        group("courses", l10n::courses(), entries.collect(), further),
    )
}

fn of_video(video: &Rc<Video>, acts: &mut Vec<(AttrValue, Chosen)>) -> Entry {
    let key = AttrValue::from(format!("video-{}", video.id));
    acts.push((key.clone(), Chosen::Video(video.id)));
    let state = match (video.is_deleted(), video.published) {
        (true, _) => "trash",
        (false, true) => "published",
        (false, false) => "draft",
    };
    Entry {
        key,
        label: video.title.to_string().into(),
        note: l10n::palette_video(&format::clock(video.duration_seconds), state).into(),
        keys: AttrValue::default(),
        href: None,
        enabled: true,
    }
}
