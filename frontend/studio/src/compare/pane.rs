//! The three ways to show a change: by the engine, by the engine without optimism, and by the snapshot
//! pattern.

use optimist::{
    Config, Engine, Failure, Fetched, Input, Moment, Outcome, Output, Query, QueryKey, Reason,
    RequestId, Timestamp, Truth,
};
use shared::{Operation, Video, predict};

use super::network::{Answer, Ask, Network};
use crate::{
    mutations::{Change, ChangeVideo, change},
    queries::{CourseVideos, VideoListKind, Videos},
};

/// What happened to a change, as far as the pane has learned it.
pub enum Told {
    /// All videos were read.
    Read(Vec<Video>),
    /// The change at this place of the script was done.
    Done(usize, Video),
    /// It was refused.
    Refused(usize),
    /// It was given up, and the author is told that it failed; the key says what became of it.
    GivenUp(usize, u128),
}

/// A way to show changes.
pub trait Way {
    /// The author does something: the change at this place of the script.
    fn act(&mut self, now: u64, at: usize, operation: &Operation, network: &mut Network);
    /// Requests have ended, and time has passed.
    fn step(
        &mut self,
        now: u64,
        ended: Vec<(u64, Ask, Answer)>,
        network: &mut Network,
    ) -> Vec<Told>;
    /// The rows that are shown.
    fn shown(&self) -> Vec<Video>;
}

/// The engine of this page.
pub struct ByEngine {
    engine: Engine,
    query: QueryKey,
    script: Vec<(usize, Operation)>,
}

impl ByEngine {
    /// An engine that has read these videos.
    pub fn new(optimism: bool, seed: u64, network: &Network) -> Self {
        let mut engine = Engine::new(Config::default(), seed, Moment(0), Timestamp(super::BEGAN));
        engine.set_optimism(optimism);
        let list = VideoListKind::Course(super::course());
        let query = engine.observe::<CourseVideos>(Moment(0), &list);
        debug_assert_eq!(query, CourseVideos::key(&list));
        while let Some(output) = engine.poll_output() {
            if let Output::Fetch { request, .. } = output {
                let (videos, revision) = network.videos();
                let result = Ok(fetched(videos.to_vec(), revision));
                engine.handle_input(Moment(0), Input::Fetched { request, result });
            }
        }
        Self {
            engine,
            query,
            script: Vec::new(),
        }
    }

    fn carry_out(&mut self, now: u64, network: &mut Network) {
        while let Some(output) = self.engine.poll_output() {
            match output {
                Output::Fetch { request, .. } => network.send(now, request.0, Ask::Read),
                Output::Send {
                    request,
                    operations,
                } => {
                    for outgoing in operations {
                        let wanted = change(&*outgoing.call).map(|change| &change.operation);
                        let known = self.script.iter().find(|(_, it)| Some(it) == wanted);
                        if let Some((at, operation)) = known {
                            let ask = Ask::Write(*at, outgoing.key.0, operation.clone());
                            network.send(now, request.0, ask);
                        }
                    }
                }
                Output::Abort(request) => network.abort(request.0),
                // Nothing else is asked of a driver without a storage, a stream and other tabs.
                _ => {}
            }
        }
    }
}

impl Way for ByEngine {
    fn act(&mut self, now: u64, at: usize, operation: &Operation, network: &mut Network) {
        self.script.push((at, operation.clone()));
        let change = Change::from(operation.clone());
        self.engine.mutate::<ChangeVideo>(Moment(now), [change]);
        self.carry_out(now, network);
    }

