//! What of the list on screen is shown: what is looked for, in the wanted order.

use optimist::List;
use shared::{Video, VideoId};

use super::Editor;
use crate::feedback::{Finder, Sort, StatusFilter};

/// What was found last, and in what.
#[derive(Default)]
pub(super) struct Found {
    all: List<Video>,
    /// The titles of all in lower case, a line each.
    titles: String,
    finder: Finder,
    shown: List<Video>,
}

impl Editor {
    /// The videos on screen: of all in the list, what is looked for.
    pub fn shown(&self) -> List<Video> {
        self.matching(self.videos())
    }

    /// Of these videos, what is looked for.
    pub fn matching(&self, all: List<Video>) -> List<Video> {
        let finder = self.feedback().finder.clone();
        if finder.is_plain() {
            return all;
        }
        let mut last = self.inner.found.borrow_mut();
        let same = last.all.same(&all);
        if !same {
            last.titles = to_lowercase(&titles(&all));
            last.all = all;
        }
        if !same || last.finder != finder {
            last.shown = found(&last.all, &last.titles, &finder);
            last.finder = finder;
        }
        last.shown.clone()
    }

    /// The video that stands so many places further down on screen.
    pub(super) fn neighbour(&self, id: VideoId, by: isize) -> Option<VideoId> {
        let shown = self.shown();
        let at = shown.iter().position(|video| video.id == id)?;
        Some(shown.get(at.checked_add_signed(by)?)?.id)
    }
}

fn found(all: &List<Video>, titles: &str, finder: &Finder) -> List<Video> {
    let text = to_lowercase(&finder.text);
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut found = Vec::new();
    let mut lines = Vec::new();
    for (video, title) in all.iter().zip(titles.split('\n')) {
        let wanted = match finder.status {
            StatusFilter::All => true,
            StatusFilter::Published => video.published,
            StatusFilter::Drafts => !video.published,
        };
        if wanted && words.iter().all(|word| title.contains(word)) {
            found.push(video.clone());
            lines.push(title);
        }
    }
    match finder.sort {
        Sort::Position => found.into_iter().collect(),
        Sort::Title => List::ordered(&found, &|a, b| lines[a].cmp(lines[b])),
        Sort::Duration => List::ordered(&found, &|a, b| {
            found[b].duration_seconds.cmp(&found[a].duration_seconds)
        }),
    }
}

/// All titles, a line each.
fn titles(videos: &List<Video>) -> String {
    let mut text = String::new();
    for video in videos.iter() {
        for part in video.title.split('\n') {
            text.push_str(part);
            text.push(' ');
        }
        text.push('\n');
    }
    text
}

/// The browser's, since the tables for all alphabets weigh eleven kilobytes.
fn to_lowercase(text: &str) -> String {
    js_sys::JsString::from(text).to_lower_case().into()
}
