//! Changing many videos at once.

use std::rc::Rc;

use js_sys::Date;
use optimist::{List, OperationId};
use shared::{CourseId, Operation, Rank, Video, VideoId, condition::same_title};

use super::{
    Editor,
    notify::verb_of,
    titles::{rename, retitled},
};
use crate::{
    feedback::Verb,
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
    /// Put them at the end of another course.
    SetCourse(CourseId),
    /// Let each run so many seconds.
    SetDuration(i64),
    /// Give each of these another title, in place of the one that it has here.
    Titles(Vec<(Rc<Video>, String)>),
}

/// A change, and what takes it back.
pub(super) type WithBack = (Change, Change);

/// Changes, and for each what takes it back.
pub(super) struct Steps {
    pub(super) changes: Vec<Change>,
    pub(super) back: Vec<Change>,
}

impl Steps {
    /// Room for so many: ten thousands of pairs in a list of their own would be copied once more.
    pub(super) fn of(count: usize) -> Self {
        Self {
            changes: Vec::with_capacity(count),
            back: Vec::with_capacity(count),
        }
    }

    pub(super) fn push(&mut self, (change, back): WithBack) {
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
            self.update(|store| store.selection.let_go(&[id]));
            self.change_all(&BulkChange::SetCourse(course), &[video]);
        }
    }

    /// Does this to these videos, and returns whether anything was done.
    fn change_all(&self, what: &BulkChange, videos: &[Rc<Video>]) -> bool {
        let steps = self.steps(what, videos);
        let count = steps.changes.len();
        if count == 0 {
            return false;
        }
        let verb = verb(what);
        let what = match &steps.changes[..] {
            [alone] => format::quoted(&self.name_in(alone)),
            _ => String::new(),
        };
        let operation = self.issue(steps.changes, &what, steps.back);
        self.show_bulk(operation, verb, count);
        self.update(|store| store.spoken.begin(operation, verb.doing(count)));
        true
    }

    /// What is to be done to each, and what takes it back.
    fn steps(&self, what: &BulkChange, videos: &[Rc<Video>]) -> Steps {
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
        steps
    }

    /// Ranks at the end of a course, if its videos are known here; else the server knows.
    pub(super) fn ranks_behind(&self, course: &CourseId, count: usize) -> Option<Vec<Rank>> {
        let videos: List<Video> = self
            .inner
            .client
            .view::<CourseVideos>(&VideoListKind::Course(course.clone()))?;
        let last = videos.len().checked_sub(1);
        let last = last.and_then(|last| videos.get(last));
        Rank::spread(last.map(|video| &video.rank), None, count)
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
        BulkChange::SetCourse(_) => Verb::SetCourse,
        BulkChange::SetDuration(_) => Verb::SetDuration,
        BulkChange::Titles(_) => Verb::Rename,
    }
}
