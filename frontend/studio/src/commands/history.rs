//! What can be taken back: for each step, the changes that undo it.

use std::{
    collections::{HashMap, HashSet},
    rc::Rc,
};

use optimist::{Counts, OperationId};
use shared::{Condition, Operation, VideoId};

use studio_domain::change::left;

use crate::{feedback::Verb, format, mutations::Change};

/// Steps that are remembered.
const KEPT: usize = 50;
/// Changes that are remembered, in all steps together: some ten megabytes.
const MOST_CHANGES: usize = 100_000;

/// How many items of an operation are in each state, as long as the library knows it.
pub type CountsOf<'a> = &'a dyn Fn(OperationId) -> Option<Counts>;

/// The steps, newest last.
#[derive(Default)]
pub struct History {
    steps: Vec<UndoStep>,
    /// The last operations that were taken back, newest last.
    undone: Vec<OperationId>,
}

struct UndoStep {
    operation: OperationId,
    verb: Verb,
    /// The video's name in quotation marks; of many, their number changes with what is refused.
    what: Rc<str>,
    back: Vec<Change>,
    /// The videos to which it was not done, once the library has forgotten the operation: they are
    /// not taken back.
    not_done: HashSet<VideoId>,
}

impl UndoStep {
    /// To how many videos it was done, or may still be.
    fn done(&self, counts_of: CountsOf) -> usize {
        let not_done = match counts_of(self.operation) {
            Some(counts) => counts.refused + counts.cancelled,
            None => self.not_done.len(),
        };
        self.back.len().saturating_sub(not_done)
    }
}

impl History {
    /// Remembers a step: what it did, and to what.
    pub fn push(&mut self, operation: OperationId, verb: Verb, what: &str, back: Vec<Change>) {
        let mut changes = back.len();
        let fit = self.steps.iter().rev().take_while(|step| {
            changes += step.back.len();
            changes <= MOST_CHANGES
        });
        let kept = fit.take(KEPT - 1).count();
        self.steps.drain(..self.steps.len() - kept);
        self.steps.push(UndoStep {
            operation,
            verb,
            what: what.into(),
            back,
            not_done: HashSet::new(),
        });
    }

    /// The newest step that can be taken back.
    pub fn newest(&self, counts_of: CountsOf) -> Option<OperationId> {
        self.newest_step(counts_of).map(|step| step.operation)
    }

    /// That step in words, with the number of videos that it was done to.
    pub fn newest_label(&self, counts_of: CountsOf) -> Option<String> {
        let step = self.newest_step(counts_of)?;
        // A move of one may have its neighbours give way.
        if !step.what.is_empty() {
            return Some(format!("{} {}", step.verb.name(), step.what));
        }
        let videos = format::counted(step.done(counts_of), "video");
        Some(format!("{} {videos}", step.verb.name()))
    }

    /// What a step over one video has done, as a sentence.
    pub fn done(&self, operation: OperationId) -> Option<String> {
        let mut steps = self.steps.iter().rev();
        let step = steps.find(|step| step.operation == operation && step.back.len() == 1)?;
        // Where it goes is said when it goes there.
        if step.verb == Verb::Move {
            return None;
        }
        Some(format!("{} {}", step.what, step.verb.done()))
    }

    /// Can this operation be taken back?
    pub fn can_undo(&self, operation: OperationId, counts_of: CountsOf) -> bool {
        let step = self.steps.iter().find(|step| step.operation == operation);
        step.is_some_and(|step| step.done(counts_of) > 0)
    }

    /// Takes the steps of these operations out: the changes that undo what was done of them, newest
    /// step first. What their author has done to the same videos since is no change by others.
    pub fn take(&mut self, operations: &[OperationId]) -> Vec<Change> {
        let mut back = Vec::new();
        let mut since = Left::default();
        for at in (0..self.steps.len()).rev() {
            let step = &self.steps[at];
            if !operations.contains(&step.operation) {
                since.add(&step.back, &step.not_done);
                continue;
            }
            let mut step = self.steps.remove(at);
            self.undone.push(step.operation);
            let surplus = self.undone.len().saturating_sub(KEPT);
            self.undone.drain(..surplus);
            step.back
                .retain(|change| !step.not_done.contains(&change.operation.id()));
            since.update(&mut step.back);
            if at < self.steps.len() {
                let mut put_back = Left::default();
                put_back.add_all(step.back.iter().map(|it| (it.operation.id(), left(it))));
                for newer in &mut self.steps[at..] {
                    put_back.update(&mut newer.back);
                }
            }
            // Mostly there is one, and it need not be copied.
            if back.is_empty() {
                back = step.back;
            } else {
                back.append(&mut step.back);
            }
        }
        back
    }

