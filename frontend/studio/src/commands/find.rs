//! What of the list on screen is shown: what is looked for, in the wanted order.

use std::{
    cell::{Cell, OnceCell},
    collections::HashMap,
    rc::Rc,
    sync::Arc,
};

use gloo_timers::future::TimeoutFuture;
use optimist::List;
use shared::{Video, VideoId};
use wasm_bindgen_futures::spawn_local;

use super::Editor;
use crate::{
    address,
    feedback::{Finder, Sort, StatusFilter, ToastKind},
    l10n,
    ranking::{Best, Wanted},
    text,
};

/// Titles that are folded in one step.
const AT_ONCE: usize = 2_500;

/// What was found last, and in what.
#[derive(Default)]
pub(super) struct Found {
    all: List<Video>,
    /// What is known of the title of each.
    lines: Vec<Rc<Known>>,
    known: HashMap<Arc<str>, Rc<Known>>,
    /// Those that are to be folded.
    new: Vec<(Arc<str>, Rc<Known>)>,
    /// Counts up when there are titles that were not there before.
    version: u32,
    /// The version of which the titles are ranked.
    ranked: u32,
    /// How often another order was asked for.
    asked: u32,
    finder: Finder,
    /// The videos that are shown whatever is looked for, and how many only for that.
    kept: (Vec<VideoId>, usize),
    shown: List<Video>,
}

/// What is known of a title.
#[derive(Default)]
struct Known {
    folded: OnceCell<Box<str>>,
    /// Its place among all, once they are ranked.
    rank: Cell<usize>,
}

impl Known {
    fn folded(&self) -> &str {
        self.folded.get().map_or("", |folded| folded)
    }
}

impl Editor {
    /// The videos on screen: of all in the list, what is looked for.
    pub fn shown(&self) -> List<Video> {
        self.matching(self.videos())
    }

    /// Of these videos, what is looked for, and those whose titles are typed and not saved.
    pub fn matching(&self, all: List<Video>) -> List<Video> {
        let store = self.feedback();
        let finder = &store.finder;
        if finder.is_plain() {
            return all;
        }
        let unsaved = store.draft.iter().chain(store.kept.iter());
        let kept: Vec<VideoId> = unsaved.map(|draft| draft.id).collect();
        let mut last = self.inner.found.borrow_mut();
        last.learn(all);
        if (&last.finder, &last.kept.0) != (finder, &kept) {
            last.kept = (kept, 0);
            last.shown = last.find(finder);
            last.finder = finder.clone();
        }
        last.shown.clone()
    }

    /// How many of these match what is looked for: all but those that are only there to be edited.
    pub fn matches(&self, shown: &List<Video>) -> usize {
        match self.feedback().finder.narrows() {
            true => shown.len() - self.inner.found.borrow().kept.1,
            false => shown.len(),
        }
    }

    /// Looks for something else, and lets the address say so.
    pub fn look_for(&self, change: impl FnOnce(&mut Finder)) {
        self.update(|store| {
            change(&mut store.finder);
            store.toasts.remove_show_order();
        });
        address::look_for(&self.feedback().finder);
    }

    /// Shows the list in another order. Titles of thousands are put in order step by step, so that
    /// the page can draw in between.
    pub fn sort(&self, sort: Sort) {
        let asked = self.forget_sort();
        let editor = self.clone();
        spawn_local(async move {
            if sort.is_by_title() {
                editor.rank_titles().await;
            }
            if editor.inner.found.borrow().asked == asked {
                editor.look_for(|finder| finder.sort = sort);
            }
        });
    }

    /// What was asked for last, and is not shown yet, is wanted no more.
    pub(super) fn forget_sort(&self) -> u32 {
        let mut found = self.inner.found.borrow_mut();
        found.asked += 1;
        found.asked
    }

    /// Gets ready for a search, step by step, before there is a word to look for.
    pub fn begin_search(&self) {
        let editor = self.clone();
        spawn_local(async move { editor.learn_titles().await });
    }

    /// Gets ready for a search, step by step.
    pub async fn learn_titles(&self) {
        let found = &self.inner.found;
        found.borrow_mut().learn(self.videos());
        loop {
            TimeoutFuture::new(0).await;
            if !found.borrow_mut().fold(AT_ONCE) {
                return;
            }
        }
    }

    /// The videos of the list on screen whose titles match best, at most so many.
    pub fn best_videos(&self, wanted: &Wanted, most: usize) -> Best<Rc<Video>> {
        let mut found = self.inner.found.borrow_mut();
        found.learn(self.videos());
        found.fold(usize::MAX);
        let mut best = Best::new(most);
        for (video, known) in found.all.iter().zip(&found.lines) {
            if let Some(quality) = wanted.quality(known.folded()) {
                best.add(quality, || video.clone());
            }
        }
        best
    }

    /// Brings a video of the list into sight and its row into focus, whatever was looked for before.
    pub fn go_to(&self, id: VideoId) {
        if self.find(id).is_none() {
            return self.update(|store| {
                store.notify(ToastKind::Correction, l10n::notice_not_in_list(), None);
            });
        }
        if !self.shown().iter().any(|video| video.id == id) {
            self.look_for_nothing();
        }
        self.update(|store| store.go_to(id));
    }

