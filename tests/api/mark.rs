//! The mark by which a page tells the API's answers from those of whatever stands between.

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::harness::{Api, key, problem};

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_of_the_api_is_marked() {
    let api = Api::start_with(|config| config.max_bytes = 4_000).await;
    api.reset(12).await;
    let ids = api.ids().await;
    let video = format!("/api/videos/{}", ids[0]);
    let list = "/api/courses/c1/videos";
    let request = |method: Method, path: &str| api.request(method, path);
    let get = |path: &str| request(Method::GET, path);
    let tag = get(&video).send().await.unwrap().headers()["etag"].clone();
    let delete = |id: &str| json!({ "operations": [{ "op": "delete", "id": id }] });
    let batch = |body: Value| request(Method::POST, "/api/operations").json(&body);
    let long = json!({ "title": "x".repeat(5_000), "durationSeconds": 1 });
    let foreign = "https://elsewhere.example";
    let answers: [(u16, RequestBuilder); 23] = [
        (200, get("/api/health")),
        (200, get("/api/head")),
        (200, get("/api/limits")),
        (200, get("/api/openapi.json")),
        (200, get(list)),
        (304, get(&video).header("if-none-match", tag)),
        (
            201,
            request(Method::POST, list).json(&json!({ "title": "A", "durationSeconds": 1 })),
        ),
        (
            200,
            request(Method::PATCH, &video).json(&json!({ "title": "A" })),
        ),
        (207, batch(delete(&ids[1]))),
        (
            207,
            batch(delete(&ids[2])).header("accept", "application/x-ndjson"),
        ),
        (
            200,
            request(Method::DELETE, &format!("/api/operations/{}", key())),
        ),
        (
            400,
            request(Method::PATCH, &video)
                .header("content-type", "application/json")
                .body("{"),
        ),
        (
            403,
            request(Method::DELETE, &video).header("origin", foreign),
        ),
        (404, get("/api/nowhere")),
        (404, get("/api")),
        (404, get("/api/courses/nowhere")),
        (405, request(Method::PUT, &video).json(&json!({}))),
        (413, request(Method::POST, list).json(&long)),
        (415, request(Method::PATCH, &video).body("A")),
        (422, get("/api/videos/v1")),
        (426, get("/api/events")),
        (503, get(list).header("x-fault-fail", "503")),
        (
            200,
            request(Method::OPTIONS, "/api/operations")
                .header("origin", foreign)
                .header("access-control-request-method", "POST"),
        ),
    ];
    for (status, request) in answers {
        let answer = request.send().await.unwrap();
        let what = format!("{} {}", answer.status(), answer.url());
        assert_eq!(answer.status(), status, "{what}");
        let marks = answer.headers().get_all("x-api").iter();
        assert_eq!(marks.collect::<Vec<_>>(), ["course-studio"], "{what}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_the_api_is_not_marked() {
    let api = Api::start().await;
    for path in ["/", "/courses/c1", "/missing.js", "/apis", "/api-docs"] {
        let answer = api.request(Method::GET, path).send().await.unwrap();
        assert!(!answer.headers().contains_key("x-api"), "{path}");
    }
}

/// A page that is served under another name than the server knows, as behind a proxy.
#[tokio::test(flavor = "multi_thread")]
async fn a_refused_origin_names_the_setting_that_allows_it() {
    let api = Api::start().await;
    let path = format!("/api/videos/{}", api.ids().await[0]);
    let send = || {
        let request = api
            .request(Method::DELETE, &path)
            .header("idempotency-key", key());
        request.header("origin", "https://studio.example").send()
    };
    let answer: Value = send().await.unwrap().json().await.unwrap();
    let detail = answer["detail"].as_str().unwrap();
    for part in ["https://studio.example", "--allowed-origins"] {
        assert!(detail.contains(part), "{detail}");
    }
    let refused = send().await.unwrap();
    assert_eq!(problem(refused).await, (403, "origin-not-allowed".into()));
    assert_eq!(api.ids().await.len(), 12);
}
