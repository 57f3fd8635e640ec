//! A server and a bad network in front of it, in time that is simulated.

use shared::{
    Operation, Refusal, Revision, Video,
    fault::{FaultAction, FaultPlan, Latency},
    predict,
};

/// A request on its way.
pub struct Flight {
    /// Tells it from others, to whoever sent it.
    pub number: u64,
    /// What it asks for.
    pub ask: Ask,
    /// When it reaches the server, if it does and has not yet.
    arrives: Option<u64>,
    /// When it ends.
    ends: u64,
    fate: FaultAction,
    answer: Answer,
}

/// What a request asks for.
#[derive(Clone)]
pub enum Ask {
    /// All videos.
    Read,
    /// The change at this place of the script, under this key.
    Write(usize, u128, Operation),
}

/// What a request has brought.
#[derive(Clone)]
pub enum Answer {
    /// Nothing: the connection was cut.
    Lost,
    /// All videos, deleted ones too, at a revision.
    Videos(Vec<Video>, Revision),
    /// The change was done, or had been.
    Done(Video),
    /// The change was not done.
    Refused(Refusal),
}

/// One pane's server with its network.
pub struct Network {
    plan: FaultPlan,
    videos: Vec<Video>,
    revision: Revision,
    /// The keys of what was done.
    done: Vec<u128>,
    flights: Vec<Flight>,
    sent: u64,
    tries: Vec<usize>,
}

impl Network {
    /// A server with these videos.
    pub fn new(seed: u64, videos: Vec<Video>) -> Self {
        let plan = FaultPlan {
            seed,
            latency: Latency::Uniform {
                min_ms: 300,
                max_ms: 1_500,
            },
            refuse: 0.25,
            cut: 0.1,
            lose_answer: 0.15,
            ..FaultPlan::default()
        };
        Self {
            plan,
            videos,
            revision: 1,
            done: Vec::new(),
            flights: Vec::new(),
            sent: 0,
            tries: Vec::new(),
        }
    }

    /// All videos as the server has them, deleted ones too.
    pub fn videos(&self) -> (&[Video], Revision) {
        (&self.videos, self.revision)
    }

    /// Was what has this key done?
    pub fn has_done(&self, key: u128) -> bool {
        self.done.contains(&key)
    }

    /// Are requests under way?
    pub fn is_busy(&self) -> bool {
        !self.flights.is_empty()
    }

    /// Sends a request. The same try of the same change meets the same fate in each pane.
    pub fn send(&mut self, now: u64, number: u64, ask: Ask) {
        self.sent += 1;
        let turn = match &ask {
            Ask::Write(at, ..) => {
                let tries = self.tries.iter().filter(|known| *known == at).count();
                self.tries.push(*at);
                (at * 64 + tries) as u64
            }
            Ask::Read => 1_000_000 + self.sent,
        };
        let verdict = self.plan.decide(turn);
        let fate = match (&ask, verdict.action) {
            (Ask::Read, FaultAction::Refuse(_)) => FaultAction::Pass,
            (_, fate) => fate,
        };
        self.flights.push(Flight {
            number,
            ask,
            arrives: Some(now + verdict.wait_ms / 2),
            ends: now + verdict.wait_ms,
            fate,
            answer: Answer::Lost,
        });
    }

    /// Nobody waits for a request any more; the server may have done it all the same.
    pub fn abort(&mut self, number: u64) {
        for flight in &mut self.flights {
            if flight.number == number {
                flight.number = u64::MAX;
            }
        }
    }

    /// What ends until now, in order: each request with what it brings.
    pub fn step(&mut self, now: u64) -> Vec<(u64, Ask, Answer)> {
        for at in 0..self.flights.len() {
            if self.flights[at].arrives.is_some_and(|at| at <= now) {
                self.flights[at].arrives = None;
                let (ask, fate) = (self.flights[at].ask.clone(), self.flights[at].fate);
                self.flights[at].answer = self.serve(now, &ask, fate);
            }
        }
        let mut ended = Vec::new();
        self.flights.retain(|flight| {
            if flight.ends > now {
                return true;
            }
            if flight.number != u64::MAX {
                let ended_so = (flight.number, flight.ask.clone(), flight.answer.clone());
                ended.push((flight.ends, ended_so));
            }
            false
        });
        ended.sort_by_key(|(ends, _)| *ends);
        ended.into_iter().map(|(_, ended)| ended).collect()
    }

    fn serve(&mut self, now: u64, ask: &Ask, fate: FaultAction) -> Answer {
        let answer = match (fate, ask) {
            (FaultAction::Cut | FaultAction::Throttle(_), _) => return Answer::Lost,
            (FaultAction::Refuse(_), Ask::Write(_, key, _)) if !self.has_done(*key) => {
                Answer::Refused(Refusal::Conflict)
            }
            (_, Ask::Read) => Answer::Videos(self.videos.clone(), self.revision),
            (_, Ask::Write(_, key, operation)) => self.write(now, *key, operation),
        };
        match fate {
            FaultAction::LoseAnswer => Answer::Lost,
            _ => answer,
        }
    }

    fn write(&mut self, now: u64, key: u128, operation: &Operation) -> Answer {
        let Some(video) = self.videos.iter_mut().find(|it| it.id == operation.id()) else {
            return Answer::Refused(Refusal::NotFound);
        };
        if self.done.contains(&key) {
            return Answer::Done(video.clone());
        }
        match predict(operation, None, Some(video), now) {
            Ok(next) => {
                self.revision += 1;
                *video = Video {
                    revision: self.revision,
                    ..next
                };
                self.done.push(key);
                Answer::Done(video.clone())
            }
            Err(refusal) => Answer::Refused(refusal),
        }
    }
}
