//! The list on paper: all videos that are listed, though the page holds only the rows near what is seen.

use std::fmt;

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
                title: course.map_or(l10n::course(), |course| &course.title),
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
    html! { <div ref={paper} class="paper" lang={l10n::language().code()} /> }
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
        let course = format!("<bdi>{}</bdi>", escaped(self.title));
        let heading = match self.trash {
            true => l10n::print_trash(&course),
            false => course,
        };
        write!(f, "<h1>{heading}</h1><p>{}, ", l10n::videos(totals.videos))?;
        if !self.trash {
            write!(f, "{}, ", l10n::course_published(totals.published))?;
        }
        write!(f, "{}</p>", format::length(totals.seconds))?;
        if let Some(selection) = selection(self.finder, self.shown.len()) {
            write!(f, "<p>{}</p>", escaped(&selection))?;
        }
        let (title, duration) = (l10n::row_title(), l10n::row_duration());
        let columns = format!("<th>{title}</th><th>{duration}</th>");
        if self.trash {
            write!(f, "<table class=\"trash\"><thead><tr>{columns}")?;
        } else {
            let (number, status) = (l10n::print_number(), l10n::column_status());
            write!(
                f,
                "<table><thead><tr><th>{number}</th>{columns}<th>{status}</th>"
            )?;
        }
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
            if !self.trash {
                let status = match video.published {
                    true => l10n::row_published(),
                    false => l10n::row_draft(),
                };
                write!(f, "<td>{status}</td>")?;
            }
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
    let mut words = Vec::new();
    if finder.narrows() {
        words.push(match finder.text.trim() {
            "" => l10n::videos(count),
            text => l10n::print_found(count, &format::quoted(text)),
        });
    }
    let only = match finder.status {
        StatusFilter::All => None,
        StatusFilter::Published => Some(l10n::print_only_published()),
        StatusFilter::Drafts => Some(l10n::print_only_drafts()),
    };
    let order = match finder.sort {
        Sort::Position => None,
        Sort::Title => Some(l10n::print_by_title()),
        Sort::TitleDown => Some(l10n::print_by_title_down()),
        Sort::Duration => Some(l10n::print_longest_first()),
        Sort::Shortest => Some(l10n::print_shortest_first()),
        Sort::Drafts => Some(l10n::print_drafts_first()),
        Sort::Published => Some(l10n::print_published_first()),
    };
    words.extend([only, order].into_iter().flatten().map(str::to_owned));
    Some(words.join(", "))
}

/// The text as it stands in HTML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_on_the_paper_is_told_where_it_is_not_all() {
        let found = Finder {
            text: " loops ".into(),
            status: StatusFilter::Drafts,
            sort: Sort::TitleDown,
        };
        let sorted = Finder {
            sort: Sort::Duration,
            ..Finder::default()
        };
        assert_eq!(selection(&Finder::default(), 3), None);
        let told = |count| [selection(&found, count), selection(&sorted, count)];
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(
            told(1),
            [
                some("1 video with “loops” in the title, drafts, by title, from the last"),
                some("longest first")
            ]
        );
        l10n::speak(l10n::Language::De);
        assert_eq!(
            told(2),
            [
                some("2 Videos mit „loops“ im Titel, nur Entwürfe, nach Titel, vom letzten an"),
                some("längste zuerst")
            ]
        );
    }
}
