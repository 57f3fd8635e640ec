//! The server is killed again and again (SIGKILL) while writers write and repeat with the same
//! key: what was acknowledged is there, and everything is there once.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use serde_json::{Value, json};

use crate::harness::{Process, key};

/// `STUDIO_TEST_KILLS=2000` runs it for long.
fn kills() -> usize {
    std::env::var("STUDIO_TEST_KILLS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(20)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_acknowledged_outlives_a_kill_and_nothing_is_done_twice() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Process::start(folder.path());
    let client = reqwest::Client::builder()
        .timeout(Duration::from_secs(5))
        .build()
        .unwrap();
    let reset = client
        .post(format!("{}/api/_test/reset", server.url))
        .json(&json!({ "count": 0 }));
    assert!(reset.send().await.unwrap().status().is_success());
    let url = Arc::new(Mutex::new(server.url.clone()));
    let over = Arc::new(AtomicBool::new(false));
    let writers: Vec<_> = (0..4)
        .map(|writer| tokio::spawn(write(client.clone(), url.clone(), over.clone(), writer)))
        .collect();
    for kill in 0..kills() {
        let before = count(&client, &server.url).await;
        // At a moment that differs each time, but not before something was written.
        while count(&client, &server.url).await <= before + kill % 7 {}
        server.kill();
        server = Process::start(folder.path());
        url.lock().unwrap().clone_from(&server.url);
    }
    over.store(true, Ordering::Relaxed);
    let mut acknowledged = Vec::new();
    for writer in writers {
        acknowledged.extend(writer.await.unwrap());
    }
    let list = videos(&client, &server.url).await;
    let mut titles: Vec<_> = list
        .iter()
        .map(|video| video["title"].as_str().unwrap().to_owned())
        .collect();
    titles.sort();
    acknowledged.sort();
    assert!(acknowledged.len() >= kills());
    assert_eq!(
        titles, acknowledged,
        "each once, and none that nobody asked for"
    );
    server.kill();
    let path = folder.path().join("data/studio.sqlite");
    let database = rusqlite::Connection::open(path).unwrap();
    let check = |sql: &str| {
        database
            .query_row(sql, [], |row| row.get::<_, String>(0))
            .unwrap()
    };
    assert_eq!(check("PRAGMA integrity_check"), "ok");
    let effects = check("SELECT count(*) || '' FROM outbox");
    assert_eq!(
        effects,
        acknowledged.len().to_string(),
        "one event for each"
    );
}

/// Adds videos, each until it is acknowledged; the server makes their ids, so only the key tells
/// a repeat.
async fn write(
    client: reqwest::Client,
    url: Arc<Mutex<String>>,
    over: Arc<AtomicBool>,
    writer: usize,
) -> Vec<String> {
    let mut acknowledged = Vec::new();
    while !over.load(Ordering::Relaxed) {
        let (key, title) = (
            key(),
            format!("Writer {writer}, video {}", acknowledged.len()),
        );
        loop {
            let url = format!("{}/api/courses/c1/videos", url.lock().unwrap());
            let body = json!({ "title": title, "durationSeconds": 60 });
            let request = client.post(url).header("idempotency-key", &key).json(&body);
            match request.send().await {
                Ok(answer) if answer.status() == 201 => break,
                Ok(answer) => assert!([409, 503].contains(&answer.status().as_u16()), "{answer:?}"),
                Err(_) => tokio::task::yield_now().await,
            }
        }
        acknowledged.push(title);
    }
    acknowledged
}

async fn videos(client: &reqwest::Client, url: &str) -> Vec<Value> {
    let list = client
        .get(format!("{url}/api/courses/c1/videos"))
        .send()
        .await
        .unwrap();
    list.json::<Value>().await.unwrap()["items"]
        .as_array()
        .unwrap()
        .clone()
}

async fn count(client: &reqwest::Client, url: &str) -> usize {
    videos(client, url).await.len()
}