    fn step(
        &mut self,
        now: u64,
        ended: Vec<(u64, Ask, Answer)>,
        network: &mut Network,
    ) -> Vec<Told> {
        let mut told = Vec::new();
        for (number, ask, answer) in ended {
            let request = RequestId(number);
            let input = match (ask, answer) {
                (Ask::Write(at, key, _), answer) => {
                    let outcome = match answer {
                        Answer::Done(video) => {
                            told.push(Told::Done(at, video.clone()));
                            let truth = Truth::<Videos>::shared(video.id, Some(video.clone()));
                            Outcome::done_at(video.revision, None).with_truth(truth)
                        }
                        Answer::Refused(refusal) => {
                            told.push(Told::Refused(at));
                            Outcome::Refused(Reason::new(refusal.code(), refusal.to_string()))
                        }
                        _ => Outcome::Unknown(Failure::network()),
                    };
                    let key = optimist::Key(key);
                    Input::Answered {
                        request,
                        key,
                        outcome,
                    }
                }
                (Ask::Read, Answer::Videos(videos, revision)) => {
                    told.push(Told::Read(videos.clone()));
                    let result = Ok(fetched(videos, revision));
                    Input::Fetched { request, result }
                }
                (Ask::Read, _) => Input::Fetched {
                    request,
                    result: Err(Failure::network()),
                },
            };
            self.engine.handle_input(Moment(now), input);
            self.carry_out(now, network);
        }
        while self.engine.poll_timeout().is_some_and(|due| due.0 <= now) {
            self.engine.handle_input(Moment(now), Input::Wake);
            self.carry_out(now, network);
        }
        told
    }

    fn shown(&self) -> Vec<Video> {
        let view = self.engine.view::<CourseVideos>(&self.query);
        let view = view.unwrap_or_default();
        view.iter().map(|video| (**video).clone()).collect()
    }
}

fn fetched(mut videos: Vec<Video>, revision: u64) -> Fetched {
    videos.retain(|video| !video.is_deleted());
    Fetched {
        items: Box::new(videos),
        revision: Some(revision),
        timeline: None,
    }
}

/// The snapshot pattern, as guides to query caches have it: before a change all reads are given up and the
/// list is copied; the change is shown; where it fails, the copy is put back; and at the end, whatever it
/// was, the list is read anew. A failed request is not sent again.
pub struct BySnapshot {
    list: Vec<Video>,
    /// Changes under way, each with the list as it was before.
    before: Vec<(u64, Vec<Video>)>,
    reading: Option<u64>,
    last: u64,
}

impl BySnapshot {
    /// A list that was read.
    pub fn new(network: &Network) -> Self {
        Self {
            list: network.videos().0.to_vec(),
            before: Vec::new(),
            reading: None,
            last: 0,
        }
    }

    fn read(&mut self, now: u64, network: &mut Network) {
        self.last += 1;
        self.reading = Some(self.last);
        network.send(now, self.last, Ask::Read);
    }
}

impl Way for BySnapshot {
    fn act(&mut self, now: u64, at: usize, operation: &Operation, network: &mut Network) {
        self.reading = None;
        self.last += 1;
        self.before.push((self.last, self.list.clone()));
        for video in &mut self.list {
            if video.id == operation.id()
                && let Ok(next) = predict(operation, None, Some(video), now)
            {
                *video = next;
            }
        }
        let key = at as u128 + 1;
        network.send(now, self.last, Ask::Write(at, key, operation.clone()));
    }

    fn step(
        &mut self,
        now: u64,
        ended: Vec<(u64, Ask, Answer)>,
        network: &mut Network,
    ) -> Vec<Told> {
        let mut told = Vec::new();
        for (number, ask, answer) in ended {
            let Ask::Write(at, key, _) = ask else {
                if self.reading == Some(number) {
                    match answer {
                        Answer::Videos(videos, _) => {
                            self.reading = None;
                            self.list.clone_from(&videos);
                            told.push(Told::Read(videos));
                        }
                        _ => self.read(now, network),
                    }
                }
                continue;
            };
            let before = self.before.iter().position(|(known, _)| *known == number);
            let before = before.map(|at| self.before.remove(at).1);
            match answer {
                Answer::Done(video) => told.push(Told::Done(at, video)),
                Answer::Refused(_) => told.push(Told::Refused(at)),
                _ => told.push(Told::GivenUp(at, key)),
            }
            if let (Some(before), false) = (before, matches!(told.last(), Some(Told::Done(..)))) {
                self.list = before;
            }
            self.read(now, network);
        }
        told
    }

    fn shown(&self) -> Vec<Video> {
        let shown = self.list.iter().filter(|video| !video.is_deleted());
        shown.cloned().collect()
    }
}
