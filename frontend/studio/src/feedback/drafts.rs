//! Titles and durations that are typed and not saved: what their authors have of them, and nothing of the
//! server's.

use std::rc::Rc;

use shared::VideoId;

/// A title, or a duration, that is being edited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Of which video.
    pub id: VideoId,
    /// The list in which it was typed.
    pub place: Rc<str>,
    /// The text as typed so far.
    pub text: Rc<str>,
    /// The title that it is to replace, as its author saw it; of a duration, the seconds.
    pub base: Rc<str>,
    /// The text was refused before and is offered again: nobody has asked for it since.
    pub offered: bool,
}

/// Texts that were typed and left: what is wrong or in the way is to be settled first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Drafts {
    kept: Rc<Vec<Draft>>,
}

/// Titles that are kept; the oldest make room.
const MOST: usize = 50;

impl Drafts {
    /// Those that are kept, oldest first.
    pub fn iter(&self) -> impl Iterator<Item = &Draft> {
        self.kept.iter()
    }

    /// The one for this title.
    pub fn get(&self, id: VideoId) -> Option<&Draft> {
        self.kept.iter().find(|draft| draft.id == id)
    }

    /// Keeps a title, in place of an earlier text for it.
    pub fn keep(&mut self, draft: Draft) {
        self.take(draft.id);
        let kept = Rc::make_mut(&mut self.kept);
        kept.push(draft);
        if kept.len() > MOST {
            kept.remove(0);
        }
    }

    /// Takes a title out, if it is kept.
    pub fn take(&mut self, id: VideoId) -> Option<Draft> {
        let at = self.kept.iter().position(|draft| draft.id == id)?;
        Some(Rc::make_mut(&mut self.kept).remove(at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_kept_once_and_old_ones_make_room() {
        let draft = |n: u128, text: &str| Draft {
            id: VideoId(uuid::Uuid::from_u128(n)),
            place: "c1".into(),
            text: text.into(),
            base: "A".into(),
            offered: false,
        };
        let mut drafts = Drafts::default();
        for n in 0..60 {
            drafts.keep(draft(n, "first"));
        }
        drafts.keep(draft(59, "second"));
        assert_eq!(drafts.iter().count(), MOST);
        let last = drafts.get(draft(59, "").id);
        assert_eq!(last.map(|draft| &*draft.text), Some("second"));
        assert_eq!(drafts.take(draft(0, "").id), None);
        assert!(drafts.take(draft(59, "").id).is_some());
        assert_eq!(drafts.get(draft(59, "").id), None);
    }
}
