//! The table of errors: each has its status, its code and a problem document, and nothing has
//! changed.

use reqwest::{Method, header::CONTENT_TYPE};
use serde_json::{Value, json};

use crate::harness::{Api, key, problem};

const NONE: &str = "0190a1b2-0000-7000-8000-000000000404";

#[tokio::test(flavor = "multi_thread")]
async fn each_bad_request_has_its_answer_and_changes_nothing() {
    let api = Api::start().await;
    let ids = api.ids().await;
    let (id, taken) = (&ids[0], &ids[1]);
    let before = api.state().await;
    let video = format!("/api/videos/{id}");
    let none = format!("/api/videos/{NONE}");
    let list = "/api/courses/c1/videos";
    let new = json!({ "title": "New", "durationSeconds": 60 });
    let long = "x".repeat(201);
    let batch = |item: Value| json!({ "operations": [{ "op": "delete", "id": id }, item] });
    let many = vec![json!({ "op": "delete", "id": id }); 1_001];
    let operations = "/api/operations";
    use Method as M;
    for (method, path, body, status, code) in [
        (M::GET, none.as_str(), json!(null), 404, "not-found"),
        (M::PATCH, &none, json!({ "title": "A" }), 404, "not-found"),
        (M::DELETE, &none, json!(null), 404, "not-found"),
        (
            M::POST,
            &format!("{none}/restore"),
            json!(null),
            404,
            "not-found",
        ),
        (
            M::GET,
            "/api/courses/nowhere/videos",
            json!(null),
            404,
            "course-not-found",
        ),
        (
            M::GET,
            "/api/courses/nowhere",
            json!(null),
            404,
            "course-not-found",
        ),
        (
            M::POST,
            "/api/courses/nowhere/videos",
            new.clone(),
            404,
            "course-not-found",
        ),
        (M::PATCH, &video, json!({}), 422, "invalid"),
        (M::PATCH, &video, json!({ "title": 7 }), 422, "invalid"),
        (
            M::PATCH,
            &video,
            json!({ "published": "yes" }),
            422,
            "invalid",
        ),
        (
            M::PATCH,
            &video,
            json!({ "durationSeconds": 1.5 }),
            422,
            "invalid",
        ),
        (M::PATCH, &video, json!({ "revision": 7 }), 422, "invalid"),
        (M::PATCH, &video, json!([]), 422, "invalid"),
        (M::PATCH, &video, json!({ "rank": "A" }), 422, "invalid"),
        (
            M::PATCH,
            &video,
            json!({ "title": " \t " }),
            422,
            "title-empty",
        ),
        (
            M::PATCH,
            &video,
            json!({ "title": long }),
            422,
            "title-too-long",
        ),
        (
            M::PATCH,
            &video,
            json!({ "durationSeconds": -1 }),
            422,
            "duration-out-of-range",
        ),
        (
            M::PATCH,
            &video,
            json!({ "durationSeconds": 86_401 }),
            422,
            "duration-out-of-range",
        ),
        (M::POST, list, json!({ "title": "A" }), 422, "invalid"),
        (
            M::POST,
            list,
            json!({ "title": "", "durationSeconds": 1 }),
            422,
            "title-empty",
        ),
        (
            M::POST,
            list,
            json!({ "id": "v1", "title": "A", "durationSeconds": 1 }),
            422,
            "invalid",
        ),
        (
            M::POST,
            list,
            json!({ "id": taken, "title": "A", "durationSeconds": 1 }),
            409,
            "id-taken",
        ),
        (M::GET, "/api/videos/v1", json!(null), 422, "invalid"),
        (M::DELETE, "/api/videos/v1", json!(null), 422, "invalid"),
        (
            M::GET,
            "/api/courses/C%201/videos",
            json!(null),
            422,
            "invalid",
        ),
        (
            M::GET,
            "/api/courses/%FF/videos",
            json!(null),
            422,
            "invalid",
        ),
        (
            M::GET,
            "/api/courses/c1/videos?limit=-1",
            json!(null),
            422,
            "invalid",
        ),
        (
            M::GET,
            "/api/courses/c1/videos?offset=many",
            json!(null),
            422,
            "invalid",
        ),
        (
            M::GET,
            "/api/events?since=yesterday",
            json!(null),
            422,
            "invalid",
        ),
        (M::GET, "/api/events", json!(null), 426, "upgrade-required"),
        (M::POST, operations, json!({}), 422, "invalid"),
        (
            M::POST,
            operations,
            json!({ "operations": [] }),
            422,
            "invalid",
        ),
        (
            M::POST,
            operations,
            json!({ "operations": [], "more": 1 }),
            422,
            "invalid",
        ),
        (
            M::POST,
            operations,
            batch(json!({ "op": "explode", "id": id })),
            422,
            "unknown-operation",
        ),
        (
            M::POST,
            operations,
            batch(json!({ "op": "delete", "id": "v1" })),
            422,
            "invalid",
        ),
        (
            M::POST,
            operations,
            batch(json!({ "op": "delete" })),
            422,
            "invalid",
        ),
        (
            M::POST,
            operations,
            batch(json!({ "op": "rename", "id": id, "title": 1 })),
            422,
            "invalid",
        ),
        (
            M::POST,
            operations,
            batch(json!({ "op": "delete", "id": id, "x": 1 })),
            422,
            "invalid",
        ),
        (
            M::POST,
            operations,
            batch(json!({ "op": "delete", "id": id, "key": "k" })),
            422,
            "invalid",
        ),
        (
            M::POST,
            operations,
            json!({ "operations": many }),
            413,
            "too-large",
        ),
        (
            M::GET,
            &format!("/api/operations/{NONE}"),
            json!(null),
            404,
            "key-unknown",
        ),
        (M::GET, "/api/operations/k", json!(null), 422, "invalid"),
        (M::GET, "/api/nowhere", json!(null), 404, "no-route"),
        (M::POST, "/api", json!({}), 404, "no-route"),
        (M::PUT, &video, new.clone(), 405, "method-not-allowed"),
        (M::DELETE, list, json!(null), 405, "method-not-allowed"),
        (M::GET, operations, json!(null), 405, "method-not-allowed"),
    ] {
        let what = format!("{method} {path} {body}");
        let answer = api.send(method, path, body).await;
        if status == 405 {
            assert!(answer.headers().contains_key("allow"), "{what}");
        }
        assert_eq!(problem(answer).await, (status, code.into()), "{what}");
    }
    assert_eq!(api.state().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_that_are_not_json_are_told_apart() {
    let api = Api::start_with(|config| config.max_bytes = 2_000).await;
    api.reset(2).await;
    let before = api.state().await;
    let path = format!("/api/videos/{}", api.ids().await[0]);
    let send = |kind: &'static str, body: String| {
        api.request(Method::PATCH, &path)
            .header(CONTENT_TYPE, kind)
            .body(body)
            .send()
    };
    for (kind, body, status, code) in [
        ("application/json", "{\"title\": ".into(), 400, "bad-json"),
        ("application/json", String::new(), 400, "bad-json"),
        (
            "application/json",
            "{\"title\": \"A\"} x".into(),
            400,
            "bad-json",
        ),
        (
            "text/plain",
            "{\"title\": \"A\"}".into(),
            415,
            "unsupported-media-type",
        ),
        (
            "application/x-www-form-urlencoded",
            "title=A".into(),
            415,
            "unsupported-media-type",
        ),
        (
            "application/json",
            format!("{{\"title\": \"{}\"}}", "x".repeat(3_000)),
            413,
            "too-large",
        ),
    ] {
        let answer = send(kind, body.clone()).await.unwrap();
        assert_eq!(
            problem(answer).await,
            (status, code.into()),
            "{kind} {body}"
        );
    }
    assert_eq!(api.state().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_field_is_pointed_at() {
    let api = Api::start().await;
    let id = &api.ids().await[0];
    let pointers = async |method, path: &str, body| {
        let answer = api.send(method, path, body).await;
        let problem: Value = answer.json().await.unwrap();
        problem["errors"][0]["pointer"].as_str().map(str::to_owned)
    };
    let video = format!("/api/videos/{id}");
    for (body, pointer) in [
        (json!({ "title": "" }), "/title"),
        (json!({ "title": 3 }), "/title"),
        (json!({ "durationSeconds": 999_999 }), "/durationSeconds"),
    ] {
        assert_eq!(
            pointers(Method::PATCH, &video, body).await.as_deref(),
            Some(pointer)
        );
    }
    let batch = json!({ "operations": [
        { "op": "delete", "id": id }, { "op": "fly", "id": id },
    ] });
    let pointer = pointers(Method::POST, "/api/operations", batch).await;
    assert_eq!(pointer.as_deref(), Some("/operations/1/op"));
    let batch = json!({ "operations": [{ "op": "rename", "id": id, "title": [] }] });
    let pointer = pointers(Method::POST, "/api/operations", batch).await;
    assert!(pointer.unwrap().starts_with("/operations/0"));
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_that_cannot_be_used_are_refused() {
    let api = Api::start().await;
    let ids = api.ids().await;
    let before = api.state().await;
    let delete = |key: &str, origin: Option<String>| {
        let request = api.request(Method::DELETE, &format!("/api/videos/{}", ids[0]));
        let request = match origin {
            Some(origin) => request.header("origin", origin),
            None => request,
        };
        if key.is_empty() {
            request.send()
        } else {
            request.header("idempotency-key", key).send()
        }
    };
    // Of version 7, and from the year 2024.
    let old = "018cc251-f400-7000-8000-000000000001";
    for (key, origin, status, code) in [
        ("seven", None, 400, "bad-key"),
        (old, None, 422, "key-expired"),
        ("", Some(api.url.clone()), 400, "key-missing"),
        (
            &key(),
            Some("https://elsewhere.example".into()),
            403,
            "origin-not-allowed",
        ),
        (&key(), Some("null".into()), 403, "origin-not-allowed"),
    ] {
        let answer = delete(key, origin.clone()).await.unwrap();
        assert_eq!(
            problem(answer).await,
            (status, code.into()),
            "{key} {origin:?}"
        );
    }
    let keyless = json!({ "operations": [{ "op": "delete", "id": ids[0] }] });
    let answer = api
        .request(Method::POST, "/api/operations")
        .header("origin", &api.url);
    let answer = answer.json(&keyless).send().await.unwrap();
    assert_eq!(problem(answer).await, (400, "key-missing".into()));
    assert_eq!(api.state().await, before);
    let answer = delete(&format!("\"{}\"", key()), Some(api.url.clone()))
        .await
        .unwrap();
    assert_eq!(answer.status(), 200, "quoted, and from our own page");
}
