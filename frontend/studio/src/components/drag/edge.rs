//! How fast a list scrolls while something is held near its edge.

/// How far from an edge it begins, in pixels; at most a quarter of the list.
const ZONE: f64 = 72.0;
/// How fast it is at the edge itself at first, in pixels a second.
const FASTEST: f64 = 1_200.0;
/// So many times faster it is in the end, for who stays there: thousands of rows take no minutes.
const MOST: f64 = 14.0;
/// How long it takes to become once faster, in milliseconds.
const STEP_MS: f64 = 400.0;
/// How far beyond an edge it still scrolls, in pixels.
pub const BEYOND: f64 = 80.0;

/// Pixels a second, downwards: `y` pixels below the upper edge of a list so high, after `held`
/// milliseconds near this edge. It grows with the nearness to the edge, and with time.
pub fn speed(y: f64, height: f64, held: f64) -> f64 {
    let zone = ZONE.min(height / 4.0);
    let (depth, sign) = if y < zone {
        (zone - y, -1.0)
    } else {
        (y - (height - zone), 1.0)
    };
    if depth <= 0.0 || y < -BEYOND || y > height + BEYOND {
        return 0.0;
    }
    let near = (depth / zone).min(1.0);
    let longer = (1.0 + held / STEP_MS).min(MOST);
    sign * near * near * longer * FASTEST
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_scrolls_near_the_edges_alone_and_faster_towards_them() {
        assert_eq!(speed(300.0, 600.0, 0.0), 0.0);
        assert_eq!(speed(72.0, 600.0, 0.0), 0.0);
        let up: Vec<f64> = [60.0, 40.0, 20.0, 0.0].map(|y| speed(y, 600.0, 0.0)).into();
        assert!(up.is_sorted_by(|a, b| a > b) && up[0] < 0.0, "{up:?}");
        let down: Vec<f64> = [540.0, 560.0, 580.0, 600.0]
            .map(|y| speed(y, 600.0, 0.0))
            .into();
        assert!(down.is_sorted_by(|a, b| a < b) && down[0] > 0.0, "{down:?}");
    }

    #[test]
    fn it_goes_on_a_little_beyond_the_edge_and_no_further() {
        assert_eq!(speed(-40.0, 600.0, 0.0), -FASTEST);
        assert_eq!(speed(640.0, 600.0, 0.0), FASTEST);
        assert_eq!(speed(-100.0, 600.0, 0.0), 0.0);
        assert_eq!(speed(700.0, 600.0, 0.0), 0.0);
    }

    #[test]
    fn ten_thousand_rows_take_less_than_a_minute() {
        let (mut left, mut seconds) = (10_000.0 * 56.0, 0.0);
        while left > 0.0 {
            left -= speed(599.0, 600.0, seconds * 1_000.0) * 0.1;
            seconds += 0.1;
        }
        assert!(seconds < 60.0, "{seconds}");
    }

    #[test]
    fn a_low_list_has_a_middle_that_rests() {
        assert_eq!(speed(60.0, 120.0, 0.0), 0.0);
        assert!(speed(110.0, 120.0, 0.0) > 0.0);
    }
}
