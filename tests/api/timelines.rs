//! Which history: restarts go on, restored backups do not.

use std::{fs, path::Path};

use reqwest::{Method, Response};
use serde_json::{Value, json};
use shared::wire::LiveMessage;
use tempfile::TempDir;

use crate::harness::{Api, Follower, key};

async fn rename(api: &Api, id: &str, title: &str) -> u64 {
    let path = format!("/api/videos/{id}");
    let answer = api.send(Method::PATCH, &path, json!({ "title": title }));
    let video: Value = answer.await.json().await.unwrap();
    video["revision"].as_u64().unwrap()
}

async fn follow(api: &Api, since: u64, timeline: &str) -> Follower {
    let query = format!("?since={since}&timeline={timeline}");
    api.follow(&query).await
}

fn copy(from: &Path, to: &Path) {
    let _ = fs::remove_dir_all(to);
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

/// A server whose data have been put back to how they were before a write.
struct Restored {
    api: Api,
    id: String,
    /// The timeline of the clients from before.
    timeline: String,
    /// The revision that the backup holds.
    kept: u64,
    /// The revision of a write that is lost.
    lost: u64,
    folder: TempDir,
}

async fn restored() -> Restored {
    let api = Api::start().await;
    let (id, timeline) = (api.ids().await.remove(0), api.timeline().await);
    let kept = rename(&api, &id, "Kept").await;
    let folder = api.stop().await;
    let (data, backup) = (folder.path().join("data"), folder.path().join("backup"));
    copy(&data, &backup);
    let api = Api::start_on(&folder).await;
    let second = api.timeline().await;
    assert_ne!(second, timeline, "each start begins a timeline");
    let lost = rename(&api, &id, "Lost").await;
    let own = api.stop().await;
    drop(own);
    copy(&backup, &data);
    let api = Api::start_on(&folder).await;
    assert_eq!(api.revision().await, kept);
    Restored {
        api,
        id,
        timeline,
        kept,
        lost,
        folder,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_goes_on_from_what_a_client_has_seen() {
    let api = Api::start().await;
    let (id, first) = (api.ids().await.remove(0), api.timeline().await);
    let start = api.revision().await;
    for n in 0..5 {
        rename(&api, &id, &format!("Take {n}")).await;
    }
    let mut follower = follow(&api, start + 2, &first).await;
    assert_eq!(follower.greeting().await, ("hello", start + 2));
    assert_eq!(follower.revisions(3).await.len(), 3);
    let folder = api.stop().await;
    let api = Api::start_on(&folder).await;
    let second = api.timeline().await;
    assert_ne!(second, first);
    for since in [start, start + 5] {
        let mut follower = follow(&api, since, &first).await;
        let Ok(LiveMessage::Hello {
            revision,
            timeline,
            time,
        }) = follower.next().await
        else {
            panic!("it goes on");
        };
        assert_eq!((revision, timeline.as_str()), (since, second.as_str()));
        assert!(time.abs_diff(backend::now()) < 60_000);
        let missed = follower.revisions((start + 5 - since) as usize).await;
        assert_eq!(missed, (since + 1..=start + 5).collect::<Vec<_>>());
        rename(&api, &id, "Again").await;
        follower.revisions(1).await;
        rename(&api, &id, "Take 4").await;
    }
    // And over another restart, from either of them.
    let (last, folder2) = (api.revision().await, api.stop().await);
    drop(folder2);
    let api = Api::start_on(&folder).await;
    let mut follower = follow(&api, start + 5, &first).await;
    assert_eq!(follower.greeting().await, ("hello", start + 5));
    let mut follower = follow(&api, last, &second).await;
    assert_eq!(follower.greeting().await, ("hello", last));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_has_seen_what_a_restore_lost_reads_again() {
    let Restored {
        api,
        id,
        timeline,
        kept,
        lost,
        folder: _data,
        ..
    } = restored().await;
    let own = api.timeline().await;
    let mut follower = follow(&api, kept, &timeline).await;
    assert_eq!(follower.greeting().await, ("hello", kept));
    let mut ahead = follow(&api, lost, &timeline).await;
    let Ok(LiveMessage::Reset {
        revision,
        timeline: told,
        time,
    }) = ahead.next().await
    else {
        panic!("it cannot go on");
    };
    assert_eq!((revision, told.as_str()), (kept, own.as_str()));
    assert!(time.abs_diff(backend::now()) < 60_000);
    // Also when the revision has been given again, to another write.
    assert_eq!(rename(&api, &id, "Other").await, lost);
    let mut late = follow(&api, lost, &timeline).await;
    assert_eq!(late.greeting().await, ("reset", lost));
    // All go on from where they were told.
    assert_eq!(ahead.revisions(1).await, [lost]);
    let next = rename(&api, &id, "Next").await;
    for follower in [&mut follower, &mut ahead, &mut late] {
        while follower.revisions(1).await != [next] {}
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_timeline_that_is_not_known_is_a_reset() {
    let api = Api::start().await;
    let (own, present) = (api.timeline().await, api.revision().await);
    for (timeline, since) in [
        ("elsewhere", present),
        ("", present),
        ("%22%0A", present),
        (own.as_str(), present + 1),
    ] {
        let mut follower = follow(&api, since, timeline).await;
        let expected = ("reset", present);
        assert_eq!(follower.greeting().await, expected, "{since} of {timeline}");
    }
    // Nor can a known one go on from before what is kept.
    let mut early = follow(&api, 1, &own).await;
    assert_eq!(early.greeting().await, ("reset", present));
    // Without a revision there is nothing to go on from.
    let mut fresh = api.follow("?timeline=elsewhere").await;
    assert_eq!(fresh.greeting().await, ("hello", present));
}

/// Readers see a write as soon as it is committed, which is before the stream has it.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_client_has_read_it_can_follow() {
    let api = Api::start().await;
    let own = api.timeline().await;
    // The writer purges after its first transaction, so after the second one it is idle.
    rename(&api, &api.ids().await[0], "Second").await;
    let database = rusqlite::Connection::open(api.folder.path().join("data/studio.sqlite"));
    let raise = "UPDATE meta SET revision = revision + 1";
    database.unwrap().execute(raise, []).unwrap();
    let read = api.get("/api/courses").await["revision"].as_u64().unwrap();
    assert!(read > api.revision().await);
    for query in [
        format!("?since={read}&timeline={own}"),
        format!("?since={read}"),
    ] {
        let mut follower = api.follow(&query).await;
        assert_eq!(follower.greeting().await, ("hello", read), "{query}");
    }
}

fn timeline_of(answer: &Response) -> Option<&str> {
    let header = answer.headers().get("x-timeline")?;
    Some(header.to_str().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_with_a_revision_names_its_timeline() {
    let api = Api::start().await;
    let ids = api.ids().await;
    let own = api.timeline().await;
    let video = format!("/api/videos/{}", ids[0]);
    let (done, list) = (key(), "/api/courses/c1/videos");
    let get = |path: &str| api.request(Method::GET, path);
    let batch = json!({ "operations": [{ "key": done, "op": "delete", "id": ids[1] }] });
    let batch = || api.request(Method::POST, "/api/operations").json(&batch);
    let tag = get(list).send().await.unwrap().headers()["etag"].clone();
    let new = json!({ "title": "A", "durationSeconds": 1 });
    for request in [
        get("/api/head"),
        get("/api/courses"),
        get("/api/courses/c1"),
        get("/api/courses/c1/trash"),
        get(list),
        get(list).header("if-none-match", tag),
        get(&video),
        api.request(Method::POST, list).json(&new),
        api.request(Method::PATCH, &video)
            .json(&json!({ "title": "B" })),
        api.request(Method::PATCH, &video)
            .json(&json!({ "title": "" })),
        api.request(Method::DELETE, &video),
        api.request(Method::POST, &format!("{video}/restore")),
        batch(),
        batch().header("accept", "application/x-ndjson"),
        get(&format!("/api/operations/{done}")),
        api.request(Method::DELETE, &format!("/api/operations/{}", key())),
    ] {
        let answer = request.send().await.unwrap();
        let what = format!("{} {}", answer.status(), answer.url());
        assert_eq!(timeline_of(&answer), Some(own.as_str()), "{what}");
        assert!(answer.headers().contains_key("x-revision"), "{what}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_head_is_where_the_server_is() {
    let api = Api::start().await;
    let id = api.ids().await.remove(0);
    let revision = rename(&api, &id, "New").await;
    let answer = api.request(Method::GET, "/api/head").send().await.unwrap();
    assert_eq!(answer.headers()["cache-control"], "no-store");
    assert_eq!(
        answer.headers()["x-revision"],
        revision.to_string().as_str()
    );
    let timeline = timeline_of(&answer).unwrap().to_owned();
    let head: Value = answer.json().await.unwrap();
    assert_eq!(
        (&head["revision"], &head["timeline"]),
        (&json!(revision), &json!(timeline))
    );
    assert!(head["time"].as_u64().unwrap().abs_diff(backend::now()) < 60_000);
    let list = api
        .request(Method::GET, "/api/courses/c1/videos")
        .send()
        .await;
    let list = list.unwrap();
    assert_eq!(timeline_of(&list), Some(timeline.as_str()));
    assert_eq!(list.headers()["x-revision"], revision.to_string().as_str());
}

/// A tag is that of one state in one history.
#[tokio::test(flavor = "multi_thread")]
async fn tags_outlive_a_restart_as_conditions_and_a_restore_in_no_way() {
    let api = Api::start().await;
    let id = api.ids().await.remove(0);
    let path = format!("/api/videos/{id}");
    rename(&api, &id, "First").await;
    let tag = async |api: &Api, path: &str| {
        let answer = api.request(Method::GET, path).send().await.unwrap();
        answer.headers()["etag"].to_str().unwrap().to_owned()
    };
    let patch = |api: &Api, tag: &str| {
        let request = api.request(Method::PATCH, &path).header("if-match", tag);
        request.json(&json!({ "published": true })).send()
    };
    let seen = tag(&api, &path).await;
    let folder = api.stop().await;
    let api = Api::start_on(&folder).await;
    assert_eq!(patch(&api, &seen).await.unwrap().status(), 200);
    assert_eq!(patch(&api, &seen).await.unwrap().status(), 412);

    let Restored {
        api,
        id,
        timeline,
        lost,
        folder: _data,
        ..
    } = restored().await;
    // Another write gets the revision that a client knows from the history that is lost.
    assert_eq!(rename(&api, &id, "Other").await, lost);
    let known = format!("\"{timeline}-{lost}\"");
    let path = format!("/api/videos/{id}");
    for path in [
        &path,
        "/api/courses/c1/videos",
        "/api/courses/c1",
        "/api/courses",
    ] {
        assert_ne!(tag(&api, path).await, known);
        let request = api
            .request(Method::GET, path)
            .header("if-none-match", &known);
        assert_eq!(request.send().await.unwrap().status(), 200, "{path}");
    }
    let request = api.request(Method::PATCH, &path).header("if-match", &known);
    let answer = request.json(&json!({ "published": true })).send().await;
    assert_eq!(answer.unwrap().status(), 412);
}

/// The data of an older program, which knew no timelines.
#[tokio::test(flavor = "multi_thread")]
async fn a_database_of_the_first_version_is_taken_over() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    fs::create_dir_all(&data).unwrap();
    let database = rusqlite::Connection::open(data.join("studio.sqlite")).unwrap();
    database
        .execute_batch(include_str!("first_schema.sql"))
        .unwrap();
    drop(database);
    let id = "0190a1b2-0000-7000-8000-00000000000a";
    let mut seen = Vec::new();
    for start in 0..2 {
        let api = Api::start_on(&folder).await;
        let revision = api.revision().await;
        assert_eq!(revision, 3 + start);
        let list = api.get("/api/courses/c1/videos").await;
        assert_eq!(list["items"][0]["id"], id);
        let mut follower = api.follow("?since=2").await;
        assert_eq!(follower.greeting().await, ("hello", 2));
        assert_eq!(follower.revisions(1).await, [3]);
        for (number, ok) in [(1, true), (2, false)] {
            let path = format!("/api/operations/0190a1b2-0000-7000-8000-00000000000{number}");
            assert_eq!(api.get(&path).await["ok"], ok);
        }
        rename(&api, id, &format!("Title {start}")).await;
        seen.push((api.revision().await, api.timeline().await));
        drop(api.stop().await);
    }
    let api = Api::start_on(&folder).await;
    for (revision, timeline) in seen {
        let mut follower = follow(&api, revision, &timeline).await;
        assert_eq!(follower.greeting().await, ("hello", revision));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_of_another_version_is_refused() {
    let api = Api::start().await;
    let folder = api.stop().await;
    let data = folder.path().join("data");
    let database = rusqlite::Connection::open(data.join("studio.sqlite")).unwrap();
    database.execute("UPDATE meta SET version = 7", []).unwrap();
    drop(database);
    let mut config = crate::harness::config(folder.path());
    config.data = data;
    let (_stop, stopped) = tokio::sync::watch::channel(false);
    let error = backend::open(&config, stopped).err().unwrap().to_string();
    assert!(error.contains("version 7"), "{error}");
}
