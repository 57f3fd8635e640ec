//! The real server logic, with a record of what it has ever said to be true.

use std::collections::{BTreeMap, HashMap, HashSet};

use backend::{
    Submission,
    storage::{Event, OperationOutcome, Refused, Storage, StorageError, Window},
};
use shared::{Course, CourseId, Operation, Refusal, Revision, Timestamp, Video, VideoId};
use uuid::Uuid;

/// Keys are kept for longer than any run takes.
const RETENTION_MS: u64 = backend::submit::KEY_RETENTION_MS;

/// One server on one storage.
pub(super) struct Server {
    storage: Box<dyn Storage>,
    pub(super) courses: Vec<CourseId>,
    /// Every write, the oldest first.
    pub(super) events: Vec<Event>,
    /// The revision before the first event.
    pub(super) start: Revision,
    /// Every state that each video was ever in.
    history: BTreeMap<VideoId, Vec<Video>>,
    /// How often each key took effect.
    pub(super) effects: HashMap<Uuid, u32>,
    /// The keys that requests under way are doing.
    pub(super) busy: HashSet<Uuid>,
}

impl Server {
    pub(super) fn new(mut storage: Box<dyn Storage>, courses: &[(Course, Vec<Video>)]) -> Self {
        let start = write(&mut *storage, |storage| {
            courses.iter().try_fold(0, |_, (course, videos)| {
                storage.replace_course(course, videos, false)
            })
        });
        let mut server = Self {
            storage,
            courses: courses
                .iter()
                .map(|(course, _)| course.id.clone())
                .collect(),
            events: Vec::new(),
            start,
            history: BTreeMap::new(),
            effects: HashMap::new(),
            busy: HashSet::new(),
        };
        for (course, _) in courses {
            for video in server.list(&course.id).0 {
                server.history.insert(video.id, vec![video]);
            }
        }
        server
    }

    /// The revision of the last write.
    pub(super) fn revision(&self) -> Revision {
        self.start + self.events.len() as u64
    }

    /// Does an operation once; tells whether its outcome was recorded before.
    pub(super) fn submit(
        &mut self,
        now: Timestamp,
        key: Uuid,
        operation: &Operation,
    ) -> (OperationOutcome, bool) {
        let submission = Submission::new(Some(key), vec![operation.clone()]);
        let known = self.is_known(key);
        let settled = write(&mut *self.storage, |storage| {
            backend::submit(storage, RETENTION_MS, now, &submission)
        });
        if let (true, OperationOutcome::Done(done)) = (settled.fresh, &settled.outcome) {
            self.events.push(done.event.clone());
            let video = done.event.video.clone();
            self.history.entry(video.id).or_default().push(video);
            *self.effects.entry(key).or_default() += 1;
        }
        (settled.outcome, known)
    }

    /// Refuses an operation, unless its key has an outcome already.
    pub(super) fn refuse(
        &mut self,
        now: Timestamp,
        key: Uuid,
        operation: &Operation,
        refusal: Refusal,
    ) -> OperationOutcome {
        let submission = Submission::new(Some(key), vec![operation.clone()]);
        write(&mut *self.storage, |storage| {
            if let Some(record) = storage.recorded(key)? {
                return Ok(record.outcome);
            }
            let refused = Refused {
                id: operation.id(),
                refusal,
            };
            storage.record_refusal(key, submission.fingerprint, now, refused)?;
            Ok(OperationOutcome::Refused(refused))
        })
    }

    pub(super) fn withdraw(&mut self, now: Timestamp, key: Uuid) -> OperationOutcome {
        write(&mut *self.storage, |storage| {
            backend::withdraw(storage, now, key)
        })
    }

    /// A course's list as it is.
    pub(super) fn list(&mut self, course: &CourseId) -> (Vec<Video>, Revision) {
        let page = self.storage.videos(course, Window::default());
        match page {
            Ok(Some(page)) => (page.items, page.revision),
            other => unreachable!("the course is there: {other:?}"),
        }
    }

