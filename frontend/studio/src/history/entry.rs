//! One thing that an author has done.

use std::rc::Rc;

use optimist::OperationId;
use serde::{Deserialize, Serialize};
use shared::{Refusal, VideoId};

use super::Way;
use crate::{feedback::Verb, l10n};

/// Names that an entry keeps of videos to which it is not done: more are not listed at once.
const MOST_NAMES: usize = 200;

/// One thing that an author has done, to one video or many.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// The operation that did it.
    pub id: OperationId,
    /// What it did.
    pub verb: Verb,
    /// The video's name then, in quotation marks; of many, nothing.
    #[serde(default, skip_serializing_if = "str::is_empty")]
    pub what: Rc<str>,
    /// What it was given, as people read it: another title in quotation marks, a duration.
    #[serde(default, skip_serializing_if = "str::is_empty")]
    pub to: Rc<str>,
    /// To how many videos.
    pub total: usize,
    /// When, in milliseconds since the Unix epoch.
    pub at: u64,
    /// Counts what is done, taken back and done again on a device, whatever its clock shows: when this was
    /// done. Of entries that do not say, the operation does.
    #[serde(default)]
    pub begun: u64,
    /// The same of the latest operation.
    #[serde(default)]
    pub step: u64,
    /// Counts up with each change of this entry.
    #[serde(default)]
    pub turn: u32,
    /// The latest operation of this entry: the one that did it, took it back or did it again.
    pub last: OperationId,
    /// Which of these.
    #[serde(default, skip_serializing_if = "Way::is_forth")]
    pub way: Way,
    /// How the latest operation ended, where not all of it was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    /// The videos to which it is not done.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_done: Vec<VideoId>,
    /// The names that the first of them had, and of those for which it could not be taken back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<(VideoId, Rc<str>)>,
    /// Those of them to which it was not done before it was done again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    before: Vec<VideoId>,
    /// The videos for which it could not be taken back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_undone: Vec<VideoId>,
    /// What takes it back is no longer there.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub bare: bool,
    /// Its author has taken it off the list.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hidden: bool,
}

/// How an operation ended, of which not all was done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// To how many videos it was done.
    pub done: usize,
    /// How many were changed since, by others or by the author, and were left so.
    pub changed: usize,
    /// How many were refused for another reason.
    pub refused: usize,
    /// Of how many nobody knows yet.
    pub failed: usize,
    /// How many were taken back before they were done.
    pub cancelled: usize,
    /// Why nothing was done, where no other try would change that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<Why>,
}

/// Why something can be taken back, or done again, no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// It was changed since.
    Changed,
    /// The video is in the trash.
    InTrash,
    /// The video is not even in the trash.
    Gone,
    /// There is no such course any more.
    CourseGone,
}

impl Why {
    /// What the code of a refusal says of any other try.
    pub fn of(code: &str) -> Option<Self> {
        [
            (Refusal::Changed, Self::Changed),
            (Refusal::Deleted, Self::InTrash),
            (Refusal::NotFound, Self::Gone),
            (Refusal::CourseNotFound, Self::CourseGone),
        ]
        .into_iter()
        .find_map(|(refusal, why)| (refusal.code() == code).then_some(why))
    }
}

/// Where an entry stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stands {
    /// It is done.
    Done,
    /// It was taken back.
    Undone,
    /// It has never been done to any video.
    NotDone,
}

impl Entry {
    /// What was just done.
    pub fn new(
        id: OperationId,
        verb: Verb,
        what: Rc<str>,
        to: Rc<str>,
        total: usize,
        at: u64,
    ) -> Self {
        Self {
            id,
            verb,
            what,
            to,
            total,
            at,
            begun: 0,
            step: 0,
            turn: 0,
            last: id,
            way: Way::Forth,
            outcome: None,
            not_done: Vec::new(),
            names: Vec::new(),
            before: Vec::new(),
            not_undone: Vec::new(),
            bare: false,
            hidden: false,
        }
    }

    /// Of two copies, that of the later version is newer.
    pub fn version(&self) -> (u64, OperationId, u32) {
        (self.step, self.last, self.turn)
    }

    /// Entries sort by it as they were done.
    pub fn when_done(&self) -> (u64, OperationId) {
        (self.begun, self.id)
    }

