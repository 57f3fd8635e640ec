//! What took effect at the server, in which order, and whether that agrees with what clients were
//! told.

use std::collections::{BTreeMap, HashMap};

use optimist_core::Key;
use shared::VideoId;

use super::{
    client::Client, histories::At, model::Verdict, op::State, server::Server, world::World,
};

/// Every effect of every client's operations.
#[derive(Default)]
pub(super) struct Ledger {
    /// Whose operation each idempotency key is: the client and its entry.
    pub(super) owners: HashMap<Key, (usize, Key)>,
    /// By client and item, in the order of effect.
    effects: BTreeMap<(usize, VideoId), Vec<Effect>>,
}

/// One effect.
struct Effect {
    at: At,
    entry: Key,
    /// The idempotency key that it came by: the entry's first one, or a later one.
    key: Key,
    /// The place of its operation in the order of issue.
    issued: u64,
    /// Nobody waited for it any more.
    stray: bool,
}

impl World {
    /// An operation took effect by a request: after all that the same client issued before on the
    /// same item, and not twice in one history.
    ///
    /// One case is allowed: a *stray* request, which nobody waits for any more, since it was given up or an
    /// event has told its outcome, may still arrive.
    /// Exactly once holds by the server's record of keys, and order since a page sends nothing on
    /// an item before the fate of what went before is known. So a stray request matters only where
    /// one of the two is gone: the server was put back to a time before the record was made, or
    /// the page is another one, which has no storage or could not read it yet, and so cannot know
    /// of the request. In both cases it may be done late, and in the first again. The same holds for
    /// what was answered in a history that the server has left, and is sent again since its page
    /// ended before its row was removed; and of what a page could not read, sent something newer,
    /// and ended before it could read it and take it back.
    pub(super) fn took_effect(&mut self, n: u64, key: Key) -> Result<(), String> {
        let flight = &self.flights[&n];
        let made = &self.server.all_made()[self.server.all_made().len() - 1];
        let (at, id) = (made.at, made.event.video.id);
        let (number, entry) = self.ledger.owners.get(&key).copied().unwrap_or((0, key));
        let client = &self.clients[number];
        let op = client.model.ops.get(&entry);
        let ended = client.model.ended.contains(&entry);
        let left = flight.given_up || ended || flight.life != client.life;
        let forgotten = client.record.forgotten_keys.contains(&entry);
        let unknown = flight.life != client.life
            && (op.is_none() && !ended || forgotten || op.is_some_and(|op| op.overtaken));
        // A row outlives the answer for a while, so what was done may be sent again after a reload.
        let mut verdicts = client.record.verdicts.iter();
        let said = |verdict: &Verdict| verdict.key == entry && verdict.history.is_some();
        let again = self.epoch > 0 && verdicts.any(said);
        let passed = client.record.passed.contains(&entry) && !op.is_some_and(|op| op.overtaken);
        let stray = left && (flight.epoch < self.epoch || unknown) || again || passed;
        self.reached.stray += u64::from(stray);
        let issued = client.record.issued.get(&entry).copied().unwrap_or(0);
        let effect = Effect {
            at,
            entry,
            key,
            issued,
            stray,
        };
        let effects = self.ledger.effects.entry((number, id)).or_default();
        let server = &self.server;
        let present = effects
            .iter()
            .filter(|other| server.histories.holds(at, other.at));
        for other in present {
            let what = if other.entry == entry {
                "is done twice"
            } else if other.issued > issued && !stray && !other.stray {
                "is done out of turn"
            } else {
                continue;
            };
            return Err(format!(
                "client {number}: {entry} {what}, after {} at {:?}",
                other.entry, other.at
            ));
        }
        effects.push(effect);
        Ok(())
    }
}

impl Ledger {
    /// I5: what a client was told agrees with what took effect, in the history in which the server
    /// said so: what was done took effect there once, what was not took none. That a key is too old
    /// is said of this key alone: a server that was put back may do a late copy of the request that
    /// it had refused, and then refuses the same operation under its next key.
    ///
    /// What a page took with it, and what nobody could store, may have been sent by it: then it may
    /// have been done, once. The same holds for what was sent under another key that could not be
    /// stored: the next page is told that the first key is too old. What a later operation stands for
    /// may have been done by itself before, by a page that could not hear that this was stored.
    pub(super) fn check(
        &self,
        number: usize,
        client: &Client,
        server: &Server,
    ) -> Result<(), String> {
        let mut effects: BTreeMap<Key, Vec<&Effect>> = BTreeMap::new();
        let own = self.effects.range((number, VideoId::default())..);
        for (_, list) in own.take_while(|((client, _), _)| *client == number) {
            for effect in list {
                effects.entry(effect.entry).or_default().push(effect);
            }
        }
        let none = Vec::new();
        let of = |key: Key| effects.get(&key).unwrap_or(&none);
        let mut ended: HashMap<Key, State> = HashMap::new();
        for Verdict {
            key,
            state,
            stood_for,
            history,
        } in client.record.verdicts.iter().copied()
        {
            ended.insert(key, state);
            let said_of = |effect: &Effect| {
                let expired = client.record.expired_keys.get(&effect.key).copied();
                let expired = expired.filter(|_| state != State::Done);
                history.map(|last| expired.unwrap_or(last))
            };
            let there = of(key).iter().filter(|effect| match said_of(effect) {
                Some(history) => {
                    let end = At {
                        history,
                        revision: u64::MAX,
                    };
                    server.histories.holds(end, effect.at)
                }
                None => true,
            });
            let count = there.count();
            let expected = usize::from(state == State::Done && !stood_for);
            let forgotten = client.record.forgotten_keys.contains(&key);
            let by_itself = stood_for && count == 1;
            if count != expected && !(forgotten && count == 1) && !by_itself {
                return Err(format!(
                    "client {number}: {key} took effect {count} times and ended as {state:?} \
                     in {history:?}"
                ));
            }
        }
        for key in client.record.issued.keys().copied() {
            let sent = client.record.lost.get(&key);
            if !ended.contains_key(&key) && sent.is_none() {
                return Err(format!(
                    "client {number}: nobody knows what became of {key}"
                ));
            }
            if sent == Some(&false) && !of(key).is_empty() {
                return Err(format!(
                    "client {number}: {key} was never sent, and took effect"
                ));
            }
        }
        Ok(())
    }
}
