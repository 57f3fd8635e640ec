//! Which clicks were meant for the row that they hit. A row that slides under the pointer is not aimed
//! at: it counts once it has been there as long as people take to see it, or the pointer has set out for
//! it after it came.

use shared::VideoId;

/// How long people take for a click that they can no longer take back, in milliseconds. It is the
/// interval of a double click, for which browsers ignore clicks on a question that has just come up.
const MOMENT: f64 = 500.0;
/// A pointer that has rested so long sets out anew, in milliseconds.
const REST: f64 = 100.0;
/// So far a resting hand moves the pointer, in pixels.
const JITTER: i32 = 8;

/// What a list knows of the pointer, and of what lay under it in the last moment.
#[derive(Default)]
pub struct Aim {
    /// Drawings of the last moment, the newest last.
    drawn: Vec<Drawn>,
    /// What places are measured from: it moves as the list follows its anchor, and not as the author
    /// scrolls.
    origin: isize,
    /// Where the pointer was seen, and when.
    seen: (i32, i32),
    seen_at: f64,
    /// When it set out for where it is.
    set_out: f64,
    /// The row that the button went down on, and whether that was aimed at.
    down: Option<(VideoId, bool)>,
    /// The row of the first click of several.
    first: Option<VideoId>,
    /// Videos of which the author's own changes wait for the server.
    waiting: Vec<VideoId>,
    /// Is what is drawn now done by a click?
    pub acting: bool,
}

struct Drawn {
    since: f64,
    origin: isize,
    first: usize,
    ids: Vec<VideoId>,
}

impl Aim {
    /// These rows are drawn from now on, from the place `first` on, in a list that has followed its
    /// anchor by `moved` rows; of each, whether a change of the author's waits for the server.
    pub fn draw(&mut self, now: f64, moved: isize, first: usize, rows: Vec<(VideoId, bool)>) {
        self.origin -= moved;
        let ids: Vec<VideoId> = rows.iter().map(|(id, _)| *id).collect();
        let waiting = rows.iter().filter(|(_, waits)| *waits);
        let waiting: Vec<VideoId> = waiting.map(|(id, _)| *id).collect();
        let done = self.waiting.iter().any(|id| !waiting.contains(id));
        // By the menu, a dialog, a key.
        let begun = waiting.iter().any(|id| !self.waiting.contains(id));
        self.waiting = waiting;
        if self.acting || begun || done {
            // The author has seen it coming.
            self.drawn.clear();
        }
        if let Some(last) = self.drawn.last()
            && (last.origin, last.first, &last.ids) == (self.origin, first, &ids)
        {
            return;
        }
        let old = self
            .drawn
            .iter()
            .rposition(|drawn| drawn.since < now - MOMENT);
        self.drawn.drain(..old.unwrap_or(0));
        self.drawn.push(Drawn {
            since: now,
            origin: self.origin,
            first,
            ids,
        });
    }

    /// The pointer is here.
    pub fn point(&mut self, now: f64, x: i32, y: i32) {
        let far = (x - self.seen.0).abs().max((y - self.seen.1).abs()) > JITTER;
        if now - self.seen_at > REST {
            if !far {
                return;
            }
            self.set_out = now;
        }
        self.seen = (x, y);
        self.seen_at = now;
    }

    /// The button goes down on this row, which is at this place.
    pub fn press(&mut self, now: f64, id: VideoId, at: usize) {
        let from = self.set_out.max(now - MOMENT);
        let mut until = f64::INFINITY;
        let steady = self.drawn.iter().rev().all(|drawn| {
            let until = std::mem::replace(&mut until, drawn.since);
            let at = at.cast_signed() + self.origin - drawn.origin - drawn.first.cast_signed();
            let there = usize::try_from(at).ok().and_then(|at| drawn.ids.get(at));
            until <= from || there.is_none_or(|there| *there == id)
        });
        self.down = Some((id, steady));
    }

    /// Does this click on a row count? `number` is the browser's, of clicks that follow each other as
    /// fast as a double click; 0 without a pointer.
    pub fn click(&mut self, id: VideoId, number: i32) -> bool {
        let down = self.down.take();
        if number == 0 {
            self.acting = true;
            return true;
        }
        // The next movement is another one.
        self.seen_at = f64::NEG_INFINITY;
        if number == 1 {
            self.first = Some(id);
        }
        self.acting = self.first == Some(id) && down.is_none_or(|down| down == (id, true));
        self.acting
    }
}

/// Whether the Delete key is meant for the row that has the focus: one to which that has just come, as
/// somebody else deleted the row before it, is not aimed at either.
#[derive(Default)]
pub struct Focus {
    /// Until when.
    astray: f64,
    /// What was last deleted by the key: where the focus goes from there is expected.
    deleted: Option<VideoId>,
}

impl Focus {
    /// The focus comes to a row.
    pub fn come(&mut self) {
        self.astray = 0.0;
    }

    /// It does so because the row that had it has gone.
    pub fn fall(&mut self, now: f64, from: Option<VideoId>) {
        if self.deleted.take() != from {
            self.astray = now + MOMENT;
        }
    }

