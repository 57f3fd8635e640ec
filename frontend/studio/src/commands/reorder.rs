//! Moving videos among the others. The first rows do not wait for what does it.

use std::{
    collections::{HashMap, HashSet},
    rc::Rc,
};

use optimist::{ItemState, List, OperationId};
use shared::{
    Condition, Operation, Rank, Video, VideoId,
    rank::{Room, room},
};

use super::{Editor, bulk::Steps};
use crate::{
    feedback::{Feedback, Finder, Offer, Sort, ToastKind, Verb},
    format, l10n,
    mutations::{Change, change},
};

/// A move past others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reorder {
    /// This video past so many others, down or up; at most to the end.
    One(VideoId, isize),
    /// All that is chosen; what is not together comes together. The author does it at this video.
    Chosen(Option<VideoId>, isize),
}

/// A move that is to be told: by which operation, what is said, which of the videos to bring into sight.
pub(super) struct Moved {
    operation: OperationId,
    text: Option<String>,
    reveal: Option<VideoId>,
}

impl Editor {
    /// Moves videos, as soon as there is what does it.
    pub fn reorder(&self, what: Reorder) {
        match self.inner.reorder.get() {
            Some(carry_out) => carry_out(self, what),
            None => {
                let waits = (what, self.chosen_ids());
                self.inner.unmoved.borrow_mut().push(waits);
            }
        }
    }

    /// From now on videos are moved by `carry_out`, also those that were to be until now.
    pub fn begin_reordering(&self, carry_out: fn(&Self, Reorder)) {
        // A second time changes nothing.
        let _ = self.inner.reorder.set(carry_out);
        for (what, chosen) in self.inner.unmoved.take() {
            // What was chosen since is not what was to be moved.
            if matches!(what, Reorder::One(..)) || chosen == self.chosen_ids() {
                self.reorder(what);
            }
        }
    }

    fn chosen_ids(&self) -> Vec<VideoId> {
        self.chosen().iter().map(|video| video.id).collect()
    }

    /// Moves videos.
    pub fn carry_out(&self, what: Reorder) {
        match what {
            Reorder::One(id, by) => self.shift(id, by),
            Reorder::Chosen(at, by) => self.shift_chosen(at, by),
        }
    }

    /// Is the order on screen the author's, in which this video can be moved? Says why where it is not, and
    /// offers the way.
    pub fn can_move(&self, id: VideoId) -> bool {
        let why = self.why_fixed();
        if let Some(why) = &why {
            self.update(|store| {
                store.notify(ToastKind::Failure, why, Some(Offer::ShowOrder(id)));
            });
        }
        why.is_none() && !self.in_trash()
    }

    /// Why videos cannot be moved as they are shown, and how they can.
    pub fn why_fixed(&self) -> Option<String> {
        let finder = &self.feedback().finder;
        let sorted = match finder.sort {
            Sort::Position => None,
            Sort::Title | Sort::TitleDown => Some("title"),
            Sort::Duration | Sort::Shortest => Some("duration"),
            Sort::Drafts | Sort::Published => Some("status"),
        };
        match (sorted, finder.narrows()) {
            (None, false) => None,
            (Some(by), false) => Some(l10n::notice_sorted(by)),
            (None, true) => Some(l10n::notice_narrowed().to_owned()),
            (Some(by), true) => Some(l10n::notice_sorted_narrowed(by)),
        }
    }

    /// Shows all videos in the author's order, and this one among them.
    pub fn show_order(&self, id: Option<VideoId>) {
        self.forget_sort();
        self.look_for(|finder| *finder = Finder::default());
        if let Some(id) = id {
            self.update(|store| store.reveal(id));
        }
    }

    /// What is moved with this video, in the order of the list: all that is chosen, if it is chosen itself.
    pub fn moved_with(&self, id: VideoId) -> Vec<Rc<Video>> {
        let chosen = self.feedback().selection.contains(&id);
        let chosen = if chosen { self.chosen() } else { Vec::new() };
        match chosen.len() {
            0 | 1 => self.find(id).map(|(_, video)| video).into_iter().collect(),
            _ => chosen,
        }
    }

    /// Puts these videos, in the order of the list on screen, where so many of the others stand before them.
    /// They come into sight by one of them. Tells whether that moves anything.
    pub fn put(&self, moved: &[VideoId], place: usize, reveal: Option<VideoId>) -> bool {
        self.put_in(&self.videos(), moved, place, reveal)
    }

