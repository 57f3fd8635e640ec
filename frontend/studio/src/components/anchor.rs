//! Which row stays where it is while others come and go: what is being edited, else what is pointed
//! at, else what most of the rows on screen do. The list follows it in the drawing that moves it.

use shared::VideoId;
use yew::AttrValue;

use super::Rows;

/// Rows that are looked for in vain before the list stays where it is.
const MISSES: usize = 4;

/// Where the rows lie. A row at place `at` is seen `at * row + lead - top` pixels below the list's
/// upper edge.
#[derive(Default)]
pub struct Anchor {
    rows: Option<Rows>,
    view: AttrValue,
    /// How high a row is, in pixels.
    pub row: usize,
    /// How far the list is scrolled, in pixels.
    pub top: usize,
    /// What is kept free above the first row, in pixels, so that a row near it can stay.
    pub lead: usize,
    /// Where the pointer is, in pixels below the list's upper edge.
    pub pointer: Option<usize>,
    /// Has the list been moved, so that the browser is to be told?
    pub moved: bool,
}

/// What the rows are measured by, in pixels.
#[derive(Clone, Copy)]
pub struct Measure {
    /// How high a row is.
    pub row: usize,
    /// How much of the list is seen.
    pub height: usize,
}

impl Anchor {
    /// Rows are so high from now on, in pixels: the first one that is seen stays where it is.
    pub fn measure(&mut self, row: usize) {
        let before = std::mem::replace(&mut self.row, row);
        if before != row && before > 0 {
            let scaled = |pixels: usize| pixels * row / before;
            (self.top, self.lead) = (scaled(self.top), scaled(self.lead));
            self.moved = true;
        }
    }

    /// Takes in the rows that are drawn from now on, and returns by how many pixels the list has
    /// followed its anchor. Another `view` of the rows is shown from its beginning.
    pub fn follow(
        &mut self,
        rows: &Rows,
        view: &AttrValue,
        editing: Option<VideoId>,
        measure: Measure,
    ) -> isize {
        let before = self.rows.replace(rows.clone());
        let same = std::mem::replace(&mut self.view, view.clone()) == *view;
        let offset = self.offset();
        let shift = match before {
            Some(before) if same => self.shift(&before, rows, editing, measure),
            // What is being edited stays in sight by itself.
            Some(_) => -offset,
            // The first drawing.
            None => 0,
        };
        let held = self.is_held(editing) && rows.len > 0;
        let to = offset + shift;
        let to = if held { to } else { to.max(0) };
        let (top, lead) = (to.max(0).unsigned_abs(), to.min(0).unsigned_abs());
        if to != offset || !held {
            self.moved |= (self.top, self.lead) != (top, lead);
            (self.top, self.lead) = (top, lead);
        }
        to - offset
    }

    /// How high all the rows are with what is kept free around them: a list that is pointed at does
    /// not slide back when its last rows go.
    pub fn content(&self, editing: Option<VideoId>, measure: Measure) -> usize {
        let rows = self.rows.as_ref().map_or(0, |rows| rows.len);
        let all = self.lead + rows * measure.row;
        if rows > 0 && self.top > 0 && self.is_held(editing) {
            all.max(self.top + measure.height)
        } else {
            all
        }
    }

    /// What is to be known of where the rows lie: the first one that is seen, its place, and how far
    /// it is out of sight.
    pub fn kept(&self) -> Option<String> {
        let row = Some(self.row).filter(|row| *row > 0)?;
        let at = self.offset().max(0).unsigned_abs() / row;
        Some(format!("{} {at} {}", self.id_at(at)?, self.top % row))
    }

    /// Lets the rows lie as they did then, if others have come or gone since.
    pub fn restore(&mut self, kept: &str, rows: &Rows, row: usize) {
        let mut parts = kept.split(' ');
        let id = parts.next().and_then(|id| id.parse().ok());
        let mut number = || parts.next()?.parse::<usize>().ok();
        if let (Some(id), Some(at), Some(hidden)) = (id, number(), number()) {
            let at = rows.position(id, at).unwrap_or(at.min(rows.len));
            self.top = at * row + hidden;
            self.moved = true;
        }
    }

