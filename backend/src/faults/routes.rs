//! Sets the plan, and starts the test course over.

use axum::{
    Json, Router,
    extract::{Request, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde::Deserialize;
use serde_json::{Value, json};
use shared::fault::FaultPlan;

use super::Faults;
use crate::{App, problem::ApiError, routes::extract, seed};

/// Most videos of the test course.
const MAX_COUNT: usize = 200_000;

type RouteState = (App, Faults);

pub(super) fn routes(app: &App, faults: &Faults) -> Router {
    Router::new()
        .route("/api/_test/faults", get(read).put(set).delete(clear))
        .route("/api/_test/reset", post(reset))
        .with_state((app.clone(), faults.clone()))
}

async fn read(State((_, faults)): State<RouteState>) -> Json<FaultPlan> {
    Json(faults.plan.borrow().clone())
}

async fn set(
    State((app, faults)): State<RouteState>,
    request: Request,
) -> Result<Json<FaultPlan>, ApiError> {
    let plan: FaultPlan = extract::parse(&extract::body(request, &app).await?)?;
    plan.check()
        .map_err(|(field, why)| ApiError::invalid(format!("/{field}"), why))?;
    faults.set(plan.clone());
    Ok(Json(plan))
}

async fn clear(State((_, faults)): State<RouteState>) -> Response {
    faults.set(FaultPlan::default());
    StatusCode::NO_CONTENT.into_response()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reset {
    count: usize,
    #[serde(default)]
    seed: Option<u64>,
}

async fn reset(
    State((app, faults)): State<RouteState>,
    request: Request,
) -> Result<Json<Value>, ApiError> {
    let Reset { count, seed } = extract::parse(&extract::body(request, &app).await?)?;
    if count > MAX_COUNT {
        return Err(ApiError::invalid(
            "/count",
            format!("At most {MAX_COUNT} videos."),
        ));
    }
    let (course, videos) = seed::test_course(count, seed.unwrap_or_default());
    let id = course.id.clone();
    faults.set(FaultPlan::default());
    let revision = app.writer.replace(course, videos).await?;
    Ok(Json(
        json!({ "courseId": id, "count": count, "revision": revision }),
    ))
}