    fn put_in(
        &self,
        all: &List<Video>,
        moved: &[VideoId],
        place: usize,
        reveal: Option<VideoId>,
    ) -> bool {
        let moved: HashSet<VideoId> = moved.iter().copied().collect();
        let is_moved = |video: &&Rc<Video>| moved.contains(&video.id);
        let (videos, others): (Vec<_>, Vec<_>) = all.iter().partition(is_moved);
        let place = place.min(others.len());
        let stays = all
            .iter()
            .skip(place)
            .take(videos.len())
            .all(|video| is_moved(&video));
        if videos.is_empty() || stays {
            return false;
        }
        let name = match videos[..] {
            [alone] => Some(format::quoted(&alone.title)),
            _ => None,
        };
        let ranks: Vec<&Rank> = others.iter().map(|video| &video.rank).collect();
        let Some(Room { neighbours, ranks }) = room(&ranks, place, videos.len()) else {
            let text = match name {
                Some(name) => l10n::notice_no_room(&name),
                None => l10n::notice_no_room_many(videos.len()),
            };
            self.update(|store| store.notify(ToastKind::Failure, &text, None));
            return false;
        };
        let before = &others[neighbours.start..place];
        let behind = &others[place..neighbours.end];
        let mut steps = Steps::of(ranks.len());
        for (video, rank) in before.iter().chain(&videos).chain(behind).zip(&ranks) {
            let mut change = Change::from(to_rank(video.id, rank));
            if !moved.contains(&video.id) {
                // Whoever moves it meanwhile knows better.
                let rank = Some(video.rank.clone());
                change.only_if = Some(Rc::new(Condition {
                    rank,
                    ..Condition::default()
                }));
            }
            let back = Change::from(to_rank(video.id, &video.rank));
            steps.push((change, back.in_course(video.course_id.clone())));
        }
        let count = steps.changes.len();
        let what = name.as_deref().unwrap_or_default();
        let operation = self.issue(steps.changes, what, steps.back);
        if count > 1 {
            self.show_bulk(operation, Verb::Move, count);
        }
        let text = name.map(|name| l10n::notice_moved(&name, place + 1));
        if text.is_none() {
            let text = Verb::Move.doing(videos.len());
            self.update(|store| store.spoken.begin(operation, text));
        }
        let moved = Moved {
            operation,
            text,
            reveal,
        };
        if self.inner.client.optimism() {
            self.update(|store| tell(store, moved));
        } else {
            self.inner.moving.borrow_mut().push(moved);
        }
        true
    }

    /// An operation has ended, of which so many items are done: if it was a move, that is told.
    pub(super) fn tell_moved(&self, operation: OperationId, done: usize, store: &mut Feedback) {
        let mut moving = self.inner.moving.borrow_mut();
        if let Some(at) = moving.iter().position(|moved| moved.operation == operation) {
            let moved = moving.swap_remove(at);
            if done > 0 {
                tell(store, moved);
            }
        }
    }

    /// The videos in the order that the author has asked for. Without optimism the screen shows it only once
    /// the server has answered, and the next step counts from where the one before leads.
    fn asked_for(&self) -> List<Video> {
        let shown = self.videos();
        if self.inner.client.optimism() {
            return shown;
        }
        let moves = self.inner.client.operations(|known| {
            let items = known.items().iter();
            let under_way =
                items.filter(|it| matches!(it.state(), ItemState::Queued | ItemState::Sending));
            let changes = under_way.filter_map(|item| change(&*item.call));
            let moves = changes.filter_map(|change| match &change.operation {
                Operation::Move { id, rank } => Some((*id, rank.clone())),
                _ => None,
            });
            moves.collect::<Vec<_>>()
        });
        // The latest of a video counts.
        let ranks: HashMap<VideoId, Rank> = moves.into_iter().flatten().collect();
        if ranks.is_empty() {
            return shown;
        }
        let moved = |video: &Rc<Video>| match ranks.get(&video.id) {
            Some(rank) => Rc::new(Video {
                rank: rank.clone(),
                ..(**video).clone()
            }),
            None => video.clone(),
        };
        let videos: Vec<_> = shown.iter().map(moved).collect();
        List::ordered(&videos, &|one, other| {
            let key = |at: usize| (&videos[at].rank, videos[at].id);
            key(one).cmp(&key(other))
        })
    }

    /// Puts a video at a place, counted from 0; or all that is chosen, from there on.
    pub fn move_to(&self, id: Option<VideoId>, place: usize) {
        let ids = match id {
            Some(id) => vec![id],
            None => self.chosen_ids(),
        };
        self.put_in(&self.asked_for(), &ids, place, ids.first().copied());
    }

    fn shift(&self, id: VideoId, by: isize) {
        if !self.can_move(id) {
            return;
        }
        let all = self.asked_for();
        if let Some(at) = all.iter().position(|video| video.id == id)
            && !self.put_in(&all, &[id], at.saturating_add_signed(by), Some(id))
        {
            self.update(|store| {
                store.say(if by < 0 {
                    l10n::notice_first()
                } else {
                    l10n::notice_last()
                });
            });
        }
    }

    fn shift_chosen(&self, at: Option<VideoId>, by: isize) {
        let chosen: HashSet<VideoId> = self.chosen_ids().into_iter().collect();
        let all = self.asked_for();
        let is_chosen = |(_, video): &(usize, &Rc<Video>)| chosen.contains(&video.id);
        let (places, ids): (Vec<usize>, Vec<VideoId>) = all
            .iter()
            .enumerate()
            .filter(is_chosen)
            .map(|(at, video)| (at, video.id))
            .unzip();
        let (Some(&first), Some(&last)) = (places.first(), places.last()) else {
            return;
        };
        if !self.can_move(at.unwrap_or(ids[0])) {
            return;
        }
        // Counted in the list without them.
        let to = if by < 0 {
            first.saturating_add_signed(by)
        } else {
            (last + 1 - ids.len()).saturating_add_signed(by)
        };
        // Even a step gathers what stood far apart.
        self.put_in(&all, &ids, to, at.or(Some(ids[0])));
    }
}

fn tell(store: &mut Feedback, moved: Moved) {
    if let Some(text) = moved.text {
        match store.bulks.get(moved.operation) {
            // Its neighbours give way, which is told besides.
            Some(_) => store.spoken.update("moved", text),
            None => store.spoken.update_of(moved.operation, "moved", text),
        }
    }
    if let Some(id) = moved.reveal {
        store.reveal(id);
    }
}

/// Puts a video at a place in its course.
fn to_rank(id: VideoId, rank: &Rank) -> Operation {
    let rank = rank.clone();
    Operation::Move { id, rank }
}
