//! Three ways to show changes, side by side: the same author does the same things at the same moments over
//! the same bad network, in time that is simulated. What each shows is judged in every frame.
//!
//! A frame is false when a row in it differs from what the page knows: what the server has told it, with
//! the author's changes on it whose outcome it has not heard. (A pane that waits for the server promises
//! nothing, so its rows are judged by what the server has told it alone.)

mod network;
mod pane;

use shared::{CourseId, Operation, Rank, Video, VideoId, predict};
use uuid::Uuid;

use crate::l10n;
use network::Network;
use pane::{ByEngine, BySnapshot, Told, Way};

/// How long a frame takes, in milliseconds.
pub const FRAME_MS: u64 = 16;
/// The time of day at which it begins, in milliseconds since the Unix epoch.
pub(crate) const BEGAN: u64 = 1_790_000_000_000;
/// It goes on for so long after the last action, in milliseconds, for whatever is still under way.
const REST_MS: u64 = 15_000;

/// What the author does, and when: a row, and what becomes of it.
const SCRIPT: [(u64, usize, Act); 12] = [
    (300, 0, Act::Toggle),
    (500, 1, Act::Rename(l10n::compare_renamed_2)),
    (700, 2, Act::Delete),
    (900, 3, Act::Toggle),
    (1_100, 0, Act::Rename(l10n::compare_renamed_1)),
    (1_300, 5, Act::Toggle),
    (1_500, 4, Act::Delete),
    (1_700, 1, Act::Toggle),
    (1_900, 6, Act::Rename(l10n::compare_renamed_7)),
    (2_100, 7, Act::Toggle),
    (2_300, 6, Act::Toggle),
    (2_500, 5, Act::Rename(l10n::compare_renamed_6)),
];

/// A title in the reader's language.
type Title = fn() -> &'static str;

const TITLES: [Title; 8] = [
    l10n::compare_video_1,
    l10n::compare_video_2,
    l10n::compare_video_3,
    l10n::compare_video_4,
    l10n::compare_video_5,
    l10n::compare_video_6,
    l10n::compare_video_7,
    l10n::compare_video_8,
];

#[derive(Clone, Copy)]
enum Act {
    Toggle,
    Rename(Title),
    Delete,
}

/// Which way a pane shows changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The engine of this page.
    Replay,
    /// The engine of this page, with optimism off.
    Waiting,
    /// The snapshot pattern.
    Snapshot,
}

/// What was counted of a pane.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// Frames until now.
    pub frames: u32,
    /// Those with a row that is false.
    pub false_frames: u32,
    /// The longest and the sum of the times until the author saw a change, in milliseconds.
    pub seen: (u64, u64),
    /// Changes that the author has seen.
    pub seen_count: u64,
    /// Changes that the page gave up, though the server had not refused them.
    pub given_up: u32,
    /// Those of them that the server had done: the page has told its author something that is not so.
    pub told_wrong: u32,
}

/// A pane.
pub struct Pane {
    /// Which way it shows changes.
    pub kind: Kind,
    /// What was counted.
    pub score: Score,
    network: Network,
    way: Box<dyn Way>,
    /// What the server has told.
    told: Vec<Video>,
    /// The author's changes without an outcome.
    pending: Vec<(usize, Operation)>,
    /// The author's changes that have not been seen, with when they were made.
    unseen: Vec<(u64, Operation)>,
}

/// A row of a pane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its title.
    pub title: String,
    /// Is it published?
    pub published: bool,
    /// Is it false?
    pub wrong: bool,
}

/// All panes.
pub struct Race {
    /// The panes.
    pub panes: [Pane; 3],
    /// How long it has gone on, in milliseconds.
    pub now: u64,
    next: usize,
}

impl Race {
    /// The same seed gives the same race.
    pub fn new(seed: u64) -> Self {
        let kinds = [Kind::Replay, Kind::Waiting, Kind::Snapshot];
        Self {
            panes: kinds.map(|kind| Pane::new(kind, seed)),
            now: 0,
            next: 0,
        }
    }

