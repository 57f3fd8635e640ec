//! Editing a title in place.

use std::rc::Rc;

use shared::{Operation, VideoId, text::checked_title};

use super::Editor;
use crate::{feedback::Draft, queries::Videos};

impl Editor {
    /// The title that is being edited, if it is this video's.
    pub fn draft_of(&self, id: VideoId) -> Option<Rc<str>> {
        let store = self.feedback();
        let draft = store.draft.as_ref().filter(|draft| draft.id == id);
        draft.map(|draft| draft.text.clone())
    }

    /// Begins to edit a title; another one that is being edited is saved first.
    pub fn edit(&self, id: VideoId) {
        if self.commit()
            && let Some((_, video)) = self.find(id)
        {
            let text = (*video.title).into();
            self.update(|store| store.draft = Some(Draft { id, text }));
        }
    }

    /// The title as it is typed.
    pub fn type_title(&self, id: VideoId, text: &str) {
        if self.draft_of(id).is_some() {
            let text = text.into();
            self.update(|store| store.draft = Some(Draft { id, text }));
        }
    }

    /// Gives up what was typed.
    pub fn give_up(&self, id: VideoId) {
        if self.draft_of(id).is_some() {
            self.update(|store| store.draft = None);
        }
    }

    /// Saves the title that is being edited, if there is one. An impossible title stays open, with
    /// what is wrong shown at the field, and this returns `false`.
    pub fn commit(&self) -> bool {
        let Some(Draft { id, text }) = self.feedback().draft.clone() else {
            return true;
        };
        let Ok(title) = checked_title(&text) else {
            return false;
        };
        self.update(|store| store.draft = None);
        let before = self.inner.client.find::<Videos>(&id);
        let before = before.map(|video| video.title.clone());
        if before.as_deref() != Some(&*title) {
            let rename = |title: &str| Operation::Rename {
                id,
                title: title.to_owned(),
            };
            let back = before.map(|title| rename(&title).into());
            self.change(rename(&text), "rename", back);
        }
        true
    }
}
