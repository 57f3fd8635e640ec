//! Editing a title in place.

use std::rc::Rc;

use shared::{Operation, VideoId, predict::checked_title};

use super::{Desk, Draft};
use crate::queries::Videos;

impl Desk {
    /// The title that is being edited, if it is this video's.
    pub fn draft_of(&self, id: VideoId) -> Option<Rc<str>> {
        let draft = self.inner.draft.borrow();
        draft
            .as_ref()
            .filter(|draft| draft.id == id)
            .map(|draft| draft.text.clone())
    }

    /// Begins to edit a title; another one that is being edited is saved first.
    pub fn edit(&self, id: VideoId) {
        if self.commit()
            && let Some((_, video)) = self.find(id)
        {
            let text = (*video.title).into();
            self.inner.draft.replace(Some(Draft { id, text }));
            self.draw();
        }
    }

    /// The title as it is typed.
    pub fn type_title(&self, id: VideoId, text: &str) {
        if let Some(draft) = self
            .inner
            .draft
            .borrow_mut()
            .as_mut()
            .filter(|draft| draft.id == id)
        {
            draft.text = text.into();
        }
    }

    /// Gives up what was typed.
    pub fn give_up(&self, id: VideoId) {
        if self.draft_of(id).is_some() {
            self.inner.draft.replace(None);
            self.draw();
        }
    }

    /// Saves the title that is being edited, if there is one. An impossible title stays open, with
    /// what is wrong told at the field, and this tells `false`.
    pub fn commit(&self) -> bool {
        let Some((id, text)) = self
            .inner
            .draft
            .borrow()
            .as_ref()
            .map(|draft| (draft.id, draft.text.clone()))
        else {
            return true;
        };
        if checked_title(&text).is_err() {
            return false;
        }
        self.inner.draft.replace(None);
        self.draw();
        let before = self.inner.client.find::<Videos>(&id);
        let before = before.map(|video| video.title.clone());
        if before.as_deref() != Some(text.trim()) {
            let operation = Operation::Rename {
                id,
                title: text.to_string(),
            };
            let back = before.map(|title| {
                Operation::Rename {
                    id,
                    title: title.to_string(),
                }
                .into()
            });
            self.change(operation, "rename", back);
        }
        true
    }
}
