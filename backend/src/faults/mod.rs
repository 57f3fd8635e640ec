//! Faults on demand, by a [`FaultPlan`] and by the `x-fault-…` headers of single requests.
//!
//! The layer exists only in a server that was built with the feature `faults` and started with
//! faults allowed. The rest of the server does not know it: it wraps the routes, and reaches into
//! batches and streams by hooks that would serve other layers as well.

mod headers;
mod routes;

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderMap, Method},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use http_body_util::BodyExt;
use shared::{
    Refusal, VideoId,
    fault::{FaultAction, FaultPlan, Verdict},
    wire::{IDEMPOTENCY_KEY, Problem},
};
use tokio::sync::watch;

use crate::{
    App,
    problem::ApiError,
    routes::{Delivery, EventFilter, Veto, extract},
    serve::Connection,
};

use headers::FaultHeaders;

/// The path of the layer's own routes, which have no faults.
const OWN: &str = "/api/_test/";

/// The plan, and how many requests and followers have met it.
#[derive(Clone)]
struct Faults {
    app: App,
    plan: watch::Sender<FaultPlan>,
    requests: Arc<AtomicU64>,
    followers: Arc<AtomicU64>,
}

/// Wraps the routes in the layer, and adds the routes that set the plan.
pub(crate) fn install(router: Router, app: &App) -> Router {
    let faults = Faults {
        app: app.clone(),
        plan: watch::Sender::default(),
        requests: Arc::default(),
        followers: Arc::default(),
    };
    routes::routes(app, &faults)
        .fallback_service(router)
        .layer(middleware::from_fn_with_state(faults, misbehave))
}

impl Faults {
    /// Sets the plan, and counts requests and followers from the start again.
    fn set(&self, plan: FaultPlan) {
        self.requests.store(0, Ordering::Relaxed);
        self.followers.store(0, Ordering::Relaxed);
        self.plan.send_replace(plan);
    }

    /// How the plan has events delivered to the next follower.
    fn event_filter(&self) -> EventFilter {
        let follower = self.followers.fetch_add(1, Ordering::Relaxed);
        let plan = self.plan.subscribe();
        EventFilter(Arc::new(move |revision| {
            let plan = plan.borrow();
            if plan.offline {
                return Delivery::Cut;
            }
            let verdict = plan.decide_event(follower, revision);
            Delivery::Pass {
                copies: verdict.copies,
                delay: Duration::from_millis(verdict.delay_ms),
            }
        }))
    }
}

/// The layer.
async fn misbehave(State(faults): State<Faults>, mut request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let exempt = !path.starts_with("/api/") || path.starts_with(OWN) || path == "/api/health";
    if exempt {
        return next.run(request).await;
    }
    let follows = path == "/api/events";
    let batch = path == "/api/operations" && request.method() == Method::POST;
    let requested = FaultHeaders::read(request.headers());
    let connection = request.extensions().get::<Connection>().cloned();
    let n = faults.requests.fetch_add(1, Ordering::Relaxed);
    let plan = faults.plan.borrow().clone();
    let verdict = plan.decide(n);
    let requested_action = requested.action(&plan, n, batch);
    let action = requested_action.unwrap_or(verdict.action);
    // The plan refuses a batch item by item, since some of its items may be done already.
    let all = match action {
        // A client answers 413 by sending less at once, so it is about the batch as a whole.
        FaultAction::Refuse(413) => None,
        FaultAction::Refuse(status) if batch && requested_action.is_none() && is_final(status) => {
            Some(refusal(status).unwrap_or(Refusal::Conflict))
        }
        _ => None,
    };

    wait(&faults, requested.latency_ms + verdict.wait_ms).await;
    match action {
        FaultAction::Refuse(_) if all.is_some() => {}
        FaultAction::Cut => return cut(connection).await,
        // What was done under this key stays done, and its recorded outcome is the answer.
        FaultAction::Refuse(status)
            if is_final(status) && was_done(&faults.app, request.headers()).await => {}
        FaultAction::Refuse(status) => return refused(&request, problem(status)),
        FaultAction::Throttle(seconds) => {
            let mut problem = problem(429);
            problem.retry_after = Some(seconds);
            return refused(&request, problem);
        }
        FaultAction::Pass | FaultAction::LoseAnswer => {}
    }
    if batch && let Some(veto) = veto(plan, verdict, &requested, all) {
        request.extensions_mut().insert(veto);
    }
    if follows {
        request.extensions_mut().insert(faults.event_filter());
    }
    let response = next.run(request).await;
    if action == FaultAction::LoseAnswer {
        // Read to the end, so that a stream does all of its work.
        let _ = response.into_body().collect().await;
        return cut(connection).await;
    }
    response
}

