//! The desk of a course: everything that an author can do there. It always works on what is shown
//! at that moment, so that several actions within one moment each see the one before.

mod change;
mod titles;
mod told;
mod undo;

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use optimist::{Client, Event, List};
use shared::{CourseId, Video, VideoId};
use yew::UseForceUpdateHandle;
use yewdux::Dispatch;

use super::history::History;
use crate::{
    feedback::{Feedback, Step},
    queries::CourseVideos,
};

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
    course: CourseId,
    store: Dispatch<Feedback>,
    history: RefCell<History>,
    draft: RefCell<Option<Draft>>,
    reveal: Cell<Option<(VideoId, u64)>>,
    render: UseForceUpdateHandle,
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
    /// The desk of a course. `render` draws its page again.
    pub fn new(
        client: Client,
        course: CourseId,
        store: Dispatch<Feedback>,
        render: UseForceUpdateHandle,
    ) -> Self {
        let inner = Inner {
            client,
            course,
            store,
            history: RefCell::default(),
            draft: RefCell::default(),
            reveal: Cell::default(),
            render,
            heard: RefCell::default(),
            offers: RefCell::default(),
        };
        Self {
            inner: Rc::new(inner),
        }
    }

    /// The library's client.
    pub fn client(&self) -> &Client {
        &self.inner.client
    }

    /// What the user is told and has chosen.
    pub fn store(&self) -> &Dispatch<Feedback> {
        &self.inner.store
    }

    /// The videos as they are shown now.
    pub fn videos(&self) -> List<Video> {
        self.inner
            .client
            .view::<CourseVideos>(&self.inner.course)
            .unwrap_or_default()
    }

    /// A video and its place, if it is shown now.
    pub fn find(&self, id: VideoId) -> Option<(usize, Rc<Video>)> {
        let videos = self.videos();
        let found = videos.iter().enumerate().find(|(_, video)| video.id == id);
        found.map(|(at, video)| (at, video.clone()))
    }

    /// A video's name, also when it is no longer shown.
    pub fn name_of(&self, id: VideoId) -> Rc<str> {
        if let Some((_, video)) = self.find(id) {
            return video.title.as_str().into();
        }
        self.inner
            .history
            .borrow()
            .name_of(id)
            .unwrap_or("A video")
            .into()
    }

    /// The video to bring into sight, with a number that makes a repetition new.
    pub fn reveal(&self) -> Option<(VideoId, u64)> {
        self.inner.reveal.get()
    }

    fn show(&self, id: VideoId) {
        let number = self.inner.reveal.get().map_or(0, |(_, number)| number);
        self.inner.reveal.set(Some((id, number + 1)));
        self.inner.render.force_update();
    }
}
