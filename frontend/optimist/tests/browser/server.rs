//! A server of a few notes: each test answers its requests by hand.

use std::{
    cell::RefCell,
    collections::{BTreeMap, VecDeque},
};

use futures::channel::oneshot;
use optimist::{
    Data, Effect, Entity, Failure, Fetch, Key, Mutation, Outcome, Query, Reason, Repeat, Submit,
    Timeline, Timestamp, Truth,
};
use web_sys::AbortSignal;

use crate::pages::until;

/// A note: done or not.
#[derive(Clone, Debug, PartialEq)]
pub struct Note {
    pub id: u32,
    pub done: bool,
}

pub struct Notes;

impl Entity for Notes {
    type Item = Note;
    type Id = u32;
    const NAME: &'static str = "note";

    fn id(note: &Note) -> u32 {
        note.id
    }
}

impl Query for Notes {
    type Entity = Self;
    type Args = ();
    const NAME: &'static str = "notes";
}

impl Fetch for Notes {
    async fn fetch((): (), _: AbortSignal) -> Result<Data<Note>, Failure> {
        STATE.with_borrow_mut(|state| {
            state.reads += 1;
            Ok(Data::from(state.notes.clone()).at(state.revision, state.timeline.clone()))
        })
    }
}

pub struct SetDone;

impl Mutation for SetDone {
    type Entity = Notes;
    type Args = (u32, bool);
    const NAME: &'static str = "set-done";
    const REPEAT: Repeat = Repeat::WithKey;

    fn target(&(id, _): &(u32, bool)) -> u32 {
        id
    }

    fn predict(&(_, done): &(u32, bool), note: Option<&Note>, _: Timestamp) -> Effect<Note> {
        note.map_or(Effect::NotApplicable, |note| {
            Effect::Put(Note {
                done,
                ..note.clone()
            })
        })
    }
}

impl Submit for SetDone {
    async fn submit((id, done): (u32, bool), key: Key, signal: AbortSignal) -> Outcome {
        let (sender, answer) = oneshot::channel();
        STATE.with_borrow_mut(|state| {
            state.keys.push(key);
            state.signal = Some(signal);
            state.waiting.push_back(sender);
        });
        match answer.await {
            Ok(Answer::Refused) => {
                let reason = Reason::new("no", "No.");
                Outcome::Refused(reason.with_field("done", "Not this one."))
            }
            Ok(Answer::Done) => STATE.with_borrow_mut(|state| state.set_done(id, done, key)),
            Ok(Answer::Proxy) => {
                let reason = Reason::new("proxy", "A proxy has answered.");
                Outcome::Unknown(Failure::elsewhere(reason))
            }
            Ok(Answer::Lost) => {
                STATE.with_borrow_mut(|state| state.set_done(id, done, key));
                Outcome::Unknown(Failure::network())
            }
            Err(oneshot::Canceled) => futures::future::pending().await,
        }
    }
}

/// The same at a server without keys: each request does it once more.
pub struct SetOnce;

impl Mutation for SetOnce {
    type Entity = Notes;
    type Args = (u32, bool);
    const NAME: &'static str = "set-once";
    const REPEAT: Repeat = Repeat::Ask;

    fn target(&(id, _): &(u32, bool)) -> u32 {
        id
    }

    fn predict(args: &(u32, bool), note: Option<&Note>, at: Timestamp) -> Effect<Note> {
        SetDone::predict(args, note, at)
    }
}

impl Submit for SetOnce {
    async fn submit(args: (u32, bool), key: Key, signal: AbortSignal) -> Outcome {
        SetDone::submit(args, key, signal).await
    }

    async fn ask((id, done): (u32, bool), key: Key, _: AbortSignal) -> Outcome {
        STATE.with_borrow_mut(|state| {
            state.asked += 1;
            match state.done.contains_key(&key) {
                true => state.set_done(id, done, key),
                // The request may still be on its way.
                false => Outcome::Unknown(Failure::unreadable("Not yet.")),
            }
        })
    }
}

