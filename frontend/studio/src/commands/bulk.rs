//! Changing many videos at once.

use std::{collections::HashSet, rc::Rc};

use js_sys::Date;
use optimist::{List, OperationId};
use shared::{CourseId, Operation, Rank, Video, VideoId, condition::same_title};

use super::{
    Editor,
    notify::verb_of,
    titles::{rename, retitled},
};
use crate::{
    feedback::{ToastKind, UndoOffer, Verb},
    format,
    mutations::Change,
    queries::{CourseVideos, VideoListKind, Videos},
};

/// What can be done to many.
#[derive(Clone, Debug, PartialEq)]
pub enum BulkChange {
    /// Put them in the trash.
    Delete,
    /// Take them out of the trash.
    Restore,
    /// Show them to learners, or hide them.
    Publish(bool),
    /// Put them one after another, from this place on, counted from 0.
    MoveTo(usize),
    /// Put them at the end of another course.
    SetCourse(CourseId),
    /// Let each run so many seconds.
    SetDuration(i64),
    /// Give each of these another title, in place of the one that it has here.
    Titles(Vec<(Rc<Video>, String)>),
}

/// A change, and what takes it back.
type WithBack = (Change, Change);

/// Changes, and for each what takes it back.
struct Steps {
    changes: Vec<Change>,
    back: Vec<Change>,
}

impl Steps {
    /// Room for so many: ten thousands of pairs in a list of their own would be copied once more.
    fn of(count: usize) -> Self {
        Self {
            changes: Vec::with_capacity(count),
            back: Vec::with_capacity(count),
        }
    }

    fn push(&mut self, (change, back): WithBack) {
        let mut back = back.back_from(&change);
        // Many are mostly left alike, and share what says so.
        let last = self.back.last().map(|last| &last.only_if);
        if let Some(alike) = last.filter(|last| **last == back.only_if) {
            back.only_if = alike.clone();
        }
        self.changes.push(change);
        self.back.push(back);
    }
}

impl Editor {
    /// The videos that are chosen, in the order of the list.
    pub fn chosen(&self) -> Vec<Rc<Video>> {
        let selection = self.feedback().selection.clone();
        if selection.is_empty() {
            return Vec::new();
        }
        let videos = self.videos();
        let chosen = videos.iter().filter(|video| selection.contains(&video.id));
        chosen.cloned().collect()
    }

    /// Does this to all videos that are chosen.
    pub fn bulk(&self, what: &BulkChange) {
        let chosen = self.chosen();
        if self.change_all(what, &chosen) && leaves(what) {
            self.update(|store| store.selection.clear());
        }
    }

    /// Those of these videos, by their place among them, to which others have given other titles
    /// since; as they are now.
    pub fn retitled_since(&self, videos: &[Rc<Video>]) -> Vec<(usize, Rc<Video>)> {
        let now = |(at, video): (usize, &Rc<Video>)| {
            let now = self.inner.client.find::<Videos>(&video.id)?;
            let changed = !now.is_deleted() && !same_title(&now.title, &video.title);
            changed.then_some((at, now))
        };
        videos.iter().enumerate().filter_map(now).collect()
    }

    /// Puts one video into another course.
    pub fn set_course(&self, id: VideoId, course: CourseId) {
        if let Some((_, video)) = self.find(id) {
            self.change_all(&BulkChange::SetCourse(course), &[video]);
        }
    }

    /// Does this to these videos, and returns whether anything was done.
    fn change_all(&self, what: &BulkChange, videos: &[Rc<Video>]) -> bool {
        let Some(steps) = self.steps(what, videos) else {
            self.cannot_move(&format::counted(videos.len(), "video"));
            return false;
        };
        let count = steps.changes.len();
        if count == 0 {
            return false;
        }
        let verb = verb(what);
        let text: Rc<str> = format::counted(count, "video").into();
        let what = match &steps.changes[..] {
            [alone] => format::quoted(&self.name_in(alone)),
            _ => String::new(),
        };
        let operation = self.issue(steps.changes, &what, steps.back);
        self.show_bulk(operation, verb, count);
        self.update(|store| store.say(format!("{} {text}", verb.doing())));
        if verb == Verb::Delete {
            self.offer_undo(UndoOffer {
                operation,
                what: text,
                count,
            });
        }
        true
    }

