//! The API of Course Studio.
//!
//! - [`submit`](submit()) does each operation once: known key, recorded answer; else prediction,
//!   storage, event. It knows neither HTTP nor SQL nor a clock.
//! - [`storage`] keeps the truth; every write raises one revision and leaves one event.
//! - [`writer`] is the one thread that writes, many requests a transaction; [`reader`] is the pool
//!   that reads beside it.
//! - [`live`] tells every write to whoever follows, without a gap.
//! - [`routes`] is HTTP to a call and back; [`problem`] makes every error a problem document.
//! - [`serve`](serve()) accepts connections and closes those that say nothing.

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
use shared::{Revision, Timestamp, wire};
use tokio::sync::watch;
use tower_http::cors::CorsLayer;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

pub use config::Config;
pub use serve::serve;
pub use submit::{Submission, submit, withdraw};

use in_flight::InFlight;
use live::Live;
use pages::Pages;
use problem::ApiError;
use reader::Reads;
use storage::{Snapshot, SqliteStorage, Storage, StorageError};
use writer::Writer;

/// Connections that read beside the writer.
const READERS: usize = 4;

/// What every route can reach.
pub type App = Arc<Parts>;

/// The parts of the running server.
pub struct Parts {
    /// Does writes.
    pub writer: Writer,
    /// Does reads.
    pub reads: Arc<Reads>,
    /// Knows the present revision and what led to it.
    pub live: Arc<Live>,
    /// Which keys are being done.
    pub in_flight: InFlight,
    /// What a client must keep to.
    pub limits: wire::Limits,
    /// Origins other than our own whose pages may use the API.
    pub allowed_origins: Vec<String>,
    /// Turns true when the server is to stop.
    pub stop: watch::Receiver<bool>,
    pages: Pages,
    instance: String,
}

/// The server, ready to serve.
pub struct Server {
    /// Its routes.
    pub router: Router,
    /// Ends when the router and all that it does are gone.
    pub writer: thread::JoinHandle<()>,
    /// Held while the data are in use, so that no second server writes to them.
    pub lock: File,
}

impl Parts {
    /// The entity tag of a list at a revision, as text and as a header.
    pub(crate) fn list_tag(&self, revision: Revision) -> (String, HeaderValue) {
        let text = format!("\"{}-{revision}\"", self.instance);
        // The instance is made of hexadecimal digits.
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
    if storage.courses()?.0.is_empty() {
        storage.begin()?;
        for (course, videos) in seed::courses() {
            storage.replace_course(&course, &videos, false)?;
        }
        storage.commit()?;
    }
    let readers = (0..READERS)
        .map(|_| Ok(Box::new(storage.reader()?) as Box<dyn Snapshot>))
        .collect::<Result<_, StorageError>>()?;
    let live = Arc::new(Live::new(storage.revision()?, storage.floor()?));
    let instance = storage.instance().to_owned();
    let limits = config.limits();
    let retention_ms = limits.key_retention_seconds * 1_000;
    let (writer, thread) =
        Writer::start(storage, Arc::clone(&live), retention_ms, now).map_err(StorageError::new)?;
    let app = Arc::new(Parts {
        writer,
        reads: Arc::new(Reads::new(readers)),
        live,
        in_flight: InFlight::default(),
        limits,
        allowed_origins: config.allowed_origins.clone(),
        stop,
        pages: Pages::new(config.dist.clone()),
        instance,
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
        .layer(middleware::from_fn(edge::edge))
}

/// Whatever has no route of its own: the page, or nothing.
async fn page(State(app): State<App>, request: Request) -> Response {
    let path = request.uri().path();
    if path == "/api" || path.starts_with("/api/") {
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
            header::ETAG,
            header::LOCATION,
            header::RETRY_AFTER,
            edge::REQUEST_ID,
        ])
        .max_age(Duration::from_secs(600))
}
