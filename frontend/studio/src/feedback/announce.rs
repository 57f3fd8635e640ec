//! How the library's events become what the user is told: a fold, event by event.

use std::rc::Rc;

use optimist::{Counts, Event, OperationId, Reason};
use shared::{Refusal, VideoId};

use super::{Banner, Feedback, Offer, ToastKind, Verb};
use crate::format;

/// What the fold has to know of an operation's item, and only its caller can say.
#[derive(Clone, Debug, PartialEq)]
pub struct Description {
    /// The video's name.
    pub name: Rc<str>,
    /// What was to be done to it, as long as the library knows the operation.
    pub verb: Option<Verb>,
    /// How many items of the operation are in each state, as long as the library knows it: it
    /// forgets one whose only item is done.
    pub counts: Option<Counts>,
    /// Was it not done since others have changed the video meanwhile?
    pub conflict: bool,
}

impl Feedback {
    /// Takes an event in. `describe` describes an operation and one of its videos; `conflicts` says
    /// how many items of an operation were not done since others have changed them meanwhile.
    pub fn fold(
        &mut self,
        event: &Event,
        describe: impl Fn(OperationId, VideoId) -> Description,
        conflicts: impl Fn(OperationId) -> usize,
    ) {
        match event {
            // Who takes something back sees it go.
            Event::Issued { .. } | Event::Cancelled { .. } => {}
            Event::Refused {
                operation,
                target,
                reason,
            } => {
                self.failed(*operation, target, reason, describe);
                if self.bulks.get(*operation).is_none() {
                    self.toasts.set_undoable(*operation, 0);
                }
            }
            Event::Failed {
                operation,
                target,
                reason,
            } => self.failed(*operation, target, reason, describe),
            Event::Recovered { operation, target } => {
                self.recovered(*operation, target, describe, conflicts);
            }
            Event::Corrected { correction, .. } => {
                let text = format!(
                    "The {} {} became {}: {}",
                    correction.field,
                    format::quoted(&correction.wanted),
                    format::quoted(&correction.actual),
                    format::lower_first(&correction.why)
                );
                self.notify(ToastKind::Correction, &text, None);
            }
            Event::Finished {
                operation, counts, ..
            } => self.finished(*operation, *counts, conflicts(*operation)),
            Event::SignInNeeded => {
                self.banners.show(Banner::SignedOut);
                self.say("You are signed out. Your changes wait until you are signed in again.");
            }
            Event::StorageFailed(reason) => {
                self.banners
                    .show(Banner::NotStored(reason.message.as_str().into()));
                self.say("Changes are not kept on this device until they are saved.");
            }
            Event::StorageRecovered => {
                if self.banners.remove("not-stored") {
                    self.say("Changes are kept on this device again.");
                }
            }
            Event::HistoryChanged(_) => {
                let text = "The server went back to an earlier state. What is shown is read again.";
                self.notify(ToastKind::Correction, text, None);
            }
            // The view is right again: there is nothing for the user to do.
            Event::Repaired { .. } => {}
        }
    }

    /// An item was refused, or its outcome could not be learned. The end of a bulk operation reports
    /// those of all its items.
    fn failed(
        &mut self,
        operation: OperationId,
        target: &str,
        reason: &Reason,
        describe: impl Fn(OperationId, VideoId) -> Description,
    ) {
        let (None, Ok(id)) = (self.bulks.get(operation), target.parse()) else {
            return;
        };
        let Description {
            name,
            verb,
            counts,
            conflict,
        } = describe(operation, id);
        let Some(verb) = verb.filter(|_| counts.is_some_and(|counts| counts.total == 1)) else {
            return;
        };
        if conflict {
            let name = format::quoted(&name);
            let text = match verb {
                Verb::Undo => format!("{name} was changed by others since, and stays as it is."),
                // The field in which it was typed has it, beside theirs.
                _ => format!("{name} was changed by others meanwhile. Your text is not saved yet."),
            };
            return self.notify(ToastKind::Correction, &text, None);
        }
        let text = format!(
            "{} could not be {}: {}",
            format::quoted(&name),
            verb.done(),
            format::lower_first(&reason.message)
        );
        let offer = match verb {
            // It is where it was to go.
            Verb::Delete => Offer::Retry(operation),
            _ if reason.code == Refusal::Deleted.code() => Offer::Restore(operation),
            _ => Offer::Retry(operation),
        };
        self.notify(ToastKind::Failure, &text, Some(offer));
    }

