//! The requests of this page, for the network lab: the newest ones, in words.
//!
//! Until the log is opened it keeps few; what is watched is no part of the app's data and is gone with
//! the page.

use std::{cell::RefCell, collections::VecDeque, hint::black_box};

use gloo_net::http::{Request, Response};
use js_sys::Date;
use shared::wire::IDEMPOTENCY_KEY;
use yew::Callback;

use crate::{
    hooks, l10n,
    requests::{self, Watcher},
};

/// Requests that are kept before the log has been opened, and after.
const KEPT: [usize; 2] = [20, 200];

/// One request.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Rises with each request.
    pub number: u32,
    /// The time of day at which it was sent, in milliseconds since the Unix epoch.
    pub at: f64,
    /// Its method.
    pub method: String,
    /// Its path.
    pub path: String,
    /// How many changes it carries.
    pub items: usize,
    /// Which try of the same changes it is, from 1.
    pub attempt: u32,
    /// How it ended, if it has.
    pub end: Option<End>,
    /// What tells its changes from others.
    key: String,
    /// When it was sent, by a clock that never jumps.
    sent: f64,
}

/// How a request ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct End {
    /// The answer's status; `None`: there was no answer.
    pub status: Option<u16>,
    /// How long it took until the answer began, in milliseconds.
    pub ms: u32,
}

/// The requests, the newest last.
#[derive(Default)]
pub struct RequestLog {
    entries: VecDeque<Entry>,
    last: u32,
    opened: bool,
}

impl RequestLog {
    /// All that is kept, the newest first.
    pub fn newest_first(&self) -> Vec<Entry> {
        self.entries.iter().rev().cloned().collect()
    }

    fn sent(&mut self, mut entry: Entry) -> u32 {
        self.last += 1;
        entry.number = self.last;
        let same = |known: &&Entry| known.key == entry.key && known.method == entry.method;
        let before = self.entries.iter().rev().find(same);
        let before = before.filter(|_| !entry.key.is_empty());
        entry.attempt = before.map_or(1, |known| known.attempt + 1);
        self.entries.push_back(entry);
        if self.entries.len() > KEPT[usize::from(self.opened)] {
            self.entries.pop_front();
        }
        self.last
    }

    fn ended(&mut self, number: u32, status: Option<u16>, now: f64) {
        let found = self.entries.iter_mut().rev();
        if let Some(entry) = found.into_iter().find(|entry| entry.number == number) {
            let ms = (now - entry.sent).max(0.0) as u32;
            entry.end = Some(End { status, ms });
        }
    }
}

thread_local! {
    static LOG: RefCell<RequestLog> = RefCell::default();
    static CHANGED: RefCell<Option<Callback<()>>> = const { RefCell::new(None) };
}

/// Watches the requests from now on.
pub fn begin() {
    // Without the box the compiler sees that there is only one, and has the first rows wait for it.
    requests::watch(black_box(Watcher { sent, ended }));
}

/// All that is kept, the newest first.
pub fn entries() -> Vec<Entry> {
    LOG.with_borrow(RequestLog::newest_first)
}

/// The log is looked at: it keeps more from now on, and tells of each change until it is looked at no
/// more.
pub fn look(changed: Option<Callback<()>>) {
    LOG.with_borrow_mut(|log| log.opened = true);
    CHANGED.replace(changed);
}

/// Forgets all of them.
pub fn clear() {
    LOG.with_borrow_mut(|log| log.entries.clear());
    tell();
}

fn tell() {
    let changed = CHANGED.with_borrow(Clone::clone);
    if let Some(changed) = changed {
        changed.emit(());
    }
}

fn sent(request: &Request, body: Option<String>) -> u32 {
    let url = request.url();
    let path = url.find("/api/").map_or(&*url, |at| &url[at..]);
    let body = body.unwrap_or_default();
    let keys = body.matches(KEY).count();
    let key = request.headers().get(IDEMPOTENCY_KEY);
    let entry = Entry {
        number: 0,
        at: Date::now(),
        method: request.method().to_string(),
        path: path.to_owned(),
        items: keys.max(usize::from(key.is_some())),
        attempt: 1,
        end: None,
        key: key.or_else(|| first_key(&body)).unwrap_or_default(),
        sent: hooks::now(),
    };
    let number = LOG.with_borrow_mut(|log| log.sent(entry));
    tell();
    number
}

fn ended(number: u32, answer: Option<&Response>) {
    let status = answer.map(Response::status);
    LOG.with_borrow_mut(|log| log.ended(number, status, hooks::now()));
    tell();
}

/// What stands before each key of a batch. (In a title the quotation marks are escaped.)
const KEY: &str = "\"key\":\"";

fn first_key(body: &str) -> Option<String> {
    let (_, behind) = body.split_once(KEY)?;
    Some(behind.split('"').next()?.to_owned())
}

