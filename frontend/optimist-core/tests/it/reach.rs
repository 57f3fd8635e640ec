//! Who answered, how late, and by which clock: proxies, outages, polling, keys.

use optimist_core::{
    Backoff, Batching, Config, Failure, Input, ItemState, LiveSignal, LiveStatus, Moment, Reason,
    Source,
};
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::{
    domain::{All, Op, Plain, SetDone, SetTitle},
    judge::tally,
    world::{World, server_error, too_large},
};

fn live() -> Config {
    Config {
        live: vec![Source::DEFAULT],
        poll: vec![Source::DEFAULT],
        ..Config::default()
    }
}

fn proxy() -> Failure {
    Failure::elsewhere(Reason::new("not-the-api", "A proxy answered."))
}

/// Every request meets a proxy's error for so long.
fn outage(world: &mut World, ms: u64) -> u64 {
    let end = world.client.now.after(ms);
    let mut longest = 0;
    let mut last = world.client.now;
    while world.client.now < end {
        while let Some(sent) = world.sends.pop() {
            longest = longest.max(world.client.now.since(last));
            last = world.client.now;
            world.end(sent.request, Err(proxy()));
        }
        while !world.reads.is_empty() {
            world.fail_read(proxy());
        }
        let next = world.client.engine.poll_timeout();
        let next = next.map_or(end, |at| at.min(end));
        world.pass(next.since(world.client.now).max(1));
    }
    longest
}

/// A proxy answers 502 for two and a half minutes: nothing fails, all is saved afterwards, and the
/// page can say that the server cannot be reached, and why.
#[test]
fn an_outage_by_a_proxy_uses_no_budget() {
    let (mut world, all) = World::loaded(live());
    for id in 1..=5 {
        world.mutate::<SetDone>(Op::Done(id, true));
    }
    let longest = outage(&mut world, 150_000);
    assert!(longest <= 20_000, "two probes were {longest} ms apart");
    assert!(!world.client.engine.reachable());
    assert!(world.client.engine.online(), "something answers");
    let why = world
        .client
        .engine
        .why_unreachable()
        .map(|why| why.code.as_str());
    assert_eq!(why, Some("not-the-api"));
    let back = world.client.now;
    while world.client.engine.pending() > 0 {
        while !world.sends.is_empty() {
            world.serve();
        }
        world.serve_reads();
        world.pass(100);
    }
    assert!(world.client.now.since(back) <= 30_000);
    assert!(world.client.engine.reachable());
    assert!(!tally(&world.told()).contains_key("failed"));
    world.rest(&all);
    assert_eq!(world.server.effects.len(), 5);
}

/// Reads get through and operations do not, as where the server refuses the page's origin: that
/// reads are answered does not unsay it, and nothing is hammered.
#[test]
fn reads_that_get_through_do_not_hide_that_operations_do_not() {
    let (mut world, all) = World::loaded(live());
    world.mutate::<SetTitle>(Op::Title(1, "one"));
    let end = world.client.now.after(60_000);
    let mut tries = 0;
    let mut down = false;
    while world.client.now < end {
        while let Some(sent) = world.sends.pop() {
            tries += 1;
            world.end(sent.request, Err(proxy()));
        }
        for request in std::mem::take(&mut world.polls) {
            let result = Ok(world.client.head(world.server.revision()));
            world.input(Input::Polled { request, result });
        }
        world.heartbeat();
        world.serve_reads();
        assert!(!down || !world.client.engine.reachable());
        down |= !world.client.engine.reachable();
        world.pass(100);
    }
    assert!(down);
    assert!((4..=20).contains(&tries), "{tries} tries in a minute");
    world.rest(&all);
}

/// One probe at a time while the server cannot be reached, whatever waits.
#[test]
fn one_request_at_a_time_asks_whether_the_server_is_back() {
    let (mut world, _) = World::loaded(live());
    for id in 1..=5 {
        world.mutate::<SetDone>(Op::Done(id, true));
    }
    outage(&mut world, 60_000);
    world.pass(20_000);
    assert!(world.sends.len() + world.reads.len() <= 1);
}

/// The server itself says that it failed: that is what the budget is for.
#[test]
fn the_servers_own_failure_uses_the_budget() {
    let config = Config {
        backoff: Backoff {
            tries: 3,
            ..Backoff::DEFAULT
        },
        ..live()
    };
    let (mut world, _) = World::loaded(config);
    let operation = world.mutate::<SetTitle>(Op::Title(1, "one"));
    for _ in 0..3 {
        let sent = world.sends.remove(0);
        world.end(sent.request, Err(server_error(None)));
        world.pass(2_000);
    }
    assert!(matches!(world.state(operation), Some(ItemState::Failed(_))));
}

