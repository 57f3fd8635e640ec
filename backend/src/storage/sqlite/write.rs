//! Writes. The number of statements is the cost, so a write is two: its row in `videos` and its
//! row in `outbox`. The revision and the sums of courses are written once a transaction.

use super::*;
use shared::Rank;

impl Storage for SqliteStorage {
    fn begin(&mut self) -> Result<(), StorageError> {
        self.conn.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        Ok(())
    }

    fn commit(&mut self) -> Result<(), StorageError> {
        self.conn
            .prepare_cached("UPDATE meta SET revision = ?1 WHERE revision <> ?1")?
            .execute([read::signed(self.revision)])?;
        for row in self.courses.values_mut().filter(|row| row.dirty) {
            let course = &row.course;
            self.conn
                .prepare_cached(
                    "UPDATE courses SET video_count = ?2, published_count = ?3, duration = ?4, \
                     revision = ?5 WHERE id = ?1",
                )?
                .execute((
                    course.id.as_str(),
                    course.video_count,
                    course.published_count,
                    read::signed(course.duration_seconds),
                    read::signed(course.revision),
                ))?;
            row.dirty = false;
        }
        self.conn.prepare_cached("COMMIT")?.execute([])?;
        if let Some(checkpoints) = &self.checkpoints {
            checkpoints.after_commit(&self.conn);
        }
        Ok(())
    }

    fn rollback(&mut self) {
        let undone = if self.conn.is_autocommit() {
            Ok(())
        } else {
            self.conn
                .execute_batch("ROLLBACK")
                .map_err(StorageError::from)
        };
        if let Err(error) = undone.and_then(|()| self.reload()) {
            tracing::error!(%error, "rollback");
        }
    }

    fn begin_timeline(&mut self, id: &Timeline) -> Result<(), StorageError> {
        self.conn.execute(
            "INSERT INTO timelines (id, begins_at) VALUES (?1, ?2)",
            (id.as_str(), read::signed(self.revision)),
        )?;
        self.conn.execute(
            "DELETE FROM timelines WHERE place <= (SELECT max(place) FROM timelines) - ?1",
            [KEPT_TIMELINES as i64],
        )?;
        Ok(())
    }

    fn last_rank(&mut self, course: &CourseId) -> Result<Option<Option<Rank>>, StorageError> {
        if !self.courses.contains_key(course) {
            return Ok(None);
        }
        Ok(Some(self.order(course)?.last().cloned()))
    }

    fn position(&mut self, video: &Video) -> Result<u64, StorageError> {
        Ok(self
            .order(&video.course_id)?
            .position(&video.rank, video.id))
    }

    fn store(&mut self, change: Change<'_>) -> Result<Done, StorageError> {
        let revision = self.revision + 1;
        let mut video = change.after.clone();
        video.revision = revision;
        self.count(&video, 1, revision)?;
        if let Some(before) = change.before {
            self.count(before, -1, revision)?;
        }
        self.revision = revision;
        self.write_video(change.before, &video)?;
        if change.before.is_none_or(|before| is_moved(before, &video)) {
            if let Some(before) = change.before.filter(|before| !before.is_deleted())
                && let Some(order) = self.orders.get_mut(&before.course_id)
            {
                order.remove(&before.rank, before.id);
            }
            if !video.is_deleted()
                && let Some(order) = self.orders.get_mut(&video.course_id)
            {
                order.insert(&video.rank, video.id);
            }
        }
        let position = if change.place && !video.is_deleted() {
            Some(
                self.order(&video.course_id)?
                    .position(&video.rank, video.id),
            )
        } else {
            None
        };
        let json = serde_json::to_string(&video).map_err(StorageError::new)?;
        self.conn
            .prepare_cached(
                "INSERT INTO outbox (revision, key, fingerprint, at, position, video) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute((
                read::signed(revision),
                change.key.as_ref().map(Uuid::as_bytes),
                change.key.map(|_| change.fingerprint.0),
                read::signed(change.at),
                position.map(read::signed),
                json,
            ))?;
        if self.recent.len() >= RECENT {
            self.recent.clear();
        }
        self.recent.insert(video.id, video.clone());
        let event = Event {
            revision,
            key: change.key,
            at: change.at,
            video,
        };
        Ok(Done { event, position })
    }

    fn record_refusal(
        &mut self,
        key: Uuid,
        fingerprint: Fingerprint,
        at: Timestamp,
        refused: Refused,
    ) -> Result<(), StorageError> {
        self.conn
            .prepare_cached(
                "INSERT INTO refused (key, fingerprint, at, id, refusal) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute((
                key.as_bytes(),
                fingerprint.0,
                read::signed(at),
                refused.id.0.as_bytes(),
                refused.refusal.code(),
            ))?;
        Ok(())
    }

    fn purge(&mut self, cutoff: Timestamp, limit: usize) -> Result<bool, StorageError> {
        let (cutoff_at, limit_rows) = (read::signed(cutoff), limit as i64);
        let last: Option<i64> = self.conn.query_row(
            "SELECT max(revision) FROM (SELECT revision FROM outbox WHERE at < ?1 AND revision > \
             (SELECT floor FROM meta) ORDER BY revision LIMIT ?2)",
            (cutoff_at, limit_rows),
            |row| row.get(0),
        )?;
        let mut more = false;
        if let Some(last) = last {
            let gone = self.conn.execute(
                "DELETE FROM outbox WHERE revision <= ?1 AND at < ?2",
                (last, cutoff_at),
            )?;
            self.conn
                .execute("UPDATE meta SET floor = ?1 WHERE floor < ?1", [last])?;
            more |= gone >= limit;
        }
        let gone = self.conn.execute(
            "DELETE FROM refused WHERE key IN (SELECT key FROM refused WHERE at < ?1 LIMIT ?2)",
            (cutoff_at, limit_rows),
        )?;
        more |= gone >= limit;
        self.recent.clear();
        let gone = self.conn.execute(
            "DELETE FROM videos WHERE id IN (SELECT id FROM videos WHERE deleted_at < ?1 LIMIT ?2)",
            (cutoff_at, limit_rows),
        )?;
        Ok(more | (gone >= limit))
    }

    fn replace_course(
        &mut self,
        course: &Course,
        videos: &[Video],
        forget_keys: bool,
    ) -> Result<Revision, StorageError> {
        let revision = self.revision + 1;
        let mut course = course.clone();
        course.revision = revision;
        self.conn.execute(
            "INSERT INTO courses (id, title, description, video_count, published_count, duration, \
             revision) VALUES (?1, ?2, ?3, 0, 0, 0, 0) \
             ON CONFLICT (id) DO UPDATE SET title = ?2, description = ?3",
            (course.id.as_str(), &course.title, &course.description),
        )?;
        self.conn
            .execute("DELETE FROM videos WHERE course = ?1", [course.id.as_str()])?;
        for video in videos {
            if let Some(elsewhere) = read::video(&self.conn, video.id)? {
                self.count(&elsewhere, -1, revision)?;
                self.orders.remove(&elsewhere.course_id);
                self.conn
                    .execute("DELETE FROM videos WHERE id = ?1", [video.id.0.as_bytes()])?;
            }
        }
        (
            course.video_count,
            course.published_count,
            course.duration_seconds,
        ) = (0, 0, 0);
        for video in videos {
            let mut video = video.clone();
            video.revision = revision;
            super::super::count(&mut course, Some(&video), 1);
            self.write_video(None, &video)?;
        }
        if forget_keys {
            self.conn.execute("DELETE FROM outbox", [])?;
            self.conn.execute("DELETE FROM refused", [])?;
        }
        self.conn
            .execute("UPDATE meta SET floor = ?1", [read::signed(revision)])?;
        self.revision = revision;
        self.recent.clear();
        self.orders.remove(&course.id);
        self.courses.insert(
            course.id.clone(),
            CourseRow {
                course,
                dirty: true,
            },
        );
        Ok(revision)
    }
}