    /// An item that was reported as failed was done after all.
    fn recovered(
        &mut self,
        operation: OperationId,
        target: &str,
        describe: impl Fn(OperationId, VideoId) -> Description,
        conflicts: impl Fn(OperationId) -> usize,
    ) {
        let Ok(id) = target.parse() else { return };
        let Description { name, counts, .. } = describe(operation, id);
        self.toasts.remove_retry(operation);
        let Some(bulk) = self.bulks.get(operation) else {
            let name = format::quoted(&name);
            let text = format!("The change to {name} was saved after all.");
            return self.notify(ToastKind::Success, &text, None);
        };
        let counts = counts.unwrap_or_else(|| bulk.all_done());
        if counts.under_way() == 0 {
            self.finished(operation, counts, conflicts(operation));
        }
    }

    /// Every item of an operation has come to an end. One that is no bulk operation has had its notice
    /// already.
    fn finished(&mut self, operation: OperationId, counts: Counts, conflicts: usize) {
        let Some(bulk) = self.bulks.get(operation) else {
            return;
        };
        let verb = bulk.verb;
        self.toasts.set_undoable(operation, counts.done);
        let count = format::count;
        let (done, total) = (count(counts.done), count(counts.total));
        let mut text = format!("{done} of {total} {}", verb.done());
        for (number, what) in [
            (conflicts, "changed by others since"),
            (counts.refused.saturating_sub(conflicts), "refused"),
            (counts.failed, "failed"),
            (counts.cancelled, "cancelled"),
        ] {
            if number > 0 {
                text.push_str(&format!(", {} {what}", count(number)));
            }
        }
        if counts.need_user() > conflicts {
            self.toasts
                .show(ToastKind::Failure, &text, Some(Offer::Retry(operation)));
        } else {
            self.toasts.remove_retry(operation);
            if conflicts > 0 {
                self.toasts.show(ToastKind::Correction, &text, None);
            }
        }
        self.say(text);
    }
}

#[cfg(test)]
mod tests {
    use optimist::Key;

    use super::*;

    const OPERATION: OperationId = OperationId(Key(1));
    const VIDEO: &str = "00000000-0000-0000-0000-000000000007";

    fn folded(bulk: bool, counts: Counts, events: &[Event]) -> Feedback {
        let mut feedback = Feedback::default();
        if bulk {
            feedback.bulks.show(OPERATION, Verb::Delete, 100, 0.0);
        }
        for event in events {
            let describe = |_, _| Description {
                name: "Traits".into(),
                verb: Some(Verb::Delete),
                counts: Some(counts),
                conflict: false,
            };
            feedback.fold(event, describe, |_| 0);
        }
        feedback
    }

    fn reason() -> Reason {
        Reason::new("conflict", "The server cannot do this right now.")
    }

    fn refused() -> Event {
        Event::Refused {
            operation: OPERATION,
            target: VIDEO.into(),
            reason: reason(),
        }
    }

    fn failed() -> Event {
        Event::Failed {
            operation: OPERATION,
            target: VIDEO.into(),
            reason: reason(),
        }
    }

    fn recovered() -> Event {
        Event::Recovered {
            operation: OPERATION,
            target: VIDEO.into(),
        }
    }

    fn finished(counts: Counts) -> Event {
        Event::Finished {
            operation: OPERATION,
            name: "change",
            counts,
        }
    }

