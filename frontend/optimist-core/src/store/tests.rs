//! The store of queries alone.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::*;
use crate::{
    config::Config,
    ids::{MAX_REVISION, Timeline},
    io::{Fetched, Head},
    listing::Listing,
    outcome::Failure,
    testing::{All, Counter, Counters, Op, call, context, truth},
};

/// Every counter that is below ten.
struct Low;

impl Query for Low {
    type Entity = Counters;
    type Args = ();
    const NAME: &'static str = "low";

    fn listing((): &()) -> Listing<Counter> {
        Listing::by_id().only(|counter: &Counter| counter.value < 10)
    }
}

struct Alone {
    cx: Context,
    store: QueryStore,
    query: QueryKey,
}

impl Alone {
    fn new(config: Config) -> Self {
        let mut cx = context(config);
        let mut store = QueryStore::default();
        let query = store.observe::<All>(&mut cx, &());
        Self { cx, store, query }
    }

    /// The read that was asked for last.
    fn read(&mut self) -> Option<RequestId> {
        let mut read = None;
        while let Some(output) = self.cx.take_output() {
            if let Output::Fetch { request, .. } = output {
                read = Some(request);
            }
        }
        read
    }

    fn load(&mut self, revision: Revision, timeline: Option<&str>) -> Option<Source> {
        let request = self.read().expect("a read");
        self.load_as(request, revision, timeline)
    }

    fn load_as(
        &mut self,
        request: RequestId,
        revision: Revision,
        timeline: Option<&str>,
    ) -> Option<Source> {
        let counter = |id| Counter {
            id,
            value: revision as u32,
        };
        let fetched = Fetched {
            items: Box::new((1..=3).map(counter).collect::<Vec<_>>()),
            revision: Some(revision),
            timeline: timeline.map(Timeline::new),
        };
        let read = self
            .store
            .end_read(&mut self.cx, request)
            .expect("under way");
        self.store
            .loaded(&mut self.cx, request, read, fetched, false)
    }

    fn value(&self, id: u32) -> Option<u32> {
        let view = self.store.view::<All>(&self.query)?;
        view.iter()
            .find(|item| item.id == id)
            .map(|item| item.value)
    }
}

fn live() -> Config {
    Config {
        live: vec![Source::DEFAULT],
        ..Config::default()
    }
}

fn ack(revision: Revision) -> Ack {
    Ack {
        source: Source::DEFAULT,
        revision: Some(revision),
        after: RequestId(100),
    }
}

#[test]
fn what_is_shown_is_replayed_over_what_is_confirmed() {
    let mut alone = Alone::new(Config::default());
    assert_eq!(alone.value(1), None);
    alone.load(7, None);
    let set = call(Op::Set(1, 70));
    alone.store.show(Key(1), &set);
    assert_eq!((alone.value(1), alone.value(2)), (Some(70), Some(7)));
    alone.store.learn(&*truth(1, 8), Source::DEFAULT, 8, false);
    assert_eq!(alone.value(1), Some(70), "new data are taken in under it");
    alone.store.hide(Key(1), &*set);
    assert_eq!(alone.value(1), Some(8));
    let remove = call(Op::Remove(2));
    alone.store.show(Key(2), &remove);
    assert_eq!(alone.value(2), None);
    alone.store.check().expect("sound");
}

#[test]
fn an_answer_is_contained_when_its_revision_is() {
    let mut alone = Alone::new(live());
    alone.load(7, None);
    let set = call(Op::Set(1, 8));
    assert!(!alone.store.contains(&*set, ack(8)));
    assert_eq!(alone.store.lacking(&*set, ack(8)), [alone.query.clone()]);
    alone.store.learn(&*truth(2, 8), Source::DEFAULT, 8, false);
    assert!(
        !alone.store.contains(&*set, ack(8)),
        "that was another item"
    );
    alone.store.learn(&*truth(1, 8), Source::DEFAULT, 8, false);
    assert!(alone.store.contains(&*set, ack(8)));
    assert!(alone.store.contains(&*set, ack(7)));
}

#[test]
fn a_read_of_another_timeline_is_believed_whatever_its_revision() {
    let mut alone = Alone::new(Config::default());
    alone.load(7, Some("a"));
    let query = alone.query.clone();
    alone.store.invalidate(&mut alone.cx, &query);
    assert_eq!(alone.load(3, Some("b")), Some(Source::DEFAULT));
    assert_eq!(alone.value(1), Some(3));
    alone.store.invalidate(&mut alone.cx, &query);
    assert_eq!(alone.load(2, Some("b")), None);
    assert_eq!(
        alone.value(1),
        Some(3),
        "an older one of the same timeline is not"
    );
}

