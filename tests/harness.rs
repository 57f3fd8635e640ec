//! An API of its own for each test, and few words to talk to it.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use backend::Config;
use futures_util::{SinkExt, StreamExt};
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};
use shared::wire::LiveMessage;
use tempfile::TempDir;
use tokio::{net::TcpListener, net::TcpStream, sync::watch, task::JoinHandle, time::timeout};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream,
    tungstenite::{Message, client::IntoClientRequest},
};
use uuid::Uuid;

/// Longer than anything takes; a test that waits so long has failed.
pub const LONG: Duration = Duration::from_secs(30);

/// A running API with the test course.
pub struct Api {
    pub url: String,
    pub client: reqwest::Client,
    pub folder: TempDir,
    stop: watch::Sender<bool>,
    serving: JoinHandle<()>,
}

/// Settings for a test: a folder and a port of its own.
pub fn config(folder: &Path) -> Config {
    Config {
        listen: "127.0.0.1:0".parse().unwrap(),
        data: folder.join("data"),
        dist: folder.join("dist"),
        allow_faults: true,
        ..Config::default()
    }
}

impl Api {
    /// With faults allowed and 12 videos in the course `c1`.
    pub async fn start() -> Self {
        let api = Self::start_with(|_| {}).await;
        api.reset(12).await;
        api
    }

    /// With other settings, and nothing but the courses of a first start.
    pub async fn start_with(change: impl FnOnce(&mut Config)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut config = config(folder.path());
        change(&mut config);
        let (stop, stopped) = watch::channel(false);
        let server = backend::open(&config, stopped.clone()).unwrap();
        let listener = TcpListener::bind(config.listen).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let serving = tokio::spawn(async move {
            backend::serve(listener, server.router, config.max_connections, stopped).await;
            tokio::task::spawn_blocking(move || server.writer.join().unwrap())
                .await
                .unwrap();
            drop(server.lock);
        });
        let client = reqwest::Client::builder().timeout(LONG).build().unwrap();
        Self {
            url,
            client,
            folder,
            stop,
            serving,
        }
    }

    /// On the data of another server, which has stopped.
    pub async fn start_on(folder: &TempDir) -> Self {
        Self::start_with(|config| config.data = folder.path().join("data")).await
    }

    /// Tells the server to stop, and waits until it has.
    pub async fn stop(self) -> TempDir {
        self.stop.send_replace(true);
        drop(self.client);
        timeout(LONG, self.serving)
            .await
            .expect("it stops in time")
            .unwrap();
        self.folder
    }

    pub fn begin_stop(&self) {
        self.stop.send_replace(true);
    }

    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.client.request(method, format!("{}{path}", self.url))
    }

    pub async fn get(&self, path: &str) -> Value {
        let response = self.request(Method::GET, path).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        response.json().await.unwrap()
    }

    /// The answer to a request with a JSON body.
    pub async fn send(&self, method: Method, path: &str, body: Value) -> Response {
        self.request(method, path).json(&body).send().await.unwrap()
    }

    pub async fn reset(&self, count: usize) {
        let answer = self
            .send(Method::POST, "/api/_test/reset", json!({ "count": count }))
            .await;
        assert_eq!(answer.status(), StatusCode::OK);
    }

    pub async fn videos(&self) -> Vec<Value> {
        let list = self.get("/api/courses/c1/videos").await;
        list["items"].as_array().unwrap().clone()
    }

    pub async fn ids(&self) -> Vec<String> {
        let videos = self.videos().await;
        videos
            .iter()
            .map(|video| video["id"].as_str().unwrap().to_owned())
            .collect()
    }

    /// The id of a course of a first start, which has videos.
    pub async fn another_course(&self) -> String {
        let courses = self.get("/api/courses").await;
        let courses = courses["items"].as_array().unwrap();
        let other = courses
            .iter()
            .find(|course| course["id"] != "c1" && course["videoCount"] != 0);
        other.unwrap()["id"].as_str().unwrap().to_owned()
    }

    /// All that a reader can see of all courses, and the revision.
    pub async fn state(&self) -> Value {
        let courses = self.get("/api/courses").await;
        json!([courses, self.get("/api/courses/c1/videos").await])
    }

    /// The timeline that answers name.
    pub async fn timeline(&self) -> String {
        let head = self.get("/api/head").await;
        head["timeline"].as_str().unwrap().to_owned()
    }

    pub async fn revision(&self) -> u64 {
        self.get("/api/health").await["revision"].as_u64().unwrap()
    }

    /// From now on, requests are cut.
    pub async fn break_network(&self) {
        self.plan(json!({ "offline": true })).await;
    }

    pub async fn restore_network(&self) {
        self.plan(json!({})).await;
    }

    pub async fn plan(&self, plan: Value) {
        let answer = self.send(Method::PUT, "/api/_test/faults", plan).await;
        assert_eq!(answer.status(), StatusCode::OK);
    }

    pub async fn follow(&self, query: &str) -> Follower {
        self.try_follow(query, None).await.unwrap()
    }

    /// The status of the refusal, where the handshake is refused; 0 where it is cut.
    pub async fn try_follow(&self, query: &str, origin: Option<&str>) -> Result<Follower, u16> {
        use tokio_tungstenite::tungstenite::Error;
        let url = format!("{}/api/events{query}", self.url.replace("http", "ws"));
        let mut request = url.into_client_request().unwrap();
        if let Some(origin) = origin {
            request
                .headers_mut()
                .insert("origin", origin.parse().unwrap());
        }
        match tokio_tungstenite::connect_async(request).await {
            Ok((socket, _)) => Ok(Follower(socket)),
            Err(Error::Http(response)) => Err(response.status().as_u16()),
            Err(_) => Err(0),
        }
    }
}

