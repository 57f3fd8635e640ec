//! All that an author can do. There is one [`Editor`] for the whole app, so that what is under way
//! and what can be taken back outlive each page. It always works on what is shown at that moment, so
//! that several commands within one moment each see the one before.

mod adds;
mod bulk;
mod change;
mod durations;
mod find;
mod gone;
mod handling;
mod history;
mod leaving;
mod notify;
mod offers;
mod rebase;
mod remembered;
mod reorder;
mod report;
mod titles;
mod undo;

use std::{
    cell::{Cell, OnceCell, RefCell},
    rc::{Rc, Weak},
};

use optimist::{Client, Event, List, OperationId, Reason, Subscription};
use shared::{Video, VideoId};
use yewdux::Dispatch;

use crate::{
    address,
    feedback::{Feedback, UndoOffer},
    l10n,
    mutations::Change,
    queries::{CourseVideos, VideoListKind, Videos},
    settings,
};

pub use adds::RefusedAdd;
pub use bulk::BulkChange;
use history::History;
pub use notify::{is_conflict, is_deleted, item_state_label};
pub use reorder::Reorder;
pub use titles::Unsaved;

/// A handle to the editor; all clones are one editor.
#[derive(Clone)]
pub struct Editor {
    inner: Rc<Inner>,
}

impl PartialEq for Editor {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.inner, &other.inner)
    }
}

struct Inner {
    client: Client,
    store: Dispatch<Feedback>,
    /// The list on screen.
    list: RefCell<Option<VideoListKind>>,
    found: RefCell<find::Found>,
    /// What was done, and what takes it back.
    history: History,
    /// Events that the user has not been told of yet.
    untold: RefCell<Vec<Event>>,
    /// What tells of them, once it is loaded.
    tell: OnceCell<fn(&Editor)>,
    /// What moves videos, once it is loaded; and what it is to do then.
    reorder: OnceCell<fn(&Editor, Reorder)>,
    unmoved: RefCell<Vec<(Reorder, Vec<VideoId>)>>,
    /// The page is about to be drawn anew in another language, and is the same page.
    translated: Cell<bool>,
    /// What was typed for videos and refused, by the operation that has deleted them since.
    given_up: RefCell<Vec<(OperationId, Vec<Change>)>>,
    /// With optimism off: moves that are told once the server has done them.
    moving: RefCell<Vec<reorder::Moved>>,
    /// With optimism off: what can be taken back once the server has done it.
    later_offers: RefCell<Vec<UndoOffer>>,
    /// Brings events as long as there is an editor.
    _events: Subscription,
}

impl Editor {
    /// An editor without a list. It takes in each event from now on, also those that come before the
    /// page is drawn.
    pub fn new(client: Client, store: Dispatch<Feedback>) -> Self {
        let inner = Rc::new_cyclic(|inner: &Weak<Inner>| {
            let inner = inner.clone();
            let on_event = move |event| {
                if let Some(inner) = inner.upgrade() {
                    Self { inner }.on_event(event);
                }
            };
            Inner {
                _events: client.on_event(on_event.into()),
                client,
                store,
                list: RefCell::default(),
                found: RefCell::default(),
                history: History::default(),
                untold: RefCell::default(),
                tell: OnceCell::new(),
                reorder: OnceCell::new(),
                unmoved: RefCell::default(),
                translated: Cell::default(),
                given_up: RefCell::default(),
                moving: RefCell::default(),
                later_offers: RefCell::default(),
            }
        });
        let editor = Self { inner };
        editor.update(|store| {
            store.activity_open = settings::is_activity_open();
            store.dense = settings::is_dense();
            store.language = l10n::language();
        });
        editor.take_up_drafts();
        editor
    }

    /// From now on this list is on screen: nothing is chosen in it, unless only the language is another, and
    /// what the address says is looked for.
    pub fn enter(&self, list: &VideoListKind) {
        self.inner.list.replace(Some(list.clone()));
        self.inner.unmoved.take();
        self.forget_sort();
        let same = self.inner.translated.take();
        self.update(|store| {
            if !same {
                store.selection.clear();
            }
            store.finder = address::looked_for();
            store.reveal = None;
            store.lifted = None;
            store.dialog = None;
            let here = list.course().as_str();
            let unsaved = store
                .kept
                .iter()
                .filter(|draft| *draft.place == *here)
                .last();
            if let Some(id) = unsaved.map(|draft| draft.id) {
                store.reveal(id);
            }
        });
    }

    /// The list is no longer on screen: what is being typed there is saved, or kept.
    pub fn leave(&self, list: &VideoListKind) {
        self.put_aside();
        let mut now = self.inner.list.borrow_mut();
        now.take_if(|known| known == list);
    }

    /// The library's client.
    pub fn client(&self) -> &Client {
        &self.inner.client
    }

    /// What the user is told and has chosen, as it is now.
    pub fn feedback(&self) -> Rc<Feedback> {
        self.inner.store.get()
    }

    /// Changes what the user is told or has chosen.
    pub fn update(&self, change: impl FnOnce(&mut Feedback)) {
        // One kind of change for the store: each would be a copy of all its code.
        let mut change = Some(change);
        self.apply(&mut |store| {
            if let Some(change) = change.take() {
                change(store);
            }
        });
    }

    fn apply(&self, change: &mut dyn FnMut(&mut Feedback)) {
        self.inner.store.reduce_mut(change);
    }

    /// The list on screen.
    pub fn list(&self) -> Option<VideoListKind> {
        self.inner.list.borrow().clone()
    }

    /// Is the trash on screen?
    pub fn in_trash(&self) -> bool {
        matches!(self.list(), Some(VideoListKind::Trash(_)))
    }

    /// All videos of the list on screen, in their own order.
    pub fn videos(&self) -> List<Video> {
        let view = |list| self.inner.client.view::<CourseVideos>(&list);
        self.list().and_then(view).unwrap_or_default()
    }

    /// A video and its place, if it is in the list on screen now.
    pub fn find(&self, id: VideoId) -> Option<(usize, Rc<Video>)> {
        let videos = self.videos();
        let found = videos.iter().enumerate().find(|(_, video)| video.id == id);
        found.map(|(at, video)| (at, video.clone()))
    }

    /// The name of the video that a change is about: the present one, or where no list holds the
    /// video any more, as it was then.
    pub fn name_in(&self, change: &Change) -> Rc<str> {
        let present = self.name_of(change.operation.id());
        present
            .or_else(|| change.title().map(Rc::from))
            .unwrap_or_else(|| l10n::a_video().into())
    }

    /// What could not be done to a video, or is not known to be done, and why, as a sentence.
    pub fn failure_label(&self, change: &Change, reason: &Reason, is_refused: bool) -> String {
        self.inner.history.failure(change, reason, is_refused)
    }

    /// A video's name, also when it is no longer shown.
    fn name_of(&self, id: VideoId) -> Option<Rc<str>> {
        let name = self.name_in_lists(id);
        name.or_else(|| self.inner.history.name_of(self, id))
    }

    /// The name of a video that one of the lists of this page holds.
    fn name_in_lists(&self, id: VideoId) -> Option<Rc<str>> {
        let video = self.inner.client.find::<Videos>(&id)?;
        Some((*video.title).into())
    }
}
