//! What a screen reader says next: each outcome once and in order, summed up where many come.

use std::{collections::VecDeque, rc::Rc};

use crate::l10n;

/// Messages that are said one by one; of more the others are counted.
const ONE_BY_ONE: usize = 4;
/// The last messages, which are remembered: more than come within a pause.
const REMEMBERED: usize = 100;

/// What was and will be said, oldest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Spoken {
    messages: Rc<VecDeque<Message>>,
    next: u64,
}

#[derive(Clone, Debug, PartialEq)]
struct Message {
    number: u64,
    /// What it is about, where a newer message about the same makes it void.
    topic: Option<&'static str>,
    text: Rc<str>,
}

impl Spoken {
    /// Says something that must not be missed.
    pub fn say(&mut self, text: impl Into<Rc<str>>) {
        self.push(None, text.into());
    }

    /// Says how something is at the moment, in place of what was to be said about the same.
    pub fn update(&mut self, topic: &'static str, text: impl Into<Rc<str>>) {
        Rc::make_mut(&mut self.messages).retain(|message| message.topic != Some(topic));
        self.push(Some(topic), text.into());
    }

    /// The number of the newest message; 0 where there is none.
    pub fn newest(&self) -> u64 {
        self.next
    }

    /// What has come since the message with this number, in a few sentences: outcomes, then how things
    /// are.
    pub fn since(&self, number: u64) -> String {
        let new = self
            .messages
            .iter()
            .filter(|message| message.number > number);
        let (states, outcomes): (Vec<&Message>, Vec<&Message>) =
            new.partition(|message| message.topic.is_some());
        let one_by_one = match outcomes.len() {
            count if count <= ONE_BY_ONE + 1 => count,
            _ => ONE_BY_ONE,
        };
        let (said, counted) = outcomes.split_at(one_by_one);
        let more = (!counted.is_empty()).then(|| l10n::said_more(counted.len()));
        let said = said.iter().chain(&states).map(|message| &*message.text);
        let mut sentences: Vec<&str> = said.collect();
        if let Some(more) = &more {
            sentences.insert(one_by_one, more);
        }
        if let [alone] = sentences[..] {
            return alone.to_owned();
        }
        let ends: Vec<&str> = sentences
            .iter()
            .map(|text| text.trim_end_matches('.'))
            .collect();
        ends.join(". ")
    }

    fn push(&mut self, topic: Option<&'static str>, text: Rc<str>) {
        self.next += 1;
        let messages = Rc::make_mut(&mut self.messages);
        messages.push_back(Message {
            number: self.next,
            topic,
            text,
        });
        if messages.len() > REMEMBERED {
            messages.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcomes_are_said_in_order_and_a_state_is_said_as_it_is_last() {
        let mut spoken = Spoken::default();
        assert_eq!(spoken.since(0), "");
        spoken.say("“A” deleted.");
        assert_eq!(spoken.since(0), "“A” deleted.");
        spoken.update("matches", "40 match");
        spoken.say("“B” deleted");
        spoken.update("matches", "4 match");
        assert_eq!(spoken.since(0), "“A” deleted. “B” deleted. 4 match");
        let said = spoken.newest();
        assert_eq!(spoken.since(said), "");
        spoken.say("“C” deleted");
        assert_eq!(spoken.since(said), "“C” deleted");
    }

    #[test]
    fn many_are_summed_up() {
        let mut spoken = Spoken::default();
        for n in 1..=5 {
            spoken.say(format!("{n}"));
        }
        assert_eq!(spoken.since(0), "1. 2. 3. 4. 5");
        spoken.say("6");
        spoken.update("order", "Sorted by title");
        assert_eq!(spoken.since(0), "1. 2. 3. 4. And 2 more. Sorted by title");
    }
}
