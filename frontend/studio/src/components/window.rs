//! Which rows of a long list are drawn: pure arithmetic.

use std::ops::Range;

/// Lists up to this long are drawn whole.
pub const WHOLE: usize = 40;
/// Rows drawn beyond each edge of what can be seen.
const MARGIN: usize = 6;
/// The first row moves in steps of this many, so that most scroll events change nothing.
const STEP: usize = 4;

/// The rows to draw of `len`, each `row` pixels high, when `height` pixels are seen from `top` on.
pub fn visible(len: usize, row: f64, top: f64, height: f64) -> Range<usize> {
    if len <= WHOLE {
        return 0..len;
    }
    let seen = (height.max(row) / row).ceil() as usize + 1;
    let drawn = seen + 2 * MARGIN + STEP;
    let first = ((top.max(0.0) / row) as usize).saturating_sub(MARGIN) / STEP * STEP;
    let first = first.min(len.saturating_sub(drawn));
    first..(first + drawn).min(len)
}

/// Where to scroll so that row `at` is seen whole, or `None` where it is.
pub fn reveal(at: usize, row: f64, top: f64, height: f64) -> Option<f64> {
    let (start, end) = (at as f64 * row, (at + 1) as f64 * row);
    if start < top {
        Some(start)
    } else if end > top + height {
        Some(end - height)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROW: f64 = 56.0;

    #[test]
    fn short_lists_are_drawn_whole() {
        assert_eq!(visible(20, ROW, 300.0, 400.0), 0..20);
        assert_eq!(visible(0, ROW, 0.0, 0.0), 0..0);
    }

    #[test]
    fn all_that_is_seen_is_drawn_and_little_more() {
        for top in (0..560_000).step_by(777) {
            let top = f64::from(top);
            let drawn = visible(10_000, ROW, top, 640.0);
            assert!(drawn.len() <= 60, "{drawn:?}");
            assert!(drawn.start as f64 * ROW <= top, "{drawn:?} at {top}");
            let bottom = (top + 640.0).min(10_000.0 * ROW);
            assert!(drawn.end as f64 * ROW >= bottom, "{drawn:?} at {top}");
        }
    }

    #[test]
    fn a_list_that_has_shrunk_is_still_drawn() {
        assert_eq!(visible(50, ROW, 560_000.0, 640.0).end, 50);
    }

    #[test]
    fn revealing_moves_only_as_far_as_needed() {
        assert_eq!(reveal(3, ROW, 0.0, 640.0), None);
        assert_eq!(reveal(0, ROW, 100.0, 640.0), Some(0.0));
        assert_eq!(reveal(20, ROW, 0.0, 640.0), Some(536.0));
    }
}
