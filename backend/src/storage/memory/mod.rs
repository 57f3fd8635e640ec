//! A storage in memory, for simulations: fast, and held to the same contract.

mod read;
mod write;

use std::collections::{BTreeMap, HashMap};

use shared::{Course, CourseId, Revision, Timeline, Timestamp, Video, VideoId};
use uuid::Uuid;

use super::{
    Done, Event, KeyRecord, OperationOutcome, PlacedAt, Snapshot, Storage, StorageError, Timelines,
    VideoPage, Window, order::Order,
};

/// All data in maps. A rolled back transaction is undone step by step.
///
/// A clone is a backup: put in the place of the storage it came from, it is that storage as it was,
/// and has to begin a timeline of its own ([`Storage::begin_timeline`]) before it is written to.
#[derive(Clone, Default)]
pub struct MemoryStorage {
    revision: Revision,
    floor: Revision,
    timelines: Timelines,
    courses: BTreeMap<CourseId, (Course, Order)>,
    videos: HashMap<VideoId, Video>,
    events: BTreeMap<Revision, Event>,
    records: HashMap<Uuid, (Timestamp, KeyRecord)>,
    undo: Option<Vec<Undo>>,
}

#[derive(Clone)]
enum Undo {
    Revision(Revision),
    Floor(Revision),
    Timelines(Timelines),
    Video(VideoId, Option<Video>),
    Course(CourseId, Option<Course>),
    Event(Revision, Option<Event>),
    Record(Uuid, Option<(Timestamp, KeyRecord)>),
}

impl MemoryStorage {
    /// An empty storage.
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
