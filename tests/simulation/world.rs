//! One virtual clock, one queue, everybody on it.

use std::collections::BTreeMap;

use optimist_core::{Input, Key, Moment, RequestId};
use shared::{Course, Rank, Revision, Video, VideoId, fault::FaultPlan};
use uuid::Uuid;

use super::{
    bytes::Bytes,
    client::Client,
    expect,
    flight::{Delivery, Flight},
    ledger::Ledger,
    reached::Reached,
    server::{Data, Server},
    swarm::Mix,
    trace::Trace,
};

/// When every run begins: the true time of day.
const START: u64 = 1_790_000_000_000;

/// Everybody, and what is under way between them.
pub(super) struct World {
    pub(super) mix: Mix,
    /// The true time, which never jumps.
    pub(super) now: u64,
    pub(super) plan: FaultPlan,
    pub(super) server: Server,
    pub(super) clients: Vec<Client>,
    pub(super) flights: BTreeMap<u64, Flight>,
    /// Requests that wait until the network is free again.
    pub(super) clogged: Option<Vec<u64>>,
    /// Something answers every request in the place of the server.
    pub(super) proxied: bool,
    /// How many items had failed when that began.
    pub(super) failed_before_proxy: u64,
    /// How wrong the server's clock is, in milliseconds.
    pub(super) server_clock: i64,
    /// How often the server has been put back to an earlier state.
    pub(super) epoch: u64,
    pub(super) ledger: Ledger,
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
    /// A storage opens, or does not.
    Opened {
        client: usize,
        session: u64,
        opens: bool,
    },
    /// The next write of a storage is done.
    Written { client: usize, session: u64 },
    /// A page hears of a write.
    Told {
        client: usize,
        session: u64,
        told: Vec<Input>,
    },
    /// Rows are removed for which there was time.
    Removed {
        client: usize,
        session: u64,
        keys: Vec<Key>,
    },
    /// A client's request for an event stream reaches the server.
    Connect {
        client: usize,
        number: u64,
        since: Option<Revision>,
        history: Option<usize>,
    },
    /// The server tells how far it is.
    Beat { client: usize, number: u64 },
}

impl World {
    pub(super) fn new(mix: Mix, data: Data, in_words: bool) -> Self {
        let mut numbers = 1..;
        let courses: Vec<(Course, Vec<Video>)> = ["c1", "c2"]
            .into_iter()
            .zip(mix.videos)
            .map(|(id, count)| course(id, numbers.by_ref().take(count)))
            .collect();
        let mut world = Self {
            now: START,
            plan: mix.plan.clone(),
            server: Server::new(data, &courses),
            clients: Vec::new(),
            flights: BTreeMap::new(),
            clogged: None,
            proxied: false,
            failed_before_proxy: 0,
            server_clock: mix.server_clock,
            epoch: 0,
            ledger: Ledger::default(),
            requests: 0,
            reached: Reached::default(),
            trace: Trace::new(in_words),
            checks: 0,
            queue: BTreeMap::new(),
            queued: 0,
            mix,
        };
        for client in 0..world.mix.clients.len() {
            let clock = world.mix.clients[client].clock;
            let new = Client::new(&world.mix, client, 0, clock, world.now);
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

    /// The time as a clock of a page shows it that never jumps.
    pub(super) fn moment(&self) -> Moment {
        Moment(self.now)
    }

    /// The time of day as the server has it.
    pub(super) fn server_time(&self) -> u64 {
        self.now.saturating_add_signed(self.server_clock)
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
        let now = self.moment();
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
            } if self.clients[client].life == life => self.deliver(client, delivery),
            Happening::Opened {
                client,
                session,
                opens,
            } if self.clients[client].disk.session == session => self.opened(client, opens),
            Happening::Written { client, session }
                if self.clients[client].disk.session == session =>
            {
                self.written(client);
                Ok(())
            }
            Happening::Told {
                client,
                session,
                told,
            } if self.clients[client].disk.session == session => self.heard_of_write(client, told),
            Happening::Removed {
                client,
                session,
                keys,
            } if self.clients[client].disk.session == session => {
                self.removed(client, keys);
                Ok(())
            }
            Happening::Connect {
                client,
                number,
                since,
                history,
            } => {
                self.connect(client, number, since, history);
                Ok(())
            }
            Happening::Beat { client, number } => {
                self.beat(client, number);
                Ok(())
            }
            // The page, or its storage, is another one by now.
            _ => Ok(()),
        }
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

    /// Is an answer to a page on its way?
    pub(super) fn has_answers_under_way(&self) -> bool {
        let life = |client: usize, life: u64| self.clients[client].life == life;
        self.queue.values().any(|happening| match happening {
            Happening::Deliver {
                client,
                life: of,
                delivery: Delivery::Said(..) | Delivery::Read(..),
            } => life(*client, *of),
            _ => false,
        })
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
