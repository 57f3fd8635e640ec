//! Short notices: the newest of each sort; what must not be missed stays elsewhere.

use std::rc::Rc;

use optimist::OperationId;
use shared::{VideoId, text::shortened};

use super::Verb;
use crate::l10n;

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
    /// What its buttons do.
    pub offers: Vec<Offer>,
    /// The operation whose outcome it tells, and what it says until that is known.
    running: Option<(OperationId, Rc<str>)>,
}

impl Toast {
    /// The steps that it offers to take back.
    pub fn undo(&self) -> &[UndoOffer] {
        let steps = self.offers.iter().find_map(|offer| match offer {
            Offer::Undo(steps) => Some(&steps[..]),
            _ => None,
        });
        steps.unwrap_or_default()
    }

    /// The operations whose outcome it tells.
    pub fn operations(&self) -> impl Iterator<Item = OperationId> {
        let steps = self.undo().iter().map(|step| step.operation);
        steps.chain(self.running.iter().map(|(operation, _)| *operation))
    }

    /// What it says as long as one of them is under way.
    pub fn while_running(&self) -> Option<String> {
        if let Some((_, text)) = &self.running {
            return Some(text.to_string());
        }
        let verb = self.undo().last().filter(|_| is_undo(self))?.verb;
        Some(match only(self.undo()) {
            Ok((name, "")) => l10n::change_doing(name, verb.code()),
            Ok((name, to)) => l10n::change_doing_to(name, to, verb.code()),
            Err(count) => verb.doing(count),
        })
    }
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
    /// There was nothing to do.
    Note,
}

impl ToastKind {
    /// Its name in the page.
    pub fn name(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Failure => "failure",
            Self::Correction => "correction",
            Self::Note => "note",
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
    /// Show the author's order, and this video in it.
    ShowOrder(VideoId),
}

/// One thing that can be taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UndoOffer {
    /// The operation that did it.
    pub operation: OperationId,
    /// What it did.
    pub verb: Verb,
    /// To what: a name in quotation marks; of many, nothing.
    pub what: Rc<str>,
    /// The course into which one went, in quotation marks; else nothing.
    pub to: Rc<str>,
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

    /// Shows a notice in place of the last one of its sort: what was done and can be taken back,
    /// another outcome, a correction.
    pub fn show(&mut self, kind: ToastKind, text: &str, offers: Vec<Offer>) {
        self.push(kind, text, offers, None);
    }

    /// Shows how an operation has ended, once it has; until then, that it is `running`.
    pub fn show_outcome(&mut self, operation: OperationId, running: &str, text: &str) {
        let running = Some((operation, running.into()));
        self.push(ToastKind::Success, text, Vec::new(), running);
    }

    fn push(
        &mut self,
        kind: ToastKind,
        text: &str,
        offers: Vec<Offer>,
        running: Option<(OperationId, Rc<str>)>,
    ) {
        self.next += 1;
        let toast = Toast {
            number: self.next,
            kind,
            text: shortened(text, MAX_CHARS).into(),
            offers,
            running,
        };
        let shown = Rc::make_mut(&mut self.shown);
        let sort = |toast: &Toast| (toast.kind == ToastKind::Correction, is_undo(toast));
        shown.retain(|before| sort(before) != sort(&toast));
        shown.push(toast);
    }

    /// Offers to take something back, together with what of its kind is still offered and can be taken
    /// back, as `can_undo` says: the history does not remember everything.
    pub fn offer_undo(&mut self, step: UndoOffer, can_undo: impl Fn(OperationId) -> bool) {
        let mut steps = self.offered();
        steps.retain(|other| other.verb == step.verb && can_undo(other.operation));
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
        step.what = Rc::default();
        steps.retain(|step| step.count > 0);
        self.offer(steps);
    }

    /// Takes a notice off the screen.
    pub fn dismiss(&mut self, number: u64) {
        self.remove(|toast| toast.number == number);
    }

    /// Takes off what was told of an outcome and offers nothing: it is true no more.
    pub fn remove_outcome(&mut self) {
        self.remove(|toast| toast.kind == ToastKind::Success && toast.offers.is_empty());
    }

    /// Takes off the outcome of this operation: it has another one.
    pub fn remove_outcome_of(&mut self, operation: OperationId) {
        self.remove(|toast| {
            toast
                .running
                .as_ref()
                .is_some_and(|(of, _)| *of == operation)
        });
    }

    /// Takes off what was told of the history as it was: it has gone on.
    pub fn remove_notes(&mut self) {
        self.remove(|toast| toast.kind == ToastKind::Note);
    }

    /// Takes off why nothing moves in the order shown: another order is shown.
    pub fn remove_show_order(&mut self) {
        let is_offer = |offer: &Offer| matches!(offer, Offer::ShowOrder(_));
        self.remove(|toast| toast.offers.iter().any(is_offer));
    }

    /// Takes off the offer to try this operation again, in whichever way.
    pub fn remove_retry(&mut self, operation: OperationId) {
        let offers = [Offer::Retry(operation), Offer::Restore(operation)];
        self.remove(|toast| toast.offers.iter().any(|it| offers.contains(it)));
    }

