//! What users click: changes of one video and of many, on the page of either course.

use std::rc::Rc;

use shared::{Condition, CourseId, Operation, Rank, Video, VideoId};
use uuid::Uuid;

use super::{
    bytes::Bytes,
    domain::{Change, CourseVideos, UNSTORABLE},
    op::State,
    world::World,
};

impl World {
    /// What a client shows of one of the courses that it looks at.
    pub(super) fn view(&self, client: usize, list: usize) -> Vec<Rc<Video>> {
        let client = &self.clients[client];
        let view = client
            .engine
            .view::<CourseVideos>(&client.model.lists[list].key);
        view.map_or_else(Vec::new, |view| view.iter().cloned().collect())
    }

    fn list(&self, client: usize, bytes: &mut Bytes<'_>) -> usize {
        bytes.below(self.clients[client].model.lists.len())
    }

    pub(super) fn change_one(
        &mut self,
        client: usize,
        bytes: &mut Bytes<'_>,
    ) -> Result<(), String> {
        let list = self.list(client, bytes);
        let view = self.view(client, list);
        let kind = bytes.below(16);
        if view.is_empty() || kind == 0 {
            return self.add(client, list, &view, bytes);
        }
        let at = bytes.below(view.len());
        let video = &view[at];
        let change = match kind {
            1..=3 => Operation::Rename {
                id: video.id,
                title: self.title(bytes),
            }
            .into(),
            4..=7 => Operation::SetPublished {
                id: video.id,
                published: !video.published,
            }
            .into(),
            8 | 9 => self
                .to_course(client, list, std::slice::from_ref(video), bytes)
                .swap_remove(0),
            10 => Operation::SetDuration {
                id: video.id,
                duration_seconds: duration(bytes),
            }
            .into(),
            11 => {
                let to = bytes.below(view.len());
                let before = to.checked_sub(1).map(|before| &view[before].rank);
                match Rank::between(before, Some(&view[to].rank)) {
                    Some(rank) => Operation::Move { id: video.id, rank }.into(),
                    None => return Ok(()),
                }
            }
            _ => Operation::Delete { id: video.id }.into(),
        };
        let change = if bytes.one_in(4) {
            as_shown(change, video)
        } else {
            change
        };
        self.issue(client, vec![change]).map(drop)
    }

    fn add(
        &mut self,
        client: usize,
        list: usize,
        view: &[Rc<Video>],
        bytes: &mut Bytes<'_>,
    ) -> Result<(), String> {
        let now = self.moment();
        let id = match self.server.ids().next() {
            Some(taken) if bytes.one_in(16) => taken.min(VideoId(Uuid::from_u128(1))),
            _ => VideoId(Uuid::from_u128(self.clients[client].engine.new_id(now))),
        };
        let course_id = if bytes.one_in(8) { nowhere() } else { None };
        let add = Operation::Add {
            id,
            course_id: course_id
                .unwrap_or_else(|| self.clients[client].model.lists[list].kind.course().clone()),
            title: self.title(bytes),
            duration_seconds: 30,
            rank: view
                .last()
                .and_then(|last| Rank::between(Some(&last.rank), None)),
        };
        self.issue(client, vec![add.into()]).map(drop)
    }

    /// One change of many videos, or two at once.
    pub(super) fn change_many(
        &mut self,
        client: usize,
        bytes: &mut Bytes<'_>,
    ) -> Result<(), String> {
        let list = self.list(client, bytes);
        let view = self.view(client, list);
        for _ in 0..1 + usize::from(bytes.one_in(4)) {
            let every = 1 + bytes.below(3);
            let chosen: Vec<_> = view.iter().step_by(every).cloned().collect();
            let changes = self.bulk(client, list, &view, &chosen, bytes);
            self.issue(client, changes)?;
        }
        Ok(())
    }

    fn bulk(
        &mut self,
        client: usize,
        list: usize,
        view: &[Rc<Video>],
        chosen: &[Rc<Video>],
        bytes: &mut Bytes<'_>,
    ) -> Vec<Change> {
        let ids = chosen.iter().map(|video| video.id);
        let many = u64::from(chosen.len() > 1);
        let operations: Vec<Operation> = match bytes.below(16) {
            0..=3 => ids.map(|id| Operation::Delete { id }).collect(),
            4 | 5 => {
                let title = self.title(bytes);
                let rename = |id| Operation::Rename {
                    id,
                    title: title.clone(),
                };
                ids.map(rename).collect()
            }
            6 => {
                let rename = |id| Operation::Rename {
                    id,
                    title: self.title(bytes),
                };
                ids.map(rename).collect()
            }
            7 => {
                let duration_seconds = duration(bytes);
                let set = |id| Operation::SetDuration {
                    id,
                    duration_seconds,
                };
                ids.map(set).collect()
            }
            8 | 9 => {
                self.reached.bulk_to_place += many;
                to_place(view, chosen, bytes)
            }
            10..=12 => {
                self.reached.bulk_to_course += many;
                return self.to_course(client, list, chosen, bytes);
            }
            _ => {
                let published = bytes.one_in(2);
                ids.map(|id| Operation::SetPublished { id, published })
                    .collect()
            }
        };
        let conditional = bytes.one_in(4);
        let changes = operations.into_iter().zip(chosen);
        changes
            .map(|(operation, video)| match conditional {
                true => as_shown(operation.into(), video),
                false => operation.into(),
            })
            .collect()
    }

