//! How the library's events become what the user is told: a fold, event by event.

use std::rc::Rc;

use optimist::{Counts, Event, OperationId, Reason};
use shared::{Refusal, VideoId};

use super::{Banner, Feedback, Offer, ToastKind, Verb};
use crate::{format, l10n, reasons};

/// What the fold has to know, and only its caller can say.
pub trait Known {
    /// Describes an operation and one of its videos.
    fn describe(&self, operation: OperationId, video: VideoId) -> Description;
    /// How many items of an operation were not done since others have changed them meanwhile.
    fn conflicts(&self, operation: OperationId) -> usize;
    /// What an operation has taken back or done again, as a sentence; told once.
    fn went(&self, operation: OperationId) -> Option<String>;
    /// What was done by an operation over one video, as a sentence, if it was asked for here.
    fn done(&self, operation: OperationId) -> Option<String>;
}

/// An operation's item.
#[derive(Clone, Debug, PartialEq)]
pub struct Description {
    /// The video's name.
    pub name: Rc<str>,
    /// What was to be done to it, as long as the library knows the operation.
    pub verb: Option<Verb>,
    /// What was typed for it: another title in quotation marks, a duration.
    pub to: Option<String>,
    /// How many items of the operation are in each state, as long as the library knows it: it
    /// forgets one whose only item is done.
    pub counts: Option<Counts>,
    /// Was it not done since others have changed the video meanwhile?
    pub conflict: bool,
}

impl Feedback {
    /// Takes an event in.
    pub fn fold(&mut self, event: &Event, known: &dyn Known) {
        match event {
            // Who takes something back sees it go.
            Event::Issued { .. } | Event::Cancelled { .. } => {}
            Event::Refused {
                operation,
                target,
                reason,
            } => {
                self.failed(*operation, target, reason, known);
                self.toasts.remove_outcome_of(*operation);
                if self.bulks.get(*operation).is_none() {
                    self.toasts.set_undoable(*operation, 0);
                }
            }
            Event::Failed {
                operation,
                target,
                reason,
            }
            | Event::Unsure {
                operation,
                target,
                reason,
            } => self.failed(*operation, target, reason, known),
            Event::Recovered { operation, target } => {
                self.recovered(*operation, target, known);
            }
            Event::Corrected { correction, .. } => {
                let actual = format::quoted(&correction.actual);
                let why = format::after_colon(&correction.why);
                let words = str::split_whitespace;
                // Two texts that look the same would explain nothing.
                let text = match words(&correction.wanted).eq(words(&correction.actual)) {
                    true => l10n::notice_corrected_spaces(&actual, &correction.field, &why),
                    false => {
                        let wanted = format::quoted(&correction.wanted);
                        l10n::notice_corrected(&actual, &correction.field, &wanted, &why)
                    }
                };
                self.notify(ToastKind::Correction, &text, None);
            }
            Event::Finished {
                operation, counts, ..
            } => self.finished(*operation, *counts, known),
            Event::SignInNeeded => {
                self.banners.show(Banner::SignedOut);
                self.say(l10n::notice_signed_out());
            }
            Event::StorageFailed(reason) => {
                self.banners.show(Banner::NotStored(reason.clone()));
                self.say(l10n::notice_not_stored());
            }
            Event::StorageRecovered => {
                if self.banners.remove("not-stored") {
                    self.say(l10n::notice_stored());
                }
            }
            Event::HistoryChanged(_) => {
                self.notify(ToastKind::Correction, l10n::notice_server_restored(), None);
            }
            // The view is right again: there is nothing for the user to do.
            Event::Repaired { .. } => {}
        }
    }

    /// An item was refused, or its outcome could not be learned. The end of a bulk operation reports
    /// those of all its items.
    fn failed(&mut self, operation: OperationId, target: &str, reason: &Reason, known: &dyn Known) {
        let (None, Ok(id)) = (self.bulks.get(operation), target.parse()) else {
            return;
        };
        let Description {
            name,
            verb,
            to,
            counts,
            conflict,
        } = known.describe(operation, id);
        let Some(verb) = verb.filter(|_| counts.is_some_and(|counts| counts.total == 1)) else {
            return;
        };
        // Where it was moved to, it is not.
        self.spoken.end(operation);
        let name = format::quoted(&name);
        if conflict {
            let text = match verb {
                _ if reason.code == Refusal::NotFound.code() => l10n::notice_gone(&name),
                _ if reason.code == Refusal::CourseNotFound.code() => {
                    l10n::notice_course_gone(&name)
                }
                Verb::Undo => l10n::notice_stays(&name),
                // The field in which it was typed has it, beside theirs.
                _ => l10n::notice_not_saved(&name),
            };
            return self.notify(ToastKind::Correction, &text, None);
        }
        let why = format::after_colon(&reasons::said(reason));
        let text = match to {
            Some(to) => l10n::change_failed_to_why(&name, &to, verb.code(), &why),
            None => l10n::change_failed_why(&name, verb.code(), &why),
        };
        let offer = match verb {
            // It is where it was to go.
            Verb::Delete => Offer::Retry(operation),
            _ if reason.code == Refusal::Deleted.code() => Offer::Restore(operation),
            _ => Offer::Retry(operation),
        };
        self.notify(ToastKind::Failure, &text, Some(offer));
    }

    /// An item that was reported as failed was done after all.
    fn recovered(&mut self, operation: OperationId, target: &str, known: &dyn Known) {
        let Ok(id) = target.parse() else { return };
        let Description { name, counts, .. } = known.describe(operation, id);
        self.toasts.remove_retry(operation);
        let Some(bulk) = self.bulks.get(operation) else {
            let text = l10n::notice_recovered(&format::quoted(&name));
            return self.notify(ToastKind::Success, &text, None);
        };
        let counts = counts.unwrap_or_else(|| bulk.all_done());
        if counts.under_way() == 0 {
            self.finished(operation, counts, known);
        }
    }

    /// Every item of an operation has come to an end. One that is no bulk operation has had its notice
    /// already.
    fn finished(&mut self, operation: OperationId, counts: Counts, known: &dyn Known) {
        let went = known.went(operation).filter(|_| counts.done > 0);
        let Some(bulk) = self.bulks.get(operation) else {
            let done = went.or_else(|| known.done(operation).filter(|_| counts.done > 0));
            if let Some(text) = done {
                self.spoken.end(operation);
                self.say(text);
            }
            return;
        };
        let (verb, conflicts) = (bulk.verb, known.conflicts(operation));
        self.spoken.end(operation);
        self.toasts.set_undoable(operation, counts.done);
        let text = l10n::change_ended(
            counts.cancelled,
            conflicts,
            counts.done,
            counts.failed,
            counts.refused.saturating_sub(conflicts),
            counts.total,
            verb.code(),
        );
        if counts.need_user() > conflicts {
            // One notice for one operation: what was done of it can be taken back there.
            let step = self.toasts.take_step(operation);
            let undo = step.map(|step| Offer::Undo(Rc::new(vec![step])));
            let offers = [Some(Offer::Retry(operation)), undo];
            let offers = offers.into_iter().flatten().collect();
            self.toasts.show(ToastKind::Failure, &text, offers);
        } else {
            self.toasts.remove_retry(operation);
            if conflicts > 0 {
                self.toasts.show(ToastKind::Correction, &text, Vec::new());
            }
        }
        self.say(match went {
            Some(went) => format!("{went}. {text}"),
            None => text,
        });
    }
}

#[cfg(test)]
mod tests;
