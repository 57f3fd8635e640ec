//! Several pages of one author over one storage: a browser that hands out the lock, carries what pages
//! tell each other, and may close, crash or freeze any of them.

mod cases;
mod schedules;

use std::collections::{BTreeMap, VecDeque};

use optimist_core::{
    Config, Engine, Event, Failure, Fetched, Input, Key, Moment, Mutation, OperationId, Outcome,
    Output, QueryKey, RequestId, Role, RowVersion, Stored, TabMessage,
};

use crate::{
    client::{truth, wall},
    domain::{All, Note, Op, op_of},
    server::{Answer, Server},
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
        let had_it = self.lock.front() == Some(&number);
        self.lock.retain(|other| *other != number);
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

    /// As the driver does: a new holder of the lock writes so to the disk.
    fn set_term(&mut self, number: usize, role: Role) {
        if role == Role::Sender {
            self.term += 1;
        }
        let term = (role == Role::Sender).then_some(self.term);
        let tab = self.tabs.get_mut(&number).expect("it is open");
        tab.term = term;
        tab.heard_term = tab.heard_term.max(term.unwrap_or(0));
    }

    /// A page's next write is on disk; with `told` the page and the others hear of it.
    fn write(&mut self, number: usize, told: bool) -> bool {
        let Some(tab) = self.tabs.get_mut(&number).filter(|tab| !tab.frozen) else {
            return false;
        };
        if std::mem::take(&mut tab.opens_storage) {
            let rows = self.disk.values().cloned().collect();
            Self::trace(|| format!("{number} reads {:?}", self.disk.keys()));
            self.input(number, Input::Restored(rows));
            return true;
        }
        let Some(write) = tab.writes.pop_front() else {
            return false;
        };
        if tab.term.is_some_and(|term| term != self.term) {
            Self::trace(|| format!("{number} has lost the lock, as the disk says"));
            tab.term = None;
            self.input(number, Input::Role(Role::Follower));
            return true;
        }
        match write {
            Write::Put(rows) => {
                Self::trace(|| {
                    let rows = rows.iter().map(|row| {
                        let supersedes = row.supersedes.iter().map(|other| other.key);
                        (
                            row.key,
                            row.write,
                            supersedes.collect::<Vec<_>>(),
                            &row.replaces,
                        )
                    });
                    format!("{number} writes {:?}", rows.collect::<Vec<_>>())
                });
                let replaced: Vec<Key> = rows.iter().flat_map(|row| row.replaces.clone()).collect();
                for row in &rows {
                    let carried = row.supersedes.iter().map(|carried| carried.key);
                    self.stood_for.extend(carried);
                    row.replaces
                        .iter()
                        .for_each(|key| drop(self.disk.remove(key)));
                    self.disk.insert(row.key, row.clone());
                }
                if told {
                    let version = |row: &Stored| RowVersion {
                        key: row.key,
                        write: row.write,
                    };
                    let versions: Vec<RowVersion> = rows.iter().map(version).collect();
                    self.told_stored.extend(rows.iter().map(|row| row.key));
                    self.tell_others(number, &News::Rows(rows));
                    self.input(number, Input::Stored(versions));
                    self.unstored(number, replaced);
                }
            }
            Write::Remove(keys) => {
                for key in &keys {
                    self.disk.remove(key);
                }
                if told {
                    self.unstored(number, keys);
                }
            }
        }
        true
    }

    /// As the driver does: of what is to be written again nothing is told.
    fn unstored(&mut self, number: usize, mut keys: Vec<Key>) {
        let writes = self.tabs.get(&number).map(|tab| &tab.writes);
        let later: Vec<Key> = writes.into_iter().flatten().flat_map(Write::keys).collect();
        keys.retain(|key| !later.contains(key));
        self.input(number, Input::Unstored(keys));
    }

    /// The server deals with a page's next request; its answer may be lost.
    fn serve(&mut self, number: usize, answer_arrives: bool) -> bool {
        let Some(tab) = self.tabs.get_mut(&number).filter(|tab| !tab.frozen) else {
            return false;
        };
        if let Some((request, key)) = tab.resolves.pop_front() {
            let answer = self.server.withdraw(key);
            self.answer(number, request, key, &answer, answer_arrives);
            return true;
        }
        let Some((request, operations)) = tab.sends.pop_front() else {
            return self.serve_read(number);
        };
        for (key, op) in operations {
            Self::trace(|| format!("the server does {key} of {number}"));
            let answer = self.server.submit(key, &op);
            self.answer(number, request, key, &answer, answer_arrives);
        }
        true
    }

    fn answer(
        &mut self,
        number: usize,
        request: RequestId,
        key: Key,
        answer: &Answer,
        arrives: bool,
    ) {
        let outcome = match answer {
            _ if !arrives => Outcome::Unknown(Failure::network()),
            Answer::Refused(reason) => Outcome::Refused(reason.clone()),
            Answer::Done(revision, note) => {
                let id = note.as_ref().map(|note| note.id);
                let done = Outcome::done_at(*revision, None);
                match id {
                    Some(id) => done.with_truth(truth(id, note.clone())),
                    None => done,
                }
            }
        };
        self.input(
            number,
            Input::Answered {
                request,
                key,
                outcome,
            },
        );
    }

    /// The server fails at a page's next request, as it says itself.
    fn fail_next(&mut self, number: usize) {
        let tab = self.tabs.get_mut(&number).expect("it is open");
        if let Some((request, _)) = tab.sends.pop_front() {
            let end = Err(crate::world::server_error(None));
            self.input(number, Input::Ended { request, end });
        }
    }

    fn serve_read(&mut self, number: usize) -> bool {
        let tab = self.tabs.get_mut(&number);
        let Some(request) = tab.and_then(|tab| tab.reads.pop_front()) else {
            return false;
        };
        let items: Vec<Note> = self.server.notes.values().cloned().collect();
        let result = Ok(Fetched {
            items: Box::new(items),
            revision: Some(self.server.revision()),
            timeline: None,
        });
        self.input(number, Input::Fetched { request, result });
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

    /// What each page holds, for a person.
    fn in_words(&self) -> String {
        let mut words = format!("lock {:?}", self.lock);
        for (number, tab) in &self.tabs {
            words += &format!("\ntab {number}: {}", tab.engine.log_in_words());
        }
        words + &format!("\ndisk: {:?}", self.disk.keys().collect::<Vec<_>>())
    }

    fn notes(&self, number: usize) -> Vec<Note> {
        let tab = &self.tabs[&number];
        let view = tab.engine.view::<All>(&tab.all).expect("it is loaded");
        view.iter().map(|note| (**note).clone()).collect()
    }

    fn title(&self, number: usize, id: u32) -> String {
        let notes = self.notes(number);
        let note = notes.iter().find(|note| note.id == id);
        note.map_or_else(String::new, |note| note.title.clone())
    }

    fn pending(&self, number: usize) -> usize {
        self.tabs[&number].engine.pending()
    }

    /// How often a page's user was told such a thing.
    fn told(&self, number: usize, what: impl Fn(&Event) -> bool) -> usize {
        let events = self.tabs[&number].events.iter();
        events.filter(|event| what(event)).count()
    }

    /// All pages and the storage agree with the server, and nothing is left to do.
    fn check_at_rest(&self) -> Result<(), String> {
        let truth: Vec<&Note> = self.server.notes.values().collect();
        for (number, tab) in &self.tabs {
            if tab.engine.pending() > 0 {
                return Err(format!("tab {number} waits for something"));
            }
            let mut shown = self.notes(*number);
            shown.sort_by_key(|note| note.id);
            if !shown.iter().eq(truth.iter().copied()) {
                return Err(format!("tab {number} shows {shown:?}, not {truth:?}"));
            }
            tab.engine.check()?;
        }
        match self.disk.keys().next() {
            Some(key) => Err(format!("{key} is still on disk")),
            None => Ok(()),
        }
    }
}
