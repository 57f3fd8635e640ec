//! The API of Course Studio.
//!
//! - [`submit`](submit()) does each operation once: known key, recorded answer; else prediction,
//!   storage, event. It knows neither HTTP nor SQL nor a clock.
//! - [`storage`] holds the truth; every write raises one revision and leaves one event.
//! - [`writer`] is the one thread that writes, many requests a transaction; [`reader`] is the pool
//!   that reads beside it.
//! - [`live`] sends every write to all followers, without a gap.
//! - [`routes`] turns requests into calls; [`problem`] turns every error into a problem document.
//! - [`serve`](serve()) accepts connections and closes silent ones.

pub mod config;
mod edge;
#[cfg(feature = "faults")]
mod faults;
pub mod in_flight;
pub mod live;
pub mod openapi;
pub mod pages;
#[cfg(test)]
mod partial_failure_tests;
pub mod problem;
pub mod reader;
pub mod routes;
pub mod seed;
pub mod serve;
pub mod storage;
pub mod submit;
#[cfg(test)]
mod submit_tests;
pub mod writer;

use std::{
    fs::File,
    sync::Arc,
    thread,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderName, HeaderValue, Method, header},
    middleware,
    response::{IntoResponse, Response},
};
use shared::{Revision, Timeline, Timestamp, wire};
use tokio::sync::watch;
use tower_http::cors::CorsLayer;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

pub use config::Config;
pub use serve::serve;
pub use submit::{Submission, submit, withdraw};

use in_flight::InFlight;
use live::Live;
use pages::Pages;
use problem::ApiError;
use reader::Reads;
use storage::{Snapshot, SqliteStorage, Storage, StorageError, Timelines};
use writer::Writer;

/// Connections that read beside the writer.
const READERS: usize = 4;

/// The state that all routes share.
pub type App = Arc<AppState>;

/// The parts of the running server.
pub struct AppState {
    /// Does writes.
    pub writer: Writer,
    /// Does reads.
    pub reads: Arc<Reads>,
    /// The present revision and the events that led to it.
    pub live: Arc<Live>,
    /// The keys of unanswered requests.
    pub in_flight: InFlight,
    /// The settings.
    pub config: Config,
    /// The timeline of this run.
    pub timeline: Timeline,
    /// The timelines that led to the data; this run's is the last.
    pub timelines: Timelines,
    /// Turns true when the server is to stop.
    pub stop: watch::Receiver<bool>,
    pages: Pages,
}

/// The server, ready to serve.
pub struct Server {
    /// Its routes.
    pub router: Router,
    /// The writing thread. It ends when the router and all that it does are gone.
    pub writer: thread::JoinHandle<()>,
    /// A lock that keeps a second server from writing to the same data.
    pub lock: File,
}

impl AppState {
    /// The entity tag of an answer that shows `revision`, as text and as a header.
    ///
    /// It names the timeline, since another history has other writes under the same revisions.
    pub(crate) fn tag(&self, revision: Revision) -> (String, HeaderValue) {
        let text = format!("\"{}-{revision}\"", self.timeline);
        // A timeline is made of letters, digits and hyphens.
        let value = HeaderValue::try_from(&text).unwrap_or_else(|_| HeaderValue::from_static(""));
        (text, value)
    }
}

