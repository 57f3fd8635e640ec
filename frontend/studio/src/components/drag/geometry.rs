//! Where the rows of a list are on the screen.

use shared::VideoId;
use web_sys::Element;

use crate::components::pointer::place_of;

/// Measures in pixels; places on the screen as the pointer has them.
pub struct Geometry {
    /// The list's left edge.
    pub left: f64,
    /// The list's upper edge.
    pub top: f64,
    /// How wide the list is inside.
    pub width: f64,
    /// How high the list is inside.
    pub height: f64,
    /// Where what floats over the list's end is over, which takes no part.
    pub end: f64,
    /// Where the first row's upper edge is, also far out of sight.
    pub first: f64,
    /// How high a row is.
    pub row: f64,
}

impl Geometry {
    /// The geometry as it is at this moment; `None` where there are no rows.
    pub fn of(list: &Element) -> Option<Self> {
        // A title that is edited stays in sight, wherever its row is.
        let drawn = list.query_selector("[aria-rowindex]:not(:has(.title-field))");
        let drawn = drawn.ok().flatten()?;
        let (at, row) = (place_of(&drawn)?, drawn.get_bounding_client_rect());
        let rect = list.get_bounding_client_rect();
        let height = row.height();
        (height > 0.0).then(|| Self {
            left: rect.left(),
            top: rect.top(),
            width: f64::from(list.client_width()),
            height: f64::from(list.client_height()),
            end: end(list),
            first: row.top() - at as f64 * height,
            row: height,
        })
    }

    /// A place on the screen, measured down it, as one in the list: what floats over the list's end is its
    /// last line. `None` where it is neither.
    pub fn within(&self, x: f64, y: f64) -> Option<f64> {
        let inside =
            (self.left..self.left + self.width).contains(&x) && (self.top..self.end).contains(&y);
        inside.then(|| y.min(self.top + self.height - 1.0))
    }

    /// Where a gap is, counted from 0 above the first row.
    pub fn gap(&self, gap: usize) -> f64 {
        self.first + gap as f64 * self.row
    }

    /// How far the list is to be scrolled down so that the rows on both sides of a gap are seen.
    pub fn reveal(&self, gap: usize, len: usize) -> f64 {
        let over = self.gap(gap.saturating_sub(1)) - self.top;
        let under = self.gap((gap + 1).min(len)) - self.top - self.height;
        if over < 0.0 { over } else { under.max(0.0) }
    }
}

/// Where what floats over a list's end is over, on the screen.
pub fn end(list: &Element) -> f64 {
    let card = list.parent_element().unwrap_or_else(|| list.clone());
    card.get_bounding_client_rect().bottom()
}

/// The handle of a row, with the row's video, where this is one.
pub fn handle(target: &Element) -> Option<(Element, VideoId)> {
    let handle = target.closest("[data-action='drag']").ok()??;
    let row = handle.closest("[data-video-id]").ok()??;
    let id = row.get_attribute("data-video-id")?.parse().ok()?;
    Some((handle, id))
}
