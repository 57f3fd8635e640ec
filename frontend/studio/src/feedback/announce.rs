//! How the engine's events become what the user is told: a fold, event by event.

use std::rc::Rc;

use optimist::{Counts, Event, OperationId, Reason};
use shared::VideoId;

use super::{Failure, Feedback, Offer, ToastKind, Verb};
use crate::components::format;

/// What the fold has to know of an operation's item, and only the page can tell.
#[derive(Clone, Debug, PartialEq)]
pub struct About {
    /// The video's name.
    pub name: Rc<str>,
    /// What was to be done to it.
    pub verb: Verb,
    /// Is it one of many?
    pub bulk: bool,
}

impl Feedback {
    /// Takes an event in. `about` tells of an operation and one of its videos.
    pub fn fold(&mut self, event: &Event, about: impl Fn(OperationId, Option<VideoId>) -> About) {
        match event {
            // Who takes something back sees it go.
            Event::Issued { .. } | Event::Cancelled { .. } => {}
            Event::Refused {
                operation,
                target,
                reason,
            }
            | Event::Failed {
                operation,
                target,
                reason,
            } => {
                let Ok(id) = target.parse() else { return };
                let about = about(*operation, Some(id));
                self.failed(*operation, id, reason, &about);
                if matches!(event, Event::Refused { .. }) && !about.bulk {
                    self.toasts.undone(*operation, 0);
                }
            }
            Event::Corrected { correction, .. } => {
                let text = format!(
                    "The {} {} became {}: {}",
                    correction.field,
                    quoted(&correction.wanted),
                    quoted(&correction.actual),
                    lowered(&correction.why)
                );
                self.toasts.show(ToastKind::Correction, &text, None);
                self.say(text);
            }
            Event::Finished {
                operation, counts, ..
            } => {
                let about = about(*operation, None);
                self.finished(*operation, *counts, about.verb);
            }
            Event::SignInNeeded => {
                self.warn("You are signed out. Your changes wait until you have signed in again.");
            }
            Event::StorageFailed => self.warn(
                "This browser cannot keep your changes: leave this page open until all is saved.",
            ),
            // The view is right again: there is nothing for the user to do.
            Event::Repaired { .. } => {}
        }
    }

    fn failed(&mut self, operation: OperationId, id: VideoId, reason: &Reason, about: &About) {
        let why = format!(
            "Could not be {}: {}",
            about.verb.done(),
            lowered(&reason.message)
        );
        if !about.bulk {
            let text = format!(
                "{} could not be {}: {}",
                quoted(&about.name),
                about.verb.done(),
                lowered(&reason.message)
            );
            self.toasts
                .show(ToastKind::Failure, &text, Some(Offer::Retry(operation)));
            self.say(text);
        }
        let failure = Failure {
            name: about.name.clone(),
            why: why.into(),
            operation,
        };
        self.failures.note(id, failure);
    }

    fn finished(&mut self, operation: OperationId, counts: Counts, verb: Verb) {
        if counts.to_handle() == 0 {
            self.failures.forget_operation(operation);
        }
        if self.bulks.get(operation).is_none() {
            return;
        }
        self.bulks.end(operation, counts);
        self.toasts.undone(operation, counts.done);
        let count = format::count;
        let (done, total) = (count(counts.done), count(counts.total));
        let mut text = format!("{done} of {total} {}", verb.done());
        for (number, what) in [
            (counts.refused, "refused"),
            (counts.failed, "failed"),
            (counts.cancelled, "cancelled"),
        ] {
            if number > 0 {
                text.push_str(&format!(", {} {what}", count(number)));
            }
        }
        if counts.to_handle() > 0 {
            self.toasts
                .show(ToastKind::Failure, &text, Some(Offer::Retry(operation)));
        }
        self.say(text);
    }

    fn warn(&mut self, text: &str) {
        self.toasts.show(ToastKind::Failure, text, None);
        self.say(text);
    }
}

fn quoted(name: &str) -> String {
    format!("“{name}”")
}

/// A sentence that goes on after a colon.
fn lowered(sentence: &str) -> String {
    let mut chars = sentence.chars();
    match chars.next() {
        Some(first) => std::iter::once(first.to_ascii_lowercase())
            .chain(chars)
            .collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use optimist::Key;

    use super::*;

    const OPERATION: OperationId = OperationId(Key(1));
    const VIDEO: &str = "00000000-0000-0000-0000-000000000007";

    fn told(bulk: bool, events: &[Event]) -> Feedback {
        let mut feedback = Feedback::default();
        if bulk {
            feedback.bulks.show(OPERATION, Verb::Delete, 100, 0.0);
        }
        for event in events {
            let about = |_, _| About {
                name: "Traits".into(),
                verb: Verb::Delete,
                bulk,
            };
            feedback.fold(event, about);
        }
        feedback
    }

    fn refused() -> Event {
        Event::Refused {
            operation: OPERATION,
            target: VIDEO.into(),
            reason: Reason::new("conflict", "The server cannot do this right now."),
        }
    }

    #[test]
    fn a_refusal_names_the_video_and_the_reason_and_stays() {
        let feedback = told(false, &[refused()]);
        let toast = feedback.toasts.iter().next();
        assert_eq!(
            toast.map(|toast| (&*toast.text, toast.offer.clone())),
            Some((
                "“Traits” could not be deleted: the server cannot do this right now.",
                Some(Offer::Retry(OPERATION))
            ))
        );
        assert_eq!(feedback.failures.iter().count(), 1);
    }

    #[test]
    fn a_bulk_operation_ends_with_one_sentence() {
        let counts = Counts {
            total: 100,
            done: 97,
            refused: 3,
            ..Counts::default()
        };
        let finished = Event::Finished {
            operation: OPERATION,
            name: "change",
            counts,
        };
        let feedback = told(true, &[refused(), finished]);
        assert_eq!(&*feedback.spoken.1, "97 of 100 deleted, 3 refused");
        assert_eq!(feedback.toasts.iter().count(), 1);
        assert_eq!(
            feedback.bulks.get(OPERATION).and_then(|bulk| bulk.ended),
            Some(counts)
        );
    }

    #[test]
    fn a_correction_tells_what_became_of_it_and_why() {
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
        let feedback = told(false, &[event]);
        let texts: Vec<_> = feedback
            .toasts
            .iter()
            .map(|toast| (toast.kind, &*toast.text))
            .collect();
        let text = "The title “A  b” became “A b”: the server tidies spaces.";
        assert_eq!(texts, [(ToastKind::Correction, text)]);
    }
}