    /// The video at a place.
    pub fn id_at(&self, at: usize) -> Option<VideoId> {
        self.rows.as_ref().and_then(|rows| (rows.id_at)(at))
    }

    /// The place of the row that is so many pixels below the list's upper edge.
    pub fn at(&self, y: usize, row: usize) -> Option<usize> {
        usize::try_from(self.offset() + y.cast_signed())
            .ok()
            .map(|y| y / row)
    }

    fn is_held(&self, editing: Option<VideoId>) -> bool {
        self.pointer.is_some() || editing.is_some()
    }

    fn offset(&self) -> isize {
        self.top.cast_signed() - self.lead.cast_signed()
    }

    fn shift(
        &self,
        before: &Rows,
        rows: &Rows,
        editing: Option<VideoId>,
        Measure { row, height }: Measure,
    ) -> isize {
        let first = self.top.saturating_sub(self.lead) / row;
        let end = self.at(height, row).map_or(0, |at| at + 1).min(before.len);
        let seen = first.min(end)..end;
        let edited = editing.and_then(|id| seen.clone().find(|&at| (before.id_at)(at) == Some(id)));
        let pointed = self.pointer.and_then(|y| self.at(y, row));
        let chosen = edited.or(pointed.filter(|at| seen.contains(at)));
        // A list that is seen from its beginning goes on being seen so.
        if chosen.is_none() && self.offset() <= 0 {
            return 0;
        }
        let by = |places: isize| places * row.cast_signed();
        let to = |at: usize, hint: isize| {
            let id = (before.id_at)(at)?;
            rows.position(id, at.saturating_add_signed(hint))
        };
        let Some(chosen) = chosen else {
            return by(most(seen, &to).unwrap_or(0));
        };
        if let Some(now) = to(chosen, 0) {
            return by(now.cast_signed() - chosen.cast_signed());
        }
        // It has gone: what is above it stays, and what comes next takes its place.
        if let Some(moved) = most(seen.start..chosen, &to) {
            return by(moved);
        }
        let next = (chosen + 1..seen.end)
            .take(MISSES)
            .find_map(|at| to(at, -1));
        by(next.map_or(0, |now| now.cast_signed() - chosen.cast_signed()))
    }
}

