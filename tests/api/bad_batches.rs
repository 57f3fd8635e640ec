//! Batches with something wrong in them: what is wrong is said where it is, and the rest is done.

use std::collections::HashSet;

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Api, key, problem};

const OPERATIONS: &str = "/api/operations";

async fn results(api: &Api, batch: &Value) -> Vec<Value> {
    let answer = api.send(Method::POST, OPERATIONS, batch.clone()).await;
    assert_eq!(answer.status(), 207);
    let answer: Value = answer.json().await.unwrap();
    answer["results"].as_array().unwrap().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_item_is_refused_and_its_neighbours_are_done() {
    let api = Api::start().await;
    let ids = api.ids().await;
    let other = api.another_course().await;
    let list = api.get(&format!("/api/courses/{other}/videos")).await;
    let elsewhere = list["items"][0]["id"].as_str().unwrap().to_owned();
    let gone = format!("/api/videos/{}", ids[0]);
    api.send(Method::DELETE, &gone, json!(null)).await;
    let (none, twice) = (key(), key());
    let (ok, missing) = ((0, "ok"), (404, "not-found"));
    let deleted = (404, "deleted");
    let table = [
        (json!({ "op": "delete", "id": ids[0] }), deleted),
        (
            json!({ "op": "setPublished", "id": ids[0], "published": true }),
            deleted,
        ),
        (
            json!({ "op": "setCourse", "id": ids[0], "courseId": other }),
            deleted,
        ),
        (json!({ "op": "rename", "id": none, "title": "A" }), missing),
        (json!({ "op": "restore", "id": none }), missing),
        (
            json!({ "op": "setCourse", "id": none, "courseId": other }),
            missing,
        ),
        (
            json!({ "op": "setCourse", "id": ids[1], "courseId": "nowhere" }),
            (404, "course-not-found"),
        ),
        (
            json!({ "op": "rename", "id": elsewhere, "title": "Elsewhere" }),
            ok,
        ),
        (
            json!({ "op": "setCourse", "id": ids[2], "courseId": "c1" }),
            ok,
        ),
        (
            json!({ "op": "setCourse", "id": ids[3], "courseId": other }),
            ok,
        ),
        (
            json!({ "op": "rename", "id": ids[3], "title": "Moved" }),
            ok,
        ),
        (json!({ "key": twice, "op": "delete", "id": ids[4] }), ok),
        (json!({ "key": twice, "op": "delete", "id": ids[4] }), ok),
        (
            json!({ "key": twice, "op": "restore", "id": ids[4] }),
            (422, "key-reused"),
        ),
        (json!({ "op": "delete", "id": ids[4] }), deleted),
        (json!({ "op": "restore", "id": ids[4] }), ok),
    ];
    let before = api.revision().await;
    let items: Vec<_> = table.iter().map(|(item, _)| item).collect();
    let results = results(&api, &json!({ "operations": items })).await;
    assert_eq!(results.len(), table.len());
    for (result, (item, (status, code))) in results.iter().zip(&table) {
        let kind = result["error"]["type"].as_str().unwrap_or("/problems/ok");
        assert_eq!(kind, format!("/problems/{code}"), "{item}");
        let told = result["error"]["status"].as_u64().unwrap_or(0);
        assert_eq!(told, *status, "{item}");
        assert_eq!(result["id"], item["id"], "{item}");
    }
    // The repeat of a key had its outcome told again, and no effect.
    assert_eq!(results[11], results[12]);
    assert_eq!(api.revision().await, before + 6);
    let order = api.ids().await;
    let stays = ids.iter().filter(|id| **id != ids[0] && **id != ids[3]);
    assert_eq!(order, stays.cloned().collect::<Vec<_>>());
    let list = api.get(&format!("/api/courses/{other}/videos")).await;
    let last = list["items"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (&last["id"], &last["title"]),
        (&json!(ids[3]), &json!("Moved"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_over_a_limit_does_nothing_at_all() {
    let api = Api::start_with(|config| {
        config.max_operations = 8;
        config.max_bytes = 2_000;
    })
    .await;
    api.reset(12).await;
    let (ids, before) = (api.ids().await, api.state().await);
    let rename = |id: &String| json!({ "op": "rename", "id": id, "title": "x".repeat(199) });
    let delete = |id: &String| json!({ "op": "delete", "id": id });
    for (items, status, code) in [
        (Vec::new(), 422, "invalid"),
        (ids[..9].iter().map(delete).collect(), 413, "too-large"),
        (ids[..8].iter().map(rename).collect(), 413, "too-large"),
    ] {
        let count = items.len();
        for accept in ["application/json", "application/x-ndjson"] {
            let batch = json!({ "operations": items });
            let request = api.request(Method::POST, OPERATIONS).json(&batch);
            let answer = request.header("accept", accept).send().await.unwrap();
            let told = problem(answer).await;
            assert_eq!(told, (status, code.to_owned()), "{count} as {accept}");
        }
    }
    assert_eq!(api.state().await, before);
    let most: Vec<_> = ids[..8].iter().map(delete).collect();
    let results = results(&api, &json!({ "operations": most })).await;
    assert!(results.iter().all(|result| result["ok"] == true));
}

/// The connection is gone in the middle of the stream: everything is sent again.
#[tokio::test(flavor = "multi_thread")]
async fn a_batch_whose_stream_was_given_up_is_done_once_by_its_repeat() {
    const COUNT: usize = 3_000;
    let api = Api::start_with(|config| {
        config.max_operations = COUNT;
        config.max_bytes = 8 << 20;
    })
    .await;
    api.reset(COUNT).await;
    let before = api.revision().await;
    let items: Vec<_> = (1..)
        .zip(api.ids().await)
        .map(|(n, id)| json!({ "key": key(), "op": "setDuration", "id": id, "durationSeconds": n }))
        .collect();
    let batch = json!({ "operations": items });
    let request = api.request(Method::POST, OPERATIONS).json(&batch);
    let stream = request.header("accept", "application/x-ndjson").send();
    let mut answer = stream.await.unwrap();
    assert!(answer.chunk().await.unwrap().is_some());
    drop(answer);
    let all = loop {
        let results = results(&api, &batch).await;
        let busy = |result: &Value| result["error"]["type"] == "/problems/key-in-progress";
        if !results.iter().any(busy) {
            break results;
        }
    };
    let revisions: HashSet<_> = all
        .iter()
        .map(|result| result["revision"].as_u64().expect("each is done"))
        .collect();
    let last = before + COUNT as u64;
    assert_eq!(revisions, (before + 1..=last).collect());
    assert_eq!(api.revision().await, last);
    for (n, video) in (1..).zip(api.videos().await) {
        assert_eq!(video["durationSeconds"], n);
    }
}
