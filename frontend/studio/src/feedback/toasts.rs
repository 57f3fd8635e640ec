//! Short notices: at most one of each kind, the newest, besides the offer to undo; what must not be
//! missed stays elsewhere.

use std::rc::Rc;

use optimist::OperationId;
use shared::text::shortened;

use super::Verb;
use crate::format;

/// The notices on screen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Toasts {
    shown: Rc<Vec<Toast>>,
    next: u64,
}

/// One notice.
#[derive(Clone, Debug, PartialEq)]
pub struct Toast {
    /// Tells it from those before it.
    pub number: u64,
    /// What it reports.
    pub kind: ToastKind,
    /// A sentence of at most 140 characters.
    pub text: Rc<str>,
    /// What its button does.
    pub offer: Option<Offer>,
}

/// What a notice reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ToastKind {
    /// Something was done.
    Success,
    /// Something was refused or did not work.
    Failure,
    /// The server made something else of it.
    Correction,
}

impl ToastKind {
    /// Its name in the page.
    pub fn name(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Failure => "failure",
            Self::Correction => "correction",
        }
    }
}

/// What a notice offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Offer {
    /// Take these back.
    Undo(Rc<Vec<UndoOffer>>),
    /// Try again what failed in this operation.
    Retry(OperationId),
    /// Restore what others have deleted, and do this operation to it.
    Restore(OperationId),
}

/// One thing that can be taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UndoOffer {
    /// The operation that did it.
    pub operation: OperationId,
    /// To what: a name in quotation marks, or a count.
    pub what: Rc<str>,
    /// To how many videos.
    pub count: usize,
}

/// Longest text of a notice, in letters.
const MAX_CHARS: usize = 140;

impl Toasts {
    /// Those on screen, oldest first.
    pub fn iter(&self) -> impl Iterator<Item = &Toast> {
        self.shown.iter()
    }

    /// One of them.
    pub fn get(&self, number: u64) -> Option<&Toast> {
        self.shown.iter().find(|toast| toast.number == number)
    }

    /// Shows a notice in place of the last one of its kind; one that offers nothing leaves an undo
    /// on screen.
    pub fn show(&mut self, kind: ToastKind, text: &str, offer: Option<Offer>) {
        self.next += 1;
        let offers = offer.is_some();
        let toast = Toast {
            number: self.next,
            kind,
            text: shortened(text, MAX_CHARS).into(),
            offer,
        };
        let shown = Rc::make_mut(&mut self.shown);
        let stays = |toast: &Toast| !offers && matches!(toast.offer, Some(Offer::Undo(_)));
        shown.retain(|toast| toast.kind != kind || stays(toast));
        shown.push(toast);
    }

    /// Offers to take a delete back, together with those that are still offered and that can be taken
    /// back, as `can_undo` says: the history does not remember everything.
    pub fn offer_undo(&mut self, step: UndoOffer, can_undo: impl Fn(OperationId) -> bool) {
        let mut steps = self.offered();
        steps.retain(|step| can_undo(step.operation));
        steps.push(step);
        self.offer(steps);
    }

    /// So many videos of the operation can be taken back: its offer says so, or goes.
    pub fn set_undoable(&mut self, operation: OperationId, count: usize) {
        let mut steps = self.offered();
        let Some(step) = steps.iter_mut().find(|step| step.operation == operation) else {
            return;
        };
        if count == step.count {
            return;
        }
        step.count = count;
        step.what = format::counted(count, "video").into();
        steps.retain(|step| step.count > 0);
        self.offer(steps);
    }

    /// Takes a notice off the screen.
    pub fn dismiss(&mut self, number: u64) {
        self.remove(|toast| toast.number == number);
    }

    /// Takes off the offer to try this operation again, in whichever way.
    pub fn remove_retry(&mut self, operation: OperationId) {
        let offers = [Offer::Retry(operation), Offer::Restore(operation)];
        self.remove(|toast| toast.offer.as_ref().is_some_and(|it| offers.contains(it)));
    }

