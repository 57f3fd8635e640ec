//! What an entry says of itself.

use super::Entry;
use crate::l10n;

impl Entry {
    /// As in "rename “A”", "delete 3 videos".
    pub fn label(&self) -> String {
        // A move of one may have its neighbours give way.
        match self.name() {
            None => l10n::change_label_many(self.done(), self.verb.code()),
            Some(name) => l10n::change_label(&name, self.verb.code()),
        }
    }

    /// What it has done, as a sentence.
    pub fn sentence(&self) -> String {
        let what = self.verb.code();
        match (self.name(), self.given()) {
            (None, _) => l10n::change_did_many(self.total, what),
            (Some(name), None) => l10n::change_did(&name, what),
            (Some(name), Some(to)) => l10n::change_did_to(&name, &to, what),
        }
    }

    /// The same while it is under way.
    pub fn running(&self) -> String {
        let what = self.verb.code();
        match (self.name(), self.given()) {
            (None, _) => self.verb.doing(self.total),
            (Some(name), None) => l10n::change_doing(&name, what),
            (Some(name), Some(to)) => l10n::change_doing_to(&name, &to, what),
        }
    }

    /// The same where it could not be done.
    pub fn failed(&self) -> String {
        let what = self.verb.code();
        match (self.name(), self.given()) {
            (None, _) => l10n::change_failed_many(what),
            (Some(name), None) => l10n::change_failed(&name, what),
            (Some(name), Some(to)) => l10n::change_failed_to(&name, &to, what),
        }
    }

    /// It has done it, as in "“A” deleted", "“A” renamed to “B”".
    pub fn outcome_of_one(&self) -> Option<String> {
        let (name, what) = (self.name()?, self.verb.code());
        Some(match self.given() {
            None => l10n::change_done(&name, what),
            Some(to) => l10n::change_done_to(&name, &to, what),
        })
    }

    fn name(&self) -> Option<String> {
        (!self.what.is_empty()).then(|| requoted(&self.what))
    }

    fn given(&self) -> Option<String> {
        (!self.to.is_empty()).then(|| requoted(&self.to))
    }
}

/// What is kept in quotation marks, in those of the reader's language.
fn requoted(text: &str) -> String {
    let inner = text.strip_prefix(['“', '„']);
    match inner.and_then(|it| it.strip_suffix(['”', '“'])) {
        Some(inner) => l10n::quoted(inner),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::entry::tests::{entry, video},
        *,
    };
    use crate::feedback::Verb;

    #[test]
    fn it_says_what_it_did() {
        let mut one = entry(1, 1);
        one.to = "“B”".into();
        assert_eq!(one.sentence(), "Renamed “A” to “B”");
        assert_eq!(one.label(), "rename “A”");
        assert_eq!(one.failed(), "“A” could not be renamed to “B”");
        assert_eq!(one.outcome_of_one().as_deref(), Some("“A” renamed to “B”"));
        one.verb = Verb::SetCourse;
        one.to = "".into();
        assert_eq!(one.running(), "Moving “A” to another course");
        let mut many = entry(2, 1_200);
        many.not_done = vec![video(1)];
        assert_eq!(many.sentence(), "Renamed 1,200 videos");
        assert_eq!(many.label(), "rename 1,199 videos");
    }

    #[test]
    fn german_has_its_own_words_and_order() {
        let mut one = entry(1, 1);
        l10n::speak(l10n::Language::De);
        assert_eq!(one.label(), "„A“ umbenennen");
        one.to = "“B”".into();
        assert_eq!(one.running(), "„A“ wird in „B“ umbenannt");
        assert_eq!(one.failed(), "„A“ konnte nicht in „B“ umbenannt werden");
        assert_eq!(
            one.outcome_of_one().as_deref(),
            Some("„A“ in „B“ umbenannt")
        );
        one.verb = Verb::SetDuration;
        one.to = "4:05".into();
        assert_eq!(one.sentence(), "Dauer von „A“ auf 4:05 geändert");
        let mut many = entry(2, 1_200);
        assert_eq!(many.running(), "1.200 Videos werden umbenannt");
        many.verb = Verb::SetDuration;
        assert_eq!(many.running(), "Die Dauer von 1.200 Videos wird geändert");
    }
}
