//! Exactly once: keys, repeats, lost answers, withdrawals.

use reqwest::{Method, RequestBuilder, Response};
use serde_json::{Value, json};

use crate::harness::{Api, key, problem};

/// One request of each kind of write that is accepted on the test course.
async fn writes(api: &Api) -> Vec<(Method, String, Value)> {
    let ids = api.ids().await;
    let video = |at: usize| format!("/api/videos/{}", ids[at]);
    api.send(Method::DELETE, &video(5), json!(null)).await;
    let list = "/api/courses/c1/videos".to_owned();
    let patch = |body| (Method::PATCH, video(1), body);
    vec![
        (
            Method::POST,
            list.clone(),
            json!({ "title": "New", "durationSeconds": 9 }),
        ),
        (
            Method::POST,
            list,
            json!({ "id": key(), "title": "Newer", "durationSeconds": 9 }),
        ),
        patch(json!({ "title": "Other" })),
        patch(json!({ "durationSeconds": 77 })),
        patch(json!({ "published": true })),
        patch(json!({ "rank": "i0000zzzz" })),
        patch(json!({ "title": "All", "durationSeconds": 1, "published": false })),
        (Method::DELETE, video(2), json!(null)),
        (
            Method::POST,
            format!("/api/videos/{}/restore", ids[5]),
            json!(null),
        ),
    ]
}

fn keyed(api: &Api, (method, path, body): &(Method, String, Value), key: &str) -> RequestBuilder {
    api.request(method.clone(), path)
        .json(body)
        .header("idempotency-key", key)
}

