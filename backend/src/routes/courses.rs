//! The catalogue.

use axum::{extract::State, http::HeaderMap, response::Response};
use shared::{
    Refusal,
    wire::{CourseList, TRASH_MOST, Trash},
};

use super::{StatusCode, extract, json, not_modified, tagged};
use crate::{App, openapi, problem::ApiError};

/// All courses, by title.
#[utoipa::path(get, path = "/api/courses", tag = "courses", responses(
    (status = 200, description = "All courses.", body = openapi::CourseList),
    (status = 304, description = "The client has this state."),
))]
pub(super) async fn list(State(app): State<App>, headers: HeaderMap) -> Result<Response, ApiError> {
    let (items, revision) = app.reads.run(|snapshot| snapshot.courses()).await?;
    let tag = app.tag(revision);
    if extract::has(&headers, &tag.0) {
        return Ok(not_modified(revision, tag.1));
    }
    let body = serde_json::to_vec(&CourseList { items, revision });
    let body = body.map_err(|_| ApiError::internal())?;
    Ok(tagged(json(StatusCode::OK, body, revision), tag.1))
}

/// One course.
#[utoipa::path(get, path = "/api/courses/{id}", tag = "courses",
    params(("id" = String, Path, description = "The course's id.")),
    responses(
        (status = 200, description = "The course.", body = openapi::Course),
        (status = 304, description = "The client has this state."),
        (status = 404, description = "There is no such course.", body = openapi::Problem),
    )
)]
pub(super) async fn read(
    State(app): State<App>,
    extract::CoursePath(id): extract::CoursePath,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let (courses, revision) = app.reads.run(|snapshot| snapshot.courses()).await?;
    let course = courses.into_iter().find(|course| course.id == id);
    let course = course.ok_or(Refusal::CourseNotFound)?;
    let tag = app.tag(course.revision);
    if extract::has(&headers, &tag.0) {
        return Ok(not_modified(revision, tag.1));
    }
    let body = serde_json::to_vec(&course).map_err(|_| ApiError::internal())?;
    Ok(tagged(json(StatusCode::OK, body, revision), tag.1))
}

/// A course's deleted videos, the last deleted first.
#[utoipa::path(get, path = "/api/courses/{id}/trash", tag = "courses",
    params(("id" = String, Path, description = "The course's id.")),
    responses(
        (status = 200, description = "The deleted videos.", body = openapi::Trash),
        (status = 404, description = "There is no such course.", body = openapi::Problem),
    )
)]
pub(super) async fn trash(
    State(app): State<App>,
    extract::CoursePath(id): extract::CoursePath,
) -> Result<Response, ApiError> {
    let found = app
        .reads
        .run(move |snapshot| snapshot.trash(&id, TRASH_MOST));
    let (items, revision) = found.await?.ok_or(Refusal::CourseNotFound)?;
    let body = serde_json::to_vec(&Trash { items, revision });
    let body = body.map_err(|_| ApiError::internal())?;
    Ok(json(StatusCode::OK, body, revision))
}