    /// Is it over?
    pub fn is_over(&self) -> bool {
        let last = SCRIPT.last().map_or(0, |(at, ..)| *at);
        self.now >= last + REST_MS
            || self.next == SCRIPT.len() && self.panes.iter().all(Pane::is_at_rest)
    }

    /// Goes on by one frame.
    pub fn step(&mut self) {
        self.now += FRAME_MS;
        let from = self.next;
        while SCRIPT
            .get(self.next)
            .is_some_and(|(at, ..)| *at <= self.now)
        {
            self.next += 1;
        }
        for pane in &mut self.panes {
            pane.hear(self.now);
            for at in from..self.next {
                pane.act(self.now, at);
            }
            pane.judge(self.now);
        }
    }
}

impl Pane {
    fn new(kind: Kind, seed: u64) -> Self {
        let videos = videos();
        let network = Network::new(seed, videos.clone());
        let way: Box<dyn Way> = match kind {
            Kind::Replay => Box::new(ByEngine::new(true, seed, &network)),
            Kind::Waiting => Box::new(ByEngine::new(false, seed, &network)),
            Kind::Snapshot => Box::new(BySnapshot::new(&network)),
        };
        Self {
            kind,
            score: Score::default(),
            network,
            way,
            told: videos,
            pending: Vec::new(),
            unseen: Vec::new(),
        }
    }

    /// What it shows, row by row. A row that should be there and is not is no row of it.
    pub fn rows(&self) -> Vec<Row> {
        let expected = self.expected();
        let rows = self.way.shown().into_iter().map(|video| Row {
            title: video.title.to_string(),
            published: video.published,
            wrong: !expected.iter().any(|known| same(known, &video)),
        });
        rows.collect()
    }

    fn is_at_rest(&self) -> bool {
        self.pending.is_empty() && !self.network.is_busy()
    }

    fn act(&mut self, now: u64, at: usize) {
        let operation = operation(at);
        self.pending.push((at, operation.clone()));
        self.unseen.push((now, operation.clone()));
        self.way.act(now, at, &operation, &mut self.network);
    }

    fn hear(&mut self, now: u64) {
        let ended = self.network.step(now);
        for told in self.way.step(now, ended, &mut self.network) {
            match told {
                Told::Read(videos) => videos.into_iter().for_each(|video| self.learn(video)),
                Told::Done(at, video) => {
                    self.end(at);
                    self.learn(video);
                }
                Told::Refused(at) => self.end(at),
                Told::GivenUp(at, key) => {
                    self.end(at);
                    self.score.given_up += 1;
                    self.score.told_wrong += u32::from(self.network.has_done(key));
                }
            }
        }
    }

    fn end(&mut self, at: usize) {
        self.pending.retain(|(known, _)| *known != at);
    }

    fn learn(&mut self, video: Video) {
        let known = self.told.iter_mut().find(|known| known.id == video.id);
        if let Some(known) = known.filter(|known| known.revision < video.revision) {
            *known = video;
        }
    }

    /// What the rows must show.
    fn expected(&self) -> Vec<Video> {
        let mut expected = self.told.clone();
        if self.kind != Kind::Waiting {
            for (_, operation) in &self.pending {
                replay(operation, &mut expected);
            }
        }
        expected.retain(|video| !video.is_deleted());
        expected
    }

    fn judge(&mut self, now: u64) {
        let (shown, expected) = (self.way.shown(), self.expected());
        let right = |video: &Video| expected.iter().any(|known| same(known, video));
        let is_false = shown.len() != expected.len() || !shown.iter().all(right);
        let score = &mut self.score;
        score.frames += 1;
        score.false_frames += u32::from(is_false);
        self.unseen.retain(|(asked, operation)| {
            let row = shown.iter().find(|video| video.id == operation.id());
            // What is shown already is not changed by being replayed.
            let seen = match (row, operation) {
                (None, operation) => matches!(operation, Operation::Delete { .. }),
                (Some(_), Operation::Delete { .. }) => false,
                (Some(row), _) => {
                    let mut after = vec![row.clone()];
                    replay(operation, &mut after);
                    after.first().is_some_and(|after| same(after, row))
                }
            };
            if seen {
                let took = now - asked;
                score.seen = (score.seen.0.max(took), score.seen.1 + took);
                score.seen_count += 1;
            }
            !seen
        });
    }
}

