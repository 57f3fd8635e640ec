//! A storage in memory, for simulations: fast, and held to the same contract.

use std::collections::{BTreeMap, HashMap};

use shared::{Course, CourseId, Rank, Revision, Timestamp, Video, VideoId};
use uuid::Uuid;

use super::{
    Change, Done, Event, Fingerprint, Outcome, PlacedAt, Record, Refused, Snapshot, Storage,
    StorageError, VideoPage, Window, count, first_key_at, order::Order,
};

/// All data in maps. A rolled back transaction is undone step by step.
#[derive(Default)]
pub struct MemoryStorage {
    revision: Revision,
    floor: Revision,
    courses: BTreeMap<CourseId, (Course, Order)>,
    videos: HashMap<VideoId, Video>,
    events: BTreeMap<Revision, Event>,
    records: HashMap<Uuid, (Timestamp, Record)>,
    undo: Option<Vec<Undo>>,
}

enum Undo {
    Revision(Revision),
    Floor(Revision),
    Video(VideoId, Option<Video>),
    Course(CourseId, Option<Course>),
    Event(Revision, Option<Event>),
    Record(Uuid, Option<(Timestamp, Record)>),
}

impl MemoryStorage {
    /// Without courses.
    pub fn new() -> Self {
        Self::default()
    }

    fn note(&mut self, step: Undo) {
        if let Some(undo) = &mut self.undo {
            undo.push(step);
        }
    }

    fn put_video(&mut self, id: VideoId, video: Option<Video>) -> Option<Video> {
        let before = match video.clone() {
            Some(video) => self.videos.insert(id, video),
            None => self.videos.remove(&id),
        };
        for (video, add) in [(&before, false), (&video, true)] {
            let Some(video) = video.as_ref().filter(|video| !video.is_deleted()) else {
                continue;
            };
            if let Some((_, order)) = self.courses.get_mut(&video.course_id) {
                if add {
                    order.insert(&video.rank, id);
                } else {
                    order.remove(&video.rank, id);
                }
            }
        }
        before
    }

    fn put_course(&mut self, id: CourseId, course: Option<Course>) {
        let before = self.courses.get(&id).map(|(course, _)| course.clone());
        match course {
            Some(course) => match self.courses.get_mut(&id) {
                Some(slot) => slot.0 = course,
                None => {
                    self.courses.insert(id.clone(), (course, Order::default()));
                }
            },
            None => {
                self.courses.remove(&id);
            }
        }
        self.note(Undo::Course(id, before));
    }

    fn raise(&mut self) -> Revision {
        self.note(Undo::Revision(self.revision));
        self.revision += 1;
        self.revision
    }

    fn set_floor(&mut self, floor: Revision) {
        self.note(Undo::Floor(self.floor));
        self.floor = floor;
    }

    fn remove_event(&mut self, revision: Revision) {
        let event = self.events.remove(&revision);
        self.note(Undo::Event(revision, event));
    }

    fn remove_record(&mut self, key: Uuid) {
        let record = self.records.remove(&key);
        self.note(Undo::Record(key, record));
    }

    fn remove_video(&mut self, id: VideoId) {
        let before = self.put_video(id, None);
        self.note(Undo::Video(id, before));
    }
}

impl Snapshot for MemoryStorage {
    fn revision(&mut self) -> Result<Revision, StorageError> {
        Ok(self.revision)
    }

    fn floor(&mut self) -> Result<Revision, StorageError> {
        Ok(self.floor)
    }

    fn courses(&mut self) -> Result<(Vec<Course>, Revision), StorageError> {
        let mut courses: Vec<_> = self
            .courses
            .values()
            .map(|(course, _)| course.clone())
            .collect();
        courses.sort_by(|a, b| (&a.title, &a.id).cmp(&(&b.title, &b.id)));
        Ok((courses, self.revision))
    }

    fn video(&mut self, id: VideoId) -> Result<Option<Video>, StorageError> {
        Ok(self.videos.get(&id).cloned())
    }

    fn placed_video(&mut self, id: VideoId) -> Result<Option<PlacedAt>, StorageError> {
        let Some(video) = self.videos.get(&id).cloned() else {
            return Ok(None);
        };
        let position = if video.is_deleted() {
            None
        } else {
            Some(self.position(&video)?)
        };
        Ok(Some(PlacedAt {
            video,
            position,
            revision: self.revision,
        }))
    }

    fn videos(
        &mut self,
        course: &CourseId,
        window: Window,
    ) -> Result<Option<VideoPage>, StorageError> {
        let Some((course, order)) = self.courses.get(course) else {
            return Ok(None);
        };
        let part = order
            .ids()
            .skip(usize::try_from(window.offset).unwrap_or(usize::MAX))
            .take(window.limit.map_or(usize::MAX, |limit| limit as usize));
        Ok(Some(VideoPage {
            items: part
                .filter_map(|id| self.videos.get(&id).cloned())
                .collect(),
            total: course.video_count.into(),
            course_revision: course.revision,
            revision: self.revision,
        }))
    }

    fn trash(
        &mut self,
        course: &CourseId,
        limit: usize,
    ) -> Result<Option<(Vec<Video>, Revision)>, StorageError> {
        if !self.courses.contains_key(course) {
            return Ok(None);
        }
        let mut videos: Vec<_> = self
            .videos
            .values()
            .filter(|video| video.course_id == *course && video.is_deleted())
            .cloned()
            .collect();
        videos.sort_by_key(|video| (std::cmp::Reverse(video.deleted_at), video.id));
        videos.truncate(limit);
        Ok(Some((videos, self.revision)))
    }

    fn events_after(
        &mut self,
        revision: Revision,
        limit: usize,
    ) -> Result<Vec<Event>, StorageError> {
        Ok(self
            .events
            .range(revision + 1..)
            .take(limit)
            .map(|(_, event)| event.clone())
            .collect())
    }

    fn recorded(&mut self, key: Uuid) -> Result<Option<Record>, StorageError> {
        Ok(self.records.get(&key).map(|(_, record)| record.clone()))
    }
}

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
                Undo::Video(id, video) => drop(self.put_video(id, video)),
                Undo::Course(id, course) => self.put_course(id, course),
                Undo::Event(revision, None) => drop(self.events.remove(&revision)),
                Undo::Event(revision, Some(event)) => drop(self.events.insert(revision, event)),
                Undo::Record(key, None) => drop(self.records.remove(&key)),
                Undo::Record(key, Some(record)) => drop(self.records.insert(key, record)),
            }
        }
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
            let outcome = Outcome::Done(done.clone());
            let record = Record {
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
        let record = Record {
            fingerprint,
            outcome: Outcome::Refused(refused),
        };
        let before = self.records.insert(key, (at, record));
        self.note(Undo::Record(key, before));
        Ok(())
    }

    fn purge(&mut self, cutoff: Timestamp, limit: usize) -> Result<bool, StorageError> {
        let youngest = first_key_at(cutoff);
        let is_old = |key: &Uuid| key.get_version_num() != 7 || *key < youngest;
        let mut more = false;
        let old: Vec<_> = self
            .records
            .iter()
            .filter(|(key, (at, _))| *at < cutoff && is_old(key))
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
