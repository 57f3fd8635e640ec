//! What an entry says of itself.

use super::Entry;
use crate::{feedback::Verb, format};

impl Entry {
    /// As in "rename “A”", "delete 3 videos".
    pub fn label(&self) -> String {
        let verb = self.verb.name();
        // A move of one may have its neighbours give way.
        match &*self.what {
            "" => format!("{verb} {}", format::counted(self.done(), "video")),
            what => format!("{verb} {what}"),
        }
    }

    /// What it has done, as a sentence.
    pub fn sentence(&self) -> String {
        self.with(self.verb.did())
    }

    /// The same while it is under way.
    pub fn running(&self) -> String {
        self.with(self.verb.doing())
    }

    /// The same where it could not be done.
    pub fn failed(&self) -> String {
        match &*self.what {
            "" => format!("No video {}", self.verb.done()),
            what => format!("{what} could not be {}{}", self.verb.done(), self.given()),
        }
    }

    fn with(&self, verb: &str) -> String {
        let elsewhere = match self.verb {
            Verb::SetCourse => " to another course",
            _ => "",
        };
        match &*self.what {
            "" => format!("{verb} {}{elsewhere}", format::counted(self.total, "video")),
            what => format!("{verb} {what}{elsewhere}{}", self.given()),
        }
    }

    fn given(&self) -> String {
        match &*self.to {
            "" => String::new(),
            to => format!(" to {to}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::entry::tests::{entry, video},
        *,
    };

    #[test]
    fn it_says_what_it_did() {
        let mut one = entry(1, 1);
        one.to = "“B”".into();
        assert_eq!(one.sentence(), "Renamed “A” to “B”");
        assert_eq!(one.label(), "rename “A”");
        assert_eq!(one.failed(), "“A” could not be renamed to “B”");
        one.verb = Verb::SetCourse;
        one.to = "".into();
        assert_eq!(one.running(), "Moving “A” to another course");
        let mut many = entry(2, 1_200);
        many.not_done = vec![video(1)];
        assert_eq!(many.sentence(), "Renamed 1,200 videos");
        assert_eq!(many.label(), "rename 1,199 videos");
    }
}
