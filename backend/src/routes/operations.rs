//! Batches of operations, and the outcomes of single keys.

use std::{collections::HashSet, sync::Arc};

use axum::{
    body::Body,
    extract::{Extension, Request, State},
    http::{
        HeaderValue,
        header::{ACCEPT, CONTENT_TYPE},
    },
    response::Response,
};
use bytes::Bytes;
use shared::{
    Operation, Refusal, VideoId,
    wire::{Batch, BatchAnswer, ItemResult, KeyedOperation, NDJSON, Problem},
};
use tokio::sync::mpsc;
use uuid::Uuid;

use super::{
    REVISION, StatusCode,
    extract::{self, KeyPath},
    json, named,
};
use crate::{
    App, openapi,
    problem::{ApiError, key_in_progress},
    storage::OperationOutcome,
    submit::Submission,
};

/// Items of one transaction, few enough that other writers get their turn in between.
const GROUP: usize = 64;
/// Groups of outcomes that may wait for a slow reader before the work itself waits.
const AHEAD: usize = 2;

/// A hook by which an outer layer refuses items of a batch, by their place and their video.
#[derive(Clone)]
pub struct Veto(pub Arc<dyn Fn(usize, VideoId) -> Option<Refusal> + Send + Sync>);

/// Does many operations, each on its own.
#[utoipa::path(post, path = "/api/operations", tag = "operations",
    request_body = openapi::Batch,
    responses(
        (status = 207, description = "An outcome for each, in order.", content(
            (openapi::BatchAnswer = "application/json"),
            (openapi::ItemResult = "application/x-ndjson"),
        )),
        (status = 400, description = "The body does not parse.", body = openapi::Problem),
        (status = 413, description = "Over a limit; nothing is done.", body = openapi::Problem),
        (status = 422, description = "The batch is malformed; nothing is done.",
            body = openapi::Problem),
    )
)]
pub(super) async fn batch(
    State(app): State<App>,
    veto: Option<Extension<Veto>>,
    request: Request,
) -> Result<Response, ApiError> {
    let from_page = extract::allowed_origin(request.headers(), &app)?;
    let streamed = extract::text(request.headers(), ACCEPT)
        .is_some_and(|accepted| accepted.to_ascii_lowercase().contains(NDJSON));
    let body = extract::body(request, &app).await?;
    let Batch { operations } =
        extract::parse(&body).map_err(|error| unknown_name(&body).unwrap_or(error))?;
    let max = app.config.max_operations;
    if operations.is_empty() {
        return Err(ApiError::invalid(
            "/operations",
            "A batch has at least one operation.",
        ));
    }
    if operations.len() > max {
        return Err(ApiError::too_large(format!(
            "A batch has at most {max} operations."
        )));
    }
    if from_page && operations.iter().any(|item| item.key.is_none()) {
        return Err(ApiError::key_missing());
    }
    let (claim, busy) = app
        .in_flight
        .claim(operations.iter().filter_map(|item| item.key));
    let work = Work {
        app,
        veto: veto.map(|Extension(veto)| veto),
        busy,
    };
    if streamed {
        let revision = work.app.live.revision();
        let (lines, body) = mpsc::channel::<Bytes>(AHEAD);
        tokio::spawn(async move {
            let _claim = claim;
            let mut done = 0;
            let mut rest = operations.into_iter();
            while rest.len() > 0 {
                let group: Vec<_> = rest.by_ref().take(GROUP).collect();
                let count = group.len();
                // Reserved before the work, so that a reader that is gone or slow stops it.
                let Ok(slot) = lines.reserve().await else {
                    return;
                };
                let mut chunk = Vec::with_capacity(count * 400);
                for result in work.group(done, group).await {
                    if serde_json::to_writer(&mut chunk, &result).is_err() {
                        return;
                    }
                    chunk.push(b'\n');
                }
                slot.send(chunk.into());
                done += count;
            }
        });
        let body = futures_util::stream::unfold(body, async |mut lines| {
            lines
                .recv()
                .await
                .map(|chunk| (Ok::<_, std::convert::Infallible>(chunk), lines))
        });
        let mut response = Response::new(Body::from_stream(body));
        *response.status_mut() = StatusCode::MULTI_STATUS;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(NDJSON));
        headers.insert(REVISION, revision.into());
        return Ok(response);
    }
    let mut results = Vec::with_capacity(operations.len());
    let mut rest = operations.into_iter();
    while rest.len() > 0 {
        let group: Vec<_> = rest.by_ref().take(GROUP).collect();
        results.extend(work.group(results.len(), group).await);
    }
    drop(claim);
    let body = serde_json::to_vec(&BatchAnswer { results }).map_err(|_| ApiError::internal())?;
    Ok(json(
        StatusCode::MULTI_STATUS,
        body,
        work.app.live.revision(),
    ))
}

