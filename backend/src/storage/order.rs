//! The order of one course's videos, in memory.

use shared::{Rank, VideoId};

/// Longest chunk: a change moves at most so many entries.
const CHUNK: usize = 512;

/// Ranks and ids in order, in chunks, so that a change costs little and a position is a sum over
/// the chunks before it.
#[derive(Clone, Debug, Default)]
pub(super) struct Order {
    chunks: Vec<Vec<(Rank, VideoId)>>,
}

impl Order {
    /// From entries that are in order.
    pub(super) fn from_sorted(entries: Vec<(Rank, VideoId)>) -> Self {
        let chunks = entries.chunks(CHUNK / 2).map(<[_]>::to_vec).collect();
        Self { chunks }
    }

    pub(super) fn last(&self) -> Option<&Rank> {
        self.chunks.last()?.last().map(|(rank, _)| rank)
    }

    pub(super) fn insert(&mut self, rank: &Rank, id: VideoId) {
        if self.chunks.is_empty() {
            self.chunks.push(Vec::new());
        }
        let at = self.chunk_of(rank, id).min(self.chunks.len() - 1);
        let chunk = &mut self.chunks[at];
        if let Err(slot) = slot_of(chunk, rank, id) {
            chunk.insert(slot, (rank.clone(), id));
        }
        if chunk.len() > CHUNK {
            let upper = chunk.split_off(CHUNK / 2);
            self.chunks.insert(at + 1, upper);
        }
    }

    pub(super) fn remove(&mut self, rank: &Rank, id: VideoId) {
        let at = self.chunk_of(rank, id);
        let Some(chunk) = self.chunks.get_mut(at) else {
            return;
        };
        if let Ok(slot) = slot_of(chunk, rank, id) {
            chunk.remove(slot);
        }
        if chunk.is_empty() {
            self.chunks.remove(at);
        }
    }

    /// The position from 1 of an entry, or of where it would stand.
    pub(super) fn position(&self, rank: &Rank, id: VideoId) -> u64 {
        let at = self.chunk_of(rank, id);
        let before: usize = self.chunks[..at].iter().map(Vec::len).sum();
        let slot = self
            .chunks
            .get(at)
            .map_or(0, |chunk| match slot_of(chunk, rank, id) {
                Ok(slot) | Err(slot) => slot,
            });
        (before + slot + 1) as u64
    }

    pub(super) fn ids(&self) -> impl Iterator<Item = VideoId> + '_ {
        self.chunks.iter().flatten().map(|(_, id)| *id)
    }

    /// The first chunk whose last entry is not before this one.
    fn chunk_of(&self, rank: &Rank, id: VideoId) -> usize {
        self.chunks.partition_point(|chunk| {
            chunk
                .last()
                .is_some_and(|(last, last_id)| (last, *last_id) < (rank, id))
        })
    }
}

fn slot_of(chunk: &[(Rank, VideoId)], rank: &Rank, id: VideoId) -> Result<usize, usize> {
    chunk.binary_search_by(|(other, other_id)| (other, *other_id).cmp(&(rank, id)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    proptest! {
        /// Against a sorted vector.
        #[test]
        fn an_order_is_a_sorted_list(steps in prop::collection::vec((any::<bool>(), 0u16..700), 0..2_000)) {
            let ranks = Rank::spread(None, None, 700).unwrap();
            let id = VideoId(Uuid::nil());
            let (mut order, mut model) = (Order::default(), Vec::<u16>::new());
            for (add, at) in steps {
                let rank = &ranks[usize::from(at)];
                match (add, model.binary_search(&at)) {
                    (true, Err(slot)) => {
                        order.insert(rank, id);
                        model.insert(slot, at);
                        prop_assert_eq!(order.position(rank, id), slot as u64 + 1);
                    }
                    (false, Ok(slot)) => {
                        order.remove(rank, id);
                        model.remove(slot);
                    }
                    _ => {}
                }
            }
            prop_assert_eq!(order.ids().count(), model.len());
            prop_assert_eq!(order.last(), model.last().map(|&at| &ranks[usize::from(at)]));
        }
    }
}
