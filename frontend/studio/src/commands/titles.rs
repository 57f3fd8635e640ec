//! Editing a title in place. What is typed belongs to its author: it is kept, over a reload too,
//! until it is saved or given up.

use std::{rc::Rc, sync::Arc};

use optimist::ItemStatus;
use shared::{Condition, Operation, Video, VideoId, condition::same_title, text::checked_title};

use super::{Editor, bulk::restore};
use crate::{
    feedback::{Dialog, Draft, ToastKind, Verb},
    format, l10n,
    mutations::{Change, change},
    queries::Videos,
    typed,
};

/// How the places of titles begin, among all that is typed.
const PLACE: &str = "title/";

/// What an author has to know of a title that is not saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsaved {
    /// The text to begin with.
    pub text: Rc<str>,
    /// Has its field been left?
    pub kept: bool,
    /// The title that another author has given meanwhile.
    pub theirs: Option<Rc<str>>,
}

impl Editor {
    /// What is typed and not saved for a title, as far as its row has to show it: in a sheet it stands
    /// there.
    pub fn unsaved(&self, video: &Video) -> Option<Unsaved> {
        let sheet = Some(Dialog::Sheet(video.id));
        (self.feedback().dialog != sheet).then(|| self.typed_title(video))?
    }

    /// What is typed and not saved for a title.
    pub fn typed_title(&self, video: &Video) -> Option<Unsaved> {
        let (draft, kept) = self.draft(video.id)?;
        Some(Unsaved {
            theirs: is_changed(&draft, video).then(|| (*video.title).into()),
            text: draft.text,
            kept,
        })
    }

    /// Is a text for this title typed and not saved?
    pub fn is_typed(&self, id: VideoId) -> bool {
        self.draft(id).is_some()
    }

    /// Titles of the list on screen that are typed and not saved, of videos that it holds no more.
    pub fn homeless(&self) -> Vec<(VideoId, Unsaved)> {
        if self.in_trash() {
            return Vec::new();
        }
        let store = self.feedback();
        let drafts = store.kept.iter().map(|draft| (draft, true));
        let drafts = drafts.chain(store.draft.iter().map(|draft| (draft, false)));
        let here = self.place();
        let videos = self.videos();
        let lost = drafts.filter(|(draft, _)| {
            draft.place == here && !videos.iter().any(|video| video.id == draft.id)
        });
        let unsaved = |(draft, kept): (&Draft, bool)| {
            let (text, theirs) = (draft.text.clone(), None);
            (draft.id, Unsaved { text, kept, theirs })
        };
        lost.map(unsaved).collect()
    }

    /// Begins to edit a title, with what was typed for it before, or was refused; another one that is
    /// being edited is saved first.
    pub fn edit(&self, id: VideoId) {
        let store = self.feedback();
        if store.draft.as_ref().is_some_and(|draft| draft.id == id) {
            return;
        }
        self.put_aside();
        let video = self.find(id);
        let place = self.place();
        self.update(|store| {
            let kept = store.kept.take(id);
            let new = || {
                let base: Rc<str> = (*video?.1.title).into();
                let refused = self.refused_title(id);
                Some(Draft {
                    id,
                    place,
                    offered: refused.is_some(),
                    text: refused.unwrap_or_else(|| base.clone()),
                    base,
                })
            };
            store.draft = kept.or_else(new);
        });
    }

    /// The title that was refused to a video, as long as nobody has dismissed that.
    fn refused_title(&self, id: VideoId) -> Option<Rc<str>> {
        match self.refused(id)? {
            Operation::Rename { title, .. } => Some(title.into()),
            _ => None,
        }
    }

    /// What was refused to a video, as long as nobody has dismissed that.
    pub(super) fn refused(&self, id: VideoId) -> Option<Operation> {
        let client = &self.inner.client;
        let ItemStatus::Unhandled {
            operation, item, ..
        } = client.item_status::<Videos>(&id)
        else {
            return None;
        };
        let refused = client.operation(operation, |known| {
            let change = change(&*known.items().get(item)?.call)?;
            (!change.undo && !change.redo).then(|| change.operation.clone())
        });
        refused.flatten()
    }

