//! Keys of clients whose clocks are wrong.

use reqwest::Method;
use serde_json::{Value, json};
use uuid::{Timestamp, Uuid};

use crate::harness::{Api, key, problem};

/// A key as a client makes it whose clock is so many days off.
fn key_of_a_clock(days_ahead: i64) -> String {
    let now = (backend::now() / 1_000).cast_signed();
    let seconds = now + days_ahead * 86_400;
    let context = uuid::NoContext;
    let timestamp = Timestamp::from_unix(context, seconds.cast_unsigned(), 0);
    Uuid::new_v7(timestamp).to_string()
}

async fn delete(api: &Api, id: &str, key: &str) -> reqwest::Response {
    let request = api.request(Method::DELETE, &format!("/api/videos/{id}"));
    request.header("idempotency-key", key).send().await.unwrap()
}

async fn result(api: &Api, item: Value) -> Value {
    let batch = json!({ "operations": [item] });
    let answer = api.send(Method::POST, "/api/operations", batch).await;
    let answer: Value = answer.json().await.unwrap();
    answer["results"][0].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expired_key_is_named_as_such_and_never_executed() {
    let api = Api::start().await;
    let ids = api.ids().await;
    let (alone, in_batch) = (key_of_a_clock(-31), key_of_a_clock(-365));
    for _ in 0..2 {
        let refused = delete(&api, &ids[0], &alone).await;
        assert_eq!(refused.headers()["idempotency-key"], alone.as_str());
        assert_eq!(problem(refused).await, (422, "key-expired".into()));
        let item = json!({ "key": in_batch, "op": "delete", "id": ids[1] });
        let refused = result(&api, item).await;
        assert_eq!(refused["ok"], false);
        assert_eq!(refused["error"]["type"], "/problems/key-expired");
        assert_eq!(refused["error"]["status"], 422);
    }
    assert_eq!(api.ids().await, ids);
    // Under another key it is done.
    assert_eq!(delete(&api, &ids[0], &key()).await.status(), 200);
    // Not by longer memory either: what was refused stays refused.
    let folder = api.stop().await;
    let api = Api::start_with(|config| {
        config.data = folder.path().join("data");
        config.retention_days = 3_650;
    })
    .await;
    let refused = result(
        &api,
        json!({ "key": in_batch, "op": "delete", "id": ids[1] }),
    )
    .await;
    assert_eq!(refused["error"]["type"], "/problems/key-expired");
    assert!(api.ids().await.contains(&ids[1]));
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_of_a_clock_that_is_ahead_or_somewhat_behind_are_as_good_as_any() {
    let api = Api::start().await;
    let ids = api.ids().await;
    for (id, days) in ids.iter().zip([730, 36_500, -29]) {
        let (key, before) = (key_of_a_clock(days), api.revision().await);
        let first = delete(&api, id, &key).await;
        assert_eq!(first.status(), 200, "{days} days");
        let first = first.text().await.unwrap();
        let again = delete(&api, id, &key).await.text().await.unwrap();
        assert_eq!(again, first, "{days} days");
        assert_eq!(api.revision().await, before + 1, "{days} days");
    }
}