    /// Moves to another course: to the end of what the page shows of it, or of what the server
    /// has; now and then to the one that they are in already, or to one that there is not.
    fn to_course(
        &self,
        client: usize,
        list: usize,
        chosen: &[Rc<Video>],
        bytes: &mut Bytes<'_>,
    ) -> Vec<Change> {
        let lists = &self.clients[client].model.lists;
        let here = lists[list].kind.course();
        let other = self.server.courses.iter().find(|course| *course != here);
        let target: CourseId = match bytes.below(10) {
            0 => nowhere(),
            1 => Some(here.clone()),
            _ => other.cloned(),
        }
        .unwrap_or_else(|| here.clone());
        let shown = lists.iter().position(|list| *list.kind.course() == target);
        let shown = shown.filter(|_| bytes.one_in(2));
        let last = shown.and_then(|shown| self.view(client, shown).pop());
        let ranks = last.and_then(|last| Rank::spread(Some(&last.rank), None, chosen.len()));
        let mut ranks = ranks.into_iter().flatten();
        let change = |video: &Rc<Video>| Change {
            operation: Operation::SetCourse {
                id: video.id,
                course_id: target.clone(),
                rank: ranks.next(),
            },
            was: Some(Rc::clone(video)),
            only_if: None,
            undo: false,
            redo: false,
        };
        chosen.iter().map(change).collect()
    }

    fn title(&self, bytes: &mut Bytes<'_>) -> String {
        match bytes.below(12) {
            0 => String::new(),
            1 | 2 => format!("Two  spaces {}", bytes.below(100)),
            3 => "long ".repeat(60),
            4 if self.mix.unstorable => format!("{UNSTORABLE} {}", bytes.below(100)),
            _ => format!("Title {}", bytes.below(1_000)),
        }
    }

    pub(super) fn undo(&mut self, client: usize) -> Result<(), String> {
        let Some((delete, videos)) = self.clients[client].undo.pop() else {
            return Ok(());
        };
        let open = self.clients[client].model.items.get(&delete);
        let in_flight = open
            .into_iter()
            .flat_map(|items| &items.list)
            .any(|(_, state)| *state == State::UnderWay);
        self.reached.undo_in_flight += u64::from(in_flight);
        self.reached.undo_later += u64::from(!in_flight);
        let restore = |was: Video| Change {
            operation: Operation::Restore { id: was.id },
            was: Some(Rc::new(was)),
            only_if: None,
            undo: false,
            redo: false,
        };
        self.issue(client, videos.into_iter().map(restore).collect())
            .map(drop)
    }
}

/// Puts the chosen ones together, somewhere between the others.
fn to_place(view: &[Rc<Video>], chosen: &[Rc<Video>], bytes: &mut Bytes<'_>) -> Vec<Operation> {
    let stays = |video: &&Rc<Video>| chosen.iter().all(|other| other.id != video.id);
    let others: Vec<_> = view.iter().filter(stays).collect();
    let to = bytes.below(others.len() + 1);
    let before = to.checked_sub(1).map(|before| &others[before].rank);
    let after = others.get(to).map(|after| &after.rank);
    let ranks = Rank::spread(before, after, chosen.len()).unwrap_or_default();
    let moves = chosen.iter().zip(ranks);
    moves
        .map(|(video, rank)| Operation::Move { id: video.id, rank })
        .collect()
}

/// The change, done only while what it sets is as the page shows it.
fn as_shown(change: Change, shown: &Video) -> Change {
    let mut seen = Condition::default();
    match change.operation {
        Operation::Rename { .. } => seen.title = Some(shown.title.clone()),
        Operation::SetPublished { .. } => seen.published = Some(shown.published),
        Operation::SetDuration { .. } => seen.duration_seconds = Some(shown.duration_seconds),
        Operation::Move { .. } => seen.rank = Some(shown.rank.clone()),
        _ => return change,
    }
    Change {
        only_if: Some(Rc::new(seen)),
        ..change
    }
}

/// A course that there is not.
fn nowhere() -> Option<CourseId> {
    "c9".parse().ok()
}

fn duration(bytes: &mut Bytes<'_>) -> i64 {
    match bytes.below(8) {
        0 => -1,
        _ => bytes.below(3_600) as i64,
    }
}