/// The recorded outcome of an operation.
#[utoipa::path(get, path = "/api/operations/{key}", tag = "operations",
    params(("key" = Uuid, Path, description = "The operation's idempotency key.")),
    responses(
        (status = 200, description = "What became of it.", body = openapi::ItemResult),
        (status = 404, description = "The key has not been seen.", body = openapi::Problem),
    )
)]
pub(super) async fn recorded(
    State(app): State<App>,
    KeyPath(key): KeyPath,
) -> Result<Response, ApiError> {
    let record = app
        .reads
        .run(move |snapshot| snapshot.recorded(key))
        .await?;
    let record = record.ok_or_else(ApiError::key_unknown)?;
    outcome(&app, key, record.outcome)
}

/// Takes an operation back. Where it has an outcome, that stands; otherwise it will never be done.
#[utoipa::path(delete, path = "/api/operations/{key}", tag = "operations",
    params(("key" = Uuid, Path, description = "The operation's idempotency key.")),
    responses((status = 200, description = "What became of it.", body = openapi::ItemResult))
)]
pub(super) async fn withdraw(
    State(app): State<App>,
    KeyPath(key): KeyPath,
    request: Request,
) -> Result<Response, ApiError> {
    extract::allowed_origin(request.headers(), &app)?;
    let settled = app.writer.withdraw(key).await?;
    outcome(&app, key, settled)
}

fn outcome(app: &App, key: Uuid, outcome: OperationOutcome) -> Result<Response, ApiError> {
    let body = serde_json::to_vec(&item(Some(key), outcome)).map_err(|_| ApiError::internal())?;
    Ok(named(
        json(StatusCode::OK, body, app.live.revision()),
        Some(key),
    ))
}

struct Work {
    app: App,
    veto: Option<Veto>,
    busy: HashSet<Uuid>,
}

impl Work {
    /// Does a group in one transaction; `first` is the place of its first item in the batch.
    async fn group(&self, first: usize, group: Vec<KeyedOperation>) -> Vec<ItemResult> {
        let mut results: Vec<Option<ItemResult>> = Vec::with_capacity(group.len());
        let mut heads = Vec::with_capacity(group.len());
        let mut submissions = Vec::with_capacity(group.len());
        for (at, keyed) in (first..).zip(group) {
            let KeyedOperation {
                key,
                only_if,
                operation,
            } = keyed;
            let id = operation.id();
            let busy = key.filter(|key| self.busy.contains(key));
            let problem = busy.map(|_| key_in_progress());
            if problem.is_none() {
                heads.push((key, id));
                submissions.push(Submission {
                    veto: self.veto.as_ref().and_then(|Veto(veto)| veto(at, id)),
                    ..Submission::new(key, vec![operation]).only_if(only_if)
                });
            }
            results.push(problem.map(|problem| not_done(key, id, problem)));
        }
        let mut settled = if submissions.is_empty() {
            Vec::new()
        } else {
            match self.app.writer.submit(submissions).await {
                Ok(outcomes) => heads
                    .into_iter()
                    .zip(outcomes)
                    .map(|((key, _), outcome)| item(key, outcome))
                    .collect(),
                Err(unavailable) => {
                    let problem = ApiError::from(unavailable).into_problem();
                    let failed = |(key, id)| not_done(key, id, problem.clone());
                    heads.into_iter().map(failed).collect()
                }
            }
        }
        .into_iter();
        results
            .into_iter()
            .filter_map(|result| result.or_else(|| settled.next()))
            .collect()
    }
}

fn item(key: Option<Uuid>, outcome: OperationOutcome) -> ItemResult {
    match outcome {
        OperationOutcome::Done(done) => ItemResult {
            key,
            id: done.event.video.id,
            ok: true,
            revision: Some(done.event.revision),
            video: Some(done.event.video),
            error: None,
        },
        OperationOutcome::Refused(refused) => not_done(key, refused.id, refused.refusal.into()),
    }
}

fn not_done(key: Option<Uuid>, id: VideoId, problem: Problem) -> ItemResult {
    ItemResult {
        key,
        id,
        ok: false,
        revision: None,
        video: None,
        error: Some(problem),
    }
}

/// The error of a batch that names an unknown operation. A page of a newer version distinguishes
/// that from a mistake of its own.
fn unknown_name(body: &[u8]) -> Option<ApiError> {
    let body: serde_json::Value = serde_json::from_slice(body).ok()?;
    let names = body
        .get("operations")?
        .as_array()?
        .iter()
        .map(|item| item.get("op")?.as_str());
    let (at, name) = names
        .enumerate()
        .find_map(|(at, name)| Some((at, name.filter(|name| !Operation::NAMES.contains(name))?)))?;
    let name: String = name.chars().take(40).collect();
    Some(ApiError::unknown_operation(
        format!("/operations/{at}/op"),
        format!("The operation \u{201c}{name}\u{201d} is not known here."),
    ))
}
