//! What can be taken back: for each step, the changes that undo it.

use std::{collections::HashSet, rc::Rc};

use optimist::OperationId;
use shared::VideoId;

use crate::mutations::Change;

/// Steps that are remembered.
const KEPT: usize = 50;

/// The steps, newest last.
#[derive(Default)]
pub struct History {
    steps: Vec<Past>,
}

struct Past {
    operation: OperationId,
    label: Rc<str>,
    back: Vec<Change>,
    /// What was refused of it, so that there is nothing to take back.
    refused: HashSet<VideoId>,
}

impl Past {
    fn is_refused(&self) -> bool {
        self.refused.len() >= self.back.len()
    }
}

impl History {
    /// Remembers a step.
    pub fn push(&mut self, operation: OperationId, label: &str, back: Vec<Change>) {
        if self.steps.len() == KEPT {
            self.steps.remove(0);
        }
        self.steps.push(Past {
            operation,
            label: label.into(),
            back,
            refused: HashSet::new(),
        });
    }

    /// The newest step's label.
    pub fn newest(&self) -> Option<Rc<str>> {
        self.live().next_back().map(|step| step.label.clone())
    }

    /// Takes the newest step out.
    pub fn take_newest(&mut self) -> Option<Vec<Change>> {
        let operation = self.live().next_back()?.operation;
        Some(self.take(&[operation]))
    }

    /// Takes the steps of these operations out: the changes that undo what was done of them, newest
    /// step first.
    pub fn take(&mut self, operations: &[OperationId]) -> Vec<Change> {
        let mut back = Vec::new();
        let wanted = |step: &mut Past| operations.contains(&step.operation);
        let mut taken: Vec<Past> = self.steps.extract_if(.., wanted).collect();
        while let Some(mut step) = taken.pop() {
            let refused = step.refused;
            step.back
                .retain(|change| !refused.contains(&change.operation.id()));
            // Mostly there is one, and it need not be copied.
            if back.is_empty() {
                back = step.back;
            } else {
                back.append(&mut step.back);
            }
        }
        back
    }

    /// This was refused of the operation's step.
    pub fn refuse(&mut self, operation: OperationId, id: VideoId) {
        if let Some(step) = self.step(operation) {
            step.refused.insert(id);
        }
    }

    /// What was refused of the operation's step is being tried again.
    pub fn retry(&mut self, operation: OperationId) {
        if let Some(step) = self.step(operation) {
            step.refused.clear();
        }
    }

    /// The videos of the operation's step.
    pub fn videos_of(&self, operation: OperationId) -> impl Iterator<Item = VideoId> {
        let step = self.steps.iter().find(|step| step.operation == operation);
        let back = step.into_iter().flat_map(|step| &step.back);
        back.map(|change| change.operation.id())
    }

    /// Can this operation be taken back?
    pub fn has(&self, operation: OperationId) -> bool {
        self.live().any(|step| step.operation == operation)
    }

    /// The name that a video had when it was last deleted.
    pub fn name_of(&self, id: VideoId) -> Option<&str> {
        let changes = self.steps.iter().rev().flat_map(|step| &step.back);
        let mut videos = changes.filter_map(|change| change.was.as_ref());
        videos
            .find(|video| video.id == id)
            .map(|video| &*video.title)
    }

    fn live(&self) -> impl DoubleEndedIterator<Item = &Past> {
        self.steps.iter().filter(|step| !step.is_refused())
    }

    fn step(&mut self, operation: OperationId) -> Option<&mut Past> {
        self.steps
            .iter_mut()
            .find(|step| step.operation == operation)
    }
}

#[cfg(test)]
mod tests {
    use optimist::Key;
    use shared::Operation;

    use super::*;

    fn change(n: u128) -> Change {
        Operation::Delete {
            id: VideoId(uuid::Uuid::from_u128(n)),
        }
        .into()
    }

    fn history(steps: u128) -> History {
        let mut history = History::default();
        for n in 1..=steps {
            history.push(OperationId(Key(n)), &format!("step {n}"), vec![change(n)]);
        }
        history
    }

    #[test]
    fn the_newest_step_is_taken_first_and_refused_ones_are_passed_over() {
        let mut history = history(3);
        history.refuse(OperationId(Key(3)), change(3).operation.id());
        assert_eq!(history.newest().as_deref(), Some("step 2"));
        assert_eq!(history.take_newest(), Some(vec![change(2)]));
        history.retry(OperationId(Key(3)));
        assert_eq!(history.newest().as_deref(), Some("step 3"));
    }

    #[test]
    fn of_a_large_step_only_what_was_done_is_taken_back() {
        let mut history = History::default();
        history.push(OperationId(Key(1)), "a bulk", (1..=3).map(change).collect());
        history.refuse(OperationId(Key(1)), change(2).operation.id());
        assert_eq!(history.take_newest(), Some(vec![change(1), change(3)]));
    }

    #[test]
    fn several_steps_are_undone_in_reverse() {
        let mut history = history(4);
        let taken = history.take(&[OperationId(Key(1)), OperationId(Key(3))]);
        assert_eq!(taken, [change(3), change(1)]);
        assert_eq!(history.newest().as_deref(), Some("step 4"));
    }

    #[test]
    fn old_steps_are_forgotten() {
        assert_eq!(history(80).steps.len(), KEPT);
    }
}
