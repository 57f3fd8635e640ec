//! What happened in a run: a hash of everything, and the last steps in words for whoever asks.

use std::collections::VecDeque;

/// So many lines are kept, where `OPTIMIST_LINES` says nothing else.
const KEPT: usize = 400;

/// The record of one run.
pub(super) struct Trace {
    hash: u64,
    words: Option<VecDeque<String>>,
    kept: usize,
}

impl Trace {
    pub(super) fn new(in_words: bool) -> Self {
        Self {
            hash: 0xcbf2_9ce4_8422_2325,
            words: in_words.then(VecDeque::new),
            kept: match in_words {
                true => super::number("OPTIMIST_LINES").map_or(KEPT, |lines| lines as usize),
                false => KEPT,
            },
        }
    }

    /// Something happened; `words` are asked for only where somebody reads them.
    pub(super) fn note<const N: usize>(&mut self, facts: [u64; N], words: impl FnOnce() -> String) {
        for fact in facts {
            self.hash = (self.hash ^ fact)
                .wrapping_mul(0x0000_0100_0000_01b3)
                .rotate_left(23);
        }
        if let Some(lines) = &mut self.words {
            lines.push_back(words());
            if lines.len() > self.kept {
                lines.pop_front();
            }
        }
    }

    pub(super) fn hash(&self) -> u64 {
        self.hash
    }

    pub(super) fn in_words(&self) -> String {
        let lines = self.words.iter().flatten();
        lines.fold(String::new(), |text, line| text + line + "\n")
    }
}
