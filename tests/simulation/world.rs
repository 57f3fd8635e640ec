//! One virtual clock, one queue, everybody on it.

use std::collections::BTreeMap;

use backend::storage::Storage;
use optimist_core::{Input, RequestId, Stored, Timestamp};
use shared::{Course, Rank, Revision, Video, VideoId, fault::FaultPlan};
use uuid::Uuid;

use super::{
    bytes::Bytes,
    client::Client,
    expect,
    flight::{Delivery, Flight},
    reached::Reached,
    server::Server,
    swarm::Mix,
    trace::Trace,
};

/// When every run begins: the clock of the keys.
const START: u64 = 1_790_000_000_000;

/// Everybody, and what is under way between them.
pub(super) struct World {
    pub(super) mix: Mix,
    pub(super) now: u64,
    pub(super) plan: FaultPlan,
    pub(super) server: Server,
    pub(super) clients: Vec<Client>,
    pub(super) flights: BTreeMap<u64, Flight>,
    /// Requests that wait until the network is free again.
    pub(super) clogged: Option<Vec<u64>>,
    /// How many requests there have been.
    pub(super) requests: u64,
    pub(super) reached: Reached,
    pub(super) trace: Trace,
    pub(super) checks: u64,
    queue: BTreeMap<(u64, u64), Happening>,
    queued: u64,
}

/// What is going to happen.
pub(super) enum Happening {
    /// A request reaches the server.
    Arrive(u64),
    /// The server does the next part of a request.
    Work(u64),
    /// Something reaches a client, in that life of its page.
    Deliver {
        client: usize,
        life: u64,
        delivery: Delivery,
    },
    /// Rows are written, or removed.
    Written {
        client: usize,
        life: u64,
        rows: Vec<Stored>,
    },
    Removed {
        client: usize,
        life: u64,
        keys: Vec<optimist_core::Key>,
    },
    /// The storage tells what it holds.
    Restore { client: usize, life: u64 },
    /// A client opens its event stream.
    Connect {
        client: usize,
        number: u64,
        since: Revision,
    },
    /// The server tells how far it is.
    Beat { client: usize, number: u64 },
}

impl World {
    pub(super) fn new(mix: Mix, storage: Box<dyn Storage>, in_words: bool) -> Self {
        let mut numbers = 1..;
        let courses: Vec<(Course, Vec<Video>)> = ["c1", "c2"]
            .into_iter()
            .zip(mix.videos)
            .map(|(id, count)| course(id, numbers.by_ref().take(count)))
            .collect();
        let mut world = Self {
            now: START,
            plan: mix.plan.clone(),
            server: Server::new(storage, &courses),
            clients: Vec::new(),
            flights: BTreeMap::new(),
            clogged: None,
            requests: 0,
            reached: Reached::default(),
            trace: Trace::new(in_words),
            checks: 0,
            queue: BTreeMap::new(),
            queued: 0,
            mix,
        };
        for client in 0..world.mix.clients.len() {
            let new = Client::new(&world.mix, client, 0, world.now);
            world.clients.push(new);
        }
        world
    }

    /// Opens every page.
    pub(super) fn start(&mut self) -> Result<(), String> {
        (0..self.clients.len()).try_for_each(|client| self.open(client))
    }

    /// One step, as the bytes say.
    pub(super) fn step(&mut self, bytes: &mut Bytes<'_>) -> Result<(), String> {
        if bytes.below(16) < self.mix.patience {
            self.pass()?;
        } else {
            self.act(bytes)?;
        }
        self.check()
    }

    pub(super) fn at(&mut self, time: u64, happening: Happening) {
        self.queued += 1;
        self.queue.insert((time, self.queued), happening);
    }

    pub(super) fn timestamp(&self) -> Timestamp {
        Timestamp(self.now)
    }

    /// When something happens next.
    pub(super) fn next(&self) -> Option<u64> {
        let queued = self.queue.first_key_value().map(|((time, _), _)| *time);
        let woken = self
            .clients
            .iter()
            .filter_map(|client| client.engine.poll_timeout());
        queued.into_iter().chain(woken.map(|at| at.0)).min()
    }

