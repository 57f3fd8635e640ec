//! The real server logic, with a record of what it has ever said to be true.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    rc::Rc,
};

use backend::{
    Submission,
    storage::{
        Event, MemoryStorage, OperationOutcome, Refused, SqliteStorage, Storage, StorageError,
        Window,
    },
};
use shared::{Course, CourseId, Refusal, Revision, Timeline, Timestamp, Video, VideoId};
use uuid::Uuid;

use super::{
    domain::{Change, VideoListKind},
    histories::{At, Histories},
};

/// How long keys are kept, as a real server does.
const RETENTION_MS: u64 = backend::submit::KEY_RETENTION_MS;
/// So many backups are kept.
const BACKUPS: usize = 4;

/// Where a server keeps its data. Only a memory can be copied and put back.
pub(super) enum Data {
    Memory(MemoryStorage),
    Sqlite(SqliteStorage),
}

/// One server on one storage.
pub(super) struct Server {
    data: Data,
    pub(super) courses: Vec<CourseId>,
    pub(super) histories: Histories,
    /// The present history.
    pub(super) history: usize,
    /// Every write of the present history and of those that led to it, the oldest first.
    events: Vec<Rc<Made>>,
    /// The revision before the first event.
    pub(super) start: Revision,
    /// Every state that each video was ever in, in whichever history.
    states: BTreeMap<VideoId, States>,
    /// The keys that requests under way are doing.
    pub(super) busy: HashSet<Uuid>,
    backups: Vec<Backup>,
}

/// The states of one video, the oldest first, and where each was made.
pub(super) type States = Vec<(At, Video)>;

/// A copy of the data, with the writes that led to it.
struct Backup {
    storage: MemoryStorage,
    at: At,
    events: Vec<Rc<Made>>,
}

/// A write, and where in the histories it was made.
pub(super) struct Made {
    pub(super) at: At,
    pub(super) event: Event,
}

impl Data {
    fn storage(&mut self) -> &mut dyn Storage {
        match self {
            Self::Memory(storage) => storage,
            Self::Sqlite(storage) => storage,
        }
    }

    fn write<T>(&mut self, work: impl FnOnce(&mut dyn Storage) -> Result<T, StorageError>) -> T {
        let storage = self.storage();
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
}

impl Server {
    pub(super) fn new(mut data: Data, courses: &[(Course, Vec<Video>)]) -> Self {
        let start = data.write(|storage| {
            storage.begin_timeline(&timeline(0))?;
            courses.iter().try_fold(0, |_, (course, videos)| {
                storage.replace_course(course, videos, false)
            })
        });
        let mut server = Self {
            data,
            courses: courses
                .iter()
                .map(|(course, _)| course.id.clone())
                .collect(),
            histories: Histories::new(),
            history: 0,
            events: Vec::new(),
            start,
            states: BTreeMap::new(),
            busy: HashSet::new(),
            backups: Vec::new(),
        };
        for (course, _) in courses {
            let list = VideoListKind::Course(course.id.clone());
            for video in server.list(&list) {
                let at = At {
                    history: 0,
                    revision: video.revision,
                };
                server.states.insert(video.id, vec![(at, video)]);
            }
        }
        server
    }

    /// The revision of the last write.
    pub(super) fn revision(&self) -> Revision {
        self.start + self.events.len() as u64
    }

    /// The present state.
    pub(super) fn now(&self) -> At {
        At {
            history: self.history,
            revision: self.revision(),
        }
    }

    /// The write of this revision.
    pub(super) fn made(&self, revision: Revision) -> &Rc<Made> {
        &self.events[(revision - self.start - 1) as usize]
    }

    /// The writes of the present history and of those that led to it.
    pub(super) fn all_made(&self) -> &[Rc<Made>] {
        &self.events
    }

