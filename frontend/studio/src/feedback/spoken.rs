//! What a screen reader says next: each outcome once, summed up where many come; all in the order of
//! happening, and nothing that has become untrue while it waited.

use std::{collections::VecDeque, rc::Rc};

use optimist::OperationId;

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
    /// The operation that it tells of, whose end makes it void.
    operation: Option<OperationId>,
    text: Rc<str>,
}

impl Spoken {
    /// Says something that must not be missed.
    pub fn say(&mut self, text: impl Into<Rc<str>>) {
        self.push(None, None, text.into());
    }

    /// Says that an operation has begun, unless it ends before that is said.
    pub fn begin(&mut self, operation: OperationId, text: impl Into<Rc<str>>) {
        self.push(None, Some(operation), text.into());
    }

    /// Says how something is at the moment, in place of what was to be said about the same.
    pub fn update(&mut self, topic: &'static str, text: impl Into<Rc<str>>) {
        self.push(Some(topic), None, text.into());
    }

    /// The same about what an operation does, in place of what else was to be said of it.
    pub fn update_of(
        &mut self,
        operation: OperationId,
        topic: &'static str,
        text: impl Into<Rc<str>>,
    ) {
        self.end(operation);
        self.push(Some(topic), Some(operation), text.into());
    }

    /// What was to be said of an operation is no longer so: it has ended, or was taken back.
    pub fn end(&mut self, operation: OperationId) {
        self.keep(&|message| message.operation != Some(operation));
    }

    /// What was to be said about something is no longer so.
    pub fn retract(&mut self, topic: &'static str) {
        self.keep(&|message| message.topic != Some(topic));
    }

    /// The same, unless this was to be said.
    pub fn retract_but(&mut self, topic: &'static str, text: &str) {
        self.keep(&|message| message.topic != Some(topic) || &*message.text == text);
    }

    fn keep(&mut self, stays: &dyn Fn(&Message) -> bool) {
        if !self.messages.iter().all(stays) {
            Rc::make_mut(&mut self.messages).retain(stays);
        }
    }

    /// Does the newest message say where something is that is being moved by keys?
    pub fn ends_with_a_place(&self) -> bool {
        let newest = self.messages.back();
        newest.is_some_and(|message| matches!(message.topic, Some("place" | "moved")))
    }

    /// The number of the newest message; 0 where there is none.
    pub fn newest(&self) -> u64 {
        self.next
    }

    /// What has come since the message with this number, in a few sentences and in the order of happening.
    pub fn since(&self, number: u64) -> String {
        // The first rows only add to what is said; what is void is left out here, in the later file.
        let is_void = |message: &Message| {
            let mut newer = self.messages.iter().rev();
            let newer = newer.find(|it| it.topic == message.topic);
            message.topic.is_some() && newer.is_some_and(|it| it.number > message.number)
        };
        let new = |message: &&Message| message.number > number && !is_void(message);
        let is_outcome = |message: &Message| message.topic.is_none();
        let outcomes = self.messages.iter().filter(new);
        let outcomes = outcomes.filter(|message| is_outcome(message)).count();
        let mut one_by_one = match outcomes {
            count if count <= ONE_BY_ONE + 1 => count,
            _ => ONE_BY_ONE,
        };
        let counted = outcomes - one_by_one;
        let more = (counted > 0).then(|| l10n::said_more(counted));
        let mut more_waits = more.as_deref();
        let mut sentences: Vec<&str> = Vec::new();
        for message in self.messages.iter().filter(new) {
            if !is_outcome(message) {
                sentences.push(&message.text);
            } else if one_by_one > 0 {
                one_by_one -= 1;
                sentences.push(&message.text);
            } else {
                // The others, where the first of them is.
                sentences.extend(more_waits.take());
            }
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

    fn push(&mut self, topic: Option<&'static str>, operation: Option<OperationId>, text: Rc<str>) {
        self.next += 1;
        let messages = Rc::make_mut(&mut self.messages);
        messages.push_back(Message {
            number: self.next,
            topic,
            operation,
            text,
        });
        if messages.len() > REMEMBERED {
            messages.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use optimist::Key;

    use super::*;

    const A: OperationId = OperationId(Key(1));
    const B: OperationId = OperationId(Key(2));

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
    fn all_is_said_in_the_order_of_happening() {
        let mut spoken = Spoken::default();
        spoken.update("selected", "2 selected");
        spoken.say("“A” deleted");
        assert_eq!(spoken.since(0), "2 selected. “A” deleted");
    }

    #[test]
    fn nothing_of_an_operation_is_said_after_its_end() {
        let mut spoken = Spoken::default();
        spoken.begin(A, "Deleting 2 videos");
        spoken.begin(B, "Publishing 9 videos");
        assert_eq!(spoken.since(0), "Deleting 2 videos. Publishing 9 videos");
        spoken.update_of(A, "progress", "Deleting 2 videos: 1 of 2 done");
        spoken.end(A);
        spoken.say("2 of 2 deleted");
        assert_eq!(spoken.since(0), "Publishing 9 videos. 2 of 2 deleted");
        spoken.update_of(B, "progress", "Publishing 9 videos: 3 of 9 done");
        spoken.update_of(B, "progress", "Publishing 9 videos: 6 of 9 done");
        assert_eq!(
            spoken.since(0),
            "2 of 2 deleted. Publishing 9 videos: 6 of 9 done"
        );
    }

    #[test]
    fn what_is_no_longer_so_is_not_said() {
        let mut spoken = Spoken::default();
        spoken.update("waiting", "3 changes waiting");
        spoken.update("selected", "2 selected");
        spoken.retract("waiting");
        spoken.retract_but("selected", "2 selected");
        assert_eq!(spoken.since(0), "2 selected");
        spoken.retract_but("selected", "0 selected");
        assert_eq!(spoken.since(0), "");
        // What was moved first is where the second move has put it.
        spoken.update_of(A, "moved", "“A” moved to position 2");
        spoken.update_of(B, "moved", "“A” moved to position 3");
        spoken.end(A);
        assert_eq!(spoken.since(0), "“A” moved to position 3");
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
        spoken.say("7");
        assert_eq!(spoken.since(0), "1. 2. 3. 4. And 3 more. Sorted by title");
    }
}