/// The same with arguments that the storage cannot hold: JSON has no maps whose keys are lists.
pub struct Encode;

impl Mutation for Encode {
    type Entity = Notes;
    type Args = BTreeMap<[u32; 1], bool>;
    const NAME: &'static str = "encode";
    const REPEAT: Repeat = Repeat::WithKey;

    fn target(args: &Self::Args) -> u32 {
        first(args).0
    }

    fn predict(args: &Self::Args, note: Option<&Note>, at: Timestamp) -> Effect<Note> {
        SetDone::predict(&first(args), note, at)
    }
}

impl Submit for Encode {
    async fn submit(args: Self::Args, key: Key, signal: AbortSignal) -> Outcome {
        SetDone::submit(first(&args), key, signal).await
    }
}

fn first(args: &BTreeMap<[u32; 1], bool>) -> (u32, bool) {
    let (&[id], &done) = args.first_key_value().expect("one note");
    (id, done)
}

/// What a test lets the server do with a request.
pub enum Answer {
    Done,
    Refused,
    /// A proxy answers, and nothing is done.
    Proxy,
    /// Done, and the answer does not arrive.
    Lost,
}

#[derive(Default)]
struct State {
    notes: Vec<Note>,
    revision: u64,
    timeline: Option<Timeline>,
    reads: usize,
    keys: Vec<Key>,
    asked: usize,
    done: BTreeMap<Key, u64>,
    waiting: VecDeque<oneshot::Sender<Answer>>,
    /// What aborts the latest request.
    signal: Option<AbortSignal>,
}

impl State {
    fn set_done(&mut self, id: u32, done: bool, key: Key) -> Outcome {
        let revision = *self.done.entry(key).or_insert_with(|| {
            self.revision += 1;
            self.revision
        });
        let note = &mut self.notes[id as usize];
        note.done = done;
        let truth = Truth::<Notes>::shared(id, Some(note.clone()));
        Outcome::done_at(revision, self.timeline.clone()).with_truth(truth)
    }
}

thread_local! {
    static STATE: RefCell<State> = RefCell::default();
}

/// The server of the present test.
pub struct Server;

impl Server {
    /// Starts over with so many notes.
    pub fn with(notes: u32) -> Self {
        let notes = (0..notes).map(|id| Note { id, done: false }).collect();
        STATE.replace(State {
            notes,
            ..State::default()
        });
        Self
    }

    /// Answers the first request that waits, as soon as there is one.
    pub async fn answer(&self, answer: Answer) {
        until(|| self.waiting() > 0).await;
        let first = STATE.with_borrow_mut(|state| state.waiting.pop_front());
        assert!(
            first.is_some_and(|first| first.send(answer).is_ok()),
            "nobody waits"
        );
    }

    /// Does a note outside of a request that waits; the outcome.
    pub fn set_done(&self, id: u32, key: Key) -> Outcome {
        STATE.with_borrow_mut(|state| state.set_done(id, true, key))
    }

    /// Was the latest request given up?
    pub fn was_aborted(&self) -> bool {
        STATE.with_borrow(|state| state.signal.as_ref().is_some_and(AbortSignal::aborted))
    }

    pub fn waiting(&self) -> usize {
        STATE.with_borrow(|state| state.waiting.len())
    }

    pub fn forget_waiting(&self) {
        STATE.with_borrow_mut(|state| state.waiting.clear());
    }

    /// How often the server was asked whether something was done.
    pub fn asked(&self) -> usize {
        STATE.with_borrow(|state| state.asked)
    }

    pub fn reads(&self) -> usize {
        STATE.with_borrow(|state| state.reads)
    }

    pub fn keys(&self) -> Vec<Key> {
        STATE.with_borrow(|state| state.keys.clone())
    }

    /// Its data are of another history from now on.
    pub fn set_timeline(&self, timeline: &str) {
        STATE.with_borrow_mut(|state| state.timeline = Some(Timeline::new(timeline)));
    }

    pub fn notes(&self) -> Vec<Note> {
        STATE.with_borrow(|state| state.notes.clone())
    }
}