    /// Was this operation taken back?
    pub fn is_undone(&self, operation: OperationId) -> bool {
        self.undone.contains(&operation)
    }

    /// The operations of the steps since the oldest of these, which it may be one of.
    pub fn since(&self, operations: &[OperationId]) -> Vec<OperationId> {
        let mut steps = self.steps.iter();
        let oldest = steps.position(|step| operations.contains(&step.operation));
        let since = self.steps.get(oldest.unwrap_or(self.steps.len())..);
        since
            .unwrap_or_default()
            .iter()
            .map(|step| step.operation)
            .collect()
    }

    /// The videos to which an operation was not done.
    pub fn set_not_done(&mut self, operation: OperationId, not_done: HashSet<VideoId>) {
        if let Some(step) = self.step(operation) {
            step.not_done = not_done;
        }
    }

    /// One more video to which it was not done.
    pub fn not_done(&mut self, operation: OperationId, video: VideoId) {
        if let Some(step) = self.step(operation) {
            step.not_done.insert(video);
        }
    }

    /// Was an operation, which the library has forgotten, done to no video?
    pub fn is_not_done(&self, operation: OperationId) -> bool {
        let step = self.steps.iter().find(|step| step.operation == operation);
        step.is_some_and(|step| step.done(&|_| None) == 0)
    }

    /// The name that a video had when it was last deleted.
    pub fn name_of(&self, id: VideoId) -> Option<&str> {
        let changes = self.steps.iter().rev().flat_map(|step| &step.back);
        let mut videos = changes.filter_map(|change| change.was.as_ref());
        videos
            .find(|video| video.id == id)
            .map(|video| &*video.title)
    }

    fn newest_step(&self, counts_of: CountsOf) -> Option<&UndoStep> {
        let mut steps = self.steps.iter().rev();
        steps.find(|step| step.done(counts_of) > 0)
    }

    fn step(&mut self, operation: OperationId) -> Option<&mut UndoStep> {
        self.steps
            .iter_mut()
            .find(|step| step.operation == operation)
    }
}

/// How an author has left videos, field by field.
#[derive(Default)]
struct Left(HashMap<VideoId, Condition>);

impl Left {
    /// Adds how a step has left its videos, where nothing newer has.
    fn add(&mut self, back: &[Change], not_done: &HashSet<VideoId>) {
        let done = back
            .iter()
            .filter(|it| !not_done.contains(&it.operation.id()));
        self.add_all(
            done.filter_map(|it| Some((it.operation.id(), it.only_if.as_deref()?.clone()))),
        );
    }

    fn add_all(&mut self, left: impl Iterator<Item = (VideoId, Condition)>) {
        for (id, left) in left {
            self.0.entry(id).or_default().add(&left);
        }
    }

