//! Reads, the same for the writer's connection and the readers'.

use rusqlite::{Connection, OptionalExtension, Row, types::Type};
use shared::{
    Course, CourseId, Rank, Refusal, Revision, Video, VideoId, course::NotAnId, rank::NotARank,
};
use uuid::Uuid;

use crate::storage::{
    Done, Event, Fingerprint, KeyRecord, OperationOutcome, PlacedAt, Refused, TimelineStart,
    Timelines, VideoPage, Window,
};

type Result<T> = rusqlite::Result<T>;

/// The columns that [`video_of`] reads.
macro_rules! select_video {
    ($rest:literal) => {
        concat!(
            "SELECT id, course, title, duration, published, rank, deleted_at, revision FROM videos ",
            $rest
        )
    };
}

/// Runs `read` in one transaction, so that all of it sees the same state.
pub(super) fn consistently<T>(
    conn: &Connection,
    read: impl FnOnce(&Connection) -> Result<T>,
) -> Result<T> {
    if !conn.is_autocommit() {
        return read(conn);
    }
    conn.prepare_cached("BEGIN")?.execute([])?;
    let result = read(conn);
    conn.prepare_cached("COMMIT")?.execute([])?;
    result
}

pub(super) fn revision(conn: &Connection) -> Result<Revision> {
    conn.prepare_cached("SELECT revision FROM meta")?
        .query_row([], |row| unsigned(row, 0))
}

pub(super) fn floor(conn: &Connection) -> Result<Revision> {
    conn.prepare_cached("SELECT floor FROM meta")?
        .query_row([], |row| unsigned(row, 0))
}

pub(super) fn timelines(conn: &Connection) -> Result<Timelines> {
    conn.prepare_cached("SELECT id, begins_at FROM timelines ORDER BY place")?
        .query_map([], |row| {
            let id: String = row.get(0)?;
            Ok(TimelineStart {
                id: id.try_into().map_err(|error| broken(0, error))?,
                begins_at: unsigned(row, 1)?,
            })
        })?
        .collect::<Result<_>>()
        .map(Timelines)
}

pub(super) fn courses(conn: &Connection) -> Result<Vec<Course>> {
    conn.prepare_cached(
        "SELECT id, title, description, video_count, published_count, duration, revision \
         FROM courses ORDER BY title, id",
    )?
    .query_map([], |row| {
        Ok(Course {
            id: course_id(row, 0)?,
            title: row.get(1)?,
            description: row.get(2)?,
            video_count: row.get(3)?,
            published_count: row.get(4)?,
            duration_seconds: unsigned(row, 5)?,
            revision: unsigned(row, 6)?,
        })
    })?
    .collect()
}

pub(super) fn video(conn: &Connection, id: VideoId) -> Result<Option<Video>> {
    conn.prepare_cached(select_video!("WHERE id = ?1"))?
        .query_row([id.0.as_bytes()], video_of)
        .optional()
}

pub(super) fn placed_video(conn: &Connection, id: VideoId) -> Result<Option<PlacedAt>> {
    consistently(conn, |conn| {
        let Some(video) = video(conn, id)? else {
            return Ok(None);
        };
        let position = if video.is_deleted() {
            None
        } else {
            let before: u64 = conn
                .prepare_cached(
                    "SELECT count(*) FROM videos WHERE deleted_at IS NULL \
                     AND course = ?1 AND (rank, id) < (?2, ?3)",
                )?
                .query_row(
                    (
                        video.course_id.as_str(),
                        video.rank.as_str(),
                        id.0.as_bytes(),
                    ),
                    |row| unsigned(row, 0),
                )?;
            Some(before + 1)
        };
        Ok(Some(PlacedAt {
            video,
            position,
            revision: revision(conn)?,
        }))
    })
}

pub(super) fn videos(
    conn: &Connection,
    course: &CourseId,
    window: Window,
) -> Result<Option<VideoPage>> {
    consistently(conn, |conn| {
        let sums = conn
            .prepare_cached("SELECT video_count, revision FROM courses WHERE id = ?1")?
            .query_row([course.as_str()], |row| {
                Ok((unsigned(row, 0)?, unsigned(row, 1)?))
            })
            .optional()?;
        let Some((total, course_revision)) = sums else {
            return Ok(None);
        };
        let limit = window
            .limit
            .and_then(|limit| i64::try_from(limit).ok())
            .unwrap_or(-1);
        let offset = i64::try_from(window.offset).unwrap_or(i64::MAX);
        let items = conn
            .prepare_cached(select_video!(
                "WHERE course = ?1 AND deleted_at IS NULL ORDER BY rank, id LIMIT ?2 OFFSET ?3"
            ))?
            .query_map((course.as_str(), limit, offset), video_of)?
            .collect::<Result<_>>()?;
        Ok(Some(VideoPage {
            items,
            total,
            course_revision,
            revision: revision(conn)?,
        }))
    })
}

