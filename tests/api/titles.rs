//! Titles in the scripts of the world, as the server takes them.

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Api, problem};

const FAMILY: &str = "👨\u{200d}👩\u{200d}👧";

async fn rename(api: &Api, id: &str, title: &str) -> reqwest::Response {
    let path = format!("/api/videos/{id}");
    api.send(Method::PATCH, &path, json!({ "title": title }))
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn titles_are_kept_as_people_write_them() {
    let api = Api::start().await;
    api.reset(1).await;
    let id = &api.ids().await[0];
    for (title, stored) in [
        ("Cafe\u{301}", "Café"),
        ("İstanbul, ılık", "İstanbul, ılık"),
        ("Straße", "Straße"),
        ("Lesson 10/2", "Lesson 10/2"),
        ("שיעור (א)", "שיעור (א)"),
        ("می\u{200c}خواهم", "می\u{200c}خواهم"),
        (FAMILY, FAMILY),
        (&FAMILY.repeat(200), &FAMILY.repeat(200)),
        (&"e\u{301}".repeat(200), &"é".repeat(200)),
        (" wide\u{3000}space\t", "wide space"),
    ] {
        let answer = rename(&api, id, title).await;
        assert_eq!(answer.status(), 200, "{title:?}");
        let video: Value = answer.json().await.unwrap();
        assert_eq!(video["title"], stored);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn titles_that_nobody_can_read_are_refused() {
    let api = Api::start().await;
    api.reset(1).await;
    let id = &api.ids().await[0];
    for (title, code) in [
        ("\u{200b}", "title-empty"),
        ("\u{3164} \u{2003}", "title-empty"),
        ("two\nlines", "title-unreadable"),
        ("two\u{2028}lines", "title-unreadable"),
        ("nul\0", "title-unreadable"),
        ("exe\u{202e}gpj.", "title-unreadable"),
        (&format!("e{}", "\u{301}".repeat(500)), "title-unreadable"),
        (&FAMILY.repeat(201), "title-too-long"),
    ] {
        let answer = rename(&api, id, title).await;
        assert_eq!(problem(answer).await, (422, code.into()), "{title:?}");
    }
}