    /// Lets changes expect their videos as they were left.
    fn update(&self, changes: &mut [Change]) {
        if self.0.is_empty() {
            return;
        }
        for change in changes {
            let newer = self.0.get(&change.operation.id());
            if let (Some(newer), Some(only_if)) = (newer, &change.only_if) {
                let mut updated = only_if.updated(newer);
                if matches!(change.operation, Operation::Move { .. }) {
                    // In another course it is not put to its old place.
                    updated.course_id = only_if.course_id.clone();
                }
                change.only_if = Some(Rc::new(updated));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use optimist::Key;

    use super::*;

    const FORGOTTEN: CountsOf = &|_| None;

    fn id(n: u128) -> OperationId {
        OperationId(Key(n))
    }

    fn video(n: u128) -> VideoId {
        VideoId(uuid::Uuid::from_u128(n))
    }

    fn change(n: u128) -> Change {
        Operation::Delete { id: video(n) }.into()
    }

    fn history(steps: u128) -> History {
        let mut history = History::default();
        for n in 1..=steps {
            history.push(id(n), Verb::Delete, &format!("“{n}”"), vec![change(n)]);
        }
        history
    }

    fn refused(refused: usize) -> Counts {
        Counts {
            total: 1,
            refused,
            ..Counts::default()
        }
    }

    #[test]
    fn the_newest_step_is_taken_first_and_refused_ones_are_passed_over() {
        let mut history = history(3);
        let third_is_refused: CountsOf = &|operation| (operation == id(3)).then(|| refused(1));
        let label = history.newest_label(third_is_refused);
        assert_eq!(label.as_deref(), Some("delete “2”"));
        assert_eq!(history.newest(third_is_refused), Some(id(2)));
        // While it is tried again, it may be done.
        assert_eq!(history.newest(&|_| Some(refused(0))), Some(id(3)));
        history.not_done(id(3), video(3));
        assert_eq!(history.newest(FORGOTTEN), Some(id(2)));
        assert_eq!(history.take(&[id(2)]), [change(2)]);
        assert!(!history.can_undo(id(2), FORGOTTEN));
        assert!(history.is_undone(id(2)) && !history.is_undone(id(1)));
    }

    #[test]
    fn of_a_large_step_only_what_was_done_is_taken_back() {
        let mut history = History::default();
        history.push(id(1), Verb::Delete, "", (1..=4).map(change).collect());
        history.set_not_done(id(1), HashSet::from([video(2)]));
        history.not_done(id(1), video(3));
        let label = history.newest_label(FORGOTTEN);
        assert_eq!(label.as_deref(), Some("delete 2 videos"));
        assert_eq!(history.take(&[id(1)]), [change(1), change(4)]);
    }

    fn retitled(from: &str, to: &str) -> Change {
        let rename = |title: &str| {
            let (id, title) = (video(1), title.to_owned());
            Change::from(Operation::Rename { id, title })
        };
        rename(from).back_from(&rename(to))
    }

    fn expected(back: &[Change]) -> Option<&str> {
        back[0].only_if.as_ref()?.title.as_deref()
    }

    #[test]
    fn what_the_author_did_since_is_no_change_by_others() {
        let mut history = History::default();
        history.push(id(1), Verb::Rename, "“A”", vec![retitled("A", "B")]);
        history.push(id(2), Verb::Rename, "“A”", vec![retitled("B", "C")]);
        assert_eq!(history.since(&[id(1)]), [id(1), id(2)]);
        let back = history.take(&[id(1)]);
        assert_eq!(expected(&back), Some("C"));
        assert_eq!(left(&back[0]).title.as_deref(), Some("A"));
        // Nor is the undo itself.
        assert_eq!(expected(&history.take(&[id(2)])), Some("A"));

        // What was refused has left nothing.
        history.push(id(1), Verb::Rename, "“A”", vec![retitled("A", "B")]);
        history.push(id(2), Verb::Rename, "“A”", vec![retitled("B", "C")]);
        history.not_done(id(2), video(1));
        assert_eq!(expected(&history.take(&[id(1)])), Some("B"));

        // One after the other, each finds what the one before has left.
        history.push(id(3), Verb::Rename, "“A”", vec![retitled("A", "B")]);
        history.push(id(4), Verb::Rename, "“A”", vec![retitled("B", "C")]);
        assert_eq!(expected(&history.take(&[id(4)])), Some("C"));
        assert_eq!(expected(&history.take(&[id(3)])), Some("B"));
    }

    #[test]
    fn several_steps_are_undone_in_reverse() {
        let mut history = history(4);
        assert_eq!(history.take(&[id(1), id(3)]), [change(3), change(1)]);
        assert_eq!(history.newest(FORGOTTEN), Some(id(4)));
    }

    #[test]
    fn old_steps_are_forgotten() {
        assert_eq!(history(80).steps.len(), KEPT);
        let mut history = history(3);
        let large: Vec<Change> = (0..MOST_CHANGES as u128).map(change).collect();
        history.push(id(9), Verb::Delete, "", large);
        assert_eq!(history.steps.len(), 1, "the newest stays, however large");
    }
}