    /// Entries sort by it as they were last done, taken back or done again.
    pub fn when_last(&self) -> (u64, OperationId) {
        (self.step, self.last)
    }

    /// Where it stands, as far as it is known how its operations ended.
    pub fn stands(&self) -> Stands {
        let nothing = self.outcome.is_some_and(|it| it.done + it.failed == 0);
        match (self.way, nothing) {
            (Way::Forth, true) if self.last == self.id => Stands::NotDone,
            (Way::Forth, false) | (Way::Back, true) => Stands::Done,
            (Way::Back, false) | (Way::Forth, true) => Stands::Undone,
        }
    }

    /// Can it be taken back, or done again?
    pub fn can_go(&self, way: Way) -> bool {
        let stands = match way {
            Way::Back => Stands::Done,
            Way::Forth => Stands::Undone,
        };
        self.stands() == stands && self.why_not().is_none()
    }

    /// Why it cannot go the other way any more, as a sentence.
    pub fn why_not(&self) -> Option<&'static str> {
        let outcome = self.outcome.unwrap_or_default();
        let tried = self.last != self.id;
        match (outcome.why.filter(|_| tried), self.stands()) {
            (_, Stands::NotDone) => None,
            (Some(Why::Changed), _) => Some(l10n::change_why_changed()),
            (Some(Why::InTrash), _) => Some(l10n::change_why_in_trash()),
            (Some(Why::Gone), _) => Some(l10n::change_why_gone()),
            (Some(Why::CourseGone), _) => Some(l10n::change_why_course_gone()),
            (None, Stands::Done) if self.bare => Some(l10n::change_why_too_old_to_undo()),
            (None, Stands::Undone) if self.bare => Some(l10n::change_why_too_old_to_redo()),
            (None, _) => None,
        }
    }

    /// It goes this way, by an operation; as which step of all.
    pub fn go(&mut self, way: Way, operation: OperationId, step: u64) {
        self.turn += 1;
        self.step = step;
        self.way = way;
        self.last = operation;
        self.outcome = None;
        self.hidden = false;
        match way {
            Way::Back => self.not_undone.clear(),
            Way::Forth => self.before.clone_from(&self.not_done),
        }
    }

    /// The latest operation has ended: how, where not all was done, and to which videos not. Returns
    /// whether that is news.
    pub fn settle(&mut self, outcome: Option<Outcome>, not_done: Vec<VideoId>) -> bool {
        let before = (self.outcome, self.excluded().len());
        self.outcome = outcome;
        match self.way {
            Way::Back => self.not_undone = not_done,
            Way::Forth => {
                self.not_done.clone_from(&self.before);
                self.not_done.extend(not_done);
            }
        }
        let news = before != (self.outcome, self.excluded().len());
        self.turn += u32::from(news);
        news
    }

    /// One more video to which the latest operation was not done.
    pub fn add_not_done(&mut self, video: VideoId) {
        let mut outcome = self.outcome.unwrap_or(Outcome {
            done: self.concerns(),
            ..Outcome::default()
        });
        outcome.done = outcome.done.saturating_sub(1);
        outcome.cancelled += 1;
        self.outcome = Some(outcome);
        self.turn += 1;
        match self.way {
            Way::Back => self.not_undone.push(video),
            Way::Forth => self.not_done.push(video),
        }
    }

    /// Learns what the videos are called to which the latest operation was not done, since another page may
    /// not know that. Returns whether that is news.
    pub fn learn_names(&mut self, name: impl Fn(VideoId) -> Option<Rc<str>>) -> bool {
        let unnamed = |id: &VideoId| self.names.iter().all(|(known, _)| known != id);
        let room = MOST_NAMES.saturating_sub(self.names.len());
        let new: Vec<VideoId> = self.excluded().iter().copied().filter(unnamed).collect();
        let new = new.into_iter().take(room);
        let named: Vec<_> = new.filter_map(|id| Some((id, name(id)?))).collect();
        let news = !named.is_empty();
        self.names.extend(named);
        self.turn += u32::from(news);
        news
    }

    fn excluded(&self) -> &[VideoId] {
        match self.way {
            Way::Back => &self.not_undone,
            Way::Forth => &self.not_done,
        }
    }

    /// To how many videos the latest operation was to be done.
    pub fn concerns(&self) -> usize {
        let left_out = match self.way {
            Way::Back => self.not_done.len(),
            Way::Forth => self.before.len(),
        };
        self.total.saturating_sub(left_out)
    }

    /// To how many videos it is done.
    pub fn done(&self) -> usize {
        self.total.saturating_sub(self.not_done.len())
    }
}