    /// Does an operation once; tells whether its outcome was recorded before.
    pub(super) fn submit(
        &mut self,
        now: Timestamp,
        key: Uuid,
        change: &Change,
    ) -> (OperationOutcome, bool) {
        let submission = submission(key, change);
        let known = self.is_known(key);
        let settled = self
            .data
            .write(|storage| backend::submit(storage, RETENTION_MS, now, &submission));
        if let (true, OperationOutcome::Done(done)) = (settled.fresh, &settled.outcome) {
            let at = At {
                history: self.history,
                revision: done.event.revision,
            };
            let event = done.event.clone();
            let video = event.video.clone();
            self.states.entry(video.id).or_default().push((at, video));
            self.events.push(Rc::new(Made { at, event }));
        }
        (settled.outcome, known)
    }

    /// Refuses an operation, unless its key has an outcome already.
    pub(super) fn refuse(
        &mut self,
        now: Timestamp,
        key: Uuid,
        change: &Change,
        refusal: Refusal,
    ) -> OperationOutcome {
        let submission = submission(key, change);
        self.data.write(|storage| {
            if let Some(record) = storage.recorded(key)? {
                return Ok(record.outcome);
            }
            let refused = Refused {
                id: change.operation.id(),
                refusal,
            };
            storage.record_refusal(key, submission.fingerprint, now, refused)?;
            Ok(OperationOutcome::Refused(refused))
        })
    }

    pub(super) fn withdraw(&mut self, now: Timestamp, key: Uuid) -> OperationOutcome {
        self.data
            .write(|storage| backend::withdraw(storage, now, key))
    }

    /// A list as it is.
    pub(super) fn list(&mut self, list: &VideoListKind) -> Vec<Video> {
        let storage = self.data.storage();
        let items = match list {
            VideoListKind::Course(course) => storage
                .videos(course, Window::default())
                .map(|page| page.map(|page| page.items)),
            VideoListKind::Trash(course) => storage
                .trash(course, usize::MAX >> 1)
                .map(|trash| trash.map(|(videos, _)| videos)),
        };
        match items {
            Ok(Some(items)) => items,
            other => unreachable!("the course is there: {other:?}"),
        }
    }

    /// A video as a state shows it.
    pub(super) fn truth(&self, id: VideoId, at: At) -> Option<&Video> {
        self.truth_of(self.states.get(&id)?, at)
    }