    /// Saves the title that is being edited, or keeps it at its field where it cannot be saved.
    pub fn put_aside(&self) {
        if !self.commit()
            && let Some(open) = self.feedback().draft.clone()
        {
            let name = self
                .name_of(open.id)
                .unwrap_or_else(|| l10n::a_video().into());
            let why = l10n::notice_title_unsaved(&format::quoted(&name));
            self.keep(open, &why);
        }
    }

    /// The title as it is typed.
    pub fn type_title(&self, id: VideoId, text: &str) {
        // A field that was left is taken up again.
        self.edit(id);
        let Some(draft) = self.feedback().draft.clone().filter(|draft| draft.id == id) else {
            return;
        };
        let text = text.into();
        let draft = Draft {
            text,
            offered: false,
            ..draft
        };
        remember(&draft);
        self.update(|store| store.draft = Some(draft));
    }

    /// Gives up what was typed.
    pub fn give_up(&self, id: VideoId) {
        forget(id);
        self.update(|store| {
            store.draft.take_if(|draft| draft.id == id);
            store.kept.take(id);
        });
    }

    /// Saves what was typed for a title, whether or not it is being edited.
    pub fn save(&self, id: VideoId) {
        if self.draft(id).is_none() {
            return;
        }
        self.edit(id);
        self.update(|store| {
            if let Some(draft) = store.draft.as_mut().filter(|draft| draft.id == id) {
                draft.offered = false;
            }
        });
        self.commit();
    }

    /// The field of a title is left: what was typed is saved.
    pub fn leave_title(&self, id: VideoId) {
        self.edit(id);
        self.commit();
    }

    /// Saves what was typed for a title in place of what another author has made of it.
    pub fn keep_mine(&self, id: VideoId) {
        self.edit(id);
        if let Some((_, video)) = self.find(id) {
            let base: Rc<str> = (*video.title).into();
            self.update(|store| {
                if let Some(draft) = store.draft.as_mut().filter(|draft| draft.id == id) {
                    draft.base = base;
                }
            });
        }
        self.commit();
    }

    /// Takes a video out of the trash again, and gives it the title that was typed for it.
    pub fn restore_and_save(&self, id: VideoId) {
        let back = match self.inner.client.find::<Videos>(&id) {
            Some(video) => restore(&video),
            None => Operation::Restore { id }.into(),
        };
        let Some((draft, _)) = self.draft(id) else {
            return;
        };
        self.give_up(id);
        let restored = self.issue(vec![back], "", Vec::new());
        let titled = retitled(id, draft.base.as_ref().into(), &draft.text);
        self.issue(vec![titled], "", Vec::new());
        let name = format::quoted(&draft.text);
        self.update(|store| {
            // The field goes, and its row comes.
            store.go_to(id);
            let text = l10n::change_doing(&name, Verb::Restore.code());
            store.spoken.begin(restored, text);
        });
    }

    /// Saves the title that is being edited, if there is one. An impossible title stays open, with
    /// what is wrong shown at the field, and this returns `false`. One that others have changed
    /// meanwhile is kept at its field, beside theirs.
    pub fn commit(&self) -> bool {
        let Some(draft) = self.feedback().draft.clone() else {
            return true;
        };
        let id = draft.id;
        if draft.offered {
            self.give_up(id);
            return true;
        }
        let Ok(title) = checked_title(&draft.text) else {
            return false;
        };
        let known = self.inner.client.find::<Videos>(&id);
        let known = known.filter(|video| !video.is_deleted());
        let wanted = |video: &Rc<Video>| *title == *video.title;
        if *title == *draft.base || known.as_ref().is_some_and(wanted) {
            self.give_up(id);
            return true;
        }
        match known {
            Some(video) if !is_changed(&draft, &video) => {
                self.give_up(id);
                let back = rename(id, &video.title).into();
                let titled = match self.waits_unseen(id) {
                    true => rename(id, &draft.text).into(),
                    false => retitled(id, video.title.clone(), &draft.text),
                };
                self.issue_one(titled, Some(back));
            }
            Some(_) => self.keep(draft, l10n::notice_changed_meanwhile()),
            None => self.keep(draft, l10n::field_deleted()),
        }
        true
    }

    /// Without optimism, a change that is on its way does not show yet. It is the author's own, and no
    /// reason to refuse the next one.
    pub(super) fn waits_unseen(&self, id: VideoId) -> bool {
        let client = &self.inner.client;
        let status = client.item_status::<Videos>(&id);
        !client.optimism() && matches!(status, ItemStatus::Pending(_))
    }

