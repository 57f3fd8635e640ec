//! The live stream.

use reqwest::Method;
use serde_json::json;
use shared::wire::{CLOSE_SINCE_IN_FUTURE, LiveMessage};

use crate::harness::{Api, key};

async fn rename(api: &Api, id: &str, title: &str) -> String {
    let key = key();
    let answer = api
        .request(Method::PATCH, &format!("/api/videos/{id}"))
        .header("idempotency-key", &key)
        .json(&json!({ "title": title }))
        .send();
    assert_eq!(answer.await.unwrap().status(), 200);
    key
}

#[tokio::test(flavor = "multi_thread")]
async fn each_change_is_told_with_its_key() {
    let api = Api::start().await;
    let (id, revision) = (api.ids().await.remove(0), api.revision().await);
    let mut follower = api.follow("").await;
    assert_eq!(follower.greeting().await, ("hello", revision));
    let key = rename(&api, &id, "Told").await;
    let Ok(LiveMessage::Change {
        revision: told,
        key: told_key,
        video,
        at,
    }) = follower.next().await
    else {
        panic!("a change");
    };
    assert_eq!((told, told_key.unwrap().to_string()), (revision + 1, key));
    assert_eq!((&*video.title, video.revision), ("Told", revision + 1));
    assert!(at > 1_700_000_000_000);
    api.send(Method::DELETE, &format!("/api/videos/{id}"), json!(null))
        .await;
    let Ok(LiveMessage::Change { video, key, .. }) = follower.next().await else {
        panic!("a change");
    };
    assert!(video.is_deleted() && key.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_goes_on_where_it_ended() {
    let api = Api::start().await;
    let (id, start) = (api.ids().await.remove(0), api.revision().await);
    for n in 0..30 {
        rename(&api, &id, &format!("Take {n}")).await;
    }
    for since in [start, start + 7, start + 30] {
        let mut follower = api.follow(&format!("?since={since}")).await;
        assert_eq!(follower.greeting().await, ("hello", since));
        let missed = (start + 30 - since) as usize;
        let expected: Vec<_> = (since + 1..=start + 30).collect();
        assert_eq!(follower.revisions(missed).await, expected);
    }
    // Also over a restart, when nothing is in memory any more.
    let folder = api.stop().await;
    let api = Api::start_on(&folder).await;
    let mut follower = api.follow(&format!("?since={}", start + 3)).await;
    assert_eq!(follower.greeting().await, ("hello", start + 3));
    assert_eq!(
        follower.revisions(27).await,
        (start + 4..=start + 30).collect::<Vec<_>>()
    );
}

/// Followers that join at any time while eight writers write miss nothing.
#[tokio::test(flavor = "multi_thread")]
async fn there_is_no_gap_under_load() {
    const EACH: usize = 60;
    let api = std::sync::Arc::new(Api::start().await);
    let (ids, start) = (api.ids().await, api.revision().await);
    let writers: Vec<_> = ids[..8]
        .iter()
        .map(|id| {
            let (api, id) = (api.clone(), id.clone());
            tokio::spawn(async move {
                for n in 0..EACH {
                    rename(&api, &id, &format!("Take {n}")).await;
                }
            })
        })
        .collect();
    let total = 8 * EACH;
    let mut followers = Vec::new();
    while api.revision().await < start + total as u64 && followers.len() < 20 {
        let since = api.revision().await - start;
        let since = start + since / 2;
        let mut follower = api.follow(&format!("?since={since}")).await;
        followers.push(tokio::spawn(async move {
            assert_eq!(follower.greeting().await, ("hello", since));
            let count = (start + total as u64 - since) as usize;
            let expected: Vec<_> = (since + 1..=start + total as u64).collect();
            assert_eq!(follower.revisions(count).await, expected);
        }));
    }
    for task in writers.into_iter().chain(followers) {
        task.await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_cannot_go_on_says_so() {
    let api = Api::start().await;
    let before = api.revision().await;
    let mut open = api.follow("").await;
    open.next().await.unwrap();
    api.reset(5).await;
    let revision = api.revision().await;
    assert!(revision > before, "revisions never go back");
    assert_eq!(open.greeting().await, ("reset", revision));
    let mut late = api.follow("?since=1").await;
    assert_eq!(late.greeting().await, ("hello", revision));
    assert_eq!(late.greeting().await, ("reset", revision));
    for mut follower in [open, late] {
        let id = api.ids().await.remove(0);
        let now = api.revision().await;
        rename(&api, &id, "After").await;
        assert!(follower.revisions(1).await[0] > revision && now >= revision);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_future_is_refused_with_its_own_code() {
    let api = Api::start().await;
    let future = api.revision().await + 1;
    let mut follower = api.follow(&format!("?since={future}")).await;
    assert_eq!(follower.next().await, Err(CLOSE_SINCE_IN_FUTURE));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_our_own_and_allowed_pages_may_follow() {
    let api =
        Api::start_with(|config| config.allowed_origins = vec!["https://studio.example".into()])
            .await;
    for (origin, expected) in [
        (None, None),
        (Some(api.url.as_str()), None),
        (Some("https://studio.example"), None),
        (Some("https://elsewhere.example"), Some(403)),
        (Some("null"), Some(403)),
    ] {
        assert_eq!(
            api.try_follow("", origin).await.err(),
            expected,
            "{origin:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_talks_too_much_is_dropped() {
    let api = Api::start().await;
    let mut follower = api.follow("").await;
    follower.next().await.unwrap();
    follower.say("x".repeat(100_000)).await;
    assert!(follower.next().await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_closes_the_stream() {
    let api = Api::start().await;
    let mut follower = api.follow("").await;
    follower.next().await.unwrap();
    api.begin_stop();
    assert_eq!(follower.next().await, Err(1_001));
}
