//! Which rows of a long list are drawn: pure arithmetic.

use std::ops::Range;

/// Rows drawn beyond each edge of what can be seen.
const MARGIN: usize = 2;
/// The first row moves in steps of this many, so that most scroll events change nothing.
const STEP: usize = 2;

/// Never more than this, however tall the window (or the style sheet did not load).
const MOST: usize = 60;

/// The rows to draw of `len`, each `row` pixels high, when `height` pixels are seen from `top` on. Up
/// to `whole` rows are drawn all.
pub fn visible(len: usize, row: usize, top: usize, height: usize, whole: usize) -> Range<usize> {
    if len <= whole {
        return 0..len;
    }
    let seen = height.max(row).div_ceil(row) + 1;
    let at = (top / row).min(len);
    let first = at.saturating_sub(MARGIN) / STEP * STEP;
    let end = (at / STEP * STEP + STEP + seen + MARGIN).min(len);
    // A list that has shrunk is drawn from its end.
    let first = first.min(end.saturating_sub(seen + MARGIN));
    first..end.min(first + MOST)
}

/// The rows that are `shown` and those beside them, each once and in order.
pub fn with(shown: &Range<usize>, beside: &[Option<usize>]) -> Vec<usize> {
    let beside = beside.iter().flatten();
    let (before, after): (Vec<usize>, Vec<usize>) = beside
        .filter(|at| !shown.contains(at))
        .partition(|at| **at < shown.start);
    let sorted = |mut some: Vec<usize>| {
        some.sort_unstable();
        some.dedup();
        some
    };
    [sorted(before), shown.clone().collect(), sorted(after)].concat()
}

/// Where to scroll so that row `at`, in a list that begins `lead` pixels further down, is seen whole;
/// `None` where it is.
pub fn reveal(at: usize, row: usize, lead: usize, top: usize, height: usize) -> Option<usize> {
    let (start, end) = (lead + at * row, lead + (at + 1) * row);
    if start < top {
        Some(start)
    } else if end > top + height {
        Some(end.saturating_sub(height))
    } else {
        None
    }
}

/// A measure of the browser's, in pixels: below zero while a touch stretches the end of a list.
pub fn pixels(measure: i32) -> usize {
    usize::try_from(measure).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROW: usize = 56;
    const WHOLE: usize = 40;

    #[test]
    fn short_lists_are_drawn_whole() {
        assert_eq!(visible(20, ROW, 300, 400, WHOLE), 0..20);
        assert_eq!(visible(0, ROW, 0, 0, WHOLE), 0..0);
    }

    #[test]
    fn what_is_drawn_beside_what_is_shown_stands_in_its_place_and_once() {
        assert_eq!(with(&(4..6), &[None, None]), [4, 5]);
        assert_eq!(with(&(4..6), &[Some(5), Some(1)]), [1, 4, 5]);
        assert_eq!(with(&(4..6), &[Some(9), Some(6)]), [4, 5, 6, 9]);
        assert_eq!(with(&(4..6), &[Some(9), Some(9)]), [4, 5, 9]);
        assert_eq!(with(&(0..0), &[Some(0), None]), [0]);
    }

    #[test]
    fn a_window_without_end_does_not_draw_everything() {
        assert_eq!(visible(10_000, ROW, 0, 560_000, WHOLE), 0..MOST);
    }

    #[test]
    fn all_that_is_seen_is_drawn_and_little_more() {
        for top in (0..560_000).step_by(777) {
            let drawn = visible(10_000, ROW, top, 640, WHOLE);
            assert!(drawn.len() <= 60, "{drawn:?}");
            assert!(drawn.start * ROW <= top, "{drawn:?} at {top}");
            let bottom = (top + 640).min(10_000 * ROW);
            assert!(drawn.end * ROW >= bottom, "{drawn:?} at {top}");
        }
    }

    #[test]
    fn a_list_that_has_shrunk_is_still_drawn() {
        assert_eq!(visible(50, ROW, 560_000, 640, WHOLE).end, 50);
    }

    #[test]
    fn revealing_moves_only_as_far_as_needed() {
        assert_eq!(reveal(3, ROW, 0, 0, 640), None);
        assert_eq!(reveal(0, ROW, 0, 100, 640), Some(0));
        assert_eq!(reveal(20, ROW, 0, 0, 640), Some(536));
        assert_eq!(reveal(20, ROW, 56, 0, 640), Some(592));
    }
}