    /// Shows all videos, with the focus in the first row.
    pub fn show_all(&self) {
        self.look_for_nothing();
        if let Some(first) = self.shown().get(0) {
            self.update(|store| store.go_to(first.id));
        }
    }

    fn look_for_nothing(&self) {
        self.look_for(|finder| {
            finder.text = Rc::default();
            finder.status = StatusFilter::All;
        });
    }

    async fn rank_titles(&self) {
        let found = &self.inner.found;
        found.borrow_mut().learn(self.videos());
        if found.borrow().ranked == found.borrow().version {
            return;
        }
        self.learn_titles().await;
        TimeoutFuture::new(0).await;
        let (version, all) = (found.borrow().version, found.borrow().all.clone());
        let keys = found.borrow().keys();
        TimeoutFuture::new(0).await;
        if !found.borrow().all.same(&all) {
            // What came in between is ranked when it is drawn.
            return;
        }
        let nearly = found.borrow().nearly_ordered(&keys);
        TimeoutFuture::new(0).await;
        let ordered = text::ordered(&nearly);
        TimeoutFuture::new(0).await;
        found.borrow_mut().set_ranks(&ordered);
        found.borrow_mut().ranked = version;
        TimeoutFuture::new(0).await;
    }
}

/// A title as a line. None has a line break that the server or this page let through.
fn line(title: &str) -> &str {
    if title.contains('\n') { "" } else { title }
}

impl Found {
    /// Takes a list in. Titles that it has in common with the last one are known.
    fn learn(&mut self, all: List<Video>) {
        if self.all.same(&all) {
            return;
        }
        let mut before = std::mem::take(&mut self.known);
        let waiting = self.new.len();
        self.lines.clear();
        for video in all.iter() {
            let title = &video.title;
            let known = self.known.entry(Arc::clone(title)).or_insert_with(|| {
                before.remove(title).unwrap_or_else(|| {
                    let known = Rc::<Known>::default();
                    self.new.push((Arc::clone(title), Rc::clone(&known)));
                    known
                })
            });
            self.lines.push(Rc::clone(known));
        }
        self.version += u32::from(self.new.len() > waiting);
        self.all = all;
        // Nothing has been looked for in it.
        self.finder = Finder::default();
    }

    /// Folds so many of the titles that are new; `true` where some are left.
    fn fold(&mut self, most: usize) -> bool {
        let from = self.new.len().saturating_sub(most);
        let new = self.new.split_off(from);
        // All in one, since each call of the browser costs more than what it does.
        let titles: Vec<&str> = new.iter().map(|(title, _)| line(title)).collect();
        let folded = text::folded(&titles.join("\n"));
        for ((_, known), line) in new.iter().zip(folded.split('\n')) {
            // It was set before by nobody.
            let _ = known.folded.set(line.into());
        }
        from > 0
    }

    fn keys(&self) -> Vec<Vec<u16>> {
        let folded: Vec<&str> = self.lines.iter().map(|known| known.folded()).collect();
        text::keys(&folded)
    }

    fn nearly_ordered(&self, keys: &[Vec<u16>]) -> String {
        let titles: Vec<&str> = self.all.iter().map(|video| line(&video.title)).collect();
        text::nearly_ordered(&titles, keys)
    }

    /// Ranks the titles as they stand here, a line each.
    fn set_ranks(&mut self, ordered: &str) {
        for (rank, title) in ordered.split('\n').enumerate() {
            if let Some(known) = self.known.get(title) {
                known.rank.set(rank);
            }
        }
    }

    fn find(&mut self, finder: &Finder) -> List<Video> {
        self.fold(usize::MAX);
        if finder.sort.is_by_title() && self.ranked != self.version {
            self.set_ranks(&text::ordered(&self.nearly_ordered(&self.keys())));
            self.ranked = self.version;
        }
        let text = text::folded(&finder.text);
        let words: Vec<&str> = text.split_whitespace().collect();
        let mut found = Vec::new();
        let mut ranks = Vec::new();
        for (video, known) in self.all.iter().zip(&self.lines) {
            let wanted = match finder.status {
                StatusFilter::All => true,
                StatusFilter::Published => video.published,
                StatusFilter::Drafts => !video.published,
            };
            let matches = wanted && words.iter().all(|word| known.folded().contains(word));
            let kept = !matches && self.kept.0.contains(&video.id);
            self.kept.1 += usize::from(kept);
            if matches || kept {
                found.push(video.clone());
                ranks.push(match finder.sort {
                    Sort::Title | Sort::TitleDown => known.rank.get(),
                    Sort::Duration | Sort::Shortest => video.duration_seconds as usize,
                    _ => usize::from(video.published),
                });
            }
        }
        let down = matches!(
            finder.sort,
            Sort::TitleDown | Sort::Duration | Sort::Published
        );
        match finder.sort {
            Sort::Position => found.into_iter().collect(),
            _ => List::ordered(&found, &|a, b| {
                let (a, b) = if down { (b, a) } else { (a, b) };
                ranks[a].cmp(&ranks[b])
            }),
        }
    }
}