#[test]
fn the_stream_is_wanted_from_where_the_data_are() {
    let mut alone = Alone::new(live());
    let request = alone.read().expect("a read");
    alone.load_as(request, 7, Some("a"));
    let opened = alone.cx.take_output();
    let Some(Output::OpenLive {
        since, timeline, ..
    }) = opened
    else {
        panic!("the stream is not asked for")
    };
    assert_eq!((since, timeline), (Some(7), Some(Timeline::new("a"))));
    let head = Head {
        revision: 7,
        timeline: Some(Timeline::new("a")),
    };
    assert!(
        !alone
            .store
            .live_opened(&mut alone.cx, Source::DEFAULT, &head, false)
    );
    assert_eq!(alone.store.live_status(Source::DEFAULT), LiveStatus::Stream);
    let change = truth(1, 8);
    assert!(
        alone
            .store
            .live_change(&mut alone.cx, Source::DEFAULT, 8, &*change)
    );
    assert!(
        !alone
            .store
            .live_change(&mut alone.cx, Source::DEFAULT, 8, &*change)
    );
    assert_eq!(alone.value(1), Some(8));
    alone.store.live_lost(&mut alone.cx, Source::DEFAULT);
    assert_eq!(alone.store.live_status(Source::DEFAULT), LiveStatus::None);
}

/// It would hide every later change.
#[test]
fn a_stream_past_what_any_server_comes_to_is_not_believed() {
    let mut alone = Alone::new(live());
    alone.load(7, None);
    let mut status = |revision| {
        let head = Head {
            revision,
            timeline: None,
        };
        let (cx, source) = (&mut alone.cx, Source::DEFAULT);
        alone.store.live_opened(cx, source, &head, false);
        alone.store.live_status(source)
    };
    assert_eq!(status(MAX_REVISION + 1), LiveStatus::None);
    assert_eq!(status(MAX_REVISION), LiveStatus::Stream);
}

/// What an answer told past the point from which the stream goes on may be of the history that was
/// left: the new one's events take its place.
#[test]
fn what_is_known_past_a_change_of_history_gives_way_to_its_events() {
    let mut alone = Alone::new(live());
    alone.load(7, Some("a"));
    alone.store.learn(&*truth(1, 9), Source::DEFAULT, 9, false);
    let (cx, source) = (&mut alone.cx, Source::DEFAULT);
    let head = Head {
        revision: 7,
        timeline: Some(Timeline::new("b")),
    };
    assert!(alone.store.live_opened(cx, source, &head, false));
    assert!(alone.store.live_change(cx, source, 8, &*truth(1, 8)));
    assert_eq!(alone.value(1), Some(8));
}

#[test]
fn a_failed_read_is_tried_again_and_then_an_error() {
    let mut alone = Alone::new(Config::default());
    let failure = Failure::server(crate::outcome::Reason::new("busy", "Busy."));
    for _ in 0..4 {
        let request = alone.read().expect("a read");
        alone.store.end_read(&mut alone.cx, request);
        let query = alone.query.clone();
        alone
            .store
            .read_failed(&mut alone.cx, &query, &failure, true, false);
        alone.store.read_again(&mut alone.cx, &query, false);
    }
    let status = alone.store.status(&alone.cx, &alone.query);
    assert_eq!(status.data, DataStatus::Error);
    assert_eq!(
        status.error.map(|reason| reason.code).as_deref(),
        Some("busy")
    );
}

#[test]
fn while_the_server_is_out_of_reach_reads_are_paused() {
    let mut alone = Alone::new(Config::default());
    let request = alone.read().expect("a read");
    alone.store.end_read(&mut alone.cx, request);
    let query = alone.query.clone();
    let cut = Failure::network();
    alone
        .store
        .read_failed(&mut alone.cx, &query, &cut, false, false);
    let status = alone.store.status(&alone.cx, &query);
    assert_eq!(status.fetch, FetchStatus::Paused);
    alone.store.read_paused_and_empty(&mut alone.cx);
    assert!(alone.read().is_some());
}