impl Entry {
    /// What it asks for, in words.
    pub fn what(&self) -> String {
        let path = self.path.split('?').next().unwrap_or_default();
        let parts: Vec<&str> = path.trim_start_matches("/api/").split('/').collect();
        match (&*self.method, &*parts) {
            ("GET", ["courses"]) => l10n::request_courses().to_owned(),
            ("GET", ["courses", id, "videos"]) => l10n::request_videos(id),
            ("GET", ["courses", id, "trash"]) => l10n::request_trash(id),
            ("GET", ["head"]) => l10n::request_head().to_owned(),
            ("GET", ["limits"]) => l10n::request_limits().to_owned(),
            ("POST", ["courses", _, "videos"]) => l10n::request_add().to_owned(),
            ("PATCH", ["videos", _]) => l10n::request_change().to_owned(),
            ("DELETE", ["videos", _]) => l10n::request_delete().to_owned(),
            ("POST", ["videos", _, "restore"]) => l10n::request_restore().to_owned(),
            ("POST", ["operations"]) => l10n::request_together(self.items),
            ("DELETE", ["operations", _]) => l10n::request_withdraw().to_owned(),
            _ => format!("{} {path}", self.method),
        }
    }

    /// How it ended, in words.
    pub fn result(&self) -> String {
        let Some(end) = self.end else {
            return l10n::request_under_way().to_owned();
        };
        let Some(status) = end.status else {
            return l10n::request_no_answer().to_owned();
        };
        let result = match status {
            207 => "one-by-one",
            200..300 => "done",
            401 => "sign-in",
            413 => "too-large",
            429 => "come-again",
            400..500 => "refused",
            _ => "failed",
        };
        l10n::request_result(result, &status.to_string())
    }

    /// Did it bring no answer, or one that says no?
    pub fn is_failure(&self) -> bool {
        let refused = |status: Option<u16>| status.is_none_or(|status| status >= 400);
        self.end.is_some_and(|end| refused(end.status))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(method: &str, path: &str, key: &str) -> Entry {
        Entry {
            number: 0,
            at: 0.0,
            method: method.to_owned(),
            path: path.to_owned(),
            items: 3,
            attempt: 1,
            end: None,
            key: key.to_owned(),
            sent: 100.0,
        }
    }

    #[test]
    fn a_request_is_told_in_words() {
        for (method, path, words) in [
            ("GET", "/api/courses", "Read the list of courses"),
            (
                "GET",
                "/api/courses/c1/videos?limit=1",
                "Read the videos of c1",
            ),
            ("PATCH", "/api/videos/7", "Change a video"),
            ("POST", "/api/operations", "Send 3 changes together"),
            ("GET", "/api/new", "GET /api/new"),
        ] {
            assert_eq!(entry(method, path, "").what(), words);
        }
        l10n::speak(l10n::Language::De);
        let sent = entry("POST", "/api/operations", "");
        assert_eq!(sent.what(), "3 Änderungen zusammen senden");
    }

    #[test]
    fn an_end_is_told_with_its_status() {
        let end = |status| {
            let end = Some(End {
                status: Some(status),
                ms: 1,
            });
            Entry {
                end,
                ..entry("PATCH", "/api/videos/7", "")
            }
            .result()
        };
        assert_eq!(
            [200, 207, 401, 409, 413, 429, 503].map(end),
            [
                "200 done",
                "207 one by one",
                "401 sign-in needed",
                "409 refused",
                "413 too large",
                "429 come again later",
                "503 failed"
            ]
        );
        l10n::speak(l10n::Language::De);
        assert_eq!(end(409), "409 abgelehnt");
    }

    #[test]
    fn the_same_changes_sent_again_are_another_attempt() {
        let mut log = RequestLog::default();
        for key in ["a", "b", "a", "", ""] {
            log.sent(entry("POST", "/api/operations", key));
        }
        let attempts = log.newest_first();
        let attempts: Vec<_> = attempts.iter().map(|entry| entry.attempt).collect();
        assert_eq!(attempts, [1, 1, 2, 1, 1]);
    }

    #[test]
    fn few_are_kept_before_the_log_is_opened_and_not_too_many_after() {
        let mut log = RequestLog::default();
        let fill = |log: &mut RequestLog| {
            for _ in 0..300 {
                log.sent(entry("GET", "/api/head", ""));
            }
            log.entries.len()
        };
        assert_eq!(fill(&mut log), 20);
        log.opened = true;
        assert_eq!(fill(&mut log), 200);
    }

    #[test]
    fn an_end_belongs_to_its_request() {
        let mut log = RequestLog::default();
        let first = log.sent(entry("GET", "/api/head", ""));
        log.sent(entry("GET", "/api/head", ""));
        log.ended(first, None, 350.0);
        let [second, first] = &*log.newest_first() else {
            panic!("two");
        };
        assert_eq!(
            first.end,
            Some(End {
                status: None,
                ms: 250
            })
        );
        assert_eq!(
            [first.result(), second.result()],
            ["No answer", "Under way"]
        );
        assert!(first.is_failure() && !second.is_failure());
    }

    #[test]
    fn a_batch_is_known_by_its_first_key() {
        let body = r#"{"operations":[{"key":"k1","title":"\"key\":\"no"},{"key":"k2"}]}"#;
        assert_eq!(first_key(body).as_deref(), Some("k1"));
        assert_eq!(body.matches(KEY).count(), 2);
    }
}