/// By how many places most of these rows have moved.
fn most(rows: std::ops::Range<usize>, to: &dyn Fn(usize, isize) -> Option<usize>) -> Option<isize> {
    let mut votes: Vec<(isize, usize)> = Vec::new();
    let (mut hint, mut misses) = (0, 0);
    for at in rows {
        let Some(now) = to(at, hint) else {
            misses += 1;
            if misses == MISSES {
                break;
            }
            continue;
        };
        hint = now.cast_signed() - at.cast_signed();
        match votes.iter_mut().find(|(moved, _)| *moved == hint) {
            Some((_, count)) => *count += 1,
            None => votes.push((hint, 1)),
        }
    }
    let most = votes
        .into_iter()
        .max_by_key(|&(moved, count)| (count, -moved.abs()));
    most.map(|(moved, _)| moved)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const MEASURE: Measure = Measure {
        row: 50,
        height: 500,
    };

    fn id(n: u32) -> VideoId {
        VideoId(Uuid::from_u128(n.into()))
    }

    fn rows(ids: impl IntoIterator<Item = u32>) -> Rows {
        Rows::without_content(ids.into_iter().map(id))
    }

    /// A list of thirty that is scrolled so far.
    fn scrolled(top: usize) -> Anchor {
        let mut anchor = Anchor::default();
        anchor.follow(&rows(0..30), &"".into(), None, MEASURE);
        anchor.top = top;
        anchor
    }

    fn follow(anchor: &mut Anchor, to: Rows, editing: Option<u32>) -> (usize, usize) {
        anchor.follow(&to, &"".into(), editing.map(id), MEASURE);
        (anchor.top, anchor.lead)
    }

    #[test]
    fn rows_above_come_and_go_without_moving_those_that_are_seen() {
        for (to, top) in [
            (rows((0..2).chain(4..30)), 425),
            (rows((0..4).chain(100..103).chain(4..30)), 675),
            // The first ones on screen go, among others.
            (rows((0..10).chain(12..30)), 425),
            (rows(0..30), 525),
        ] {
            assert_eq!(follow(&mut scrolled(525), to, None), (top, 0));
        }
    }

    #[test]
    fn a_row_that_moves_away_does_not_take_the_list_along() {
        let to = rows((0..10).chain(11..30).chain([10]));
        assert_eq!(follow(&mut scrolled(500), to, None), (450, 0));
    }

    #[test]
    fn a_list_that_is_seen_from_its_beginning_shows_what_comes_there() {
        assert_eq!(
            follow(&mut scrolled(0), rows((90..93).chain(0..30)), None),
            (0, 0)
        );
    }

    #[test]
    fn what_is_pointed_at_stays_also_near_the_beginning() {
        let mut anchor = scrolled(0);
        anchor.pointer = Some(310);
        assert_eq!(
            follow(&mut anchor, rows((0..1).chain(3..30)), None),
            (0, 100)
        );
        assert_eq!(anchor.at(310, 50).map(|at| at + 2), Some(6));
        // One comes back above it.
        assert_eq!(
            follow(&mut anchor, rows((0..2).chain(3..30)), None),
            (0, 50)
        );
        // It moves itself.
        assert_eq!(
            follow(
                &mut anchor,
                rows([0, 6, 1].into_iter().chain(3..6).chain(7..30)),
                None
            ),
            (0, 250)
        );
        anchor.pointer = None;
        let to = rows([0, 6, 1].into_iter().chain(3..6).chain(7..30));
        assert_eq!(follow(&mut anchor, to, None), (0, 0));
        assert!(anchor.moved);
    }

    #[test]
    fn what_follows_takes_the_place_of_a_pointed_row_that_goes() {
        let mut anchor = scrolled(0);
        anchor.pointer = Some(310);
        assert_eq!(follow(&mut anchor, rows((0..6).chain(7..30)), None), (0, 0));
        // With all that was above it.
        assert_eq!(follow(&mut anchor, rows(8..30), None), (0, 300));
    }

    #[test]
    fn what_is_edited_stays_before_what_is_pointed_at() {
        let mut anchor = scrolled(0);
        anchor.pointer = Some(60);
        let to = rows((0..4).chain(5..8).chain([4]).chain(8..30));
        assert_eq!(follow(&mut anchor, to, Some(4)), (150, 0));
    }

    #[test]
    fn a_list_that_is_pointed_at_does_not_slide_back_from_its_end() {
        let mut anchor = scrolled(1000);
        anchor.pointer = Some(310);
        assert_eq!(follow(&mut anchor, rows(0..28), None), (1000, 0));
        assert_eq!(anchor.content(None, MEASURE), 1500);
        anchor.pointer = None;
        assert_eq!(anchor.content(None, MEASURE), 1400);
    }

    #[test]
    fn the_first_row_that_is_seen_stays_when_rows_become_lower() {
        let mut anchor = scrolled(500);
        anchor.measure(50);
        assert_eq!((anchor.top, anchor.moved), (500, false));
        anchor.measure(40);
        assert_eq!((anchor.top, anchor.moved), (400, true));
    }

    #[test]
    fn another_view_is_shown_from_its_beginning() {
        let mut anchor = scrolled(525);
        anchor.follow(&rows(5..20), &"search=a".into(), None, MEASURE);
        assert_eq!((anchor.top, anchor.moved), (0, true));
    }
}
