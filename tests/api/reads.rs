//! Lists, single items, entity tags, limits.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::harness::{Api, problem};

#[tokio::test(flavor = "multi_thread")]
async fn the_test_course_is_what_the_contract_says() {
    let api = Api::start().await;
    let list = api.get("/api/courses/c1/videos").await;
    let items = list["items"].as_array().unwrap();
    assert_eq!((items.len(), &list["total"]), (12, &json!(12)));
    for (item, position) in items.iter().zip(1..) {
        assert_eq!(item["position"], position);
        assert_eq!(item["published"], position % 3 == 0);
        assert!(!item["title"].as_str().unwrap().is_empty());
        let alone = api
            .get(&format!("/api/videos/{}", item["id"].as_str().unwrap()))
            .await;
        assert_eq!(alone, *item);
    }
    let ids = api.ids().await;
    api.reset(12).await;
    assert_eq!(api.ids().await, ids, "the same seed, the same ids");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_start_has_believable_courses() {
    let api = Api::start_with(|_| {}).await;
    let courses = api.get("/api/courses").await;
    let courses = courses["items"].as_array().unwrap();
    assert!(courses.len() >= 6);
    assert!(courses.is_sorted_by_key(|course| course["title"].as_str().unwrap().to_owned()));
    for course in courses {
        let id = course["id"].as_str().unwrap();
        assert_eq!(api.get(&format!("/api/courses/{id}")).await, *course);
        let list = api.get(&format!("/api/courses/{id}/videos")).await;
        let items = list["items"].as_array().unwrap();
        assert_eq!(course["videoCount"], items.len());
        let published = items
            .iter()
            .filter(|item| item["published"] == true)
            .count();
        assert_eq!(course["publishedCount"], published);
        let seconds: u64 = items
            .iter()
            .map(|item| item["durationSeconds"].as_u64().unwrap())
            .sum();
        assert_eq!(course["durationSeconds"], seconds);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_of_a_list_keeps_its_positions() {
    let api = Api::start().await;
    let all = api.videos().await;
    for (query, part) in [
        ("?limit=3", &all[..3]),
        ("?limit=3&offset=4", &all[4..7]),
        ("?offset=10", &all[10..]),
        ("?limit=5&offset=99", &[]),
        ("?limit=0", &[]),
    ] {
        let list = api.get(&format!("/api/courses/c1/videos{query}")).await;
        assert_eq!(
            (&list["items"], &list["total"]),
            (&json!(part), &json!(12)),
            "{query}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_never_older_than_an_answered_write() {
    let api = Api::start().await;
    let id = api.ids().await.remove(0);
    for n in 0..200 {
        let title = format!("Take {n}");
        let patch = json!({ "title": title });
        let answer = api
            .send(Method::PATCH, &format!("/api/videos/{id}"), patch)
            .await;
        let video: Value = answer.json().await.unwrap();
        let list = api.get("/api/courses/c1/videos").await;
        assert_eq!(list["items"][0], video);
        assert!(list["revision"].as_u64() >= video["revision"].as_u64());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_known_is_not_sent_again() {
    let api = Api::start().await;
    let id = api.ids().await.remove(0);
    let video = format!("/api/videos/{id}");
    for path in [
        &video,
        "/api/courses/c1/videos",
        "/api/courses/c1",
        "/api/courses",
    ] {
        let first = api.request(Method::GET, path).send().await.unwrap();
        let tag = first.headers()["etag"].to_str().unwrap().to_owned();
        let get = |tag: String| {
            api.request(Method::GET, path)
                .header("if-none-match", tag)
                .send()
        };
        for tag in [
            tag.clone(),
            format!("W/{tag}"),
            format!("\"x\", {tag}"),
            "*".into(),
        ] {
            let again = get(tag).await.unwrap();
            assert_eq!(again.status(), StatusCode::NOT_MODIFIED, "{path}");
            assert!(again.headers().contains_key("x-revision"));
            assert!(again.text().await.unwrap().is_empty());
        }
        let title = json!({ "title": format!("For {path}") });
        api.send(Method::PATCH, &video, title).await;
        assert_eq!(get(tag).await.unwrap().status(), StatusCode::OK, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_can_be_made_conditional() {
    let api = Api::start().await;
    let path = format!("/api/videos/{}", api.ids().await[0]);
    let first = api.request(Method::GET, &path).send().await.unwrap();
    let tag = first.headers()["etag"].to_str().unwrap().to_owned();
    let send = |method: Method, tag: &str| {
        let title = json!({ "title": "Mine" });
        api.request(method, &path)
            .header("if-match", tag)
            .json(&title)
            .send()
    };
    let changed = send(Method::PATCH, &tag).await.unwrap();
    assert_eq!(changed.status(), 200);
    let fresh = changed.headers()["etag"].to_str().unwrap().to_owned();
    assert_ne!(fresh, tag);
    let before = api.state().await;
    for (method, tag) in [
        (Method::PATCH, tag.as_str()),
        (Method::DELETE, &tag),
        (Method::DELETE, "\"else\""),
    ] {
        let answer = send(method, tag).await.unwrap();
        assert_eq!(problem(answer).await, (412, "changed".into()));
    }
    assert_eq!(api.state().await, before);
    assert_eq!(send(Method::PATCH, "*").await.unwrap().status(), 200);
    let video: Value = api.get(&path).await;
    let now = format!("\"{}-{}\"", api.timeline().await, video["revision"]);
    let tags = format!("{fresh}, {now}");
    assert_eq!(send(Method::DELETE, &tags).await.unwrap().status(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_list_is_compressed_on_wish() {
    let api = Api::start().await;
    api.reset(500).await;
    let plain = api
        .request(Method::GET, "/api/courses/c1/videos")
        .send()
        .await
        .unwrap();
    assert!(!plain.headers().contains_key("content-encoding"));
    let plain = plain.bytes().await.unwrap();
    let packed = api
        .request(Method::GET, "/api/courses/c1/videos")
        .header("accept-encoding", "gzip")
        .send()
        .await
        .unwrap();
    assert_eq!(packed.headers()["content-encoding"], "gzip");
    let packed = packed.bytes().await.unwrap();
    assert_eq!(packed[..2], [0x1f, 0x8b]);
    assert!(
        packed.len() * 3 < plain.len(),
        "{} of {}",
        packed.len(),
        plain.len()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn limits_are_told() {
    let api = Api::start_with(|config| config.max_operations = 3).await;
    let limits = api.get("/api/limits").await;
    assert_eq!(limits["maxOperations"], 3);
    assert_eq!(limits["keyRetentionSeconds"], 30 * 24 * 60 * 60);
    assert_eq!(limits["trashRetentionSeconds"], 30 * 24 * 60 * 60);
    assert!(limits["time"].as_u64().unwrap().abs_diff(backend::now()) < 60_000);
    assert_eq!(limits["faults"], true);
    let operations = vec![json!({ "op": "delete", "id": uuid::Uuid::now_v7() }); 4];
    let batch = json!({ "operations": operations });
    let answer = api.send(Method::POST, "/api/operations", batch).await;
    assert_eq!(problem(answer).await, (413, "too-large".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_video_is_gone_until_it_is_restored() {
    let api = Api::start().await;
    let ids = api.ids().await;
    let video = format!("/api/videos/{}", ids[3]);
    let answer = api.send(Method::DELETE, &video, json!(null)).await;
    assert_eq!(answer.status(), 200);
    let deleted: Value = answer.json().await.unwrap();
    let trash = api.get("/api/courses/c1/trash").await;
    assert_eq!(
        deleted, trash["items"][0],
        "the answer is the video as it is in the trash"
    );
    assert!(deleted["deletedAt"].is_u64());
    for (method, body) in [
        (Method::GET, json!(null)),
        (Method::DELETE, json!(null)),
        (Method::PATCH, json!({ "published": true })),
    ] {
        let answer = api.send(method, &video, body).await;
        assert_eq!(problem(answer).await, (404, "deleted".into()));
    }
    let rest: Vec<_> = ids.iter().filter(|id| **id != ids[3]).cloned().collect();
    assert_eq!(api.ids().await, rest);
    for _ in 0..2 {
        let answer = api
            .send(Method::POST, &format!("{video}/restore"), json!(null))
            .await;
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.json::<Value>().await.unwrap()["position"], 4);
    }
    assert_eq!(api.ids().await, ids, "it returns to its place");
}