/// Whether the video's place in a course's order has changed, or it has none any more.
fn is_moved(before: &Video, after: &Video) -> bool {
    before.rank != after.rank
        || before.deleted_at != after.deleted_at
        || before.course_id != after.course_id
}

impl SqliteStorage {
    /// Adds a video to its course's sums (`sign` 1), or takes it out of them (-1).
    fn count(&mut self, video: &Video, sign: i64, revision: Revision) -> Result<(), StorageError> {
        let row = self.courses.get_mut(&video.course_id);
        let row = row.ok_or_else(|| StorageError::new("no such course"))?;
        row.dirty = true;
        row.course.revision = revision;
        super::super::count(&mut row.course, Some(video), sign);
        Ok(())
    }

    fn order(&mut self, course: &CourseId) -> Result<&mut Order, StorageError> {
        if !self.orders.contains_key(course) {
            let order = Order::from_sorted(read::order(&self.conn, course)?);
            self.orders.insert(course.clone(), order);
        }
        self.orders
            .get_mut(course)
            .ok_or_else(|| StorageError::new("no order"))
    }

    /// Writes a video's row. It names only the columns that changed, which spares the indexes of the
    /// others.
    fn write_video(&self, before: Option<&Video>, video: &Video) -> Result<(), StorageError> {
        let id = video.id.0.as_bytes();
        let revision = read::signed(video.revision);
        let deleted_at = video.deleted_at.map(read::signed);
        let written = match before {
            None => self
                .conn
                .prepare_cached(
                    "INSERT INTO videos (id, course, title, duration, published, rank, deleted_at, \
                     revision) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                )?
                .execute((
                    id,
                    video.course_id.as_str(),
                    &video.title,
                    video.duration_seconds,
                    video.published,
                    video.rank.as_str(),
                    deleted_at,
                    revision,
                ))?,
            Some(before) if !is_moved(before, video) => self
                .conn
                .prepare_cached(
                    "UPDATE videos SET title = ?2, duration = ?3, published = ?4, revision = ?5 \
                         WHERE id = ?1",
                )?
                .execute((
                    id,
                    &video.title,
                    video.duration_seconds,
                    video.published,
                    revision,
                ))?,
            Some(_) => self
                .conn
                .prepare_cached(
                    "UPDATE videos SET title = ?2, duration = ?3, published = ?4, rank = ?5, \
                     deleted_at = ?6, revision = ?7, course = ?8 WHERE id = ?1",
                )?
                .execute((
                    id,
                    &video.title,
                    video.duration_seconds,
                    video.published,
                    video.rank.as_str(),
                    deleted_at,
                    revision,
                    video.course_id.as_str(),
                ))?,
        };
        if written == 1 {
            Ok(())
        } else {
            Err(StorageError::new("the video is gone"))
        }
    }
}
