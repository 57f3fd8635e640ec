//! Operations that are done only while a video's fields have the values that their author left.

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Api, key};

async fn results(api: &Api, operations: Value) -> Vec<Value> {
    let batch = json!({ "operations": operations });
    let answer = api.send(Method::POST, "/api/operations", batch).await;
    assert_eq!(answer.status(), 207);
    let answer: Value = answer.json().await.unwrap();
    answer["results"].as_array().unwrap().clone()
}

/// The outcome of an operation in a word.
fn code(result: &Value) -> &str {
    let kind = result["error"]["type"].as_str().unwrap_or("/problems/ok");
    kind.trim_start_matches("/problems/")
}

async fn codes(api: &Api, operations: Value) -> Vec<String> {
    let results = results(api, operations).await;
    results.iter().map(|it| code(it).to_owned()).collect()
}

async fn patch(api: &Api, id: &str, body: Value) {
    let path = format!("/api/videos/{id}");
    assert!(
        api.send(Method::PATCH, &path, body)
            .await
            .status()
            .is_success()
    );
}

async fn video(api: &Api, id: &str) -> Value {
    api.get(&format!("/api/videos/{id}")).await
}

/// An author renamed, published, timed and moved five videos; another one changed some since.
#[tokio::test(flavor = "multi_thread")]
async fn what_others_have_changed_since_stays_field_by_field() {
    let api = Api::start().await;
    let ids = api.ids().await;
    let elsewhere = api.another_course().await;
    let left =
        json!({ "title": "Mine", "durationSeconds": 60, "published": true, "rank": "zz0000000" });
    for id in &ids[..5] {
        patch(&api, id, left.clone()).await;
    }
    patch(&api, &ids[0], json!({ "title": "Theirs" })).await;
    patch(&api, &ids[1], json!({ "durationSeconds": 90 })).await;
    patch(&api, &ids[2], json!({ "published": false })).await;
    patch(&api, &ids[3], json!({ "rank": "zz1000000" })).await;
    patch(&api, &ids[4], json!({ "courseId": elsewhere })).await;

    let undo = |id: &String| {
        [
            json!({ "op": "rename", "id": id, "title": "Before", "onlyIf": { "title": "Mine" } }),
            json!({ "op": "setDuration", "id": id, "durationSeconds": 30, "onlyIf": { "durationSeconds": 60 } }),
            json!({ "op": "setPublished", "id": id, "published": false, "onlyIf": { "published": true } }),
            json!({ "op": "move", "id": id, "rank": "b00000000", "onlyIf": { "courseId": "c1", "rank": "zz0000000" } }),
        ]
    };
    let all: Vec<Value> = ids[..5].iter().flat_map(undo).collect();
    let (ok, changed) = ("ok", "changed");
    assert_eq!(
        codes(&api, json!(all)).await,
        [
            [changed, ok, ok, ok],
            [ok, changed, ok, ok],
            // It is unpublished already, as the undo wants it.
            [ok, ok, ok, ok],
            [ok, ok, ok, changed],
            [ok, ok, ok, changed],
        ]
        .concat()
    );
    assert_eq!(video(&api, &ids[0]).await["title"], "Theirs");
    assert_eq!(video(&api, &ids[1]).await["durationSeconds"], 90);
    assert_eq!(video(&api, &ids[1]).await["title"], "Before");
    assert_eq!(video(&api, &ids[3]).await["rank"], "zz1000000");
    assert_eq!(video(&api, &ids[4]).await["courseId"], elsewhere);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_says_why_and_changes_nothing() {
    let api = Api::start().await;
    let ids = api.ids().await;
    let (before, state) = (api.revision().await, api.state().await);
    let only_if = json!({ "title": "Another" });
    let rename = json!([{ "op": "rename", "id": ids[0], "title": "Mine", "onlyIf": only_if }]);
    let result = &results(&api, rename).await[0];
    assert_eq!(
        (&result["ok"], &result["error"]["status"]),
        (&json!(false), &json!(412))
    );
    assert_eq!(code(result), "changed");
    let detail = result["error"]["detail"].as_str().unwrap();
    assert!(detail.contains("someone else"), "{detail}");
    assert_eq!((api.revision().await, api.state().await), (before, state));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeat_gets_the_recorded_outcome_whatever_has_changed_since() {
    let api = Api::start().await;
    let ids = api.ids().await;
    patch(&api, &ids[0], json!({ "title": "Left" })).await;
    let back = |key: &str, left: &str| json!([{ "key": key, "op": "rename", "id": ids[0], "title": "Before", "onlyIf": { "title": left } }]);
    let (late, done) = (key(), key());
    let refused = results(&api, back(&late, "Another")).await;
    assert_eq!(code(&refused[0]), "changed");
    patch(&api, &ids[0], json!({ "title": "Another" })).await;
    assert_eq!(results(&api, back(&late, "Another")).await, refused);

    let first = results(&api, back(&done, "Another")).await;
    assert_eq!(code(&first[0]), "ok");
    patch(&api, &ids[0], json!({ "title": "Newer" })).await;
    assert_eq!(results(&api, back(&done, "Another")).await, first);
    assert_eq!(video(&api, &ids[0]).await["title"], "Newer");
    // The condition is a part of what is asked.
    assert_eq!(codes(&api, back(&done, "Newer")).await, ["key-reused"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn operations_of_one_batch_see_each_other() {
    let api = Api::start().await;
    let ids = api.ids().await;
    let rename = |title: &str, left: &str| json!({ "op": "rename", "id": ids[0], "title": title, "onlyIf": { "title": left } });
    let before = video(&api, &ids[0]).await["title"]
        .as_str()
        .unwrap()
        .to_owned();
    let batch = json!([
        rename("Two  spaces", &before),
        // The server has tidied it, which is no change of anybody else's.
        rename("Three", "Two  spaces"),
        rename("Four", "Two  spaces"),
    ]);
    assert_eq!(codes(&api, batch).await, ["ok", "ok", "changed"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delete_leaves_what_others_have_worked_on() {
    let api = Api::start().await;
    let ids = api.ids().await;
    let [one, other] = [video(&api, &ids[0]).await, video(&api, &ids[1]).await];
    patch(
        &api,
        &ids[1],
        json!({ "published": !other["published"].as_bool().unwrap() }),
    )
    .await;
    let delete = |video: &Value| {
        let only_if = json!({ "title": video["title"], "published": video["published"] });
        json!({ "op": "delete", "id": video["id"], "onlyIf": only_if })
    };
    let batch = json!([delete(&one), delete(&other), delete(&one)]);
    assert_eq!(codes(&api, batch).await, ["ok", "changed", "deleted"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_condition_that_cannot_be_checked_is_refused_as_a_whole() {
    let api = Api::start().await;
    let ids = api.ids().await;
    for wrong in [
        json!({ "op": "delete", "id": ids[0], "onlyIf": { "revision": 3 } }),
        json!({ "op": "delete", "id": ids[0], "onlyIf": { "title": 3 } }),
        json!({ "op": "add", "id": key(), "courseId": "c1", "title": "A", "durationSeconds": 1, "onlyIf": {} }),
    ] {
        let batch = json!({ "operations": [wrong] });
        let answer = api.send(Method::POST, "/api/operations", batch).await;
        assert_eq!(answer.status(), 422, "{wrong}");
    }
}
