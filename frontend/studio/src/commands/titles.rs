//! Editing a title in place.

use std::rc::Rc;

use shared::{Operation, VideoId, text::checked_title};

use super::{A_VIDEO, Editor};
use crate::{
    feedback::{Draft, ToastKind},
    format,
    queries::Videos,
};

impl Editor {
    /// The title that is being edited, if it is this video's.
    pub fn draft_of(&self, id: VideoId) -> Option<Rc<str>> {
        let store = self.feedback();
        let draft = store.draft.as_ref().filter(|draft| draft.id == id);
        draft.map(|draft| draft.text.clone())
    }

    /// Begins to edit a title; another one that is being edited is saved first. One that cannot be
    /// saved comes into sight, and says why.
    pub fn edit(&self, id: VideoId) {
        if !self.commit() && !self.show_draft() {
            self.give_up_draft();
        }
        if self.feedback().draft.is_none()
            && let Some((_, video)) = self.find(id)
        {
            let text = (*video.title).into();
            self.update(|store| store.draft = Some(Draft { id, text }));
        }
    }

    /// Brings the title that is being edited into sight, if it is in the list on screen, and says
    /// what is wrong with it.
    fn show_draft(&self) -> bool {
        let Some(draft) = self.feedback().draft.clone() else {
            return false;
        };
        let Some((_, video)) = self.find(draft.id) else {
            return false;
        };
        if let Err(error) = checked_title(&draft.text) {
            let text = format!("The title of {}: {error}", format::quoted(&video.title));
            self.update(|store| {
                store.reveal(draft.id);
                store.say(text);
            });
        }
        true
    }

    /// Gives up a title that cannot be saved where it cannot be seen any more, and says so.
    pub(super) fn give_up_draft(&self) {
        let Some(draft) = self.feedback().draft.clone() else {
            return;
        };
        let name = self.name_of(draft.id).unwrap_or_else(|| A_VIDEO.into());
        let error = checked_title(&draft.text).err();
        self.update(|store| {
            store.draft = None;
            if let Some(error) = error {
                let text = format!("{} keeps its title: {error}", format::quoted(&name));
                store.notify(ToastKind::Failure, &text, None);
            }
        });
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