/// Waits out the latency, and for as long as the network is clogged.
async fn wait(faults: &Faults, ms: u64) {
    if ms > 0 {
        tokio::time::sleep(Duration::from_millis(ms)).await;
    }
    if faults.plan.borrow().clogged {
        // The sender lives as long as the router, so only the plan ends this.
        let _ = faults.plan.subscribe().wait_for(|plan| !plan.clogged).await;
    }
}

/// Whether a client takes this status for the operation's outcome.
fn is_final(status: u16) -> bool {
    (400..500).contains(&status) && !matches!(status, 401 | 408 | 429)
}

/// Whether the request is a repeat of an operation whose outcome is recorded.
async fn was_done(app: &App, headers: &HeaderMap) -> bool {
    let Ok(Some(key)) = extract::key(headers) else {
        return false;
    };
    let recorded = app.reads.run(move |snapshot| snapshot.recorded(key)).await;
    recorded.is_ok_and(|record| record.is_some())
}

/// Ends the connection without an answer.
async fn cut(connection: Option<Connection>) -> Response {
    match connection {
        Some(connection) => {
            connection.cut();
            std::future::pending().await
        }
        None => ApiError::internal().into_response(),
    }
}

fn refused(request: &Request, problem: Problem) -> Response {
    let key = request.headers().get(IDEMPOTENCY_KEY).cloned();
    let mut response = ApiError::from(problem).into_response();
    response
        .headers_mut()
        .extend(key.map(|key| (axum::http::HeaderName::from_static(IDEMPOTENCY_KEY), key)));
    response
}

/// The problem that a server in such a state would answer.
fn problem(status: u16) -> Problem {
    let said = |code, title| Problem::new(status, code, title, "A fault that was asked for.");
    if let Some(refusal) = refusal(status) {
        return refusal.into();
    }
    match status {
        401 => said("sign-in", "Not signed in"),
        403 => said("not-allowed", "Not allowed"),
        429 => said("too-many-requests", "Too many requests"),
        500 => said("internal", "Internal error"),
        503 => said("unavailable", "Unavailable"),
        _ => said("fault", "Fault"),
    }
}

/// The refusal of an operation that has this status.
fn refusal(status: u16) -> Option<Refusal> {
    match status {
        404 => Some(Refusal::NotFound),
        409 => Some(Refusal::Conflict),
        412 => Some(Refusal::Changed),
        _ => None,
    }
}

/// The hook that refuses items of a batch, if any are to be refused; `all` refuses each of them.
fn veto(
    plan: FaultPlan,
    verdict: Verdict,
    requested: &FaultHeaders,
    all: Option<Refusal>,
) -> Option<Veto> {
    let (ids, rate) = (requested.fail_ids.clone(), requested.failure_rate);
    if all.is_none() && ids.is_empty() && rate.is_none() && plan.refuse_items <= 0.0 {
        return None;
    }
    let chance = FaultPlan {
        refuse_items: rate.unwrap_or(plan.refuse_items),
        ..plan
    };
    let refuses = move |at: usize, id: VideoId| {
        let refused = ids.contains(&id) || chance.refuses_item(verdict, at as u64);
        all.or(refused.then_some(Refusal::Conflict))
    };
    Some(Veto(Arc::new(refuses)))
}
