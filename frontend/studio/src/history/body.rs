//! The changes that take an entry back, and how they are kept: as texts of a few hundred each, so that
//! neither writing nor reading ten thousand holds the page up.

use std::rc::Rc;

use studio_domain::Change;

/// The changes that take an entry back, in the order in which it was done.
pub type Body = Rc<Vec<Change>>;

/// Changes in one text.
pub const AT_ONCE: usize = 256;

/// Changes as a text; `None`: it cannot be one.
pub fn written(changes: &[Change]) -> Option<String> {
    serde_json::to_string(changes).ok()
}

/// Adds the changes of a text. Tells whether it could be read.
pub fn read_part(text: &str, changes: &mut Vec<Change>) -> bool {
    let Ok(mut part) = serde_json::from_str::<Vec<Change>>(text) else {
        return false;
    };
    for change in &mut part {
        // Many are mostly left alike, and share what says so.
        let last = changes.last().map(|last| &last.only_if);
        if let Some(alike) = last.filter(|last| **last == change.only_if) {
            change.only_if = alike.clone();
        }
        changes.push(change.clone());
    }
    true
}

#[cfg(test)]
mod tests {
    use shared::Operation;

    use super::{super::entry::tests::video, *};

    #[test]
    fn changes_are_kept_as_texts_and_read_again() {
        let hide = |n| Operation::SetPublished {
            id: video(n),
            published: false,
        };
        let show = |n| {
            Change::from(Operation::SetPublished {
                id: video(n),
                published: true,
            })
        };
        let all: Vec<Change> = (0..600)
            .map(|n| Change::from(hide(n)).back_from(&show(n)))
            .collect();
        let texts = all
            .chunks(AT_ONCE)
            .map(|part| written(part).expect("a text"));
        let texts: Vec<String> = texts.collect();
        assert_eq!(texts.len(), 3);
        let mut read = Vec::new();
        assert!(texts.iter().all(|text| read_part(text, &mut read)));
        assert_eq!(read, all);
        let shared = read.iter().map(|it| it.only_if.as_ref().map(Rc::as_ptr));
        assert_eq!(shared.collect::<std::collections::HashSet<_>>().len(), 1);
        assert!(!read_part("{", &mut read));
    }
}