/// Opens the data, fills them on the first start, and builds the router.
///
/// # Errors
/// Where the data cannot be used, or another server uses them.
pub fn open(config: &Config, stop: watch::Receiver<bool>) -> Result<Server, StorageError> {
    std::fs::create_dir_all(&config.data).map_err(StorageError::new)?;
    let lock = File::create(config.data.join("lock")).map_err(StorageError::new)?;
    lock.try_lock()
        .map_err(|_| StorageError::new("another server uses this data folder"))?;
    let mut storage = SqliteStorage::open(&config.data.join("studio.sqlite"))?;
    let timeline = Timeline::from(Uuid::now_v7());
    storage.begin()?;
    storage.begin_timeline(&timeline)?;
    if storage.courses()?.0.is_empty() {
        for (course, videos) in seed::courses() {
            storage.replace_course(&course, &videos, false)?;
        }
    }
    storage.commit()?;
    let readers = (0..READERS)
        .map(|_| Ok(Box::new(storage.reader()?) as Box<dyn Snapshot>))
        .collect::<Result<_, StorageError>>()?;
    let live = Arc::new(Live::new(storage.revision()?, storage.floor()?));
    let timelines = storage.timelines()?;
    let retention_ms = config.key_retention_seconds() * 1_000;
    let (writer, thread) =
        Writer::start(storage, Arc::clone(&live), retention_ms, now).map_err(StorageError::new)?;
    let app = Arc::new(AppState {
        writer,
        reads: Arc::new(Reads::new(readers)),
        live,
        in_flight: InFlight::default(),
        config: config.clone(),
        timeline,
        timelines,
        stop,
        pages: Pages::new(config.dist.clone()),
    });
    Ok(Server {
        router: router(&app, config),
        writer: thread,
        lock,
    })
}

/// Milliseconds since the Unix epoch.
pub fn now() -> Timestamp {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or(Duration::ZERO);
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

fn router(app: &App, config: &Config) -> Router {
    let (router, description) = OpenApiRouter::with_openapi(openapi::Description::openapi())
        .merge(routes::api())
        .split_for_parts();
    // A description of strings: this cannot fail.
    let description: bytes::Bytes = description.to_json().unwrap_or_default().into();
    let describe =
        move || async move { ([(header::CONTENT_TYPE, "application/json")], description) };
    #[cfg_attr(
        not(feature = "faults"),
        expect(unused_mut, reason = "the feature adds a layer")
    )]
    let mut router = router
        .route("/api/openapi.json", axum::routing::get(describe))
        .fallback(page)
        .with_state(Arc::clone(app));
    #[cfg(feature = "faults")]
    if config.allow_faults {
        router = faults::install(router, app);
    }
    router
        .layer(cors(config))
        .layer(middleware::from_fn_with_state(
            edge::Edge::new(&app.timeline),
            edge::edge,
        ))
}

/// Answers what has no route of its own: with the page, or with a problem.
async fn page(State(app): State<App>, request: Request) -> Response {
    if edge::is_api(request.uri().path()) {
        return ApiError::no_route().into_response();
    }
    app.pages
        .answer(request.method(), request.uri(), request.headers())
}

fn cors(config: &Config) -> CorsLayer {
    let origins = config
        .allowed_origins
        .iter()
        .filter_map(|origin| origin.parse().ok());
    let key = HeaderName::from_static(wire::IDEMPOTENCY_KEY);
    let mut request_headers = vec![
        header::CONTENT_TYPE,
        header::ACCEPT,
        header::IF_MATCH,
        header::IF_NONE_MATCH,
    ];
    request_headers.push(key.clone());
    if cfg!(feature = "faults") && config.allow_faults {
        let names = [
            "latency-ms",
            "fail",
            "lose-answer",
            "fail-ids",
            "failure-rate",
        ];
        request_headers.extend(
            names
                .iter()
                .filter_map(|name| format!("x-fault-{name}").parse().ok()),
        );
    }
    CorsLayer::new()
        .allow_origin(origins.collect::<Vec<HeaderValue>>())
        .allow_methods([
            Method::GET,
            Method::POST,
            Method::PATCH,
            Method::PUT,
            Method::DELETE,
        ])
        .allow_headers(request_headers)
        .expose_headers([
            key,
            HeaderName::from_static(wire::REVISION_HEADER),
            HeaderName::from_static(wire::TIMELINE_HEADER),
            HeaderName::from_static(wire::API_MARK),
            header::DATE,
            header::ETAG,
            header::LOCATION,
            header::RETRY_AFTER,
            edge::REQUEST_ID,
        ])
        .max_age(Duration::from_secs(600))
}