    /// A video as it was at a revision.
    pub(super) fn truth(&self, id: VideoId, revision: Revision) -> Option<&Video> {
        let states = self.history.get(&id)?;
        states.iter().rev().find(|video| video.revision <= revision)
    }

    /// Every state that a video was ever in, the oldest first.
    pub(super) fn states(&self, id: VideoId) -> &[Video] {
        self.history.get(&id).map_or(&[], Vec::as_slice)
    }

    /// Every video that there ever was.
    pub(super) fn ids(&self) -> impl Iterator<Item = VideoId> {
        self.history.keys().copied()
    }

    pub(super) fn is_known(&mut self, key: Uuid) -> bool {
        self.storage
            .recorded(key)
            .is_ok_and(|record| record.is_some())
    }

    /// No key has more than one effect, the outbox tells each effect, and the lists are whole.
    pub(super) fn check(&mut self) -> Result<(), String> {
        self.check_lists().map_err(|e| e.to_string())??;
        let stored = self
            .storage
            .events_after(self.start, usize::MAX >> 1)
            .map_err(|e| e.to_string())?;
        if stored != self.events {
            return Err("the outbox does not hold what was done".into());
        }
        let mut keys = HashSet::new();
        match stored
            .iter()
            .filter_map(|event| event.key)
            .find(|&key| !keys.insert(key))
        {
            Some(key) => Err(format!("the key {key} took effect twice")),
            None => Ok(()),
        }
    }

    /// Each video is in one list, at the position where it stands, or in one trash; the sums are
    /// those of the lists.
    fn check_lists(&mut self) -> Result<Result<(), String>, StorageError> {
        let mut places: HashMap<VideoId, u32> = self.ids().map(|id| (id, 0)).collect();
        let sums = self.storage.courses()?.0;
        for id in self.courses.clone() {
            let list = self.list(&id).0;
            for (position, video) in (1..).zip(&list) {
                let placed = self.storage.placed_video(video.id)?;
                let at = placed.as_ref().and_then(|placed| placed.position);
                if at != Some(position) || placed.is_none_or(|placed| placed.video != *video) {
                    return Ok(Err(format!(
                        "{} stands at {at:?}, not at {position} of {id}",
                        video.id
                    )));
                }
            }
            let trash = self.storage.trash(&id, usize::MAX >> 1)?;
            let trash = trash.map_or_else(Vec::new, |(videos, _)| videos);
            for video in list.iter().chain(&trash) {
                *places.entry(video.id).or_default() += 1;
            }
            let published = list.iter().filter(|video| video.published).count();
            let seconds = list.iter().map(|video| u64::from(video.duration_seconds));
            let counted = (list.len(), published, seconds.sum::<u64>());
            let told = sums.iter().find(|course| course.id == id).map(|course| {
                let Course {
                    video_count,
                    published_count,
                    duration_seconds,
                    ..
                } = course;
                (
                    *video_count as usize,
                    *published_count as usize,
                    *duration_seconds,
                )
            });
            if told != Some(counted) {
                return Ok(Err(format!(
                    "the sums of {id} are {told:?}, not {counted:?}"
                )));
            }
        }
        Ok(match places.iter().find(|(_, count)| **count != 1) {
            Some((id, count)) => Err(format!("{id} is in {count} lists, not in one")),
            None => Ok(()),
        })
    }
}

fn write<T>(
    storage: &mut dyn Storage,
    work: impl FnOnce(&mut dyn Storage) -> Result<T, StorageError>,
) -> T {
    let done = storage
        .begin()
        .and_then(|()| work(storage))
        .and_then(|value| {
            storage.commit()?;
            Ok(value)
        });
    match done {
        Ok(value) => value,
        Err(error) => panic!("a storage without faults failed: {error}"),
    }
}
