//! What can be taken back: for each step, the changes that undo it.

use std::rc::Rc;

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
    /// The step was refused, so that there is nothing to take back.
    refused: bool,
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
            refused: false,
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

    /// Takes the steps of these operations out: the changes that undo them, newest step first.
    pub fn take(&mut self, operations: &[OperationId]) -> Vec<Change> {
        let mut back = Vec::new();
        let wanted = |step: &mut Past| operations.contains(&step.operation);
        let mut taken: Vec<Past> = self.steps.extract_if(.., wanted).collect();
        while let Some(step) = taken.pop() {
            back.extend(step.back);
        }
        back
    }

    /// The step of this operation was refused as a whole, or is being tried again.
    pub fn set_refused(&mut self, operation: OperationId, refused: bool) {
        for step in self
            .steps
            .iter_mut()
            .filter(|step| step.operation == operation)
        {
            step.refused = refused;
        }
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
        self.steps.iter().filter(|step| !step.refused)
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
        history.set_refused(OperationId(Key(3)), true);
        assert_eq!(history.newest().as_deref(), Some("step 2"));
        assert_eq!(history.take_newest(), Some(vec![change(2)]));
        history.set_refused(OperationId(Key(3)), false);
        assert_eq!(history.newest().as_deref(), Some("step 3"));
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
