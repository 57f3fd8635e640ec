//! Event streams and polls: what others change.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use optimist::{
    Client, Head, Key, LiveFrom, LiveMessage, LiveSignal, LiveStatus, Polled, QueryKey, Source,
    Subscription, Timeline, Timestamp, Truth,
};
use wasm_bindgen_test::wasm_bindgen_test;
use yew::Callback;

use crate::{
    fakes::{self, Sockets},
    pages::{mount, text, until},
    server::{Note, Notes, Server, SetDone},
};

/// A client with an event stream: `opened 3 a` is a stream at revision 3 of timeline a, `done 4 0`
/// the change with revision 4 that has done note 0.
fn client() -> Client {
    let url = |from: LiveFrom| {
        let since = from
            .since
            .map_or("now".to_owned(), |since| since.to_string());
        let timeline = from.timeline.as_ref().map_or("none", Timeline::as_str);
        format!("ws://test/{since}/{timeline}")
    };
    Client::builder()
        .mutation::<SetDone>()
        .live(url, message)
        .build()
}

fn message(text: &str) -> Option<LiveMessage> {
    let words: Vec<&str> = text.split(' ').collect();
    let signal = match words[..] {
        ["opened", revision, timeline] => LiveSignal::Opened(Head {
            revision: revision.parse().ok()?,
            timeline: Some(Timeline::new(timeline)),
        }),
        ["done", revision, id] => {
            let id = id.parse().ok()?;
            LiveSignal::Change {
                revision: revision.parse().ok()?,
                key: None::<Key>,
                truth: Truth::<Notes>::shared(id, Some(Note { id, done: true })),
            }
        }
        _ => return None,
    };
    Some(LiveMessage {
        signal,
        server_time: Some(Timestamp(5_000_000)),
    })
}

#[wasm_bindgen_test]
async fn changes_of_others_come_by_the_stream() {
    let sockets = Sockets::new();
    let server = Server::with(2);
    server.set_timeline("a");
    let client = client();
    let page = mount(client.clone(), 1);
    until(|| sockets.count() == 1).await;
    assert_eq!(sockets.url(0), "ws://test/0/a");
    assert_eq!(client.live_status(Source::DEFAULT), LiveStatus::None);
    sockets.send(0, "opened 0 a\nnot for us\ndone 1 1");
    until(|| text(&page, ".list") == "0- 1+").await;
    assert_eq!(client.live_status(Source::DEFAULT), LiveStatus::Stream);
    assert!(client.now() >= Timestamp(5_000_000), "the server's time");
    assert!(client.now() < Timestamp(6_000_000), "the server's time");
    assert_eq!(server.reads(), 1);
}

#[wasm_bindgen_test]
async fn a_superseded_socket_is_closed_and_heard_no_more() {
    let sockets = Sockets::new();
    let server = Server::with(2);
    server.set_timeline("a");
    let client = client();
    let page = mount(client.clone(), 1);
    until(|| sockets.count() == 1).await;
    sockets.send(0, "opened 0 a");
    until(|| client.live_status(Source::DEFAULT) == LiveStatus::Stream).await;

    // A read shows another history, so that the stream is asked for anew; the old one is silent.
    server.set_timeline("b");
    client.invalidate(&QueryKey::new(["notes".to_owned()]));
    until(|| sockets.count() == 2).await;
    assert!(sockets.url(1).ends_with("/b"));
    until(|| sockets.is_closed(0)).await;
    assert!(!sockets.is_closed(1));

    sockets.send(0, "done 1 0");
    sockets.cut(0);
    sockets.send(1, "opened 0 b\ndone 1 1");
    until(|| text(&page, ".list") == "0- 1+").await;
    assert_eq!(client.live_status(Source::DEFAULT), LiveStatus::Stream);
    assert_eq!(sockets.count(), 2);
}

#[wasm_bindgen_test]
async fn a_lost_stream_is_opened_again_from_where_it_was() {
    let sockets = Sockets::new();
    let server = Server::with(2);
    server.set_timeline("a");
    let client = client();
    let statuses = Rc::<RefCell<Vec<LiveStatus>>>::default();
    let _subscription = statuses_of(&client, &statuses);
    let page = mount(client.clone(), 1);
    until(|| sockets.count() == 1).await;
    sockets.send(0, "opened 0 a\ndone 1 1");
    until(|| text(&page, ".list") == "0- 1+").await;
    sockets.cut(0);
    until(|| sockets.count() == 2).await;
    assert_eq!(sockets.url(1), "ws://test/1/a");
    sockets.send(1, "opened 1 a\ndone 2 0");
    until(|| text(&page, ".list") == "0+ 1+").await;
    let seen = statuses.borrow().clone();
    let expected = [
        LiveStatus::None,
        LiveStatus::Stream,
        LiveStatus::None,
        LiveStatus::Stream,
    ];
    assert_eq!(seen, expected);
    assert_eq!(server.reads(), 1);
}

#[wasm_bindgen_test]
async fn a_client_that_nobody_holds_closes_its_socket() {
    let sockets = Sockets::new();
    let server = Server::with(1);
    let page = mount(client(), 1);
    until(|| sockets.count() == 1).await;
    sockets.send(0, "opened 0 a");
    until(|| server.reads() == 1 && text(&page, ".list") == "0-").await;
    assert!(!sockets.is_closed(0));
    drop(page);
    until(|| sockets.is_closed(0)).await;
}

/// The statuses of the stream, one after another.
fn statuses_of(client: &Client, statuses: &Rc<RefCell<Vec<LiveStatus>>>) -> Subscription {
    let (asked, statuses) = (client.clone(), Rc::clone(statuses));
    client.on_operations(Callback::from(move |()| {
        let status = asked.live_status(Source::DEFAULT);
        let mut statuses = statuses.borrow_mut();
        if statuses.last() != Some(&status) {
            statuses.push(status);
        }
    }))
}

#[wasm_bindgen_test]
async fn a_page_that_comes_into_sight_asks_how_far_the_server_is() {
    let hidden = fakes::hidden_page();
    let server = Server::with(1);
    server.set_timeline("a");
    let asked = Rc::<Cell<u32>>::default();
    let client = Client::builder()
        .mutation::<SetDone>()
        .poll({
            let asked = Rc::clone(&asked);
            move |_| {
                asked.set(asked.get() + 1);
                let head = Head {
                    revision: 0,
                    timeline: Some(Timeline::new("a")),
                };
                let server_time = Some(Timestamp(5_000_000));
                async move { Ok(Polled { head, server_time }) }
            }
        })
        .build();
    let _page = mount(client.clone(), 1);
    until(|| server.reads() == 1).await;
    // Longer than the five seconds after which a page that can be seen asks.
    gloo_timers::future::TimeoutFuture::new(5_500).await;
    assert_eq!(asked.get(), 0);
    drop(hidden);
    fakes::visibility_changed();
    until(|| client.live_status(Source::DEFAULT) == LiveStatus::Polling).await;
    assert_eq!(asked.get(), 1);
    assert!(client.now() >= Timestamp(5_000_000), "the server's time");
    assert!(client.now() < Timestamp(6_000_000), "the server's time");
}