    /// The same, of the states that the video was ever in.
    pub(super) fn truth_of<'a>(&self, states: &'a States, at: At) -> Option<&'a Video> {
        let mut states = states.iter().rev();
        let last = states.find(|(made, _)| self.histories.holds(at, *made));
        last.map(|(_, video)| video)
    }

    /// Every video that there ever was, with its states.
    pub(super) fn all_states(&self) -> impl Iterator<Item = (VideoId, &States)> {
        self.states.iter().map(|(id, states)| (*id, states))
    }

    /// Every state that a video was ever in, the oldest first.
    pub(super) fn states(&self, id: VideoId) -> impl Iterator<Item = &Video> {
        let states = self.states.get(&id).into_iter().flatten();
        states.map(|(_, video)| video)
    }

    /// Was the video in any state of a history that is not part of the one of `at`?
    pub(super) fn is_elsewhere(&self, states: &States, at: At) -> bool {
        let end = At {
            revision: Revision::MAX,
            ..at
        };
        let mut states = states.iter();
        states.any(|(made, _)| !self.histories.holds(end, *made))
    }

    /// Was there ever a video of this id?
    pub(super) fn has_been(&self, id: VideoId) -> bool {
        self.states.contains_key(&id)
    }

    /// Every video that there ever was.
    pub(super) fn ids(&self) -> impl Iterator<Item = VideoId> {
        self.states.keys().copied()
    }

    pub(super) fn is_known(&mut self, key: Uuid) -> bool {
        let record = self.data.storage().recorded(key);
        record.is_ok_and(|record| record.is_some())
    }

    /// Can a stream go on from a revision of a history?
    pub(super) fn goes_on(&mut self, history: usize, since: Revision) -> bool {
        let present = self.revision();
        let storage = self.data.storage();
        let told = (storage.timelines(), storage.floor());
        let (Ok(timelines), Ok(floor)) = told else {
            unreachable!("a storage without faults failed")
        };
        since >= floor && timelines.contain(&timeline(history), since, present)
    }

    /// The server starts again: with its data, it begins a timeline.
    pub(super) fn start_again(&mut self) {
        self.history = self.histories.begin(self.now());
        let name = timeline(self.history);
        self.data.write(|storage| storage.begin_timeline(&name));
    }

    /// Makes a backup; returns whether that could be done.
    pub(super) fn back_up(&mut self) -> bool {
        let at = self.now();
        let Data::Memory(storage) = &self.data else {
            return false;
        };
        if self.backups.len() == BACKUPS {
            self.backups.remove(1);
        }
        self.backups.push(Backup {
            storage: storage.clone(),
            at,
            events: self.events.clone(),
        });
        true
    }

    /// Puts a backup back, chosen by a number, and starts again; returns how many writes are lost.
    pub(super) fn put_back(&mut self, number: usize) -> Option<usize> {
        let count = self.backups.len();
        let backup = self.backups.get(number.checked_rem(count)?)?;
        let both = self.events.iter().zip(&backup.events);
        let kept = both.take_while(|(a, b)| a.at == b.at).count();
        let lost = self.events.len() - kept;
        self.data = Data::Memory(backup.storage.clone());
        self.history = self.histories.begin(backup.at);
        self.events.clone_from(&backup.events);
        let name = timeline(self.history);
        self.data.write(|storage| storage.begin_timeline(&name));
        Some(lost)
    }

    /// The outbox tells each effect, and the lists are whole.
    pub(super) fn check(&mut self) -> Result<(), String> {
        self.check_lists().map_err(|e| e.to_string())??;
        let start = self.start;
        let stored = self.data.storage().events_after(start, usize::MAX >> 1);
        let stored = stored.map_err(|e| e.to_string())?;
        let made = self.events.iter().map(|made| &made.event);
        if !stored.iter().eq(made) {
            return Err("the outbox does not hold what was done".into());
        }
        Ok(())
    }

    /// Each video is in one list, at the position where it stands, or in one trash; the sums are
    /// those of the lists.
    fn check_lists(&mut self) -> Result<Result<(), String>, StorageError> {
        let now = self.now();
        let present = self.ids().filter(|id| self.truth(*id, now).is_some());
        let mut places: HashMap<VideoId, u32> = present.map(|id| (id, 0)).collect();
        let sums = self.data.storage().courses()?.0;
        for id in self.courses.clone() {
            let list = self.list(&VideoListKind::Course(id.clone()));
            for (position, video) in (1..).zip(&list) {
                let placed = self.data.storage().placed_video(video.id)?;
                let at = placed.as_ref().and_then(|placed| placed.position);
                if at != Some(position) || placed.is_none_or(|placed| placed.video != *video) {
                    return Ok(Err(format!(
                        "{} stands at {at:?}, not at {position} of {id}",
                        video.id
                    )));
                }
            }
            let trash = self.list(&VideoListKind::Trash(id.clone()));
            for video in list.iter().chain(&trash) {
                *places.entry(video.id).or_default() += 1;
            }
            let published = list.iter().filter(|video| video.published).count();
            let seconds = list.iter().map(|video| u64::from(video.duration_seconds));
            let counted = (list.len(), published, seconds.sum::<u64>());
            let told = sums.iter().find(|course| course.id == id).map(|course| {
                (
                    course.video_count as usize,
                    course.published_count as usize,
                    course.duration_seconds,
                )
            });
            if told != Some(counted) {
                return Ok(Err(format!(
                    "the sums of {id} are {told:?}, not {counted:?}"
                )));
            }
        }
        let mut places: Vec<_> = places
            .into_iter()
            .filter(|(_, count)| *count != 1)
            .collect();
        places.sort_unstable();
        Ok(match places.first() {
            Some((id, count)) => Err(format!("{id} is in {count} lists, not in one")),
            None => Ok(()),
        })
    }
}

/// The timeline of a history.
pub(super) fn timeline(history: usize) -> Timeline {
    match format!("t{history}").parse() {
        Ok(timeline) => timeline,
        Err(_) => unreachable!("a timeline's id"),
    }
}

fn submission(key: Uuid, change: &Change) -> Submission {
    let only_if = change.only_if.as_deref().cloned();
    Submission::new(Some(key), vec![change.operation.clone()]).only_if(only_if)
}