/// A maintenance page asks for a day: five minutes are enough, and the author's retry is at once.
#[test]
fn retry_after_is_bounded_and_ends_with_a_retry() {
    let (mut world, all) = World::loaded(Config::default());
    let operation = world.mutate::<SetTitle>(Op::Title(1, "one"));
    let sent = world.sends.remove(0);
    world.end(sent.request, Err(server_error(Some(86_400_000))));
    world.pass(60_000);
    assert!(world.sends.is_empty());
    world.engine(|engine, now| engine.retry(now, operation));
    assert_eq!(world.sends.len(), 1);
    let sent = world.sends.remove(0);
    world.end(sent.request, Err(server_error(Some(86_400_000))));
    world.pass(301_000);
    assert_eq!(world.sends.len(), 1);
    world.rest(&all);
}

/// An operation that had failed turns out to be done: that is reported, once, and nothing says
/// otherwise any more.
#[test]
fn a_failure_that_was_settled_later_is_reported() {
    let config = Config {
        backoff: Backoff {
            tries: 1,
            ..Backoff::DEFAULT
        },
        ..live()
    };
    let (mut world, all) = World::loaded(config);
    let operation = world.mutate::<SetTitle>(Op::Title(1, "one"));
    let dealt = world.deal();
    world.end(dealt.request, Err(server_error(None)));
    assert_eq!(tally(&world.told())["failed"], 1);
    world.event(1);
    let told = tally(&world.told());
    assert_eq!(told.get("recovered"), Some(&1));
    assert!(world.state(operation).is_none());
    world.rest(&all);
}

/// One stray 413 does not make ten thousand single requests for ever.
#[test]
fn batches_grow_again_after_one_was_too_large() {
    let config = Config {
        batch: Some(Batching {
            window_ms: 0,
            items: 4,
            ..Batching::DEFAULT
        }),
        requests: 1,
        ..live()
    };
    let (mut world, all) = World::loaded(config);
    let ops: Vec<Op> = (1..=4).map(|id| Op::Done(id, true)).collect();
    world.bulk::<SetDone>(&ops);
    let sent = world.sends.remove(0);
    world.end(sent.request, Err(too_large()));
    assert_eq!(world.sends[0].operations.len(), 2);
    world.settle();
    world.pass(60_000);
    world.bulk::<SetTitle>(&(1..=4).map(|id| Op::Title(id, "t")).collect::<Vec<_>>());
    assert_eq!(world.sends[0].operations.len(), 4);
    world.rest(&all);
}

/// A read that lags behind the answers is asked for ever more rarely.
#[test]
fn data_that_do_not_come_are_asked_for_ever_more_rarely() {
    let (mut world, all) = World::loaded(Config::default());
    world.shape = crate::client::Shape::Revision;
    world.mutate::<SetTitle>(Op::Title(1, "one"));
    world.serve();
    let mut reads = 0;
    let end = world.client.now.after(60_000);
    while world.client.now < end {
        while !world.reads.is_empty() {
            reads += 1;
            let (request, _) = world.reads.remove(0);
            let notes = (1..=5).map(crate::domain::Note::new).collect();
            world.act(|client| client.fetched(request, notes, Some(0)));
        }
        world.pass(100);
    }
    assert!((4..=20).contains(&reads), "{reads} reads in a minute");
    world.rest(&all);
}

/// Answers with revisions, reads without: the read after the answer settles it.
#[test]
fn answers_with_revisions_and_reads_without_come_to_rest() {
    let mut world = World::new(Config::default());
    let all = world.observe::<All>();
    let serve = |world: &mut World| {
        let (request, query) = world.reads.remove(0);
        let notes = world.server.read(&query);
        world.act(|client| client.fetched(request, notes, None));
    };
    serve(&mut world);
    world.shape = crate::client::Shape::Revision;
    world.mutate::<SetTitle>(Op::Title(1, "one"));
    world.serve();
    serve(&mut world);
    world.shows(&all, 1, "one", false);
    assert_eq!(world.resource_counts().entries, 0);
    assert!(world.reads.is_empty());
}

