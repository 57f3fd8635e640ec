//! Several pages of one author over one storage: a browser that hands out the lock, carries what pages
//! tell each other, and may close, crash or freeze any of them.

mod cases;
mod keyless;
mod looking;
mod outside;
mod schedules;

use std::collections::{BTreeMap, VecDeque};

use optimist_core::{
    Config, Engine, Event, Input, Key, Moment, Mutation, OperationId, Output, QueryKey, RequestId,
    Role, Stored, TabMessage,
};

use crate::{
    client::wall,
    domain::{All, Op, op_of},
    server::Server,
};

/// One page.
struct Tab {
    engine: Engine,
    all: QueryKey,
    /// It runs no code until it thaws.
    frozen: bool,
    sends: VecDeque<(RequestId, Vec<(Key, Op)>)>,
    resolves: VecDeque<(RequestId, Key)>,
    reads: VecDeque<RequestId>,
    writes: VecDeque<Write>,
    opens_storage: bool,
    inbox: VecDeque<News>,
    events: Vec<Event>,
    /// Which holder of the lock it takes itself for, and the last that it has heard of.
    term: Option<u64>,
    heard_term: u64,
}

enum Write {
    Put(Vec<Stored>),
    Remove(Vec<Key>),
}

impl Write {
    fn keys(&self) -> Vec<Key> {
        match self {
            Self::Put(rows) => {
                let replaced = rows.iter().flat_map(|row| row.replaces.iter().copied());
                rows.iter().map(|row| row.key).chain(replaced).collect()
            }
            Self::Remove(keys) => keys.clone(),
        }
    }
}

#[derive(Clone)]
enum News {
    /// With the term of the page that tells it, if it has the lock.
    Told(Option<u64>, Vec<TabMessage>),
    Rows(Vec<Stored>),
    Role(Role),
}

/// The browser, with the server that all its pages speak to.
struct Browser {
    tabs: BTreeMap<usize, Tab>,
    disk: BTreeMap<Key, Stored>,
    /// Who has the lock, and who waits for it.
    lock: VecDeque<usize>,
    /// Which holder of the lock is the last that has written so to the disk: what one before it
    /// writes fails.
    term: u64,
    server: Server,
    now: Moment,
    opened: usize,
    /// Everything that was sent, with the page that sent it.
    sent: Vec<(usize, Key, Op)>,
    /// Keys of which a page was told that they are stored.
    told_stored: Vec<Key>,
    /// Keys of what a row on disk has stood for.
    stood_for: Vec<Key>,
    /// How often the lock was taken from a page that had it.
    taken: usize,
    resolved: Vec<Key>,
}

impl News {
    fn in_words(&self) -> String {
        match self {
            Self::Told(_, messages) => format!("{messages:?}"),
            Self::Rows(rows) => format!(
                "rows {:?}",
                rows.iter().map(|row| row.key).collect::<Vec<_>>()
            ),
            Self::Role(role) => format!("{role:?}"),
        }
    }
}

impl Browser {
    fn new() -> Self {
        Self {
            tabs: BTreeMap::new(),
            disk: BTreeMap::new(),
            lock: VecDeque::new(),
            term: 0,
            server: Server::with_notes(5),
            now: Moment(1_000_000),
            opened: 0,
            sent: Vec::new(),
            told_stored: Vec::new(),
            stood_for: Vec::new(),
            taken: 0,
            resolved: Vec::new(),
        }
    }

    /// With so many pages, all of which have loaded and read everything.
    fn with_tabs(count: usize) -> Self {
        let mut browser = Self::new();
        for _ in 0..count {
            browser.open();
            browser.settle();
        }
        browser
    }