/// A client of the live stream.
pub struct Follower(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Follower {
    /// The next message; the code, where the stream is closed (0 where it just ends).
    pub async fn next(&mut self) -> Result<LiveMessage, u16> {
        loop {
            match timeout(LONG, self.0.next())
                .await
                .expect("a message in time")
            {
                Some(Ok(Message::Text(text))) => return Ok(serde_json::from_str(&text).unwrap()),
                Some(Ok(Message::Close(frame))) => {
                    return Err(frame.map_or(0, |frame| frame.code.into()));
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Err(0),
            }
        }
    }

    /// The kind and the revision of the next message, which is no change.
    pub async fn greeting(&mut self) -> (&'static str, u64) {
        match self.next().await {
            Ok(LiveMessage::Hello { revision, .. }) => ("hello", revision),
            Ok(LiveMessage::Reset { revision, .. }) => ("reset", revision),
            other => panic!("a greeting, not {other:?}"),
        }
    }

    /// The revisions of the next `count` changes.
    pub async fn revisions(&mut self, count: usize) -> Vec<u64> {
        let mut revisions = Vec::new();
        while revisions.len() < count {
            match self.next().await {
                Ok(LiveMessage::Change { revision, .. }) => revisions.push(revision),
                other => panic!("a change, not {other:?}"),
            }
        }
        revisions
    }

    pub async fn say(&mut self, text: String) {
        self.0.send(Message::text(text)).await.unwrap();
    }
}

pub fn key() -> String {
    Uuid::now_v7().to_string()
}

/// The code of a problem document; fails where the answer is none.
pub async fn problem(response: Response) -> (u16, String) {
    let status = response.status().as_u16();
    assert_eq!(
        response.headers()["content-type"],
        "application/problem+json"
    );
    let problem: Value = response.json().await.unwrap();
    assert_eq!(problem["status"], status, "{problem}");
    for field in ["type", "title", "detail"] {
        assert!(
            problem[field].as_str().is_some_and(|text| !text.is_empty()),
            "{field}: {problem}"
        );
    }
    let code = problem["type"]
        .as_str()
        .unwrap()
        .strip_prefix("/problems/")
        .unwrap();
    (status, code.to_owned())
}

/// A server in a process of its own, so that it can be killed.
pub struct Process {
    child: Child,
    pub url: String,
}

/// Set for the process that [`serve_for_the_parent`] runs in.
const FOLDER: &str = "STUDIO_TEST_FOLDER";

impl Process {
    /// On a folder that outlives it.
    pub fn start(folder: &Path) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args([
                "--ignored",
                "--exact",
                "--nocapture",
                "harness::serve_for_the_parent",
            ])
            .env(FOLDER, folder)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let url = lines
            .map_while(Result::ok)
            .find_map(|line| line.split_once("serves ").map(|(_, url)| url.to_owned()))
            .expect("the child serves");
        Self { child, url }
    }

    /// How much memory it takes up.
    pub fn resident_kb(&self) -> u64 {
        let status = format!("/proc/{}/status", self.child.id());
        let status = std::fs::read_to_string(status).unwrap();
        let mut words = status.split_whitespace();
        words
            .find(|word| *word == "VmRSS:")
            .expect("its resident set");
        words.next().unwrap().parse().unwrap()
    }

    /// Ends it at once, whatever it is in the middle of (SIGKILL).
    pub fn kill(self) {
        drop(self);
    }
}

/// A test that fails leaves no server behind.
impl Drop for Process {
    fn drop(&mut self) {
        let ended = self.child.kill().and_then(|()| self.child.wait());
        if !std::thread::panicking() {
            ended.unwrap();
        }
    }
}

#[test]
#[ignore = "no test, but the body of the process that the crash tests start and kill"]
fn serve_for_the_parent() {
    let folder = std::env::var_os(FOLDER).expect("a folder");
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let config = config(Path::new(&folder));
        let (_stop, stopped) = watch::channel(false);
        let server = backend::open(&config, stopped.clone()).unwrap();
        let listener = TcpListener::bind(config.listen).await.unwrap();
        println!("serves http://{}", listener.local_addr().unwrap());
        backend::serve(listener, server.router, config.max_connections, stopped).await;
    });
}
