//! The desk: everything that an author can do. There is one for the whole app, so that what is under
//! way and what can be taken back outlive each page. It always works on what is shown at that moment,
//! so that several actions within one moment each see the one before.

mod bulk;
mod change;
mod find;
mod titles;
mod told;
mod undo;

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use optimist::{Client, Event, List};
use shared::{Video, VideoId};
use yew::UseForceUpdateHandle;
use yewdux::Dispatch;

use super::history::History;
use crate::{
    feedback::{Feedback, Step},
    queries::{CourseVideos, Place, Videos},
};

pub use bulk::Bulk;
pub use told::told;

/// A handle to the desk; all clones are one desk.
#[derive(Clone)]
pub struct Desk {
    inner: Rc<Inner>,
}

impl PartialEq for Desk {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.inner, &other.inner)
    }
}

struct Inner {
    client: Client,
    store: Dispatch<Feedback>,
    /// The list on screen, and what draws its page again.
    place: RefCell<Option<(Place, UseForceUpdateHandle)>>,
    found: RefCell<find::Found>,
    history: RefCell<History>,
    draft: RefCell<Option<Draft>>,
    reveal: Cell<Option<(VideoId, u64)>>,
    /// Events that were told since the page was last drawn.
    heard: RefCell<Vec<Event>>,
    /// With optimism off: deletes that can be taken back once the server has done them.
    offers: RefCell<Vec<Step>>,
}

/// A title that is being edited.
struct Draft {
    id: VideoId,
    text: Rc<str>,
}

impl Desk {
    /// A desk without a list on it.
    pub fn new(client: Client, store: Dispatch<Feedback>) -> Self {
        let inner = Inner {
            client,
            store,
            place: RefCell::default(),
            found: RefCell::default(),
            history: RefCell::default(),
            draft: RefCell::default(),
            reveal: Cell::default(),
            heard: RefCell::default(),
            offers: RefCell::default(),
        };
        Self {
            inner: Rc::new(inner),
        }
    }

    /// From now on this list is on screen; `render` draws its page again.
    pub fn enter(&self, place: &Place, render: &UseForceUpdateHandle) {
        let mut now = self.inner.place.borrow_mut();
        if now.as_ref().is_none_or(|(known, _)| known != place) {
            *now = Some((place.clone(), render.clone()));
            self.inner.reveal.set(None);
        }
    }

    /// The list is no longer on screen: what is being typed there is saved.
    pub fn leave(&self, place: &Place) {
        self.commit();
        let mut now = self.inner.place.borrow_mut();
        now.take_if(|(known, _)| known == place);
    }

    /// The library's client.
    pub fn client(&self) -> &Client {
        &self.inner.client
    }

    /// What the user is told and has chosen.
    pub fn store(&self) -> &Dispatch<Feedback> {
        &self.inner.store
    }

    /// The list on screen.
    pub fn place(&self) -> Option<Place> {
        let place = self.inner.place.borrow();
        place.as_ref().map(|(place, _)| place.clone())
    }

    /// All videos of the list on screen, in their own order.
    pub fn videos(&self) -> List<Video> {
        let place = self.place();
        let view = place.and_then(|place| self.inner.client.view::<CourseVideos>(&place));
        view.unwrap_or_default()
    }

    /// A video and its place, if it is in the list on screen now.
    pub fn find(&self, id: VideoId) -> Option<(usize, Rc<Video>)> {
        let videos = self.videos();
        let found = videos.iter().enumerate().find(|(_, video)| video.id == id);
        found.map(|(at, video)| (at, video.clone()))
    }

    /// A video's name, also when it is no longer shown.
    pub fn name_of(&self, id: VideoId) -> Rc<str> {
        if let Some(video) = self.inner.client.find::<Videos>(&id) {
            return (*video.title).into();
        }
        let history = self.inner.history.borrow();
        history.name_of(id).unwrap_or("A video").into()
    }

    /// The video to bring into sight, with a number that makes a repetition new.
    pub fn reveal(&self) -> Option<(VideoId, u64)> {
        self.inner.reveal.get()
    }

    fn show(&self, id: VideoId) {
        let number = self.inner.reveal.get().map_or(0, |(_, number)| number);
        self.inner.reveal.set(Some((id, number + 1)));
        self.draw();
    }

    fn draw(&self) {
        if let Some((_, render)) = &*self.inner.place.borrow() {
            render.force_update();
        }
    }
}
