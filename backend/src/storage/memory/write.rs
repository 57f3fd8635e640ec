//! Writes.

use shared::Rank;

use super::*;
use crate::storage::{Change, Fingerprint, KEPT_TIMELINES, Refused, TimelineStart, count};

impl Storage for MemoryStorage {
    fn begin(&mut self) -> Result<(), StorageError> {
        if self.undo.is_some() {
            return Err(StorageError::new("a transaction inside a transaction"));
        }
        self.undo = Some(Vec::new());
        Ok(())
    }

    fn commit(&mut self) -> Result<(), StorageError> {
        self.undo
            .take()
            .map(drop)
            .ok_or_else(|| StorageError::new("no transaction"))
    }

    fn rollback(&mut self) {
        for step in self.undo.take().unwrap_or_default().into_iter().rev() {
            match step {
                Undo::Revision(revision) => self.revision = revision,
                Undo::Floor(floor) => self.floor = floor,
                Undo::Timelines(timelines) => self.timelines = timelines,
                Undo::Video(id, video) => drop(self.put_video(id, video)),
                Undo::Course(id, course) => self.put_course(id, course),
                Undo::Event(revision, None) => drop(self.events.remove(&revision)),
                Undo::Event(revision, Some(event)) => drop(self.events.insert(revision, event)),
                Undo::Record(key, None) => drop(self.records.remove(&key)),
                Undo::Record(key, Some(record)) => drop(self.records.insert(key, record)),
            }
        }
    }

    fn begin_timeline(&mut self, id: &Timeline) -> Result<(), StorageError> {
        self.note(Undo::Timelines(self.timelines.clone()));
        let starts = &mut self.timelines.0;
        if starts.iter().any(|start| start.id == *id) {
            return Err(StorageError::new("this timeline has begun before"));
        }
        starts.push(TimelineStart {
            id: id.clone(),
            begins_at: self.revision,
        });
        let surplus = starts.len().saturating_sub(KEPT_TIMELINES);
        starts.drain(..surplus);
        Ok(())
    }

    fn last_rank(&mut self, course: &CourseId) -> Result<Option<Option<Rank>>, StorageError> {
        Ok(self
            .courses
            .get(course)
            .map(|(_, order)| order.last().cloned()))
    }

    fn position(&mut self, video: &Video) -> Result<u64, StorageError> {
        let (_, order) = self
            .courses
            .get(&video.course_id)
            .ok_or_else(|| StorageError::new("no such course"))?;
        Ok(order.position(&video.rank, video.id))
    }

    fn store(&mut self, change: Change<'_>) -> Result<Done, StorageError> {
        let mut video = change.after.clone();
        if !self.courses.contains_key(&video.course_id) {
            return Err(StorageError::new("no such course"));
        }
        let revision = self.raise();
        video.revision = revision;
        for (video, sign) in change
            .before
            .map(|before| (before, -1))
            .into_iter()
            .chain([(&video, 1)])
        {
            if let Some((course, _)) = self.courses.get(&video.course_id) {
                let mut course = course.clone();
                course.revision = revision;
                count(&mut course, Some(video), sign);
                self.put_course(course.id.clone(), Some(course));
            }
        }
        let before = self.put_video(video.id, Some(video.clone()));
        self.note(Undo::Video(video.id, before));
        let position = if change.place && !video.is_deleted() {
            Some(self.position(&video)?)
        } else {
            None
        };
        let event = Event {
            revision,
            key: change.key,
            at: change.at,
            video,
        };
        let before = self.events.insert(revision, event.clone());
        self.note(Undo::Event(revision, before));
        let done = Done { event, position };
        if let Some(key) = change.key {
            let outcome = OperationOutcome::Done(done.clone());
            let record = KeyRecord {
                fingerprint: change.fingerprint,
                outcome,
            };
            let before = self.records.insert(key, (change.at, record));
            self.note(Undo::Record(key, before));
        }
        Ok(done)
    }

    fn record_refusal(
        &mut self,
        key: Uuid,
        fingerprint: Fingerprint,
        at: Timestamp,
        refused: Refused,
    ) -> Result<(), StorageError> {
        let record = KeyRecord {
            fingerprint,
            outcome: OperationOutcome::Refused(refused),
        };
        let before = self.records.insert(key, (at, record));
        self.note(Undo::Record(key, before));
        Ok(())
    }

    fn purge(&mut self, cutoff: Timestamp, limit: usize) -> Result<bool, StorageError> {
        let mut more = false;
        let old: Vec<_> = self
            .records
            .iter()
            .filter(|(_, (at, _))| *at < cutoff)
            .map(|(key, _)| *key)
            .take(limit)
            .collect();
        more |= old.len() == limit;
        old.into_iter().for_each(|key| self.remove_record(key));
        let old: Vec<_> = self
            .events
            .values()
            .take_while(|event| event.at < cutoff)
            .map(|event| event.revision)
            .take(limit)
            .collect();
        more |= old.len() == limit;
        if let Some(&last) = old.last() {
            self.set_floor(last);
        }
        old.into_iter()
            .for_each(|revision| self.remove_event(revision));
        let old: Vec<_> = self
            .videos
            .values()
            .filter(|video| video.deleted_at.is_some_and(|at| at < cutoff))
            .map(|video| video.id)
            .take(limit)
            .collect();
        more |= old.len() == limit;
        old.into_iter().for_each(|id| self.remove_video(id));
        Ok(more)
    }

    fn replace_course(
        &mut self,
        course: &Course,
        videos: &[Video],
        forget_keys: bool,
    ) -> Result<Revision, StorageError> {
        let revision = self.raise();
        let mut course = course.clone();
        course.revision = revision;
        (
            course.video_count,
            course.published_count,
            course.duration_seconds,
        ) = (0, 0, 0);
        let old = self
            .videos
            .values()
            .filter(|video| video.course_id == course.id);
        let old: Vec<_> = old.map(|video| video.id).collect();
        old.into_iter().for_each(|id| self.remove_video(id));
        for video in videos {
            if let Some(elsewhere) = self.videos.get(&video.id).cloned() {
                let other = self.courses.get(&elsewhere.course_id);
                let mut other = other.map(|(other, _)| other.clone());
                if let Some(other) = &mut other {
                    count(other, Some(&elsewhere), -1);
                    other.revision = revision;
                }
                self.put_course(elsewhere.course_id.clone(), other);
                self.remove_video(elsewhere.id);
            }
        }
        self.put_course(course.id.clone(), Some(course.clone()));
        for video in videos {
            let video = Video {
                revision,
                ..video.clone()
            };
            count(&mut course, Some(&video), 1);
            let id = video.id;
            let before = self.put_video(id, Some(video));
            self.note(Undo::Video(id, before));
        }
        self.put_course(course.id.clone(), Some(course));
        if forget_keys {
            let keys: Vec<_> = self.records.keys().copied().collect();
            keys.into_iter().for_each(|key| self.remove_record(key));
            let revisions: Vec<_> = self.events.keys().copied().collect();
            revisions
                .into_iter()
                .for_each(|revision| self.remove_event(revision));
        }
        self.set_floor(revision);
        Ok(revision)
    }
}