/// Where the stream cannot be had, the server is asked how far it is: with one small request in five
/// seconds, and another author's change is seen within ten.
#[test]
fn without_a_stream_the_server_is_polled() {
    let mut world = World::new(live());
    let all = world.load::<All>();
    let mut asked = Vec::new();
    let start = world.client.now;
    let mut changed = None;
    while world.client.now.since(start) < 60_000 {
        if world.live.take().is_some() {
            world.act(|client| client.live(LiveSignal::Lost));
        }
        for request in std::mem::take(&mut world.polls) {
            asked.push(world.client.now);
            let result = Ok(world.client.head(world.server.revision()));
            world.input(Input::Polled { request, result });
        }
        world.serve_reads();
        if world.client.now.since(start) == 30_000 {
            world.server.other(&Op::Title(1, "theirs"));
            changed = Some(world.client.now);
        }
        if let Some(at) = changed
            && world
                .note(&all, 1)
                .is_some_and(|note| note.title == "theirs")
        {
            assert!(world.client.now.since(at) <= 10_000);
            changed = None;
        }
        world.pass(100);
    }
    assert_eq!(changed, None, "the change was never seen");
    assert!(asked.windows(2).all(|pair| pair[1].since(pair[0]) >= 5_000));
    assert!(asked[0].since(start) < 5_000, "when it fails again");
    assert!(!tally(&world.told()).contains_key("history"));
    let status = world.client.engine.live_status(Source::DEFAULT);
    assert_eq!(status, LiveStatus::Polling);
}

/// Nobody sees a hidden page: it asks for nothing, and at once when it is shown again.
#[test]
fn a_hidden_page_does_not_poll() {
    let mut world = World::new(live());
    world.load::<All>();
    world.act(|client| client.live(LiveSignal::Lost));
    world.input(Input::Visible(false));
    world.pass(120_000);
    assert!(world.polls.is_empty());
    world.input(Input::Visible(true));
    assert_eq!(world.polls.len(), 1);
}

/// A hidden page may be the one that sends for all, and its timers are late.
#[test]
fn a_hidden_page_does_not_wait_for_company() {
    let config = Config {
        batch: Some(Batching::DEFAULT),
        ..Config::default()
    };
    let (mut world, _) = World::loaded_from(config);
    world.mutate::<SetTitle>(Op::Title(1, "one"));
    assert!(world.sends.is_empty());
    world.input(Input::Visible(false));
    assert_eq!(world.sends.len(), 1);
}

/// A page that is shown while the stream has just been lost gives it its time first.
#[test]
fn a_stream_that_was_just_lost_is_not_replaced_at_once() {
    let mut world = World::new(live());
    world.load::<All>();
    world.act(|client| client.live(LiveSignal::Lost));
    world.input(Input::Visible(true));
    world.pass(9_999);
    assert!(world.polls.is_empty());
    world.pass(1);
    assert_eq!(world.polls.len(), 1);
}

/// Polls that fail become rarer, and the stream ends them.
#[test]
fn polls_back_off_and_end_with_the_stream() {
    let mut world = World::new(live());
    world.load::<All>();
    world.act(|client| client.live(LiveSignal::Lost));
    let mut asked: Vec<Moment> = Vec::new();
    let end = world.client.now.after(200_000);
    while world.client.now < end {
        for request in std::mem::take(&mut world.polls) {
            asked.push(world.client.now);
            let result = Err(server_error(None));
            world.input(Input::Polled { request, result });
        }
        world.pass(500);
    }
    let waits: Vec<u64> = asked
        .windows(2)
        .map(|pair| pair[1].since(pair[0]))
        .collect();
    assert!(waits.iter().all(|&wait| wait <= 31_000) && waits.contains(&30_000));
    assert_eq!(
        world.client.engine.live_status(Source::DEFAULT),
        LiveStatus::None
    );
    world.live = Some(0);
    world.open_live();
    world.polls.clear();
    world.pass(40_000);
    assert!(world.polls.is_empty());
    assert_eq!(
        world.client.engine.live_status(Source::DEFAULT),
        LiveStatus::Stream
    );
}

/// What a query without observers held is told, so that whoever fetches it can forget it too.
#[test]
fn a_query_that_is_forgotten_is_told() {
    let mut world = World::new(live());
    world.load::<All>();
    let brief = world.load::<crate::domain::Brief>();
    world.load::<Plain>();
    world.engine(|engine, now| engine.unobserve(now, &brief));
    world.pass(5_000);
    assert_eq!(world.client.forgotten, [brief.to_string()]);
}