/// Do both look the same in a list?
fn same(a: &Video, b: &Video) -> bool {
    a.id == b.id && a.title == b.title && a.published == b.published
}

fn replay(operation: &Operation, videos: &mut [Video]) {
    for video in videos.iter_mut().filter(|it| it.id == operation.id()) {
        if let Ok(next) = predict(operation, None, Some(video), BEGAN) {
            *video = next;
        }
    }
}

fn id(row: usize) -> VideoId {
    VideoId(Uuid::from_u128(row as u128 + 1))
}

/// The course that the videos are in.
pub(crate) fn course() -> CourseId {
    "compare"
        .parse()
        .unwrap_or_else(|_| unreachable!("it is an id"))
}

fn videos() -> Vec<Video> {
    let ranks = Rank::spread(None, None, TITLES.len()).unwrap_or_default();
    let all = TITLES.iter().zip(ranks).enumerate();
    let video = |(row, (title, rank)): (usize, (&Title, Rank))| Video {
        id: id(row),
        course_id: course(),
        title: title().into(),
        duration_seconds: 60,
        published: row % 3 == 0,
        rank,
        deleted_at: None,
        revision: 1,
    };
    all.map(video).collect()
}

fn operation(at: usize) -> Operation {
    let (_, row, act) = SCRIPT[at];
    let id = id(row);
    match act {
        Act::Toggle => Operation::SetPublished {
            id,
            published: row % 3 != 0,
        },
        Act::Rename(title) => Operation::Rename {
            id,
            title: title().to_owned(),
        },
        Act::Delete => Operation::Delete { id },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(seed: u64) -> Race {
        let mut race = Race::new(seed);
        while !race.is_over() {
            race.step();
        }
        race
    }

    #[test]
    fn only_the_snapshot_pattern_shows_what_is_not_so() {
        for seed in 1..=20 {
            let race = run(seed);
            let [replay, waiting, snapshot] = &race.panes;
            for pane in [replay, waiting] {
                let score = pane.score;
                let counts = (score.false_frames, score.given_up, score.told_wrong);
                assert_eq!(counts, (0, 0, 0), "{:?}, seed {seed}", pane.kind);
                assert!(pane.is_at_rest(), "{:?}, seed {seed}", pane.kind);
            }
            assert!(snapshot.score.false_frames > 0, "seed {seed}");
        }
    }

    #[test]
    fn the_engine_shows_a_change_in_the_frame_of_the_click() {
        let race = run(1);
        let [replay, waiting, _] = &race.panes;
        assert_eq!(replay.score.seen.0, 0);
        assert_eq!(replay.score.seen_count, SCRIPT.len() as u64);
        assert!(waiting.score.seen.0 >= 300);
    }

    #[test]
    fn a_seed_gives_one_race() {
        let scores = |seed| run(seed).panes.map(|pane| pane.score);
        assert_eq!(scores(7), scores(7));
        assert_ne!(scores(7), scores(8));
    }

    #[test]
    fn at_rest_all_panes_show_what_their_server_has() {
        for seed in 1..=20 {
            for pane in run(seed).panes {
                let mut truth = pane.network.videos().0.to_vec();
                truth.retain(|video| !video.is_deleted());
                let shown = pane.way.shown();
                assert_eq!(shown.len(), truth.len(), "{:?}, seed {seed}", pane.kind);
                assert!(
                    shown.iter().all(|row| truth.iter().any(|it| same(it, row))),
                    "{:?}, seed {seed}",
                    pane.kind
                );
            }
        }
    }
}