async fn answer(response: Response) -> (u16, Option<String>, String, String) {
    let revision = response.headers()["x-revision"]
        .to_str()
        .unwrap()
        .to_owned();
    let tag = response
        .headers()
        .get("etag")
        .map(|tag| tag.to_str().unwrap().to_owned());
    (
        response.status().as_u16(),
        tag,
        revision,
        response.text().await.unwrap(),
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeat_has_the_recorded_answer_and_no_effect() {
    let api = Api::start().await;
    for write in writes(&api).await {
        let (key, before) = (key(), api.revision().await);
        let first = keyed(&api, &write, &key).send().await.unwrap();
        assert_eq!(
            first.headers()["idempotency-key"],
            key.as_str(),
            "{write:?}"
        );
        let first = answer(first).await;
        assert!(first.0 < 300, "{write:?} {first:?}");
        // Something else in between: the outcome is that of then.
        let other = json!({ "title": format!("Between {key}") });
        let last = api.ids().await.pop().unwrap();
        api.send(Method::PATCH, &format!("/api/videos/{last}"), other)
            .await;
        let again = answer(keyed(&api, &write, &key).send().await.unwrap()).await;
        assert_eq!(again, first, "{write:?}");
        assert_eq!(api.revision().await, before + 2, "{write:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_and_a_repeat_have_one_effect() {
    let api = Api::start().await;
    for write in writes(&api).await {
        let (key, before) = (key(), api.revision().await);
        let lost = keyed(&api, &write, &key)
            .header("x-fault-lose-answer", "1")
            .send()
            .await;
        assert!(lost.is_err(), "no answer at all: {lost:?}");
        assert_eq!(
            api.revision().await,
            before + 1,
            "but it was done: {write:?}"
        );
        let again = keyed(&api, &write, &key).send().await.unwrap();
        assert!(again.status().is_success());
        assert_eq!(
            again.headers()["x-revision"],
            (before + 1).to_string().as_str()
        );
        assert_eq!(api.revision().await, before + 1);
    }
}

/// A fault that is asked for does not unsay what was done.
#[tokio::test(flavor = "multi_thread")]
async fn a_repeat_that_is_to_be_refused_gets_the_recorded_outcome() {
    let api = Api::start().await;
    for write in writes(&api).await {
        let key = key();
        let lost = keyed(&api, &write, &key)
            .header("x-fault-lose-answer", "1")
            .send();
        assert!(lost.await.is_err());
        let refused = |status| {
            keyed(&api, &write, &key)
                .header("x-fault-fail", status)
                .send()
        };
        assert_eq!(refused("503").await.unwrap().status(), 503, "{write:?}");
        let again = refused("409").await.unwrap();
        assert!(again.status().is_success(), "{write:?}: {again:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_is_recorded_too() {
    let api = Api::start().await;
    let id = api.ids().await.remove(0);
    let video = format!("/api/videos/{id}");
    api.send(Method::DELETE, &video, json!(null)).await;
    let write = (Method::DELETE, video.clone(), json!(null));
    let key = key();
    let refused = keyed(&api, &write, &key).send().await.unwrap();
    assert_eq!(problem(refused).await, (404, "deleted".into()));
    api.send(Method::POST, &format!("{video}/restore"), json!(null))
        .await;
    let again = keyed(&api, &write, &key).send().await.unwrap();
    assert_eq!(problem(again).await, (404, "deleted".into()));
    assert!(
        api.ids().await.contains(&id),
        "a late repeat does not delete"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_belongs_to_one_request_whichever_route_it_takes() {
    let api = Api::start().await;
    let id = api.ids().await.remove(0);
    let path = format!("/api/videos/{id}");
    let key = key();
    let write = (Method::PATCH, path.clone(), json!({ "title": "One" }));
    let first = keyed(&api, &write, &key).send().await.unwrap();
    let revision = first.headers()["x-revision"].to_str().unwrap().to_owned();
    let before = api.state().await;
    for other in [
        (Method::PATCH, path.clone(), json!({ "title": "Two" })),
        (Method::DELETE, path.clone(), json!(null)),
        (Method::POST, format!("{path}/restore"), json!(null)),
    ] {
        let answer = keyed(&api, &other, &key).send().await.unwrap();
        assert_eq!(problem(answer).await, (422, "key-reused".into()));
    }
    // The same operation as an item of a batch is a repeat.
    let item = json!({ "operations": [{ "key": key, "op": "rename", "id": id, "title": "One" }] });
    let batch: Value = api
        .send(Method::POST, "/api/operations", item)
        .await
        .json()
        .await
        .unwrap();
    assert_eq!(batch["results"][0]["ok"], true);
    assert_eq!(batch["results"][0]["revision"].to_string(), revision);
    let other = json!({ "operations": [{ "key": key, "op": "delete", "id": id }] });
    let batch: Value = api
        .send(Method::POST, "/api/operations", other)
        .await
        .json()
        .await
        .unwrap();
    assert_eq!(batch["results"][0]["error"]["type"], "/problems/key-reused");
    assert_eq!(api.state().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_at_once_with_one_key_have_one_effect() {
    let api = Api::start().await;
    let before = api.revision().await;
    let key = key();
    let write = (
        Method::POST,
        "/api/courses/c1/videos".into(),
        json!({ "title": "A", "durationSeconds": 1 }),
    );
    let tries = (0..24).map(|_| keyed(&api, &write, &key).send());
    let mut bodies = Vec::new();
    for answer in futures_util::future::join_all(tries).await {
        let answer = answer.unwrap();
        if answer.status() == 201 {
            bodies.push(answer.text().await.unwrap());
        } else {
            assert_eq!(problem(answer).await, (409, "key-in-progress".into()));
        }
    }
    assert!(!bodies.is_empty());
    assert!(bodies.iter().all(|body| *body == bodies[0]));
    assert_eq!(api.revision().await, before + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outcome_can_be_asked_for() {
    let api = Api::start().await;
    let id = api.ids().await.remove(0);
    let (done, refused) = (key(), key());
    let path = format!("/api/videos/{id}");
    keyed(&api, &(Method::DELETE, path.clone(), json!(null)), &done)
        .send()
        .await
        .unwrap();
    keyed(&api, &(Method::DELETE, path, json!(null)), &refused)
        .send()
        .await
        .unwrap();
    let outcome = api.get(&format!("/api/operations/{done}")).await;
    assert_eq!(
        (&outcome["ok"], &outcome["id"], &outcome["key"]),
        (&json!(true), &json!(id), &json!(done))
    );
    assert_eq!(outcome["revision"], outcome["video"]["revision"]);
    let outcome = api.get(&format!("/api/operations/{refused}")).await;
    assert_eq!(outcome["ok"], false);
    assert_eq!(outcome["error"]["type"], "/problems/deleted");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_withdrawn_in_time_is_never_done() {
    let api = Api::start().await;
    let id = api.ids().await.remove(0);
    let path = format!("/api/videos/{id}");
    let (late, done) = (key(), key());
    let before = api.state().await;
    for _ in 0..2 {
        let outcome: Value = api
            .send(
                Method::DELETE,
                &format!("/api/operations/{late}"),
                json!(null),
            )
            .await
            .json()
            .await
            .unwrap();
        assert_eq!(
            (&outcome["ok"], &outcome["error"]["type"]),
            (&json!(false), &json!("/problems/withdrawn"))
        );
    }
    let write = (Method::DELETE, path.clone(), json!(null));
    let answer = keyed(&api, &write, &late).send().await.unwrap();
    assert_eq!(problem(answer).await, (409, "withdrawn".into()));
    let item = json!({ "operations": [{ "key": late, "op": "delete", "id": id }] });
    let batch: Value = api
        .send(Method::POST, "/api/operations", item)
        .await
        .json()
        .await
        .unwrap();
    assert_eq!(batch["results"][0]["error"]["type"], "/problems/withdrawn");
    assert_eq!(api.state().await, before);
    // What was done before stays done, and the answer says so.
    keyed(&api, &write, &done).send().await.unwrap();
    let path = format!("/api/operations/{done}");
    let outcome: Value = api
        .send(Method::DELETE, &path, json!(null))
        .await
        .json()
        .await
        .unwrap();
    assert_eq!((&outcome["ok"], &outcome["id"]), (&json!(true), &json!(id)));
    assert!(!api.ids().await.contains(&id));
}