    /// What is to be done to each, and what takes it back; `None` where there is no room for them.
    fn steps(&self, what: &BulkChange, videos: &[Rc<Video>]) -> Option<Steps> {
        let mut steps = Steps::of(videos.len());
        let mut each = |step: &dyn Fn(usize, &Rc<Video>) -> WithBack| {
            for (at, video) in videos.iter().enumerate() {
                steps.push(step(at, video));
            }
        };
        match what {
            BulkChange::Delete => each(&|_, video| {
                let id = video.id;
                (Operation::Delete { id }.into(), restore(video))
            }),
            BulkChange::Restore => each(&|_, video| {
                let back = Operation::Delete { id: video.id };
                (restore(video), back.into())
            }),
            BulkChange::Publish(published) => each(&|_, video| {
                let set = |published| {
                    let id = video.id;
                    Change::from(Operation::SetPublished { id, published })
                };
                (set(*published), set(video.published))
            }),
            BulkChange::SetDuration(seconds) => each(&|_, video| {
                let set = |duration_seconds| {
                    let id = video.id;
                    Change::from(Operation::SetDuration {
                        id,
                        duration_seconds,
                    })
                };
                (set(*seconds), set(video.duration_seconds.into()))
            }),
            BulkChange::MoveTo(place) => {
                let ranks = self.ranks_at(*place, videos)?;
                each(&|at, video| (moved(video.id, &ranks[at]).into(), moved_back(video)))
            }
            BulkChange::SetCourse(course) => {
                let ranks = self.ranks_behind(course, videos.len());
                each(&|at, video| {
                    // Where it goes, it is not known yet.
                    let put = |course: &CourseId, rank: Option<&Rank>| {
                        let operation = Operation::SetCourse {
                            id: video.id,
                            course_id: course.clone(),
                            rank: rank.cloned(),
                        };
                        known(video, operation)
                    };
                    let there = ranks.as_ref().map(|ranks| &ranks[at]);
                    (put(course, there), put(&video.course_id, Some(&video.rank)))
                })
            }
            BulkChange::Titles(titles) => {
                for (video, title) in titles {
                    let change = retitled(video.id, video.title.clone(), title);
                    steps.push((change, rename(video.id, &video.title).into()));
                }
            }
        }
        Some(steps)
    }

    /// Ranks for these videos in a row, the first at `place` in the list without them.
    fn ranks_at(&self, place: usize, videos: &[Rc<Video>]) -> Option<Vec<Rank>> {
        let moved: HashSet<VideoId> = videos.iter().map(|video| video.id).collect();
        let all = self.videos();
        let others: Vec<&Rank> = all
            .iter()
            .filter(|video| !moved.contains(&video.id))
            .map(|video| &video.rank)
            .collect();
        let place = place.min(others.len());
        let low = place.checked_sub(1).map(|before| others[before]);
        Rank::spread(low, others.get(place).copied(), videos.len())
    }

    /// Ranks at the end of a course, if its videos are known here; else the server knows.
    fn ranks_behind(&self, course: &CourseId, count: usize) -> Option<Vec<Rank>> {
        let videos: List<Video> = self
            .inner
            .client
            .view::<CourseVideos>(&VideoListKind::Course(course.clone()))?;
        let last = videos.len().checked_sub(1);
        let last = last.and_then(|last| videos.get(last));
        Rank::spread(last.map(|video| &video.rank), None, count)
    }

    /// There is no room between two videos for others.
    pub(super) fn cannot_move(&self, what: &str) {
        let text = format!("{what} cannot be moved there: move one of the new neighbours first.");
        self.update(|store| store.notify(ToastKind::Failure, &text, None));
    }

    /// Shows an operation in the panel. The oldest that have ended well make room.
    pub(super) fn show_bulk(&self, operation: OperationId, verb: Verb, count: usize) {
        let mut trimmed = Vec::new();
        self.update(|store| {
            store.bulks.show(operation, verb, count, Date::now());
            trimmed = store.bulks.trim(|old| {
                let counts = self
                    .inner
                    .client
                    .operation(old, optimist::Operation::counts);
                counts.is_none_or(|counts| counts.under_way() == 0 && counts.need_user() == 0)
            });
        });
        trimmed.into_iter().for_each(|old| self.release(old));
    }

    /// Shows the bulk operations of an earlier visit that are not on show yet.
    pub fn show_restored_bulks(&self) {
        let store = self.feedback();
        let unknown = self.inner.client.operations(|known| {
            let count = known.items().len();
            let new = count > 1 && !known.dismissed() && store.bulks.get(known.id).is_none();
            new.then(|| Some((known.id, verb_of(known)?, count)))
        });
        for (operation, verb, count) in unknown.into_iter().flatten().flatten() {
            self.show_bulk(operation, verb, count);
        }
    }
}

/// Takes a video out of the trash; the page shows at once what it knows of it.
pub(super) fn restore(video: &Rc<Video>) -> Change {
    known(video, Operation::Restore { id: video.id })
}

/// Puts a video at a place in its course.
pub(super) fn moved(id: VideoId, rank: &Rank) -> Operation {
    let rank = rank.clone();
    Operation::Move { id, rank }
}

/// Puts a video back to its place.
pub(super) fn moved_back(video: &Video) -> Change {
    let back = Change::from(moved(video.id, &video.rank));
    back.in_course(video.course_id.clone())
}

fn known(video: &Rc<Video>, operation: Operation) -> Change {
    Change {
        was: Some(video.clone()),
        ..operation.into()
    }
}

/// Do the videos leave the list on screen?
fn leaves(what: &BulkChange) -> bool {
    matches!(
        what,
        BulkChange::Delete | BulkChange::Restore | BulkChange::SetCourse(_)
    )
}

fn verb(what: &BulkChange) -> Verb {
    match what {
        BulkChange::Delete => Verb::Delete,
        BulkChange::Restore => Verb::Restore,
        BulkChange::Publish(true) => Verb::Publish,
        BulkChange::Publish(false) => Verb::Unpublish,
        BulkChange::MoveTo(_) => Verb::Move,
        BulkChange::SetCourse(_) => Verb::SetCourse,
        BulkChange::SetDuration(_) => Verb::SetDuration,
        BulkChange::Titles(_) => Verb::Rename,
    }
}
