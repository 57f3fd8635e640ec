//! How well a text matches what somebody types, and the best of many texts.

/// Words that are looked for, folded as [`text::folded`](crate::text::folded) does it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// All that is typed, a space between two words.
    whole: String,
}

/// How well a text matches, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Quality {
    /// It is what is typed.
    Same,
    /// It begins with what is typed.
    Begins,
    /// Each word that is typed begins one of its words.
    Words,
    /// Each word that is typed occurs in it.
    Inside,
}

/// Of many things the best so many: by their quality and, where that is the same, as they come.
pub struct Best<T> {
    most: usize,
    found: [Vec<T>; 4],
    count: usize,
}

impl Wanted {
    /// The words of a folded text.
    pub fn new(folded: &str) -> Self {
        let words: Vec<&str> = folded.split_whitespace().collect();
        let whole = words.join(" ");
        Self { whole }
    }

    /// Is nothing looked for?
    pub fn is_empty(&self) -> bool {
        self.whole.is_empty()
    }

    /// How well a folded text matches; `None`: a word does not occur in it.
    pub fn quality(&self, folded: &str) -> Option<Quality> {
        let mut worst = Quality::Words;
        for word in self.whole.split(' ') {
            if !folded.contains(word) {
                return None;
            }
            if worst == Quality::Words && !begins_a_word(folded, word) {
                worst = Quality::Inside;
            }
        }
        Some(match folded.strip_prefix(&*self.whole) {
            Some("") => Quality::Same,
            Some(_) => Quality::Begins,
            None => worst,
        })
    }
}

impl<T> Best<T> {
    /// At most so many.
    pub fn new(most: usize) -> Self {
        Self {
            most,
            found: Default::default(),
            count: 0,
        }
    }

    /// One more thing, which is only made where there is room for it.
    pub fn add(&mut self, quality: Quality, thing: impl FnOnce() -> T) {
        self.count += 1;
        let alike = &mut self.found[quality as usize];
        if alike.len() < self.most {
            alike.push(thing());
        }
    }

    /// The best quality of all.
    pub fn quality(&self) -> Option<Quality> {
        use Quality::{Begins, Inside, Same, Words};
        let all = [Same, Begins, Words, Inside];
        all.into_iter()
            .find(|quality| !self.found[*quality as usize].is_empty())
    }

    /// The best ones, and how many there are beyond them.
    pub fn take(self) -> (Vec<T>, usize) {
        let found = self.found.into_iter().flatten().take(self.most);
        let found: Vec<T> = found.collect();
        let further = self.count - found.len();
        (found, further)
    }
}

/// Does one of the text's words begin so?
fn begins_a_word(text: &str, word: &str) -> bool {
    let mut places = text.match_indices(word).map(|(at, _)| at);
    places.any(|at| {
        let before = text[..at].chars().next_back();
        before.is_none_or(|before| !before.is_alphanumeric())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beginnings_come_before_insides() {
        for (typed, text, quality) in [
            ("LOOPS", "LOOPS", Some(Quality::Same)),
            ("LOO", "LOOPS AND MORE", Some(Quality::Begins)),
            ("AND LO", "LOOPS AND MORE", Some(Quality::Words)),
            ("MORE LOOPS", "LOOPS AND MORE", Some(Quality::Words)),
            ("LOOPS  AND", "LOOPS AND MORE", Some(Quality::Begins)),
            ("OOP", "LOOPS AND MORE", Some(Quality::Inside)),
            ("LOOPS ORE", "LOOPS AND MORE", Some(Quality::Inside)),
            ("LOOPS ELSE", "LOOPS AND MORE", None),
            ("2", "PART (2)", Some(Quality::Words)),
            ("2", "PART 12", Some(Quality::Inside)),
            // The first place is inside a word, and the second begins one.
            ("ON", "BONUS ON TOP", Some(Quality::Words)),
            ("ПРИ", "О ПРИРОДЕ", Some(Quality::Words)),
            ("語", "日本語", Some(Quality::Inside)),
        ] {
            assert_eq!(
                Wanted::new(typed).quality(text),
                quality,
                "{typed} in {text}"
            );
        }
        assert!(Wanted::new("  ").is_empty());
    }

    #[test]
    fn of_many_the_best_are_kept_and_the_others_counted() {
        let wanted = Wanted::new("A");
        let mut best = Best::new(3);
        for text in ["XA", "B A", "YA", "AB", "C A", "A", "ZA", "B"] {
            if let Some(quality) = wanted.quality(text) {
                best.add(quality, || text);
            }
        }
        assert_eq!(best.quality(), Some(Quality::Same));
        assert_eq!(best.take(), (vec!["A", "AB", "B A"], 4));
        assert_eq!(Best::<u8>::new(3).quality(), None);
    }
}
