//! What a server holds for readers that read slowly.

use reqwest::Client;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
    sync::watch,
};

use crate::harness::{LONG, Process, key};

const READERS: usize = 4;
/// Operations of a batch.
const ITEMS: usize = 1_000;
/// Batches that are looked at, of 100,000 operations together.
const BATCHES: usize = 100;
/// A server is warm, and its database's cache full, when so many batches add next to nothing.
const ROUND: usize = 20;
const NOTHING_KB: u64 = 512;
/// It is so by then.
const WARM_BY: usize = 400;
/// May be held besides what a warm server holds: a quarter of the outcomes that are told.
const GROWTH_KB: u64 = 16 * 1_024;

/// 100,000 outcomes are told; the reader takes none of a batch before another writer has been
/// answered. The work waits for the reader, so nothing piles up.
#[tokio::test(flavor = "multi_thread")]
async fn slow_readers_of_many_outcomes_cost_no_memory_and_hold_nobody_up() {
    let folder = tempfile::tempdir().unwrap();
    let server = Process::start(folder.path());
    let client = Client::builder().timeout(LONG).build().unwrap();
    let reset = client.post(format!("{}/api/_test/reset", server.url));
    let reset = reset.json(&json!({ "count": ITEMS })).send();
    assert!(reset.await.unwrap().status().is_success());
    let list = client.get(format!("{}/api/courses/c1/videos", server.url));
    let list: Value = list.send().await.unwrap().json().await.unwrap();
    let ids = list["items"].as_array().unwrap().iter();
    let ids: Vec<String> = ids
        .map(|video| video["id"].as_str().unwrap().to_owned())
        .collect();
    let (told, mut batches) = watch::channel(0);
    let (stop, stopped) = watch::channel(false);
    let readers: Vec<_> = (0..READERS)
        .map(|_| {
            let (url, client) = (server.url.clone(), client.clone());
            let (ids, told, stopped) = (ids.clone(), told.clone(), stopped.clone());
            tokio::spawn(async move {
                let mut stream = connect(&url).await;
                while !*stopped.borrow() {
                    ask(&mut stream, &ids).await;
                    // It reads nothing yet, and others are answered.
                    let video = format!("{url}/api/videos/{}", ids[0]);
                    let patch = client.patch(video).json(&json!({ "published": true }));
                    assert_eq!(patch.send().await.unwrap().status(), 200);
                    let bytes = outcomes(&mut stream).await;
                    assert!(bytes as u64 * BATCHES as u64 / 1_024 > 4 * GROWTH_KB);
                    told.send_modify(|count| *count += 1);
                }
            })
        })
        .collect();
    let mut after = async |count: usize| {
        batches.wait_for(|told| *told >= count).await.unwrap();
        server.resident_kb()
    };
    let (mut count, mut warm) = (ROUND, after(ROUND).await);
    loop {
        count += ROUND;
        let now = after(count).await;
        if now <= warm + NOTHING_KB {
            break;
        }
        assert!(count < WARM_BY, "it still grows: {now} kB");
        warm = now;
    }
    for more in 1..=BATCHES {
        let now = after(count + more).await;
        assert!(
            now <= warm + GROWTH_KB,
            "{now} kB are held after {more} batches, {warm} kB when warm"
        );
    }
    stop.send_replace(true);
    for reader in readers {
        reader.await.unwrap();
    }
    server.kill();
}

/// A connection for which the system buffers little.
async fn connect(url: &str) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(16 * 1_024).unwrap();
    let host = url.strip_prefix("http://").unwrap();
    let stream = socket.connect(host.parse().unwrap()).await.unwrap();
    stream.set_nodelay(true).unwrap();
    stream
}

async fn ask(stream: &mut TcpStream, ids: &[String]) {
    let title = "\u{1f980}".repeat(100);
    let item = |id| json!({ "key": key(), "op": "rename", "id": id, "title": title });
    let items: Vec<_> = ids.iter().map(item).collect();
    let body = json!({ "operations": items }).to_string();
    let head = format!(
        "POST /api/operations HTTP/1.1\r\nhost: studio\r\ncontent-type: application/json\r\n\
         accept: application/x-ndjson\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(body.as_bytes()).await.unwrap();
}

/// Reads one answer in small parts, to its end; returns its size.
async fn outcomes(stream: &mut TcpStream) -> usize {
    let mut answer = Vec::new();
    let mut part = [0; 4_096];
    while !answer.ends_with(b"\r\n0\r\n\r\n") {
        let read = stream.read(&mut part).await.unwrap();
        assert!(read > 0, "the answer has an end");
        answer.extend_from_slice(&part[..read]);
    }
    let text = String::from_utf8_lossy(&answer);
    assert!(text.starts_with("HTTP/1.1 207"), "{text:.100}");
    assert_eq!(text.matches("\"ok\":true").count(), ITEMS);
    answer.len()
}
