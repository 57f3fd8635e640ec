//! A user of a schedule: a page, what it must show, and what it must tell.

use std::collections::{BTreeMap, BTreeSet};

use optimist_core::{Config, Event, ItemState, Key, Moment, OperationId, Part, RequestId};

use crate::{
    client::{Client, Shape},
    domain::TOP,
    model::Model,
    world::START,
};

pub struct User {
    pub client: Client,
    pub model: Model,
    pub config: Config,
    pub shape: Shape,
    /// Rises with each load of the page; what is on its way to an older one is lost.
    pub page: u32,
    /// Requests that the page waits for, and the query of each read.
    pub alive: BTreeMap<RequestId, String>,
    /// How many notes were asked for of each list that is read in parts, and which part each read is.
    pub listed: BTreeMap<String, usize>,
    pub parts: BTreeMap<RequestId, Part>,
    pub session: u32,
    /// The session that the server sends events to.
    pub listens: Option<u32>,
    pub last_live: Moment,
    pub offline_until: Moment,
    /// Writes that the disk has been asked for and not done.
    pub writes: usize,
    pub last_written: Moment,
    pub operations: Vec<OperationId>,
    pub refused: BTreeSet<Key>,
    pub sent: BTreeSet<Key>,
    /// What the user must be told in this step.
    pub due: Due,
    pub current: bool,
    /// Is what has no revisions looked at?
    pub plain: bool,
    /// Reads were given up: what has never been read waits until somebody asks for it.
    pub gave_reads_up: bool,
}

/// What has happened that is to be told, each once and at once.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Due {
    pub refusals: usize,
    pub corrections: usize,
}

impl User {
    pub fn new(config: Config, shape: Shape, seed: u64) -> Self {
        Self {
            client: Client::new(config.clone(), seed, START),
            model: Model::new(),
            config,
            shape,
            gave_reads_up: false,
            page: 0,
            alive: BTreeMap::new(),
            listed: BTreeMap::new(),
            parts: BTreeMap::new(),
            session: 0,
            listens: None,
            last_live: START,
            offline_until: START,
            writes: 0,
            last_written: START,
            operations: Vec::new(),
            refused: BTreeSet::new(),
            sent: BTreeSet::new(),
            due: Due::default(),
            current: false,
            plain: false,
        }
    }

    /// How many notes of a list are read.
    pub fn listed(&self, query: &str) -> usize {
        self.listed.get(query).copied().unwrap_or(TOP)
    }

    /// I7: what is due is told, once, and nothing else of its kind.
    pub fn check_told(&mut self, told: &[Event]) -> Result<(), String> {
        let count = |wanted: fn(&Event) -> bool| told.iter().filter(|event| wanted(event)).count();
        let told_now = Due {
            refusals: count(|event| matches!(event, Event::Refused { .. })),
            corrections: count(|event| matches!(event, Event::Corrected { .. })),
        };
        let due = std::mem::take(&mut self.due);
        let over = |event: &Event| match event {
            Event::Finished { counts, .. } => counts.under_way() == 0,
            _ => true,
        };
        match due == told_now && told.iter().all(over) {
            true => Ok(()),
            false => Err(format!("{due:?} was due, and {told:?} was told")),
        }
    }

    pub fn states(&self, operation: OperationId) -> Vec<(Key, ItemState)> {
        let known = self.client.engine.operation(operation);
        let items = known.map_or(&[][..], |known| known.items());
        items
            .iter()
            .map(|item| (item.key, item.state().clone()))
            .collect()
    }
}
