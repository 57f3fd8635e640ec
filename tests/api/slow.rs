//! A reader that does not read.

use std::time::{Duration, Instant};

use futures_util::StreamExt;
use reqwest::Method;
use serde_json::json;
use tokio::{net::TcpSocket, time::timeout};
use tokio_tungstenite::tungstenite::Message;

use crate::harness::{Api, LONG};

/// It is dropped, and nobody else notices it.
#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_is_too_slow_is_dropped() {
    let api = Api::start().await;
    api.reset(1_000).await;
    let (ids, start) = (api.ids().await, api.revision().await);
    let host = api.url.strip_prefix("http://").unwrap();
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4_096).unwrap();
    let stream = socket.connect(host.parse().unwrap()).await.unwrap();
    let url = format!("ws://{host}/api/events");
    let (mut slow, _) = tokio_tungstenite::client_async(url, stream).await.unwrap();
    let mut quick = api.follow("").await;
    quick.next().await.unwrap();
    // More than the system buffers for one connection: about a kilobyte an event.
    let (rounds, title) = (12, "\u{1f980}".repeat(200));
    let reader = tokio::spawn(async move {
        let mut revisions = quick.revisions(rounds * 1_000).await;
        revisions.pop().unwrap()
    });
    for _ in 0..rounds {
        let operations: Vec<_> = ids
            .iter()
            .map(|id| json!({ "op": "rename", "id": id, "title": title }))
            .collect();
        let batch = json!({ "operations": operations });
        let answer = api.request(Method::POST, "/api/operations").json(&batch);
        assert_eq!(answer.send().await.unwrap().status(), 207);
    }
    let last = start + rounds as u64 * 1_000;
    assert_eq!(timeout(LONG, reader).await.unwrap().unwrap(), last);
    // The slow one reads nothing for longer than the server is patient.
    let asleep = Instant::now();
    tokio::time::sleep(Duration::from_secs(8)).await;
    let mut heard = 0;
    while let Ok(Some(Ok(message))) = timeout(LONG, slow.next()).await {
        heard += usize::from(matches!(message, Message::Text(_)));
    }
    assert!(asleep.elapsed() < LONG, "its connection has ended");
    assert!(
        heard < rounds * 1_000,
        "{heard}: before it had heard everything"
    );
    assert_eq!(
        api.request(Method::GET, "/api/health")
            .send()
            .await
            .unwrap()
            .status(),
        200
    );
}