    /// The key is pressed on this row; does that count?
    pub fn delete(&mut self, now: f64, id: VideoId) -> bool {
        let counts = now >= self.astray;
        if counts {
            self.deleted = Some(id);
        }
        counts
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn id(n: u32) -> VideoId {
        VideoId(Uuid::from_u128(n.into()))
    }

    /// A list of ten that has been there for long, and a pointer that has rested.
    fn aim() -> Aim {
        let mut aim = Aim::default();
        draw(&mut aim, 0.0, 0, 0..10);
        aim.point(1_000.0, 100, 300);
        aim
    }

    fn draw(aim: &mut Aim, now: f64, moved: isize, ids: impl IntoIterator<Item = u32>) {
        aim.draw(
            now,
            moved,
            0,
            ids.into_iter().map(|n| (id(n), false)).collect(),
        );
    }

    fn click(aim: &mut Aim, now: f64, (n, at): (u32, usize), number: i32) -> bool {
        aim.press(now, id(n), at);
        let counts = aim.click(id(n), number);
        aim.acting = false;
        counts
    }

    #[test]
    fn a_row_that_has_been_there_is_aimed_at() {
        assert!(click(&mut aim(), 2_000.0, (5, 5), 1));
    }

    #[test]
    fn a_row_that_slides_under_the_pointer_is_aimed_at_a_moment_later() {
        for (then, counts) in [(2_010.0, false), (2_450.0, false), (2_550.0, true)] {
            let mut aim = aim();
            draw(&mut aim, 2_000.0, 0, 2..12);
            assert_eq!(click(&mut aim, then, (7, 5), 1), counts, "{then}");
        }
    }

    #[test]
    fn a_row_that_stays_is_aimed_at_whatever_goes_below_or_above() {
        let mut aim = aim();
        draw(&mut aim, 2_000.0, 0, (0..6).chain(8..12));
        assert!(click(&mut aim, 2_010.0, (5, 5), 1));
        // Two go above, and the list follows.
        draw(&mut aim, 2_100.0, -2, (2..6).chain(8..12));
        assert!(click(&mut aim, 2_110.0, (5, 3), 1));
        assert!(click(&mut aim, 2_120.0, (4, 2), 1));
    }

    #[test]
    fn a_pointer_that_sets_out_after_the_row_has_come_is_aimed() {
        let mut aim = aim();
        draw(&mut aim, 2_000.0, 0, 2..12);
        aim.point(2_010.0, 103, 302);
        assert!(!click(&mut aim, 2_020.0, (7, 5), 1), "a hand that trembles");
        aim.point(2_030.0, 100, 200);
        assert!(click(&mut aim, 2_040.0, (5, 3), 1));
    }

    #[test]
    fn a_pointer_that_is_on_its_way_while_the_row_comes_is_not_aimed() {
        let mut aim = aim();
        for step in 0..10 {
            aim.point(1_900.0 + 20.0 * f64::from(step), 100, 300 - 10 * step);
        }
        draw(&mut aim, 2_050.0, 0, 2..12);
        aim.point(2_100.0, 100, 200);
        assert!(!click(&mut aim, 2_110.0, (5, 3), 1));
    }

    #[test]
    fn clicks_that_follow_each_other_count_on_the_same_row() {
        let mut aim = aim();
        for (number, counts) in [(1, true), (2, true), (3, true)] {
            assert_eq!(click(&mut aim, 2_000.0, (5, 5), number), counts);
        }
        draw(&mut aim, 2_010.0, 0, (0..5).chain(6..12));
        assert!(
            !click(&mut aim, 2_150.0, (6, 5), 4),
            "another row in its place"
        );
        assert!(click(&mut aim, 2_600.0, (6, 5), 1), "a click of its own");
    }

    #[test]
    fn what_the_author_has_moved_is_known() {
        let without = || (0..5).chain(6..12);
        let mut aim = aim();
        aim.press(2_000.0, id(5), 5);
        assert!(aim.click(id(5), 1));
        draw(&mut aim, 2_002.0, 0, without());
        aim.acting = false;
        assert!(click(&mut aim, 2_060.0, (6, 5), 1));
        // The same once the server has done it.
        let waits = without().map(|n| (id(n), n == 6)).collect();
        aim.draw(2_100.0, 0, 0, waits);
        draw(&mut aim, 2_300.0, 0, (0..5).chain(7..12));
        assert!(click(&mut aim, 2_310.0, (7, 5), 1));
        // And where it was done by the menu: what is moved waits from then on.
        let moved = (0..4).chain([8, 4, 7]).chain(9..12);
        let waits = moved.map(|n| (id(n), n == 8)).collect();
        aim.draw(3_000.0, 0, 0, waits);
        assert!(click(&mut aim, 3_050.0, (4, 5), 1));
    }

    #[test]
    fn clicks_without_a_pointer_always_count() {
        let mut aim = aim();
        draw(&mut aim, 2_000.0, 0, 2..12);
        assert!(aim.click(id(7), 0));
        // Nor does a click that no button came before.
        assert!(aim.click(id(7), 1));
    }

    #[test]
    fn the_delete_key_is_meant_for_the_row_that_the_author_has_gone_to() {
        let mut focus = Focus::default();
        for n in 1..4 {
            // One after the other.
            assert!(focus.delete(f64::from(n), id(n)));
            focus.fall(f64::from(n), Some(id(n)));
        }
        focus.fall(100.0, Some(id(4)));
        assert!(!focus.delete(110.0, id(5)));
        assert!(focus.delete(700.0, id(5)));
        focus.fall(800.0, Some(id(6)));
        focus.come();
        assert!(focus.delete(810.0, id(7)), "by the arrow keys");
    }
}