    /// Offers to take back only what can still be, as `can_undo` says.
    pub fn retain_undo(&mut self, can_undo: impl Fn(OperationId) -> bool) {
        let mut steps = self.offered();
        let before = steps.len();
        steps.retain(|step| can_undo(step.operation));
        if steps.len() < before {
            self.offer(steps);
        }
        let can_undo_any = |offer: &Offer| match offer {
            Offer::Undo(steps) => steps.iter().any(|step| can_undo(step.operation)),
            Offer::Retry(_) | Offer::Restore(_) | Offer::ShowOrder(_) => true,
        };
        if !self
            .shown
            .iter()
            .flat_map(|toast| &toast.offers)
            .all(can_undo_any)
        {
            for toast in Rc::make_mut(&mut self.shown) {
                toast.offers.retain(can_undo_any);
            }
        }
    }

    /// Takes this operation out of what is offered to be taken back, to be offered elsewhere.
    pub fn take_step(&mut self, operation: OperationId) -> Option<UndoOffer> {
        let mut steps = self.offered();
        let at = steps.iter().position(|step| step.operation == operation)?;
        let step = steps.remove(at);
        self.offer(steps);
        Some(step)
    }

    fn offered(&self) -> Vec<UndoOffer> {
        let offered = self.shown.iter().find(|toast| is_undo(toast));
        offered.map_or_else(Vec::new, |toast| toast.undo().to_vec())
    }

    fn offer(&mut self, steps: Vec<UndoOffer>) {
        let Some(verb) = steps.last().map(|step| step.verb) else {
            return self.remove(is_undo);
        };
        let text = match only(&steps) {
            Ok((name, "")) => l10n::change_done(name, verb.code()),
            Ok((name, to)) => l10n::change_done_to(name, to, verb.code()),
            Err(count) => verb.done(count),
        };
        let offer = Offer::Undo(Rc::new(steps));
        self.show(ToastKind::Success, &text, vec![offer]);
    }

    fn remove(&mut self, which: impl Fn(&Toast) -> bool) {
        if self.shown.iter().any(&which) {
            Rc::make_mut(&mut self.shown).retain(|toast| !which(toast));
        }
    }
}

/// Does the notice tell of what was done, and offer to take it back?
fn is_undo(toast: &Toast) -> bool {
    toast.kind == ToastKind::Success && !toast.undo().is_empty()
}

/// The name of the one video that the steps are about, and into which course it went; else how many they are about.
fn only(steps: &[UndoOffer]) -> Result<(&str, &str), usize> {
    match steps {
        [step] if !step.what.is_empty() => Ok((&step.what, &step.to)),
        _ => Err(steps.iter().map(|step| step.count).sum()),
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
            verb: Verb::Delete,
            what: what.into(),
            to: Rc::default(),
            count,
        }
    }

    #[test]
    fn the_newest_outcome_stands_beside_the_newest_correction() {
        let mut toasts = Toasts::default();
        toasts.show(ToastKind::Success, "a", Vec::new());
        toasts.show(ToastKind::Correction, "b", Vec::new());
        toasts.show(ToastKind::Failure, "c", Vec::new());
        assert_eq!(texts(&toasts), ["b", "c"]);
        toasts.show(ToastKind::Correction, "d", Vec::new());
        assert_eq!(texts(&toasts), ["c", "d"]);
    }

    #[test]
    fn an_undo_stays_on_offer_beside_another_notice() {
        let mut toasts = Toasts::default();
        toasts.offer_undo(step(1, "10 videos", 10), |_| true);
        toasts.show(ToastKind::Success, "Report of 10 videos copied", Vec::new());
        toasts.show(ToastKind::Success, "Report of 20 videos copied", Vec::new());
        let expected = ["10 videos deleted", "Report of 20 videos copied"];
        assert_eq!(texts(&toasts), expected);
        toasts.offer_undo(step(2, "5 videos", 5), |_| true);
        let expected = ["Report of 20 videos copied", "15 videos deleted"];
        assert_eq!(texts(&toasts), expected);
        toasts.offer_undo(step(3, "2 videos", 2), |operation| operation.0 != Key(1));
        let expected = ["Report of 20 videos copied", "7 videos deleted"];
        assert_eq!(texts(&toasts), expected, "one was forgotten");
    }

    #[test]
    fn what_else_happens_leaves_the_undo_of_what_was_deleted() {
        let mut toasts = Toasts::default();
        toasts.offer_undo(step(1, "“A”", 1), |_| true);
        toasts.offer_undo(step(2, "“B”", 1), |_| true);
        let retry = Offer::Retry(OperationId(Key(2)));
        toasts.show(ToastKind::Failure, "“B” could not be deleted", vec![retry]);
        toasts.set_undoable(OperationId(Key(2)), 0);
        let expected = ["“B” could not be deleted", "“A” deleted"];
        assert_eq!(texts(&toasts), expected);
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
        toasts.show(ToastKind::Success, "a", Vec::new());
        let old = toasts.iter().map(|toast| toast.number).next();
        toasts.show(ToastKind::Success, "b", Vec::new());
        toasts.dismiss(old.unwrap_or_default());
        assert_eq!(texts(&toasts), ["b"]);
    }

    #[test]
    fn long_texts_are_cut_at_a_letter() {
        let mut toasts = Toasts::default();
        toasts.show(ToastKind::Success, &"ü".repeat(300), Vec::new());
        assert!(
            toasts
                .iter()
                .all(|toast| toast.text.chars().count() == MAX_CHARS)
        );
    }
}
