//! Where what is moved would be put: beside a video, whatever comes and goes around it.

use shared::VideoId;

use crate::components::Rows;

/// Neighbours that are remembered on each side, for when the nearer ones go.
const DEPTH: usize = 4;

/// A place in an order, told by the videos beside it: the first of them that is still there counts.
#[derive(Clone, Debug, PartialEq)]
pub struct Target(Vec<Beside>);

#[derive(Clone, Copy, Debug, PartialEq)]
struct Beside {
    id: VideoId,
    /// Is the place below it?
    below: bool,
    /// Where it was last seen.
    at: usize,
}

/// The rows, and which of them are moved.
pub struct Order<'a> {
    /// All of them.
    pub rows: &'a Rows,
    /// Is it moved?
    pub is_moved: &'a dyn Fn(VideoId) -> bool,
}

impl Order<'_> {
    /// The target at a gap, counted from 0 above the first row. Where `above` is set, it is the row above
    /// the gap that was pointed at.
    pub fn target(&self, gap: usize, above: bool) -> Target {
        let gap = gap.min(self.rows.len);
        let over = (0..gap).rev().filter_map(|at| self.other(at, true));
        let under = (gap..self.rows.len).filter_map(|at| self.other(at, false));
        let (over, under): (Vec<_>, Vec<_>) =
            (over.take(DEPTH).collect(), under.take(DEPTH).collect());
        let (first, second) = if above { (over, under) } else { (under, over) };
        let mut beside = Vec::with_capacity(2 * DEPTH);
        for at in 0..DEPTH {
            beside.extend(first.get(at));
            beside.extend(second.get(at));
        }
        Target(beside)
    }

    /// The gap above which so many of the others stand.
    pub fn gap(&self, place: usize) -> usize {
        let others = (0..self.rows.len).filter(|&at| self.other(at, true).is_some());
        let last = place
            .checked_sub(1)
            .and_then(|before| others.clone().nth(before));
        // Right below the row before, or above all.
        last.map_or(0, |at| at + 1)
    }

    /// How many of the others stand above a gap.
    pub fn place(&self, gap: usize) -> usize {
        (0..gap)
            .filter(|&at| self.other(at, true).is_some())
            .count()
    }

    /// How many others there are.
    pub fn others(&self) -> usize {
        self.place(self.rows.len)
    }

    fn other(&self, at: usize, below: bool) -> Option<Beside> {
        let id = (self.rows.id_at)(at)?;
        (!(self.is_moved)(id)).then_some(Beside { id, below, at })
    }
}

impl Target {
    /// The gap where it is now; `None` where all that was beside it has gone.
    pub fn gap(&self, rows: &Rows) -> Option<usize> {
        let now = |it: &Beside| Some(rows.position(it.id, it.at)? + usize::from(it.below));
        self.0.iter().find_map(now)
    }
}

/// The gap that is nearest to a point so many rows below the upper edge of the first one, and whether the
/// row there lies above the gap.
pub fn nearest(rows_down: f64, len: usize) -> (usize, bool) {
    let at = (rows_down.max(0.0) as usize).min(len.saturating_sub(1));
    let above = rows_down - at as f64 >= 0.5;
    (at + usize::from(above), above)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn id(n: u32) -> VideoId {
        VideoId(Uuid::from_u128(n.into()))
    }

    fn rows(ids: impl IntoIterator<Item = u32>) -> Rows {
        Rows::without_content(ids.into_iter().map(id))
    }

    /// Where the target at a gap of these rows is in those that follow, when some are moved.
    fn gap_after(
        before: impl IntoIterator<Item = u32>,
        moved: &[u32],
        gap: usize,
        above: bool,
        after: &[u32],
    ) -> Option<usize> {
        let (before, after) = (rows(before), rows(after.iter().copied()));
        let is_moved = |it| moved.iter().any(|n| id(*n) == it);
        let order = Order {
            rows: &before,
            is_moved: &is_moved,
        };
        order.target(gap, above).gap(&after)
    }

    #[test]
    fn a_point_is_nearest_to_the_gap_on_its_side_of_the_row() {
        for (point, nearest_is) in [
            (-3.0, (0, false)),
            (0.4, (0, false)),
            (0.6, (1, true)),
            (4.2, (4, false)),
            (9.9, (10, true)),
            (12.0, (10, true)),
        ] {
            assert_eq!(nearest(point, 10), nearest_is, "{point}");
        }
    }

    #[test]
    fn a_target_stays_beside_its_video_whatever_comes_and_goes() {
        // Below 4.
        assert_eq!(
            gap_after(0..10, &[8], 5, true, &[90, 91, 0, 1, 2, 3, 4, 5]),
            Some(7)
        );
        // Something new in the very gap: it stays below 4, or above 5.
        let with = [0, 1, 2, 3, 4, 90, 5, 6];
        assert_eq!(gap_after(0..10, &[8], 5, true, &with), Some(5));
        assert_eq!(gap_after(0..10, &[8], 5, false, &with), Some(6));
    }

    #[test]
    fn the_next_neighbour_counts_where_the_nearest_has_gone() {
        assert_eq!(
            gap_after(0..10, &[8], 5, true, &[0, 1, 2, 3, 5, 6]),
            Some(4)
        );
        assert_eq!(gap_after(0..10, &[8], 5, true, &[0, 1, 2, 3, 6]), Some(4));
        assert_eq!(gap_after(0..10, &[8], 5, true, &[50, 51]), None);
    }

    #[test]
    fn what_is_moved_is_nobodys_neighbour() {
        // Between 2 and 6, with three chosen ones in between.
        let moved = [3, 4, 5];
        assert_eq!(gap_after(0..10, &moved, 4, true, &[0, 1, 2, 6, 7]), Some(3));
        let rows = rows(0..10);
        let is_moved = |it| moved.iter().any(|n| id(*n) == it);
        let order = Order {
            rows: &rows,
            is_moved: &is_moved,
        };
        assert_eq!((order.place(4), order.place(6), order.others()), (3, 3, 7));
        assert_eq!(
            (order.gap(0), order.gap(3), order.gap(4), order.gap(7)),
            (0, 3, 7, 10)
        );
    }
}