    /// A page is opened: it asks for the lock, and for its data.
    fn open(&mut self) -> usize {
        let number = self.opened;
        self.opened += 1;
        let config = Config {
            store: true,
            tabs: true,
            keep_refusals: true,
            ..Config::default()
        };
        let mut engine = Engine::new(config, 7 + number as u64, self.now, wall(self.now));
        let all = engine.observe::<All>(self.now, &());
        let tab = Tab {
            engine,
            all,
            frozen: false,
            sends: VecDeque::new(),
            resolves: VecDeque::new(),
            reads: VecDeque::new(),
            writes: VecDeque::new(),
            opens_storage: false,
            inbox: VecDeque::new(),
            events: Vec::new(),
            term: None,
            heard_term: 0,
        };
        self.tabs.insert(number, tab);
        self.lock.push_back(number);
        if self.lock.len() == 1 {
            self.tell(number, News::Role(Role::Sender));
        }
        self.drain(number);
        number
    }

    /// A page is closed, or crashes: whatever it had in mind is lost.
    fn close(&mut self, number: usize) {
        Self::trace(|| format!("{number} is closed"));
        self.tabs.remove(&number);
        self.leave_lock(number, false);
    }

    /// A page gives the lock up, or waits for it no more; it may wait anew, after all others.
    fn leave_lock(&mut self, number: usize, asks_anew: bool) {
        let had_it = self.lock.front() == Some(&number);
        self.lock.retain(|other| *other != number);
        if asks_anew {
            self.lock.push_back(number);
        }
        if had_it && let Some(&next) = self.lock.front() {
            self.tell(next, News::Role(Role::Sender));
        }
    }

    /// Says what happens, where somebody wants to hear it.
    fn trace(what: impl FnOnce() -> String) {
        if std::env::var_os("OPTIMIST_TRACE").is_some() {
            eprintln!("{}", what());
        }
    }

    fn tell(&mut self, number: usize, news: News) {
        if let Some(tab) = self.tabs.get_mut(&number) {
            tab.inbox.push_back(news);
        }
    }

    fn tell_others(&mut self, number: usize, news: &News) {
        for (_, tab) in self.tabs.iter_mut().filter(|(other, _)| **other != number) {
            tab.inbox.push_back(news.clone());
        }
    }

    fn input(&mut self, number: usize, input: Input) {
        let now = self.now;
        if let Some(tab) = self.tabs.get_mut(&number) {
            tab.engine.handle_input(now, input);
        }
        self.drain(number);
    }

    fn act<T>(&mut self, number: usize, act: impl FnOnce(&mut Engine, Moment) -> T) -> T {
        let now = self.now;
        let tab = self.tabs.get_mut(&number).expect("it is open");
        let result = act(&mut tab.engine, now);
        self.drain(number);
        result
    }

    fn mutate<M: Mutation<Args = Op>>(&mut self, number: usize, op: Op) -> OperationId {
        self.act(number, |engine, now| engine.mutate::<M>(now, [op]))
    }

    fn drain(&mut self, number: usize) {
        loop {
            let Some(tab) = self.tabs.get_mut(&number) else {
                return;
            };
            let Some(output) = tab.engine.poll_output() else {
                break;
            };
            match output {
                Output::Fetch { request, .. } => tab.reads.push_back(request),
                Output::Send {
                    request,
                    operations,
                } => {
                    let operations = operations.iter();
                    let operations = operations.map(|out| (out.key, op_of(&*out.call)));
                    let operations: Vec<_> = operations.collect();
                    Self::trace(|| format!("{number} sends {operations:?}"));
                    tab.sends.push_back((request, operations.clone()));
                    let sent = operations.into_iter();
                    self.sent.extend(sent.map(|(key, op)| (number, key, op)));
                }
                Output::Resolve { request, operation } => {
                    tab.resolves.push_back((request, operation.key));
                    Self::trace(|| format!("{number} resolves {:?}", operation.key));
                    self.resolved.push(operation.key);
                }
                Output::Abort(request) => {
                    tab.sends.retain(|(known, _)| *known != request);
                    tab.resolves.retain(|(known, _)| *known != request);
                    tab.reads.retain(|known| *known != request);
                }
                Output::OpenStorage => {
                    tab.writes.clear();
                    tab.opens_storage = true;
                }
                Output::CloseStorage => tab.writes.clear(),
                // As the driver does: what is to be written while the storage is opened is lost.
                Output::Store(_) | Output::Unstore { .. } if tab.opens_storage => {}
                Output::Store(rows) => tab.writes.push_back(Write::Put(rows)),
                Output::Unstore { keys, .. } => tab.writes.push_back(Write::Remove(keys)),
                Output::Notify(event) => {
                    Self::trace(|| format!("{number} tells its user {event:?}"));
                    tab.events.push(event);
                }
                Output::Tell(messages) => {
                    let news = News::Told(tab.term, messages);
                    self.tell_others(number, &news);
                }
                Output::TakeLock => {
                    self.taken += 1;
                    let before = self.lock.front().copied();
                    self.lock.retain(|other| *other != number);
                    self.lock.push_front(number);
                    before.into_iter().for_each(|before| {
                        self.tell(before, News::Role(Role::Follower));
                    });
                    self.tell(number, News::Role(Role::Sender));
                }
                Output::OpenLive { .. }
                | Output::Poll { .. }
                | Output::Changed(_)
                | Output::OperationsChanged
                | Output::Forgotten(_) => {}
            }
        }
    }