    fn counts(done: usize, refused: usize, failed: usize) -> Counts {
        Counts {
            total: done + refused + failed,
            done,
            refused,
            failed,
            ..Counts::default()
        }
    }

    fn toasts(feedback: &Feedback) -> Vec<(ToastKind, &str)> {
        let toasts = feedback.toasts.iter();
        toasts.map(|toast| (toast.kind, &*toast.text)).collect()
    }

    #[test]
    fn a_refusal_names_the_video_and_the_reason() {
        let feedback = folded(false, counts(0, 1, 0), &[refused()]);
        let text = "“Traits” could not be deleted: the server cannot do this right now.";
        assert_eq!(toasts(&feedback), [(ToastKind::Failure, text)]);
        let offer = feedback.toasts.iter().next().map(|toast| &toast.offer);
        assert_eq!(offer, Some(&Some(Offer::Retry(OPERATION))));
    }

    #[test]
    fn a_bulk_operation_ends_with_one_sentence() {
        let counts = counts(97, 3, 0);
        let feedback = folded(true, counts, &[refused(), finished(counts)]);
        let text = "97 of 100 deleted, 3 refused";
        assert_eq!(&*feedback.spoken.1, text);
        assert_eq!(toasts(&feedback), [(ToastKind::Failure, text)]);
    }

    #[test]
    fn what_others_have_changed_is_no_failure_to_try_again() {
        let mut feedback = Feedback::default();
        feedback.bulks.show(OPERATION, Verb::Undo, 20, 0.0);
        let finished = finished(counts(18, 2, 0));
        let describe = |_, _| unreachable!("the end describes no single one");
        feedback.fold(&finished, describe, |_| 2);
        let text = "18 of 20 put back, 2 changed by others since";
        assert_eq!(toasts(&feedback), [(ToastKind::Correction, text)]);
        assert!(feedback.toasts.iter().all(|toast| toast.offer.is_none()));
        feedback.fold(&finished, describe, |_| 1);
        let text = "18 of 20 put back, 1 changed by others since, 1 refused";
        assert!(toasts(&feedback).contains(&(ToastKind::Failure, text)));
    }

    #[test]
    fn a_failure_that_was_none_is_taken_back() {
        let feedback = folded(false, counts(0, 0, 1), &[failed(), recovered()]);
        let text = "The change to “Traits” was saved after all.";
        assert_eq!(toasts(&feedback), [(ToastKind::Success, text)]);

        let feedback = folded(
            true,
            counts(100, 0, 0),
            &[failed(), finished(counts(99, 0, 1)), recovered()],
        );
        assert_eq!(toasts(&feedback), []);
        assert_eq!(&*feedback.spoken.1, "100 of 100 deleted");
    }

    #[test]
    fn a_correction_says_what_became_of_it_and_why() {
        let correction = optimist::Correction {
            field: "title".into(),
            wanted: "A  b".into(),
            actual: "A b".into(),
            why: "The server tidies spaces.".into(),
        };
        let event = Event::Corrected {
            operation: OPERATION,
            target: VIDEO.into(),
            correction,
        };
        let feedback = folded(false, Counts::default(), &[event]);
        let text = "The title “A  b” became “A b”: the server tidies spaces.";
        assert_eq!(toasts(&feedback), [(ToastKind::Correction, text)]);
    }

    #[test]
    fn what_is_not_stored_is_said_until_it_is() {
        let full = || Event::StorageFailed(Reason::new("quota", "The storage is full."));
        let feedback = folded(false, Counts::default(), &[full()]);
        let banners: Vec<&Banner> = feedback.banners.iter().collect();
        assert_eq!(banners, [&Banner::NotStored("The storage is full.".into())]);
        let feedback = folded(false, Counts::default(), &[full(), Event::StorageRecovered]);
        assert_eq!(feedback.banners.iter().count(), 0);
        assert_eq!(toasts(&feedback), []);
    }
}
