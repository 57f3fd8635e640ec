//! Short notices: at most one of each kind, the newest; what must not be missed stays elsewhere.

use std::rc::Rc;

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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offer {
    /// Take back the newest so many steps.
    Undo(usize),
    /// Try again what failed.
    Retry(shared::VideoId),
}

/// Longest text of a notice, in characters.
const MAX_CHARS: usize = 140;

impl Toasts {
    /// Those on screen, oldest first.
    pub fn iter(&self) -> impl Iterator<Item = &Toast> {
        self.shown.iter()
    }

    /// Shows a notice in place of the last one of its kind.
    pub fn show(&mut self, kind: ToastKind, text: &str, offer: Option<Offer>) {
        self.next += 1;
        let toast = Toast {
            number: self.next,
            kind,
            text: shortened(text).into(),
            offer,
        };
        let shown = Rc::make_mut(&mut self.shown);
        shown.retain(|toast| toast.kind != kind);
        shown.push(toast);
    }

    /// Takes a notice off the screen.
    pub fn dismiss(&mut self, number: u64) {
        if self.shown.iter().any(|toast| toast.number == number) {
            Rc::make_mut(&mut self.shown).retain(|toast| toast.number != number);
        }
    }

    /// Takes off what offers the same as `offer` would.
    pub fn retract(&mut self, matches: impl Fn(Offer) -> bool) {
        if self.shown.iter().any(|toast| toast.offer.is_some_and(&matches)) {
            Rc::make_mut(&mut self.shown).retain(|toast| !toast.offer.is_some_and(&matches));
        }
    }
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= MAX_CHARS {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(MAX_CHARS - 1).collect();
    short.push('…');
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_notice_of_a_kind_replaces_the_first() {
        let mut toasts = Toasts::default();
        toasts.show(ToastKind::Success, "a", Some(Offer::Undo(1)));
        toasts.show(ToastKind::Failure, "b", None);
        toasts.show(ToastKind::Success, "c", None);
        let texts: Vec<&str> = toasts.iter().map(|toast| &*toast.text).collect();
        assert_eq!(texts, ["b", "c"]);
    }

    #[test]
    fn dismissing_an_old_notice_leaves_its_successor() {
        let mut toasts = Toasts::default();
        toasts.show(ToastKind::Success, "a", None);
        let old = toasts.iter().map(|toast| toast.number).next();
        toasts.show(ToastKind::Success, "b", None);
        toasts.dismiss(old.unwrap_or_default());
        assert_eq!(toasts.iter().count(), 1);
    }

    #[test]
    fn long_texts_are_cut_at_a_character() {
        let mut toasts = Toasts::default();
        toasts.show(ToastKind::Success, &"ü".repeat(300), None);
        assert!(toasts.iter().all(|toast| toast.text.chars().count() == MAX_CHARS));
    }
}