    /// Lets the next thing happen.
    pub(super) fn pass(&mut self) -> Result<(), String> {
        let Some(next) = self.next() else {
            return Ok(());
        };
        self.now = self.now.max(next);
        let due = self
            .queue
            .first_entry()
            .filter(|first| first.key().0 <= self.now);
        if let Some(first) = due {
            let happening = first.remove();
            return self.happen(happening);
        }
        let now = self.timestamp();
        let woken = self
            .clients
            .iter()
            .position(|client| client.engine.poll_timeout().is_some_and(|at| at <= now));
        match woken {
            Some(client) => {
                self.trace
                    .note([1, client as u64, now.0], || format!("{} wakes", client));
                self.input(client, Input::Wake)
            }
            None => Ok(()),
        }
    }

    /// Lets everything happen until a time.
    pub(super) fn pass_until(&mut self, time: u64) -> Result<(), String> {
        for _ in 0..2_000 {
            if self.next().is_none_or(|next| next > time) {
                break;
            }
            self.pass()?;
            self.check()?;
        }
        self.now = self.now.max(time);
        Ok(())
    }

    fn happen(&mut self, happening: Happening) -> Result<(), String> {
        match happening {
            Happening::Arrive(flight) => self.arrive(flight),
            Happening::Work(flight) => self.work(flight),
            Happening::Deliver {
                client,
                life,
                delivery,
            } => {
                if self.clients[client].life == life {
                    return self.deliver(client, delivery);
                }
            }
            Happening::Written { client, life, rows } => {
                if self.clients[client].life == life {
                    return self.written(client, rows);
                }
            }
            Happening::Removed { client, life, keys } => {
                let client = &mut self.clients[client];
                if client.life == life {
                    keys.iter().for_each(|key| drop(client.rows.remove(key)));
                }
            }
            Happening::Restore { client, life } => {
                if self.clients[client].life == life {
                    return self.restore(client);
                }
            }
            Happening::Connect {
                client,
                number,
                since,
            } => self.connect(client, number, since),
            Happening::Beat { client, number } => self.beat(client, number),
        }
        Ok(())
    }

    /// Compares everybody who has been told or asked something since the last time.
    pub(super) fn check(&mut self) -> Result<(), String> {
        for (number, client) in self.clients.iter_mut().enumerate() {
            if std::mem::take(&mut client.touched) {
                self.checks += 1;
                let checked = expect::check(&client.engine, &client.model, &self.server);
                checked.map_err(|wrong| format!("client {number}: {wrong}"))?;
            }
        }
        Ok(())
    }

    /// Is there a request of this client that is under way?
    pub(super) fn flight_of(&mut self, client: usize, request: RequestId) -> Option<&mut Flight> {
        let life = self.clients[client].life;
        let mut flights = self.flights.values_mut();
        flights
            .find(|flight| (flight.client, flight.life, flight.request) == (client, life, request))
    }
}

/// A course with videos of these numbers.
fn course(id: &str, numbers: impl Iterator<Item = u128>) -> (Course, Vec<Video>) {
    let course = Course {
        id: match id.parse() {
            Ok(id) => id,
            Err(_) => unreachable!("a course id"),
        },
        title: id.to_uppercase(),
        description: String::new(),
        video_count: 0,
        published_count: 0,
        duration_seconds: 0,
        revision: 0,
    };
    let mut rank = None;
    let video = |number| {
        rank = Rank::between(rank.as_ref(), None);
        Video {
            id: VideoId(Uuid::from_u128(number)),
            course_id: course.id.clone(),
            title: format!("Video {number}").into(),
            duration_seconds: 60,
            published: number % 2 == 0,
            rank: rank.clone().unwrap_or_else(Rank::middle),
            deleted_at: None,
            revision: 0,
        }
    };
    let videos = numbers.map(video).collect();
    (course, videos)
}
