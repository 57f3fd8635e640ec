//! The list on paper: all videos that are listed, though the page holds only the rows near what is seen.

use std::fmt::{self, Write};

use optimist::{List, use_query};
use shared::Video;
use web_sys::Element;
use yew::prelude::*;

use super::{rows::place, totals::CourseTotals};
use crate::{
    commands::Editor,
    duration,
    feedback::{Finder, Sort, StatusFilter},
    format,
    hooks::use_page_event,
    l10n,
    queries::Catalogue,
};

/// What the paper is given.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Knows what is listed.
    pub editor: Editor,
}

/// Is empty on the screen, and filled by the browser's request to print: the browser takes the page
/// right after that, before anything could be drawn.
#[component]
pub fn Paper(props: &Props) -> Html {
    let paper = use_node_ref();
    let known = use_mut_ref(List::default);
    *known.borrow_mut() = use_query::<Catalogue>(())
        .data()
        .cloned()
        .unwrap_or_default();
    use_page_event("beforeprint", {
        let (editor, paper) = (props.editor.clone(), paper.clone());
        Callback::from(move |_| {
            let (Some(paper), Some(list)) = (paper.cast::<Element>(), editor.list()) else {
                return;
            };
            let known = known.borrow();
            let course = known.iter().find(|course| course.id == *list.course());
            let sheet = Sheet {
                title: course.map_or("Course", |course| &course.title),
                trash: editor.in_trash(),
                finder: &editor.feedback().finder,
                all: &editor.videos(),
                shown: &editor.shown(),
            };
            paper.set_inner_html(&sheet.to_string());
        })
    });
    use_page_event("afterprint", {
        let paper = paper.clone();
        Callback::from(move |_| {
            if let Some(paper) = paper.cast::<Element>() {
                paper.set_inner_html("");
            }
        })
    });
    html! { <div ref={paper} class="paper" /> }
}

/// What stands on the paper, as HTML.
struct Sheet<'a> {
    title: &'a str,
    trash: bool,
    finder: &'a Finder,
    all: &'a List<Video>,
    shown: &'a List<Video>,
}

impl fmt::Display for Sheet<'_> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let totals = CourseTotals::of(self.all);
        let trash = if self.trash { ", trash" } else { "" };
        write!(f, "<h1><bdi>{}</bdi>{trash}</h1><p>", escaped(self.title))?;
        write!(f, "{}, ", format::counted(totals.videos, "video"))?;
        if !self.trash {
            write!(f, "{} published, ", l10n::number(totals.published))?;
        }
        write!(f, "{}</p>", format::length(totals.seconds))?;
        if let Some(selection) = selection(self.finder, self.shown.len()) {
            write!(f, "<p>{}</p>", escaped(&selection))?;
        }
        f.write_str(match self.trash {
            true => "<table class=\"trash\"><thead><tr><th>Title</th><th>Duration</th>",
            false => "<table><thead><tr><th>No.</th><th>Title</th><th>Duration</th><th>Status</th>",
        })?;
        f.write_str("</tr></thead><tbody>")?;
        for video in self.shown.iter() {
            let (title, duration) = (
                escaped(&video.title),
                duration::shown(video.duration_seconds),
            );
            f.write_str("<tr>")?;
            if !self.trash {
                let place = place(self.all, video).unwrap_or_default();
                write!(f, "<td>{place}</td>")?;
            }
            write!(f, "<td dir=\"auto\">{title}</td><td>{duration}</td>")?;
            f.write_str(match (self.trash, video.published) {
                (true, _) => "",
                (_, true) => "<td>Published</td>",
                (_, false) => "<td>Draft</td>",
            })?;
            f.write_str("</tr>")?;
        }
        f.write_str("</tbody></table>")
    }
}

/// Which of the videos these are, and in which order, where that is not all in the author's order.
fn selection(finder: &Finder, count: usize) -> Option<String> {
    if finder.is_plain() {
        return None;
    }
    let mut words = String::new();
    if finder.narrows() {
        words.push_str(&format::counted(count, "video"));
        let text = finder.text.trim();
        if !text.is_empty() {
            write!(words, " with {} in the title", format::quoted(text)).ok()?;
        }
        words.push_str(match finder.status {
            StatusFilter::All => "",
            StatusFilter::Published => ", published",
            StatusFilter::Drafts => ", drafts",
        });
    }
    let order = match finder.sort {
        Sort::Position => "",
        Sort::Title => "by title",
        Sort::TitleDown => "by title, from the last",
        Sort::Duration => "longest first",
        Sort::Shortest => "shortest first",
        Sort::Drafts => "drafts first",
        Sort::Published => "published first",
    };
    if !words.is_empty() && !order.is_empty() {
        words.push_str(", ");
    }
    Some(words + order)
}

/// The text as it stands in HTML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
