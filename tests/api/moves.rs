//! A video goes to another course.

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Api, problem};

async fn list(api: &Api, course: &str) -> Vec<Value> {
    let list = api.get(&format!("/api/courses/{course}/videos")).await;
    list["items"].as_array().unwrap().clone()
}

/// The place of a video in a list, from 1.
fn place(list: &[Value], id: &str) -> Option<usize> {
    list.iter()
        .position(|video| video["id"] == id)
        .map(|at| at + 1)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_patch_moves_a_video_to_the_end_of_another_course_or_to_a_place_there() {
    let api = Api::start().await;
    let ids = api.ids().await;
    let other = api.another_course().await;
    let there = list(&api, &other).await;
    let first = there[0]["rank"].as_str().unwrap();
    let count = there.len();
    for (id, patch, expected) in [
        (&ids[0], json!({ "courseId": other }), count + 1),
        // Of the same rank as the first: the ids decide.
        (&ids[1], json!({ "courseId": other, "rank": first }), 0),
        (
            &ids[2],
            json!({ "courseId": other, "title": "Moved", "published": true }),
            count + 3,
        ),
    ] {
        let path = format!("/api/videos/{id}");
        let answer = api.send(Method::PATCH, &path, patch.clone()).await;
        assert_eq!(answer.status(), 200, "{patch}");
        let video: Value = answer.json().await.unwrap();
        assert_eq!(video["courseId"], other.as_str());
        assert_eq!(api.get(&path).await, video);
        let at = place(&list(&api, &other).await, id).expect("it is there");
        assert_eq!(video["position"], at, "{patch}");
        if expected > 0 {
            assert_eq!(at, expected, "{patch}");
        } else {
            assert!(at <= 2, "{patch}: {at}");
            assert_eq!(video["rank"], first);
        }
        assert_eq!(place(&list(&api, "c1").await, id), None, "{patch}");
    }
    assert_eq!(api.ids().await, ids[3..]);
    let course = api.get(&format!("/api/courses/{other}")).await;
    assert_eq!(course["videoCount"], count + 3);
    assert_eq!(api.get("/api/courses/c1").await["videoCount"], 9);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_patch_that_cannot_move_a_video_changes_none_of_its_fields() {
    let api = Api::start().await;
    let ids = api.ids().await;
    let before = api.state().await;
    let video = format!("/api/videos/{}", ids[0]);
    for (patch, status, code) in [
        (json!({ "courseId": "nowhere" }), 404, "course-not-found"),
        (
            json!({ "title": "New", "courseId": "nowhere" }),
            404,
            "course-not-found",
        ),
        (json!({ "courseId": "c1", "title": "" }), 422, "title-empty"),
        (json!({ "courseId": "C 1" }), 422, "invalid"),
        (json!({ "courseId": 7 }), 422, "invalid"),
        (json!({ "courseId": "c1", "rank": "A" }), 422, "invalid"),
    ] {
        let answer = api.send(Method::PATCH, &video, patch.clone()).await;
        assert_eq!(problem(answer).await, (status, code.into()), "{patch}");
    }
    assert_eq!(api.state().await, before);
    // It is there already, and keeps its place.
    let answer = api
        .send(Method::PATCH, &video, json!({ "courseId": "c1" }))
        .await;
    assert_eq!(answer.status(), 200);
    assert_eq!(api.ids().await, ids);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_deleted_before_it_could_move_is_in_the_trash_of_its_course() {
    let api = Api::start().await;
    let id = api.ids().await.remove(0);
    let other = api.another_course().await;
    let video = format!("/api/videos/{id}");
    api.send(Method::DELETE, &video, json!(null)).await;
    let answer = api
        .send(Method::PATCH, &video, json!({ "courseId": other }))
        .await;
    assert_eq!(problem(answer).await, (404, "deleted".into()));
    let trash = api.get("/api/courses/c1/trash").await;
    assert_eq!(trash["items"][0]["id"], id.as_str());
    api.send(Method::POST, &format!("{video}/restore"), json!(null))
        .await;
    assert_eq!(api.ids().await[0], id);
}