#[test]
fn a_query_without_observers_is_forgotten() {
    let mut alone = Alone::new(Config::default());
    alone.load(1, None);
    let query = alone.query.clone();
    alone.store.unobserve(&mut alone.cx, &query);
    assert!(alone.cx.alarms.is_set(&Alarm::Forget(query.clone())));
    alone.store.forget(&mut alone.cx, &query);
    assert!(alone.store.view::<All>(&query).is_none());
    let told = alone.cx.take_output();
    assert!(matches!(told, Some(Output::Forgotten(known)) if known == query));
}

/// What has left a query can be brought back at once, up to 16,384 items; what waits for an answer
/// is known all the same.
#[test]
fn of_what_has_left_a_query_the_oldest_is_forgotten_first() {
    const MOST: u32 = 16_384;
    for (next, pending) in [(true, false), (true, true), (false, false)] {
        let mut cx = context(Config::default());
        let mut store = QueryStore::default();
        store.observe::<Low>(&mut cx, &());
        let Some(Output::Fetch { request, .. }) = cx.take_output() else {
            panic!("it is not read")
        };
        let items: Vec<Counter> = (1..=MOST + 1).map(|id| Counter { id, value: 1 }).collect();
        let fetched = Fetched {
            items: Box::new(items),
            revision: Some(0),
            timeline: None,
        };
        let read = store.end_read(&mut cx, request).expect("under way");
        store.loaded(&mut cx, request, read, fetched, false);
        if pending {
            store.show(Key(1), &call(Op::Set(1, 5)));
        }
        for id in 1..=MOST + 1 {
            store.learn(&*truth(id, 10), Source::DEFAULT, id.into(), next);
            let known = |id| store.find::<Counters>(&id).is_some();
            assert!(known(id) && (id == 1 || known(2)));
        }
        assert_eq!(store.find::<Counters>(&1).is_some(), pending);
    }
}

#[test]
fn the_check_notices_a_wrong_view() {
    let mut alone = Alone::new(Config::default());
    alone.store.check().expect("nothing is shown yet");
    alone.load(7, None);
    alone.store.check().expect("sound");
    let query = alone.query.clone();
    let store = alone.store.store(Kind::of::<Counters>()).as_any_mut();
    let store = store.downcast_mut::<EntityStore<Counters>>();
    let data = store.and_then(|store| store.queries.get_mut(&query));
    let data = data.expect("it has data");
    let view = std::mem::take(&mut data.view);
    let wrong = data.check(&Default::default());
    data.view = view;
    data.expected_len += 1;
    assert!(wrong.is_err() && data.check(&Default::default()).is_err());
    assert!(alone.store.check().is_err());
}

#[test]
fn what_is_held_besides_the_data_is_counted() {
    let mut alone = Alone::new(live());
    assert_eq!(alone.store.reads(), 1);
    alone.load(7, None);
    assert_eq!((alone.store.reads(), alone.store.extras()), (0, 0));
    alone.store.show(Key(1), &call(Op::Set(1, 8)));
    assert_eq!(
        alone.store.extras(),
        2,
        "the operation, and its item after it"
    );
    alone.store.learn(&*truth(2, 9), Source::DEFAULT, 9, false);
    assert_eq!(alone.store.extras(), 3);
    alone.store.poll(&mut alone.cx, Source::DEFAULT);
    assert_eq!(alone.store.reads(), 1);
    alone.store.invalidate(&mut alone.cx, &alone.query);
    assert_eq!(alone.store.reads(), 2);
}

#[test]
fn a_probe_reads_what_waits_or_else_what_somebody_looks_at() {
    let mut alone = Alone::new(Config::default());
    let request = alone.read().expect("a read");
    assert!(!alone.store.probe(&mut alone.cx), "it is under way");
    alone.load_as(request, 1, None);
    assert!(alone.store.probe(&mut alone.cx));
    alone.load(1, None);
    let low = alone.store.observe::<Low>(&mut alone.cx, &());
    let request = alone.read().expect("a read");
    alone.store.end_read(&mut alone.cx, request);
    let cut = Failure::network();
    alone
        .store
        .read_failed(&mut alone.cx, &low, &cut, false, false);
    assert!(alone.store.probe(&mut alone.cx));
    let request = alone.read().expect("a read");
    let read = alone.store.end_read(&mut alone.cx, request);
    assert_eq!(read.map(|read| read.query), Some(low.clone()));
    for query in [low, alone.query.clone()] {
        alone.store.unobserve(&mut alone.cx, &query);
    }
    assert!(!alone.store.probe(&mut alone.cx), "nobody looks");
}
