//! What of the list on screen is shown: what is looked for, in the wanted order.

use std::{collections::HashMap, rc::Rc, sync::Arc};

use optimist::List;
use shared::{Video, VideoId};

use super::Editor;
use crate::{
    feedback::{Finder, Sort, StatusFilter},
    text,
};

/// What was found last, and in what.
#[derive(Default)]
pub(super) struct Found {
    all: List<Video>,
    /// What is known of each title.
    known: HashMap<Arc<str>, Known>,
    ranked: bool,
    finder: Finder,
    shown: List<Video>,
}

/// What is known of a title.
struct Known {
    folded: Rc<str>,
    /// Its place among all, once they are ranked.
    rank: usize,
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
            last.learn(all);
        }
        if !same || last.finder != finder {
            last.shown = last.find(&finder);
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

impl Found {
    /// Takes another list in. Titles that it has in common with the last one are known.
    fn learn(&mut self, all: List<Video>) {
        let mut before = std::mem::take(&mut self.known);
        let mut new = Vec::new();
        for video in all.iter() {
            let title = &video.title;
            if let Some(known) = before.remove(title) {
                self.known.insert(title.clone(), known);
            } else if !self.known.contains_key(title) {
                new.push(title);
            }
        }
        // All in one, since each call of the browser costs more than what it does.
        let lines: Vec<String> = new.iter().map(|title| title.replace('\n', " ")).collect();
        let lines = text::folded(&lines.join("\n"));
        for (title, folded) in new.iter().zip(lines.split('\n')) {
            let folded = folded.into();
            let known = Known { folded, rank: 0 };
            self.known.insert(Arc::clone(title), known);
        }
        self.ranked &= new.is_empty();
        self.all = all;
    }

    /// Ranks the titles, unless that has been done.
    fn rank(&mut self) {
        if self.ranked {
            return;
        }
        let titles: Vec<&str> = self.all.iter().map(|video| &*video.title).collect();
        let folded: Vec<&str> = titles
            .iter()
            .map(|&title| self.known.get(title).map_or(title, |known| &*known.folded))
            .collect();
        let order = text::order(&titles, &folded);
        for (rank, &place) in order.iter().enumerate() {
            if let Some(known) = self.known.get_mut(titles[place]) {
                known.rank = rank;
            }
        }
        self.ranked = true;
    }

    fn find(&mut self, finder: &Finder) -> List<Video> {
        if finder.sort == Sort::Title {
            self.rank();
        }
        let text = text::folded(&finder.text);
        let words: Vec<&str> = text.split_whitespace().collect();
        let mut found = Vec::new();
        let mut ranks = Vec::new();
        for video in self.all.iter() {
            let wanted = match finder.status {
                StatusFilter::All => true,
                StatusFilter::Published => video.published,
                StatusFilter::Drafts => !video.published,
            };
            if let Some(known) = self.known.get(&video.title)
                && wanted
                && words.iter().all(|word| known.folded.contains(word))
            {
                found.push(video.clone());
                ranks.push(known.rank);
            }
        }
        match finder.sort {
            Sort::Position => found.into_iter().collect(),
            Sort::Title => List::ordered(&found, &|a, b| ranks[a].cmp(&ranks[b])),
            Sort::Duration => List::ordered(&found, &|a, b| {
                found[b].duration_seconds.cmp(&found[a].duration_seconds)
            }),
        }
    }
}
