//! Room in an order for things that are put there, also where its ranks leave none.

use std::ops::Range;

use super::Rank;

/// Longest rank that is made while neighbours can give way instead, in characters. A gap takes about a
/// hundred moves before one of them is longer.
const LONG: usize = 32;

/// Room for things in a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Room {
    /// The neighbours that give way, by their places in the order.
    pub neighbours: Range<usize>,
    /// New ranks, in order: of the neighbours before the things, the things, the neighbours behind them.
    pub ranks: Vec<Rank>,
}

/// Room for `count` things before place `at` of an order, whose ranks may be equal or without room
/// between them: two authors who put something into the same gap at the same moment have given both the
/// same rank. Neighbours give way then, as few as make it, and else none.
pub fn room(order: &[&Rank], at: usize, count: usize) -> Option<Room> {
    let at = at.min(order.len());
    let mut reach = 0;
    loop {
        let neighbours = at.saturating_sub(reach)..(at + reach).min(order.len());
        let low = neighbours.start.checked_sub(1).map(|before| order[before]);
        let high = order.get(neighbours.end).copied();
        let is_all = low.is_none() && high.is_none();
        let ranks = Rank::spread(low, high, neighbours.len() + count);
        let short = |ranks: &Vec<Rank>| ranks.iter().all(|rank| rank.as_str().len() <= LONG);
        if let Some(ranks) = ranks.filter(|ranks| is_all || short(ranks)) {
            return Some(Room { neighbours, ranks });
        }
        if is_all {
            return None;
        }
        reach = reach * 2 + 1;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Videos by their ids, as everybody shows them: by rank, then by id.
    type Order = Vec<(Rank, u32)>;

    fn started(count: u32) -> Order {
        let ranks = Rank::spread(None, None, count as usize).unwrap();
        ranks.into_iter().zip(0..count).collect()
    }

    fn ids(order: &Order) -> Vec<u32> {
        order.iter().map(|(_, id)| *id).collect()
    }

    /// What an author sends who sees this order: ranks of videos by their ids.
    fn moves(seen: &Order, moved: &[u32], at: usize) -> Vec<(u32, Rank)> {
        let is_other = |(_, id): &&(Rank, u32)| !moved.contains(id);
        let others: Vec<&(Rank, u32)> = seen.iter().filter(is_other).collect();
        let at = at % (others.len() + 1);
        let ranks: Vec<&Rank> = others.iter().map(|(rank, _)| rank).collect();
        let room = room(&ranks, at, moved.len()).unwrap();
        let before = &others[room.neighbours.start..at];
        let behind = &others[at..room.neighbours.end];
        let of = |others: &[&(Rank, u32)]| others.iter().map(|(_, id)| *id).collect::<Vec<_>>();
        let given = [of(before), moved.to_vec(), of(behind)].concat();
        given.into_iter().zip(room.ranks).collect()
    }

    fn done(order: &mut Order, moves: Vec<(u32, Rank)>) {
        for (id, rank) in moves {
            order.iter_mut().find(|(_, known)| *known == id).unwrap().0 = rank;
        }
        order.sort();
    }

    #[test]
    fn nobody_gives_way_where_there_is_room() {
        let order = started(3);
        let ranks: Vec<&Rank> = order.iter().map(|(rank, _)| rank).collect();
        for at in 0..=3 {
            assert!(room(&ranks, at, 2).unwrap().neighbours.is_empty(), "{at}");
        }
    }

    #[test]
    fn there_is_room_between_equal_ranks() {
        let rank = Rank::middle();
        let room = room(&[&rank; 5], 2, 1).unwrap();
        assert_eq!(room.ranks.len(), room.neighbours.len() + 1);
        assert!(room.ranks.is_sorted_by(|a, b| a < b));
    }

    #[test]
    fn the_same_gap_takes_any_number_of_moves_and_ranks_stay_short() {
        let mut order = started(2_100);
        for id in 100..2_100 {
            let made = moves(&order, &[id], 50);
            // Few give way, and seldom.
            assert!(made.len() < 40, "{}", made.len());
            done(&mut order, made);
            assert_eq!(order[50].1, id);
        }
        let longest = order.iter().map(|(rank, _)| rank.as_str().len()).max();
        assert!(longest <= Some(LONG), "{longest:?}");
    }

    proptest! {
        /// Two authors who see the same order move at the same moment: both moves are done, and each author
        /// can then put anything anywhere.
        #[test]
        fn moves_of_two_authors_at_once_leave_room_for_all_others(
            rounds in prop::collection::vec((0u32..12, 0u32..12, 0usize..3, 0usize..3), 1..120),
        ) {
            let mut order = started(12);
            for (one, two, at_one, at_two) in rounds {
                let seen = order.clone();
                done(&mut order, moves(&seen, &[one], at_one));
                done(&mut order, moves(&seen, &[two], at_two));
                // The next move, of whoever sees both.
                let mut wanted: Vec<u32> = ids(&order).into_iter().filter(|id| *id != one).collect();
                wanted.insert(at_two + 1, one);
                let made = moves(&order, &[one], at_two + 1);
                done(&mut order, made);
                prop_assert_eq!(ids(&order), wanted);
                prop_assert!(order.iter().all(|(rank, _)| rank.as_str().len() <= LONG));
            }
        }

        /// What is moved stands where it was put, in its own order, and all others keep theirs.
        #[test]
        fn a_run_stands_where_it_is_put(
            steps in prop::collection::vec((0u32..30, 1u32..6, any::<usize>()), 1..60),
        ) {
            let mut order = started(30);
            for (first, count, at) in steps {
                let moved: Vec<u32> = (first..(first + count).min(30)).collect();
                let mut wanted: Vec<u32> = ids(&order).into_iter().filter(|id| !moved.contains(id)).collect();
                let at = at % (wanted.len() + 1);
                wanted.splice(at..at, moved.iter().copied());
                let made = moves(&order, &moved, at);
                done(&mut order, made);
                prop_assert_eq!(ids(&order), wanted);
            }
        }
    }
}
