//! A server of one course in place of the network: a test says how it behaves.

use shared::{Rank, Video, VideoId};
use uuid::Uuid;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/tests/browser/server.js")]
extern "C" {
    fn start(videos: &str);
    fn stop();
    fn behave(behaviour: &str);
    fn refuse(ids: &str);
    fn do_without_answer(id: &str);
    fn sent() -> usize;
    fn forbid_storage();
    fn later() -> f64;
    fn key_time(id: &str) -> f64;
}

/// The server of the present test.
pub struct Server(());

/// The id of the n-th video.
pub fn id(n: usize) -> VideoId {
    VideoId(Uuid::from_u128(n as u128))
}

/// The n-th video: drafts, in this order.
pub fn video(n: usize) -> Video {
    Video {
        id: id(n),
        course_id: "c1".parse().expect("c1 is an id"),
        title: format!("Video {n}").into(),
        duration_seconds: 65,
        published: false,
        rank: Rank::middle(),
        deleted_at: None,
        revision: 1,
    }
}

impl Server {
    /// A course `c1` of so many videos.
    pub fn start(videos: usize) -> Self {
        let videos: Vec<Video> = (0..videos).map(video).collect();
        start(&serde_json::to_string(&videos).expect("JSON"));
        Self(())
    }

    /// From now on it does as it should.
    pub fn behave(&self) {
        behave("well");
        refuse("");
    }

    /// From now on it says of each write that it failed.
    pub fn fail(&self) {
        behave("fail");
    }

    /// From now on a proxy answers in its place.
    pub fn hide_behind_proxy(&self) {
        behave("proxy");
    }

    /// From now on nobody is signed in.
    pub fn ask_for_sign_in(&self) {
        behave("sign-in");
    }

    /// It holds the key of the next write for too old: its clock is a year ahead. Returns its time.
    pub fn expire_next_key(&self) -> f64 {
        behave("expire");
        later()
    }

    /// The time in the key of what was last asked for of a video, in milliseconds.
    pub fn key_time(&self, n: usize) -> f64 {
        key_time(&id(n).to_string())
    }

    /// From now on it refuses changes to this video.
    pub fn refuse(&self, n: usize) {
        refuse(&id(n).to_string());
    }

    /// Does what was last asked for of a video, and says so in the event stream.
    pub fn do_without_answer(&self, n: usize) {
        do_without_answer(&id(n).to_string());
    }

    /// From now on the browser lets the page store nothing.
    pub fn forbid_storage(&self) {
        forbid_storage();
    }

    /// How many operations were sent.
    pub fn sent(&self) -> usize {
        sent()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        stop();
    }
}
