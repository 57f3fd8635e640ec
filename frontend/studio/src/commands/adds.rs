//! Adding videos. One that the server refuses stays, with what is typed for it since, until it is added or
//! given up.

use optimist::{ItemState, ItemStatus, Operation as Known, OperationId};
use shared::{Operation, Rank, VideoId};
use uuid::Uuid;

use super::Editor;
use crate::{
    feedback::{Finder, Verb},
    format,
    mutations::{Change, change},
    queries::{VideoListKind, Videos},
    reasons, typed,
};

/// How the places of refused videos' titles begin, among all that is typed.
const PLACE: &str = "refused/";

/// A video that was to be added, and was refused.
#[derive(Clone, Debug, PartialEq)]
pub struct RefusedAdd {
    /// Tells it from others.
    pub key: String,
    /// Its title as it was asked for.
    pub title: String,
    /// How long it runs, in seconds.
    pub seconds: i64,
    /// Why it was refused, as a sentence.
    pub why: String,
    id: VideoId,
    course: String,
    /// The operation that was to add it, and its place in that.
    item: (OperationId, usize),
}

impl RefusedAdd {
    /// Its title as it was typed last.
    pub fn typed(&self) -> String {
        let typed = typed::get(&self.key).unwrap_or_default().into_iter().next();
        typed.unwrap_or_else(|| self.title.clone())
    }
}

impl Editor {
    /// Adds a video at the end.
    pub fn add(&self, title: String, duration_seconds: i64) {
        let Some(VideoListKind::Course(course_id)) = self.list() else {
            return;
        };
        let id = VideoId(Uuid::from_u128(self.inner.client.new_id()));
        let videos = self.videos();
        let last = videos
            .len()
            .checked_sub(1)
            .and_then(|last| videos.get(last));
        let rank = Rank::between(last.map(|video| &video.rank), None);
        let what = format::quoted(&title);
        let add = Operation::Add {
            id,
            course_id,
            title,
            duration_seconds,
            rank,
        };
        let add = Change::from(add);
        let back = Change::from(Operation::Delete { id }).back_from(&add);
        self.issue(vec![add], &what, vec![back]);
        self.show_added(id);
    }

    /// Adds videos at the end, in this order, by their titles and durations in seconds; they can be taken back
    /// together.
    pub fn add_all(&self, videos: Vec<(String, i64)>) {
        let Some(VideoListKind::Course(course)) = self.list() else {
            return;
        };
        let count = videos.len();
        if count < 2 {
            let add = |(title, seconds)| self.add(title, seconds);
            return videos.into_iter().for_each(add);
        }
        // Where they go, it is not known yet, the server puts them at the end.
        let ranks = self.ranks_behind(&course, count);
        let (mut adds, mut back) = (Vec::with_capacity(count), Vec::with_capacity(count));
        let mut first = None;
        for (at, (title, duration_seconds)) in videos.into_iter().enumerate() {
            let id = VideoId(Uuid::from_u128(self.inner.client.new_id()));
            first.get_or_insert(id);
            let add = Change::from(Operation::Add {
                id,
                course_id: course.clone(),
                title,
                duration_seconds,
                rank: ranks.as_ref().map(|ranks| ranks[at].clone()),
            });
            back.push(Change::from(Operation::Delete { id }).back_from(&add));
            adds.push(add);
        }
        let operation = self.issue(adds, "", back);
        self.show_bulk(operation, Verb::Add, count);
        self.update(|store| store.say(Verb::Add.doing(count)));
        if let Some(first) = first {
            self.show_added(first);
        }
    }

    /// What is added is to be seen, whatever was looked for before.
    fn show_added(&self, id: VideoId) {
        self.forget_sort();
        self.look_for(|finder| *finder = Finder::default());
        self.update(|store| store.reveal(id));
    }

    /// Videos that were to be added to the course on screen, and were refused.
    pub fn refused_adds(&self) -> Vec<RefusedAdd> {
        let Some(VideoListKind::Course(here)) = self.list() else {
            return Vec::new();
        };
        let mut refused = self.all_refused_adds();
        refused.retain(|add| add.course == here.as_str());
        refused
    }

    fn all_refused_adds(&self) -> Vec<RefusedAdd> {
        let refused = self.inner.client.operations(|known| {
            let refused = known.counts().refused > 0 && !known.dismissed();
            refused.then(|| refused_in(known))
        });
        let mut refused: Vec<RefusedAdd> = refused.into_iter().flatten().flatten().collect();
        // One of many may have been handled alone.
        refused.retain(|add| {
            let status = self.inner.client.item_status::<Videos>(&add.id);
            matches!(status, ItemStatus::Unhandled { operation, item, .. } if (operation, item) == add.item)
        });
        refused
    }

    /// Tries again to add a refused video, with this title.
    pub fn retry_add(&self, key: &str, title: String) {
        let Some(add) = self.refused_add(key) else {
            return;
        };
        let (operation, item) = add.item;
        if title == add.title {
            self.update(|store| store.toasts.remove_retry(operation));
            self.inner.client.retry_item(operation, item);
        } else {
            self.dismiss_item(operation, item);
            self.add(title, add.seconds);
        }
    }

    /// Gives a refused video up.
    pub fn discard_add(&self, key: &str) {
        if let Some(RefusedAdd { item, .. }) = self.refused_add(key) {
            self.dismiss_item(item.0, item.1);
        }
    }

    /// Keeps the title of a refused video as it is typed now.
    pub fn type_refused_title(&self, key: &str, title: &str) {
        typed::keep(key, Some(vec![title.to_owned()]));
    }

    /// A video is refused no more (tried again here or elsewhere, given up): what was typed for it is kept no
    /// longer.
    pub fn forget_refused_title(&self, key: &str) {
        typed::keep(key, None);
    }

    fn refused_add(&self, key: &str) -> Option<RefusedAdd> {
        self.all_refused_adds()
            .into_iter()
            .find(|add| add.key == key)
    }
}

fn refused_in(known: &Known) -> Vec<RefusedAdd> {
    let refused = known.need_user().filter_map(|(at, item, reason)| {
        let change = change(&*item.call)?;
        match &change.operation {
            Operation::Add {
                id,
                course_id,
                title,
                duration_seconds,
                ..
            } if !change.undo && matches!(item.state(), ItemState::Refused(_)) => {
                Some(RefusedAdd {
                    key: format!("{PLACE}{}", item.key),
                    title: title.clone(),
                    seconds: *duration_seconds,
                    why: reasons::said(reason),
                    id: *id,
                    course: course_id.to_string(),
                    item: (known.id, at),
                })
            }
            _ => None,
        }
    });
    refused.collect()
}