#[cfg(test)]
pub(super) mod tests {
    use optimist::Key;
    use uuid::Uuid;

    use super::*;

    pub fn id(n: u128) -> OperationId {
        OperationId(Key(n))
    }

    pub fn video(n: u128) -> VideoId {
        VideoId(Uuid::from_u128(n))
    }

    pub fn entry(n: u128, total: usize) -> Entry {
        let what = if total == 1 { "“A”" } else { "" };
        Entry::new(id(n), Verb::Rename, what.into(), "".into(), total, n as u64)
    }

    fn none_of(total: usize, why: Option<Why>) -> Option<Outcome> {
        Some(Outcome {
            refused: total,
            why,
            ..Outcome::default()
        })
    }

    #[test]
    fn it_goes_back_and_forth() {
        let mut entry = entry(1, 1);
        assert!(entry.can_go(Way::Back) && !entry.can_go(Way::Forth));
        entry.go(Way::Back, id(2), 0);
        assert!(!entry.can_go(Way::Back) && entry.can_go(Way::Forth));
        entry.go(Way::Forth, id(3), 0);
        assert!(entry.can_go(Way::Back) && !entry.can_go(Way::Forth));
        assert_eq!((entry.turn, entry.id, entry.last), (2, id(1), id(3)));
    }

    #[test]
    fn what_was_refused_is_not_done_until_another_try() {
        let mut entry = entry(1, 1);
        assert!(entry.settle(none_of(1, None), vec![video(7)]));
        assert!(!entry.settle(none_of(1, None), vec![video(7)]), "no news");
        assert_eq!(entry.stands(), Stands::NotDone);
        assert!(!entry.can_go(Way::Back));
        assert!(entry.settle(None, Vec::new()));
        assert!(entry.can_go(Way::Back) && entry.not_done.is_empty());
    }

    #[test]
    fn what_others_have_changed_stays_done_and_says_why() {
        let mut entry = entry(1, 1);
        entry.go(Way::Back, id(2), 0);
        entry.settle(none_of(1, Some(Why::Changed)), vec![video(7)]);
        assert_eq!(entry.stands(), Stands::Done);
        assert!(!entry.can_go(Way::Back) && !entry.can_go(Way::Forth));
        assert_eq!(entry.why_not(), Some("Changed since, and left so"));
        // A refusal that may pass is no reason.
        entry.settle(none_of(1, None), vec![video(7)]);
        assert!(entry.can_go(Way::Back));
        entry.bare = true;
        assert_eq!(entry.why_not(), Some("Too long ago to be undone"));
    }

    #[test]
    fn what_was_not_done_again_is_not_taken_back_again() {
        let mut entry = entry(1, 4);
        let one = Outcome {
            done: 3,
            refused: 1,
            ..Outcome::default()
        };
        entry.settle(Some(one), vec![video(1)]);
        entry.go(Way::Back, id(2), 0);
        entry.settle(Some(one), vec![video(2)]);
        assert_eq!(entry.stands(), Stands::Undone);
        entry.go(Way::Forth, id(3), 0);
        entry.settle(Some(one), vec![video(3)]);
        assert_eq!(entry.not_done, [video(1), video(3)]);
        // Another try of that.
        entry.settle(None, Vec::new());
        assert_eq!((entry.not_done.len(), entry.done()), (1, 3));
    }

    #[test]
    fn it_is_kept_as_text_and_read_again() {
        let mut entry = entry(1, 2);
        entry.go(Way::Back, id(2), 0);
        entry.settle(none_of(2, Some(Why::Gone)), vec![video(1), video(2)]);
        let text = serde_json::to_string(&entry).expect("it can be written");
        assert_eq!(
            serde_json::from_str::<Entry>(&text).expect("it can be read"),
            entry
        );
    }
}