    /// What was typed could not be saved: it goes back to its field, unless something newer is there. Where
    /// there is a reason to tell, `why`, the row comes into sight.
    pub(super) fn keep_refused(&self, change: &Change, why: &str) {
        let (Operation::Rename { id, title }, Some(only_if)) = (&change.operation, &change.only_if)
        else {
            return self.keep_refused_duration(change, why);
        };
        let own = self.inner.history.own_base(self, change);
        let base = own.as_ref().unwrap_or(only_if).title.as_deref();
        let typed = !change.undo && !change.redo;
        if let (None, Some(base), true) = (self.draft(*id), base, typed) {
            let draft = Draft {
                id: *id,
                place: self.place_of(*id),
                text: title.as_str().into(),
                base: base.into(),
                offered: false,
            };
            self.keep(draft, why);
            if !why.is_empty() {
                self.update(|store| store.reveal(*id));
            }
        }
    }

    /// What was typed before the page was loaded anew.
    pub(super) fn take_up_drafts(&self) {
        let mut last = None;
        self.update(|store| {
            for (place, texts) in typed::all() {
                let id = place.strip_prefix(PLACE).and_then(|id| id.parse().ok());
                let texts = <[String; 3]>::try_from(texts);
                let (Some(id), Ok([place, text, base])) = (id, texts) else {
                    continue;
                };
                // An emptied field says nothing.
                if text.trim().is_empty() {
                    forget(id);
                    continue;
                }
                last = Some((id, format::quoted(&text)));
                store.kept.keep(Draft {
                    id,
                    place: place.into(),
                    text: text.into(),
                    base: base.into(),
                    offered: false,
                });
            }
            if let Some((id, text)) = last {
                let text = l10n::notice_still_typed(&text);
                store.notify(ToastKind::Correction, &text, None);
                store.reveal(id);
            }
        });
    }

    /// Leaves the field of a title, which keeps what was typed, and says why, if there is something to say.
    fn keep(&self, draft: Draft, why: &str) {
        remember(&draft);
        self.update(|store| {
            store.draft.take_if(|known| known.id == draft.id);
            store.kept.keep(draft);
            if !why.is_empty() {
                store.say(why);
            }
        });
    }

    /// What is typed for a title, and whether its field has been left.
    fn draft(&self, id: VideoId) -> Option<(Draft, bool)> {
        let store = self.feedback();
        let draft = store.draft.as_ref().filter(|draft| draft.id == id);
        let draft = draft.map(|draft| (draft.clone(), false));
        draft.or_else(|| Some((store.kept.get(id)?.clone(), true)))
    }

    /// The list in which a video is, among the places of what is typed; of an unknown one that on screen.
    pub(super) fn place_of(&self, id: VideoId) -> Rc<str> {
        let video = self.inner.client.find::<Videos>(&id);
        video.map_or_else(|| self.place(), |video| video.course_id.as_str().into())
    }

    /// The list on screen, among the places of what is typed.
    pub(super) fn place(&self) -> Rc<str> {
        let list = self.list();
        list.map_or_else(Rc::default, |list| list.course().as_str().into())
    }
}

/// Gives a video another title, so long as it has the one that is to be replaced.
pub(super) fn retitled(id: VideoId, base: Arc<str>, title: &str) -> Change {
    let only_if = Condition {
        title: Some(base),
        ..Condition::default()
    };
    Change {
        only_if: Some(Rc::new(only_if)),
        ..rename(id, title).into()
    }
}

pub(super) fn rename(id: VideoId, title: &str) -> Operation {
    let title = title.to_owned();
    Operation::Rename { id, title }
}

/// Has another author given the video another title since it began to be edited?
fn is_changed(draft: &Draft, video: &Video) -> bool {
    !same_title(&draft.base, &video.title) && !same_title(&draft.text, &video.title)
}

fn remember(draft: &Draft) {
    let Draft {
        place, text, base, ..
    } = draft;
    let texts = [place, text, base].map(|text| text.to_string());
    // Nothing is lost with what was not touched.
    let touched = *text != *base;
    typed::keep(&at(draft.id), touched.then(|| texts.into()));
}

fn forget(id: VideoId) {
    typed::keep(&at(id), None);
}

fn at(id: VideoId) -> String {
    format!("{PLACE}{id}")
}
