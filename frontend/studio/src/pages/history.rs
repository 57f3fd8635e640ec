//! What can be taken back: for each step, the changes that undo it.

use std::{collections::HashSet, rc::Rc};

use optimist::{Event, ItemState, OperationId, Reason};
use shared::VideoId;

use crate::{components::format, mutations::Change};

/// Steps that are remembered.
const KEPT: usize = 50;
/// Changes that are remembered, in all steps together: some ten megabytes.
const MOST_CHANGES: usize = 100_000;

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
    /// What was taken back of it before it was done.
    cancelled: HashSet<VideoId>,
}

impl Past {
    fn is_undone(&self) -> bool {
        self.refused.len() + self.cancelled.len() >= self.back.len()
    }
}

impl History {
    /// Remembers a step: what it did, for one video with its name, for many without their number,
    /// which changes with what is refused.
    pub fn push(&mut self, operation: OperationId, label: &str, back: Vec<Change>) {
        let mut changes = back.len();
        let fit = self.steps.iter().rev().take_while(|step| {
            changes += step.back.len();
            changes <= MOST_CHANGES
        });
        let kept = fit.take(KEPT - 1).count();
        self.steps.drain(..self.steps.len() - kept);
        self.steps.push(Past {
            operation,
            label: label.into(),
            back,
            refused: HashSet::new(),
            cancelled: HashSet::new(),
        });
    }

    /// The newest step's label, with the number of videos that it was done to.
    pub fn newest(&self) -> Option<Rc<str>> {
        let step = self.live().next_back()?;
        if step.back.len() == 1 {
            return Some(step.label.clone());
        }
        let done = step.back.len() - step.refused.len() - step.cancelled.len();
        Some(format!("{} {}", format::counted(done, "video"), step.label).into())
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
            step.back.retain(|change| {
                let id = change.operation.id();
                !step.refused.contains(&id) && !step.cancelled.contains(&id)
            });
            // Mostly there is one, and it need not be copied.
            if back.is_empty() {
                back = step.back;
            } else {
                back.append(&mut step.back);
            }
        }
        back
    }

    /// Something befell an operation: what of its step was not done is not to be taken back.
    pub fn hear(&mut self, event: &Event) {
        let (operation, target, refused) = match event {
            Event::Refused {
                operation, target, ..
            } => (operation, target, true),
            Event::Cancelled { operation, target } => (operation, target, false),
            _ => return,
        };
        let (Some(step), Ok(id)) = (self.step(*operation), target.parse()) else {
            return;
        };
        let ids = if refused {
            &mut step.refused
        } else {
            &mut step.cancelled
        };
        ids.insert(id);
    }

    /// What was refused of the operation's step is being tried again.
    pub fn retry(&mut self, operation: OperationId) {
        if let Some(step) = self.step(operation) {
            step.refused.clear();
        }
    }

    /// The videos of the operation's step, and what became of each.
    pub fn videos_of(&self, operation: OperationId) -> Vec<(VideoId, ItemState)> {
        let step = self.steps.iter().find(|step| step.operation == operation);
        let fate = |step: &Past, id| {
            if step.cancelled.contains(&id) {
                ItemState::Cancelled
            } else if step.refused.contains(&id) {
                ItemState::Refused(Reason::new("refused", "Refused"))
            } else {
                ItemState::Done
            }
        };
        let videos = step.into_iter().flat_map(|step| {
            let ids = step.back.iter().map(|change| change.operation.id());
            ids.map(move |id| (id, fate(step, id)))
        });
        videos.collect()
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
        self.steps.iter().filter(|step| !step.is_undone())
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
    use crate::pages::desk::told;

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

    fn refused(operation: u128, video: u128) -> Event {
        Event::Refused {
            operation: OperationId(Key(operation)),
            target: change(video).operation.id().to_string(),
            reason: Reason::new("no", "No."),
        }
    }

    #[test]
    fn the_newest_step_is_taken_first_and_refused_ones_are_passed_over() {
        let mut history = history(3);
        history.hear(&refused(3, 3));
        assert_eq!(history.newest().as_deref(), Some("step 2"));
        assert_eq!(history.take_newest(), Some(vec![change(2)]));
        history.retry(OperationId(Key(3)));
        assert_eq!(history.newest().as_deref(), Some("step 3"));
    }

    #[test]
    fn of_a_large_step_only_what_was_done_is_taken_back() {
        let mut history = History::default();
        history.push(
            OperationId(Key(1)),
            "deleted",
            (1..=4).map(change).collect(),
        );
        history.hear(&refused(1, 2));
        history.hear(&Event::Cancelled {
            operation: OperationId(Key(1)),
            target: change(3).operation.id().to_string(),
        });
        // Trying again what was refused brings nothing back that was cancelled.
        history.retry(OperationId(Key(1)));
        history.hear(&refused(1, 2));
        assert_eq!(history.newest().as_deref(), Some("2 videos deleted"));
        let fates = history.videos_of(OperationId(Key(1)));
        let told: Vec<&str> = fates.iter().map(|(_, state)| told(state).0).collect();
        assert_eq!(told, ["done", "refused", "cancelled", "done"]);
        assert_eq!(history.take_newest(), Some(vec![change(1), change(4)]));
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
        let mut history = history(3);
        let large: Vec<Change> = (0..MOST_CHANGES as u128).map(change).collect();
        history.push(OperationId(Key(9)), "large", large);
        assert_eq!(history.steps.len(), 1, "the newest stays, however large");
    }
}