pub(super) fn trash(
    conn: &Connection,
    course: &CourseId,
    limit: usize,
) -> Result<Option<(Vec<Video>, Revision)>> {
    consistently(conn, |conn| {
        let known = conn
            .prepare_cached("SELECT 1 FROM courses WHERE id = ?1")?
            .exists([course.as_str()])?;
        if !known {
            return Ok(None);
        }
        let videos = conn
            .prepare_cached(select_video!(
                "WHERE course = ?1 AND deleted_at IS NOT NULL ORDER BY deleted_at DESC, id LIMIT ?2"
            ))?
            .query_map((course.as_str(), limit as i64), video_of)?
            .collect::<Result<_>>()?;
        Ok(Some((videos, revision(conn)?)))
    })
}

/// The ranks and ids of a course in order.
pub(super) fn order(conn: &Connection, course: &CourseId) -> Result<Vec<(Rank, VideoId)>> {
    conn.prepare_cached(
        "SELECT rank, id FROM videos WHERE course = ?1 AND deleted_at IS NULL ORDER BY rank, id",
    )?
    .query_map([course.as_str()], |row| {
        Ok((rank(row, 0)?, video_id(row, 1)?))
    })?
    .collect()
}

pub(super) fn events_after(
    conn: &Connection,
    revision: Revision,
    limit: usize,
) -> Result<Vec<Event>> {
    conn.prepare_cached(
        "SELECT revision, key, at, video FROM outbox WHERE revision > ?1 ORDER BY revision LIMIT ?2",
    )?
    .query_map((signed(revision), limit as i64), event_of)?
    .collect()
}

pub(super) fn recorded(conn: &Connection, key: Uuid) -> Result<Option<KeyRecord>> {
    let done = conn
        .prepare_cached(
            "SELECT revision, key, at, video, fingerprint, position FROM outbox WHERE key = ?1",
        )?
        .query_row([key.as_bytes()], |row| {
            let position: Option<u32> = row.get(5)?;
            Ok(KeyRecord {
                fingerprint: fingerprint(row, 4)?,
                outcome: OperationOutcome::Done(Done {
                    event: event_of(row)?,
                    position: position.map(u64::from),
                }),
            })
        })
        .optional()?;
    if done.is_some() {
        return Ok(done);
    }
    conn.prepare_cached("SELECT fingerprint, id, refusal FROM refused WHERE key = ?1")?
        .query_row([key.as_bytes()], |row| {
            let code: String = row.get(2)?;
            let refusal: Refusal =
                serde_json::from_value(code.into()).map_err(|error| broken(2, error))?;
            Ok(KeyRecord {
                fingerprint: fingerprint(row, 0)?,
                outcome: OperationOutcome::Refused(Refused {
                    id: video_id(row, 1)?,
                    refusal,
                }),
            })
        })
        .optional()
}

pub(super) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn event_of(row: &Row<'_>) -> Result<Event> {
    let key: Option<[u8; 16]> = row.get(1)?;
    let video = row.get_ref(3)?.as_str().map_err(|error| broken(3, error))?;
    Ok(Event {
        revision: unsigned(row, 0)?,
        key: key.map(Uuid::from_bytes),
        at: unsigned(row, 2)?,
        video: serde_json::from_str(video).map_err(|error| broken(3, error))?,
    })
}

fn video_of(row: &Row<'_>) -> Result<Video> {
    let deleted_at: Option<i64> = row.get(6)?;
    Ok(Video {
        id: video_id(row, 0)?,
        course_id: course_id(row, 1)?,
        title: row.get(2)?,
        duration_seconds: row.get(3)?,
        published: row.get(4)?,
        rank: rank(row, 5)?,
        deleted_at: deleted_at.and_then(|at| u64::try_from(at).ok()),
        revision: unsigned(row, 7)?,
    })
}

fn video_id(row: &Row<'_>, at: usize) -> Result<VideoId> {
    Ok(VideoId(Uuid::from_bytes(row.get(at)?)))
}

fn course_id(row: &Row<'_>, at: usize) -> Result<CourseId> {
    let text: String = row.get(at)?;
    text.parse().map_err(|error: NotAnId| broken(at, error))
}

fn rank(row: &Row<'_>, at: usize) -> Result<Rank> {
    let text: String = row.get(at)?;
    text.parse().map_err(|error: NotARank| broken(at, error))
}

fn fingerprint(row: &Row<'_>, at: usize) -> Result<Fingerprint> {
    Ok(Fingerprint(
        row.get::<_, Option<[u8; 16]>>(at)?.unwrap_or_default(),
    ))
}

fn unsigned(row: &Row<'_>, at: usize) -> Result<u64> {
    Ok(row.get::<_, i64>(at)?.unsigned_abs())
}

fn broken(at: usize, error: impl std::error::Error + Send + Sync + 'static) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(at, Type::Text, Box::new(error))
}
