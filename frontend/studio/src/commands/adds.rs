//! Adding videos. What was typed for one that the server refuses is kept, over a reload too, until it
//! is added or given up.

use std::rc::Rc;

use optimist::{ItemState, Operation as Known, OperationId};
use shared::{Operation, Rank, VideoId};
use uuid::Uuid;

use super::Editor;
use crate::{
    feedback::{Finder, ToastKind, Unadded},
    format,
    mutations::{Change, change},
    queries::VideoListKind,
    typed,
};

/// How the places of refused videos begin, among all that is typed.
const PLACE: &str = "refused/";

/// A video that was to be added, and was refused.
#[derive(Clone, Debug, PartialEq)]
pub struct RefusedAdd {
    /// What was typed, and where.
    pub typed: Unadded,
    /// The operation that was to add it, and its place in that; `None`: that was on an earlier visit.
    item: Option<(OperationId, usize)>,
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
        // It is to be seen, whatever was looked for before.
        self.forget_sort();
        self.look_for(|finder| *finder = Finder::default());
        self.update(|store| store.reveal(id));
    }

    /// Videos that were to be added to the course on screen, and were refused.
    pub fn refused_adds(&self) -> Vec<RefusedAdd> {
        let Some(VideoListKind::Course(here)) = self.list() else {
            return Vec::new();
        };
        let refused = self.inner.client.operations(|known| {
            let refused = known.counts().refused > 0 && !known.dismissed();
            refused.then(|| refused_in(known))
        });
        let mut refused: Vec<RefusedAdd> = refused.into_iter().flatten().flatten().collect();
        let store = self.feedback();
        let before = store.unadded.iter().filter(|typed| {
            let mut known = refused.iter();
            !known.any(|add| add.typed.key == typed.key)
        });
        let before = before.map(|typed| RefusedAdd {
            typed: typed.clone(),
            item: None,
        });
        let before: Vec<RefusedAdd> = before.collect();
        refused.extend(before);
        refused.retain(|add| add.typed.place == here.as_str());
        refused
    }

    /// Tries again to add a refused video, with this title.
    pub fn retry_add(&self, key: &str, title: String) {
        let Some(add) = self.refused_add(key) else {
            return;
        };
        match add.item.filter(|_| title == add.typed.title) {
            Some((operation, item)) => {
                self.update(|store| store.toasts.remove_retry(operation));
                self.inner.client.retry_item(operation, item);
            }
            None => {
                self.discard_add(key);
                self.add(title, add.typed.seconds);
            }
        }
    }

    /// Gives a refused video up.
    pub fn discard_add(&self, key: &str) {
        let Some(add) = self.refused_add(key) else {
            return;
        };
        if let Some((operation, item)) = add.item {
            self.dismiss_item(operation, item);
        }
        self.forget_add(key);
    }

    /// What was typed for a video that is now refused is kept, by the page that is told of it.
    pub(super) fn keep_refused_adds(&self, operation: OperationId) {
        let refused = self.inner.client.operation(operation, refused_in);
        for add in refused.unwrap_or_default() {
            let Unadded {
                key,
                place,
                title,
                seconds,
                why,
            } = add.typed;
            typed::keep(&key, Some(vec![place, title, seconds.to_string(), why]));
            self.inner.kept_adds.borrow_mut().push((operation, key));
        }
    }

    /// What is no longer refused (tried again here or elsewhere, added, dismissed) is kept no longer.
    pub fn forget_handled_adds(&self) {
        let client = &self.inner.client;
        let is_refused = |(operation, key): &(OperationId, String)| {
            let refused = client.operation(*operation, |known| {
                let mut refused = refused_in(known).into_iter();
                !known.dismissed() && refused.any(|add| add.typed.key == *key)
            });
            refused.unwrap_or(false)
        };
        self.inner.kept_adds.borrow_mut().retain(|kept| {
            let refused = is_refused(kept);
            if !refused {
                typed::keep(&kept.1, None);
            }
            refused
        });
    }

    /// Keeps the title of a refused video as it is typed now.
    pub fn type_refused_title(&self, key: &str, title: &str) {
        if let Some(mut texts) = typed::get(key).filter(|texts| texts.len() == 4) {
            texts[1] = title.to_owned();
            typed::keep(key, Some(texts));
        }
    }

    /// What was typed before the page was loaded anew, and had been refused.
    pub fn take_up_refused_adds(&self) {
        let refused = typed::all().into_iter().filter_map(|(key, texts)| {
            let [place, title, seconds, why] = <[String; 4]>::try_from(texts).ok()?;
            let seconds = seconds.parse().ok().filter(|_| key.starts_with(PLACE))?;
            Some(Unadded {
                key,
                place,
                title,
                seconds,
                why,
            })
        });
        let refused: Vec<Unadded> = refused.collect();
        let Some(last) = refused.last().map(|last| format::quoted(&last.title)) else {
            return;
        };
        self.update(|store| {
            store.unadded = Rc::new(refused);
            let text = format!("{last} is not added yet: it stands below the list of its course.");
            store.notify(ToastKind::Correction, &text, None);
        });
    }

    fn refused_add(&self, key: &str) -> Option<RefusedAdd> {
        self.refused_adds()
            .into_iter()
            .find(|add| add.typed.key == key)
    }

    fn forget_add(&self, key: &str) {
        typed::keep(key, None);
        if self.feedback().unadded.iter().any(|add| add.key == key) {
            self.update(|store| Rc::make_mut(&mut store.unadded).retain(|add| add.key != key));
        }
    }
}

fn refused_in(known: &Known) -> Vec<RefusedAdd> {
    let refused = known.need_user().filter_map(|(at, item, reason)| {
        let change = change(&*item.call)?;
        match &change.operation {
            Operation::Add {
                course_id,
                title,
                duration_seconds,
                ..
            } if !change.undo && matches!(item.state(), ItemState::Refused(_)) => {
                Some(RefusedAdd {
                    typed: Unadded {
                        key: key(known.id, at),
                        place: course_id.to_string(),
                        title: title.clone(),
                        seconds: *duration_seconds,
                        why: reason.message.clone(),
                    },
                    item: Some((known.id, at)),
                })
            }
            _ => None,
        }
    });
    refused.collect()
}

fn key(operation: OperationId, item: usize) -> String {
    format!("{PLACE}{operation}/{item}")
}