    fn offered(&self) -> Vec<UndoOffer> {
        let offered = self.shown.iter().find_map(|toast| match &toast.offer {
            Some(Offer::Undo(steps)) => Some(steps.to_vec()),
            _ => None,
        });
        offered.unwrap_or_default()
    }

    fn offer(&mut self, steps: Vec<UndoOffer>) {
        let done = Verb::Delete.done();
        let text = match &steps[..] {
            [] => return self.remove(|toast| matches!(toast.offer, Some(Offer::Undo(_)))),
            [step] => format!("{} {done}", step.what),
            steps => format!(
                "{} {done}",
                format::counted(steps.iter().map(|step| step.count).sum(), "video")
            ),
        };
        self.show(ToastKind::Success, &text, Some(Offer::Undo(Rc::new(steps))));
    }

    fn remove(&mut self, which: impl Fn(&Toast) -> bool) {
        if self.shown.iter().any(&which) {
            Rc::make_mut(&mut self.shown).retain(|toast| !which(toast));
        }
    }
}

#[cfg(test)]
mod tests {
    use optimist::Key;

    use super::*;

    fn texts(toasts: &Toasts) -> Vec<&str> {
        toasts.iter().map(|toast| &*toast.text).collect()
    }

    fn step(n: u128, what: &str, count: usize) -> UndoOffer {
        UndoOffer {
            operation: OperationId(Key(n)),
            what: what.into(),
            count,
        }
    }

    #[test]
    fn a_second_notice_of_a_kind_replaces_the_first() {
        let mut toasts = Toasts::default();
        toasts.show(ToastKind::Success, "a", None);
        toasts.show(ToastKind::Failure, "b", None);
        toasts.show(ToastKind::Success, "c", None);
        assert_eq!(texts(&toasts), ["b", "c"]);
    }

    #[test]
    fn an_undo_stays_on_offer_beside_another_notice() {
        let mut toasts = Toasts::default();
        toasts.offer_undo(step(1, "10 videos", 10), |_| true);
        toasts.show(ToastKind::Success, "Report of 10 videos copied", None);
        toasts.show(ToastKind::Success, "Report of 20 videos copied", None);
        let expected = ["10 videos deleted", "Report of 20 videos copied"];
        assert_eq!(texts(&toasts), expected);
        toasts.offer_undo(step(2, "5 videos", 5), |_| true);
        assert_eq!(texts(&toasts), ["15 videos deleted"]);
        toasts.offer_undo(step(3, "2 videos", 2), |operation| operation.0 != Key(1));
        assert_eq!(texts(&toasts), ["7 videos deleted"], "one was forgotten");
    }

    #[test]
    fn deletes_within_a_notice_are_counted_and_a_refused_one_leaves_it() {
        let mut toasts = Toasts::default();
        toasts.offer_undo(step(1, "“Traits”", 1), |_| true);
        assert_eq!(texts(&toasts), ["“Traits” deleted"]);
        toasts.offer_undo(step(2, "10 videos", 10), |_| true);
        assert_eq!(texts(&toasts), ["11 videos deleted"]);
        toasts.set_undoable(OperationId(Key(2)), 7);
        assert_eq!(texts(&toasts), ["8 videos deleted"]);
        toasts.set_undoable(OperationId(Key(1)), 0);
        assert_eq!(texts(&toasts), ["7 videos deleted"]);
        toasts.set_undoable(OperationId(Key(2)), 0);
        assert!(texts(&toasts).is_empty());
    }

    #[test]
    fn dismissing_an_old_notice_leaves_its_successor() {
        let mut toasts = Toasts::default();
        toasts.show(ToastKind::Success, "a", None);
        let old = toasts.iter().map(|toast| toast.number).next();
        toasts.show(ToastKind::Success, "b", None);
        toasts.dismiss(old.unwrap_or_default());
        assert_eq!(texts(&toasts), ["b"]);
    }

    #[test]
    fn long_texts_are_cut_at_a_letter() {
        let mut toasts = Toasts::default();
        toasts.show(ToastKind::Success, &"ü".repeat(300), None);
        assert!(
            toasts
                .iter()
                .all(|toast| toast.text.chars().count() == MAX_CHARS)
        );
    }
}
