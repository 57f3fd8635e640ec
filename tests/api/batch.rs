//! Many operations at once.

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Api, key};

const NDJSON: &str = "application/x-ndjson";

fn deletes(ids: &[String]) -> Value {
    let items: Vec<_> = ids
        .iter()
        .map(|id| json!({ "key": key(), "op": "delete", "id": id }))
        .collect();
    json!({ "operations": items })
}

async fn run(api: &Api, batch: &Value) -> Vec<Value> {
    let answer = api
        .send(Method::POST, "/api/operations", batch.clone())
        .await;
    assert_eq!(answer.status(), 207);
    answer.json::<Value>().await.unwrap()["results"]
        .as_array()
        .unwrap()
        .clone()
}

async fn stream(api: &Api, batch: &Value) -> Vec<Value> {
    let answer = api
        .request(Method::POST, "/api/operations")
        .json(batch)
        .header("accept", NDJSON);
    let answer = answer.send().await.unwrap();
    assert_eq!(
        (answer.status().as_u16(), &answer.headers()["content-type"]),
        (207, &NDJSON.parse().unwrap())
    );
    let text = answer.text().await.unwrap();
    assert!(text.ends_with('\n'));
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_item_has_its_own_outcome_in_order() {
    let api = Api::start().await;
    let ids = api.ids().await;
    let (new, none) = (key(), key());
    let batch = json!({ "operations": [
        { "key": key(), "op": "delete", "id": ids[0] },
        { "key": key(), "op": "delete", "id": ids[0] },
        { "op": "rename", "id": ids[1], "title": "  Two   words " },
        { "op": "rename", "id": ids[1], "title": "" },
        { "op": "setDuration", "id": ids[1], "durationSeconds": -5 },
        { "op": "setPublished", "id": ids[2], "published": false },
        { "op": "restore", "id": ids[0] },
        { "op": "move", "id": ids[0], "rank": "zzz000000" },
        { "op": "add", "id": new, "courseId": "c1", "title": "New", "durationSeconds": 3 },
        { "op": "add", "id": new, "courseId": "c1", "title": "New", "durationSeconds": 3 },
        { "op": "add", "id": key(), "courseId": "nowhere", "title": "New", "durationSeconds": 3 },
        { "op": "delete", "id": none },
    ] });
    let before = api.revision().await;
    let results = run(&api, &batch).await;
    let sent = batch["operations"].as_array().unwrap();
    let codes: Vec<_> = results
        .iter()
        .zip(sent)
        .map(|(result, sent)| {
            assert_eq!((&result["id"], &result["key"]), (&sent["id"], &sent["key"]));
            assert_eq!(
                result["ok"] == true,
                result["revision"].is_u64(),
                "{result}"
            );
            let kind = result["error"]["type"].as_str().unwrap_or("/problems/ok");
            kind.trim_start_matches("/problems/").to_owned()
        })
        .collect();
    assert_eq!(
        codes,
        [
            "ok",
            "deleted",
            "ok",
            "title-empty",
            "duration-out-of-range",
            "ok",
            "ok",
            "ok",
            "ok",
            "id-taken",
            "course-not-found",
            "not-found",
        ]
    );
    let revisions: Vec<_> = results
        .iter()
        .filter_map(|result| result["revision"].as_u64())
        .collect();
    assert_eq!(revisions, (before + 1..=before + 6).collect::<Vec<_>>());
    assert_eq!(
        results[2]["video"]["title"], "Two words",
        "the server tidies titles"
    );
    let order = api.ids().await;
    assert_eq!(
        (&order[0], &order[10]),
        (&ids[1], &ids[11]),
        "moved to the end"
    );
    assert_eq!(order[11..], [ids[0].clone(), new]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_says_the_same_line_by_line() {
    let api = Api::start().await;
    api.reset(300).await;
    let ids = api.ids().await;
    let batch = deletes(&ids[..250]);
    let lines = stream(&api, &batch).await;
    assert_eq!(
        run(&api, &batch).await,
        lines,
        "the repeat has the recorded outcomes"
    );
    assert!(
        lines
            .iter()
            .zip(&ids)
            .all(|(line, id)| line["ok"] == true && line["id"] == id.as_str())
    );
    assert_eq!(api.ids().await, ids[250..]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_and_a_repeat_delete_each_once() {
    let api = Api::start().await;
    let ids = api.ids().await;
    for (accept, part) in [("application/json", &ids[..5]), (NDJSON, &ids[5..10])] {
        let (batch, before) = (deletes(part), api.revision().await);
        let lost = api
            .request(Method::POST, "/api/operations")
            .json(&batch)
            .header("accept", accept)
            .header("x-fault-lose-answer", "1")
            .send()
            .await;
        assert!(lost.is_err());
        let results = run(&api, &batch).await;
        assert!(results.iter().all(|result| result["ok"] == true));
        assert_eq!(api.revision().await, before + 5);
    }
}

/// A plan that refuses requests refuses a batch item by item, and does not unsay what was done.
#[tokio::test(flavor = "multi_thread")]
async fn a_refused_batch_tells_what_was_done_before() {
    let api = Api::start().await;
    let ids = api.ids().await;
    let mut batch = deletes(&ids[..2]);
    run(&api, &batch).await;
    let more = deletes(&ids[2..4])["operations"]
        .as_array()
        .unwrap()
        .clone();
    batch["operations"].as_array_mut().unwrap().extend(more);
    for status in [409, 403] {
        api.plan(json!({ "refuse": 1.0, "refuseStatus": status }))
            .await;
        let told = run(&api, &batch).await;
        let ok: Vec<_> = told.iter().map(|result| result["ok"] == true).collect();
        assert_eq!(ok, [true, true, false, false], "{status}");
        assert_eq!(told[3]["error"]["type"], "/problems/conflict");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_twice_in_one_batch_is_a_repeat_or_a_mistake() {
    let api = Api::start().await;
    let (ids, twice) = (api.ids().await, key());
    let before = api.revision().await;
    let batch = json!({ "operations": [
        { "key": twice, "op": "delete", "id": ids[0] },
        { "key": twice, "op": "delete", "id": ids[0] },
        { "key": twice, "op": "delete", "id": ids[1] },
    ] });
    let results = run(&api, &batch).await;
    assert_eq!(results[0], results[1]);
    assert_eq!(results[2]["error"]["type"], "/problems/key-reused");
    assert_eq!(api.revision().await, before + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn named_items_fail_and_the_others_do_not() {
    let api = Api::start().await;
    let ids = api.ids().await;
    let batch = deletes(&ids[..4]);
    let failing = format!("{},{}", ids[1], ids[2]);
    let send = |accept: &'static str| {
        api.request(Method::POST, "/api/operations")
            .json(&batch)
            .header("accept", accept)
            .header("x-fault-fail-ids", &failing)
            .send()
    };
    let lines = send(NDJSON).await.unwrap().text().await.unwrap();
    let lines: Vec<Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let whole: Value = send("application/json")
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(whole["results"], json!(lines));
    let ok: Vec<_> = lines.iter().map(|line| line["ok"] == true).collect();
    assert_eq!(ok, [true, false, false, true]);
    assert_eq!(lines[1]["error"]["status"], 409);
    // Such a refusal is not recorded: the same keys succeed without it.
    assert!(
        run(&api, &batch)
            .await
            .iter()
            .all(|result| result["ok"] == true)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn chance_refuses_its_share_of_items() {
    let api = Api::start().await;
    api.reset(1_000).await;
    let ids = api.ids().await;
    let answer = api
        .request(Method::POST, "/api/operations")
        .json(&deletes(&ids))
        .header("x-fault-failure-rate", "0.2")
        .send()
        .await
        .unwrap();
    let answer: Value = answer.json().await.unwrap();
    let results = answer["results"].as_array().unwrap();
    let refused = results
        .iter()
        .filter(|result| result["ok"] == false)
        .count();
    assert!((140..260).contains(&refused), "{refused}");
    assert_eq!(api.ids().await.len(), refused);
}

/// A reader that stops reading holds back the work, and nothing else.
#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_goes_away_stops_the_rest_of_the_batch() {
    let api = Api::start_with(|config| {
        config.max_operations = 20_000;
        config.max_bytes = 8 << 20;
    })
    .await;
    api.reset(20_000).await;
    let ids = api.ids().await;
    let batch = deletes(&ids);
    let mut answer = api
        .request(Method::POST, "/api/operations")
        .json(&batch)
        .header("accept", NDJSON)
        .send()
        .await
        .unwrap();
    assert!(answer.chunk().await.unwrap().is_some());
    // Another writer gets its turn in between.
    let last = ids.last().unwrap();
    let patch = json!({ "title": "Meanwhile" });
    let patched = api
        .send(Method::PATCH, &format!("/api/videos/{last}"), patch)
        .await;
    assert_eq!(patched.status(), 200);
    drop(answer);
    // What was not done is done by the repeat, and what was done is not done again.
    assert!(
        run(&api, &batch)
            .await
            .iter()
            .all(|result| result["ok"] == true)
    );
    assert!(api.ids().await.is_empty());
}
