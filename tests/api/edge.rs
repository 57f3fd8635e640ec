//! What surrounds the routes: headers, origins, connections, the end.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use crate::harness::{Api, LONG, key};

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_is_guarded_and_named() {
    let api = Api::start().await;
    for path in [
        "/api/courses",
        "/api/nowhere",
        "/api/videos/v1",
        "/api/openapi.json",
        "/",
    ] {
        let answer = api
            .request(Method::GET, path)
            .header("x-request-id", "r-7")
            .send()
            .await;
        let answer = answer.unwrap();
        assert_eq!(answer.headers()["x-request-id"], "r-7", "{path}");
        assert_eq!(answer.headers()["x-content-type-options"], "nosniff");
        assert_eq!(answer.headers()["referrer-policy"], "no-referrer");
        assert!(answer.headers().contains_key("cache-control"));
    }
    let own = api
        .request(Method::GET, "/api/courses")
        .send()
        .await
        .unwrap();
    assert!(own.headers().contains_key("x-request-id"));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_configured_origins_are_let_in() {
    let ours = "https://studio.example";
    let api = Api::start_with(|config| config.allowed_origins = vec![ours.into()]).await;
    let preflight = |origin: &'static str| {
        api.request(Method::OPTIONS, "/api/operations")
            .header("origin", origin)
            .header("access-control-request-method", "POST")
            .header(
                "access-control-request-headers",
                "content-type, idempotency-key",
            )
            .send()
    };
    let answer = preflight(ours).await.unwrap();
    assert_eq!(answer.headers()["access-control-allow-origin"], ours);
    let allowed = answer.headers()["access-control-allow-headers"]
        .to_str()
        .unwrap();
    for name in ["idempotency-key", "if-match", "content-type"] {
        assert!(allowed.contains(name), "{allowed}");
    }
    let answer = preflight("https://elsewhere.example").await.unwrap();
    assert!(!answer.headers().contains_key("access-control-allow-origin"));
    let answer = api
        .request(Method::GET, "/api/courses")
        .header("origin", ours)
        .send()
        .await;
    let answer = answer.unwrap();
    assert_eq!(answer.headers()["access-control-allow-origin"], ours);
    let exposed = answer.headers()["access-control-expose-headers"]
        .to_str()
        .unwrap();
    for name in [
        "x-revision",
        "x-timeline",
        "x-api",
        "date",
        "idempotency-key",
        "etag",
        "retry-after",
    ] {
        assert!(exposed.contains(name), "{exposed}");
    }
}

/// Connections that say nothing, half a head, or nothing after a first request.
#[tokio::test(flavor = "multi_thread")]
async fn silent_connections_are_closed() {
    let api = Api::start().await;
    let host = api.url.strip_prefix("http://").unwrap().to_owned();
    let start = Instant::now();
    let silent = [
        "",
        "GET /api/cour",
        "GET /api/health HTTP/1.1\r\nhost: a\r\n\r\n",
    ];
    let all = silent.into_iter().cycle().take(60).map(async |said| {
        let mut connection = TcpStream::connect(&host).await.unwrap();
        connection.write_all(said.as_bytes()).await.unwrap();
        let mut heard = Vec::new();
        // An error is an end as well.
        let _ = connection.read_to_end(&mut heard).await;
    });
    timeout(Duration::from_secs(35), join_all(all))
        .await
        .expect("closed within 35 seconds");
    assert!(start.elapsed() > Duration::from_secs(5), "but not at once");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_never_ends_is_given_up() {
    let api = Api::start().await;
    let host = api.url.strip_prefix("http://").unwrap();
    let mut connection = TcpStream::connect(host).await.unwrap();
    let head = "POST /api/operations HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n\
                content-length: 100\r\n\r\n{\"oper";
    connection.write_all(head.as_bytes()).await.unwrap();
    let mut heard = vec![0; 12];
    timeout(LONG, connection.read_exact(&mut heard))
        .await
        .expect("an answer")
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&heard), "HTTP/1.1 408");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_finishes_what_was_accepted() {
    let api = Api::start().await;
    let host = api.url.strip_prefix("http://").unwrap().to_owned();
    let (key, body) = (
        key(),
        json!({ "title": "Last", "durationSeconds": 1 }).to_string(),
    );
    let mut accepted = TcpStream::connect(&host).await.unwrap();
    let head = format!(
        "POST /api/courses/c1/videos HTTP/1.1\r\nhost: {host}\r\nidempotency-key: {key}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\nexpect: 100-continue\r\n\r\n",
        body.len()
    );
    accepted.write_all(head.as_bytes()).await.unwrap();
    // The server asks for the body: the request is being worked on.
    let mut go_on = [0; 25];
    accepted.read_exact(&mut go_on).await.unwrap();
    assert_eq!(&go_on, b"HTTP/1.1 100 Continue\r\n\r\n");
    api.begin_stop();
    let stopping = tokio::spawn(api.stop());
    while TcpStream::connect(&host).await.is_ok() {
        tokio::task::yield_now().await;
    }
    accepted.write_all(body.as_bytes()).await.unwrap();
    let mut answer = String::new();
    accepted.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
    let folder = stopping.await.unwrap();
    let api = Api::start_on(&folder).await;
    assert_eq!(api.get(&format!("/api/operations/{key}")).await["ok"], true);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_servers_never_share_their_data() {
    let api = Api::start().await;
    let mut config = crate::harness::config(api.folder.path());
    config.dist = "none".into();
    let (_stop, stopped) = tokio::sync::watch::channel(false);
    let second = backend::open(&config, stopped);
    assert!(second.err().unwrap().to_string().contains("another server"));
    assert_eq!(
        api.send(Method::GET, "/api/health", json!(null))
            .await
            .status(),
        200
    );
}