    /// The next thing that others have told a page reaches it.
    fn hear(&mut self, number: usize) -> bool {
        let tab = self.tabs.get_mut(&number).filter(|tab| !tab.frozen);
        let Some(tab) = tab else {
            return false;
        };
        let Some(news) = tab.inbox.pop_front() else {
            return false;
        };
        Self::trace(|| format!("{number} hears {}", news.in_words()));
        match news {
            News::Role(role) => self.set_term(number, role),
            // As the driver does: whoever has lost the lock is not listened to.
            News::Told(Some(term), _) if term < tab.heard_term => return true,
            News::Told(Some(term), _) => tab.heard_term = term,
            News::Told(None, _) | News::Rows(_) => {}
        }
        self.input(
            number,
            match news {
                News::Told(_, messages) => Input::Told(messages),
                News::Rows(rows) => Input::Replicated(rows),
                News::Role(role) => Input::Role(role),
            },
        );
        true
    }

    /// Time passes for every page that is not frozen.
    fn pass(&mut self, ms: u64) {
        let end = self.now.after(ms);
        loop {
            let awake = self.tabs.iter().filter(|(_, tab)| !tab.frozen);
            let alarms =
                awake.filter_map(|(number, tab)| Some((tab.engine.poll_timeout()?, *number)));
            match alarms.min() {
                Some((at, number)) if at <= end => {
                    self.now = self.now.max(at);
                    self.input(number, Input::Wake);
                    while self.hear_all() {}
                }
                _ => break,
            }
        }
        self.now = end;
    }

    fn hear_all(&mut self) -> bool {
        let numbers: Vec<usize> = self.tabs.keys().copied().collect();
        let mut heard = false;
        for number in numbers {
            heard |= self.hear(number);
        }
        heard
    }

    fn numbers(&self) -> Vec<usize> {
        self.tabs.keys().copied().collect()
    }

    /// Everything is stored, told and heard, and nothing is served.
    fn spread(&mut self) {
        for _ in 0..10_000 {
            let mut busy = self.hear_all();
            for number in self.numbers() {
                busy |= self.write(number, true);
            }
            if !busy {
                return;
            }
        }
        panic!("the pages do not stop talking");
    }

    /// Everything works until nothing is left to do.
    fn settle(&mut self) {
        self.try_settle().expect("rest");
    }

    fn try_settle(&mut self) -> Result<(), String> {
        for _ in 0..2_000 {
            self.spread();
            let mut served = false;
            for number in self.numbers() {
                served |= self.serve(number, true);
            }
            if served {
                continue;
            }
            let pending = self.tabs.values().any(|tab| {
                let counts = tab.engine.resource_counts();
                !tab.frozen && counts.alarms > 0
            });
            if !pending {
                return Ok(());
            }
            self.pass(1_000);
        }
        Err(format!("no rest: {}", self.in_words()))
    }
}
