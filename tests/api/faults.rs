//! The faults, and that they are not there unless they are allowed.

use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::{Value, json};
use shared::wire::LiveMessage;
use uuid::Uuid;

use crate::harness::{Api, problem};

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_it_is_there_unless_allowed() {
    let api = Api::start_with(|config| config.allow_faults = false).await;
    for (method, path) in [
        (Method::POST, "/api/_test/reset"),
        (Method::GET, "/api/_test/faults"),
        (Method::PUT, "/api/_test/faults"),
        (Method::DELETE, "/api/_test/faults"),
    ] {
        let answer = api.send(method, path, json!({ "count": 3 })).await;
        assert_eq!(problem(answer).await, (404, "no-route".into()), "{path}");
    }
    assert_eq!(api.get("/api/limits").await["faults"], false);
    let start = Instant::now();
    for (name, value) in [
        ("x-fault-fail", "503"),
        ("x-fault-lose-answer", "1"),
        ("x-fault-failure-rate", "1"),
        ("x-fault-latency-ms", "60000"),
    ] {
        let answer = api
            .request(Method::GET, "/api/courses")
            .header(name, value)
            .send()
            .await;
        assert_eq!(answer.unwrap().status(), 200, "{name}");
    }
    assert!(start.elapsed() < Duration::from_secs(30));
    let list = api.get("/api/courses/rust-ownership/videos").await;
    let id = &list["items"][0]["id"];
    let answer = api
        .request(Method::POST, "/api/operations")
        .header("x-fault-fail-ids", id.as_str().unwrap())
        .json(&json!({ "operations": [{ "op": "delete", "id": id }] }))
        .send()
        .await
        .unwrap();
    assert_eq!(
        answer.json::<Value>().await.unwrap()["results"][0]["ok"],
        true
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failure_that_is_asked_for_changes_nothing() {
    let api = Api::start().await;
    let path = format!("/api/videos/{}", api.ids().await[0]);
    let before = api.state().await;
    for (status, code) in [
        (409, "conflict"),
        (404, "not-found"),
        (401, "sign-in"),
        (429, "too-many-requests"),
        (500, "internal"),
        (503, "unavailable"),
    ] {
        let answer = api
            .request(Method::DELETE, &path)
            .header("x-fault-fail", status.to_string())
            .send();
        assert_eq!(problem(answer.await.unwrap()).await, (status, code.into()));
    }
    assert_eq!(api.state().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn latency_comes_before_the_deed() {
    let api = Api::start().await;
    let path = format!("/api/videos/{}", api.ids().await[0]);
    let start = Instant::now();
    let slow = api
        .request(Method::DELETE, &path)
        .header("x-fault-latency-ms", "400")
        .send();
    let slow = tokio::spawn(slow);
    assert_eq!(
        api.request(Method::GET, &path)
            .send()
            .await
            .unwrap()
            .status(),
        200
    );
    assert_eq!(slow.await.unwrap().unwrap().status(), 200);
    assert!(start.elapsed() >= Duration::from_millis(400));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_network_cuts_everything_until_it_is_restored() {
    let api = Api::start().await;
    let mut follower = api.follow("").await;
    follower.next().await.unwrap();
    api.break_network().await;
    assert!(
        api.request(Method::GET, "/api/courses")
            .send()
            .await
            .is_err()
    );
    assert_eq!(api.try_follow("", None).await.err(), Some(0));
    assert_eq!(
        api.request(Method::GET, "/api/health")
            .send()
            .await
            .unwrap()
            .status(),
        200
    );
    api.restore_network().await;
    assert_eq!(
        api.request(Method::GET, "/api/courses")
            .send()
            .await
            .unwrap()
            .status(),
        200
    );
    assert!(api.try_follow("", None).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clogged_network_lets_go_in_the_end() {
    let api = Api::start().await;
    api.plan(json!({ "clogged": true })).await;
    let waiting = tokio::spawn(api.request(Method::GET, "/api/courses").send());
    let through = api
        .request(Method::GET, "/api/courses")
        .timeout(Duration::from_millis(300));
    assert!(through.send().await.unwrap_err().is_timeout());
    assert!(!waiting.is_finished());
    api.restore_network().await;
    assert_eq!(waiting.await.unwrap().unwrap().status(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_is_checked_kept_and_cleared() {
    let api = Api::start().await;
    for (plan, pointer) in [
        (json!({ "cut": 2 }), "/cut"),
        (json!({ "stallMs": 99_999_999_999u64 }), "/stallMs"),
        (json!({ "refuseStatus": 200 }), "/refuseStatus"),
        (
            json!({ "latency": { "kind": "uniform", "minMs": 9, "maxMs": 1 } }),
            "/latency",
        ),
    ] {
        let answer = api.send(Method::PUT, "/api/_test/faults", plan).await;
        assert_eq!(answer.status(), 422);
        assert_eq!(
            answer.json::<Value>().await.unwrap()["errors"][0]["pointer"],
            pointer
        );
    }
    let unknown = api
        .send(Method::PUT, "/api/_test/faults", json!({ "cuts": 0.1 }))
        .await;
    assert_eq!(problem(unknown).await, (422, "invalid".into()));
    api.plan(json!({ "seed": 3, "throttle": 1.0, "retryAfterSeconds": 7 }))
        .await;
    assert_eq!(api.get("/api/_test/faults").await["throttle"], 1.0);
    let answer = api
        .request(Method::GET, "/api/courses")
        .send()
        .await
        .unwrap();
    assert_eq!(
        (answer.status().as_u16(), &answer.headers()["retry-after"]),
        (429, &"7".parse().unwrap())
    );
    let cleared = api
        .send(Method::DELETE, "/api/_test/faults", json!(null))
        .await;
    assert_eq!(cleared.status(), 204);
    assert_eq!(api.get("/api/_test/faults").await["throttle"], 0.0);
    api.plan(json!({ "refuse": 1.0 })).await;
    api.reset(2).await;
    assert_eq!(api.ids().await.len(), 2, "starting over clears the plan");
}

/// The same plan meets the same requests in the same way.
#[tokio::test(flavor = "multi_thread")]
async fn a_plan_is_seeded() {
    let api = Api::start().await;
    let fates = async || {
        api.plan(json!({ "seed": 11, "refuse": 0.3, "cut": 0.3 }))
            .await;
        let mut fates = Vec::new();
        for _ in 0..30 {
            let answer = api.request(Method::GET, "/api/courses").send().await;
            fates.push(answer.ok().map(|answer| answer.status().as_u16()));
        }
        fates
    };
    let first = fates().await;
    for fate in [None, Some(200), Some(409)] {
        assert!(first.contains(&fate), "{fate:?} in {first:?}");
    }
    assert_eq!(fates().await, first);
}

#[tokio::test(flavor = "multi_thread")]
async fn events_are_lost_and_repeated_as_planned() {
    let api = Api::start().await;
    let path = format!("/api/videos/{}", api.ids().await[0]);
    let start = api.revision().await;
    api.plan(json!({ "seed": 5, "loseEvents": 0.3, "repeatEvents": 0.3 }))
        .await;
    let mut follower = api.follow("").await;
    follower.next().await.unwrap();
    for n in 0..60 {
        let title = format!("Take {n}");
        api.send(Method::PATCH, &path, json!({ "title": title }))
            .await;
    }
    api.restore_network().await;
    api.send(Method::PATCH, &path, json!({ "title": "Last" }))
        .await;
    let mut seen = Vec::new();
    while seen.last() != Some(&(start + 61)) {
        match follower.next().await {
            Ok(LiveMessage::Change { revision, .. }) => seen.push(revision),
            other => panic!("{other:?}"),
        }
    }
    assert!(seen.is_sorted());
    assert!(
        seen.windows(2).any(|pair| pair[0] == pair[1]),
        "some came twice"
    );
    assert!(
        seen.windows(2).any(|pair| pair[0] + 1 < pair[1]),
        "some were lost"
    );
}

/// A fault may not unsay what was done: the answer to a first try may be the one that was lost.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_done_is_not_refused_afterwards() {
    let api = Api::start().await;
    let ids = api.ids().await;
    let operations = json!({ "operations": [
        { "key": Uuid::now_v7(), "op": "delete", "id": ids[0] },
    ] });
    let send = async |refuse: bool| -> Value {
        let mut request = api.request(Method::POST, "/api/operations");
        if refuse {
            request = request.header("x-fault-fail-ids", &ids[0]);
        }
        let answer = request.json(&operations).send().await.unwrap();
        answer.json().await.unwrap()
    };
    let done = send(false).await;
    assert_eq!(done["results"][0]["ok"], true);
    assert_eq!(send(true).await, done);
}
