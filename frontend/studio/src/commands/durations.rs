//! Editing a duration in place. What is typed belongs to its author, as a title does: it is kept, over a
//! reload too, until it is saved or given up.

use std::rc::Rc;

use shared::{Condition, Operation, Video, VideoId};

use super::{Editor, Unsaved};
use crate::{
    duration,
    feedback::{Draft, ToastKind},
    format, l10n,
    mutations::Change,
    queries::Videos,
    typed,
};

/// How the places of durations begin, among all that is typed.
const PLACE: &str = "duration/";

impl Editor {
    /// What is typed and not saved for a duration.
    pub fn unsaved_duration(&self, video: &Video) -> Option<Unsaved> {
        let (draft, kept) = self.duration_draft(video.id)?;
        let theirs = is_changed(&draft, video.duration_seconds);
        Some(Unsaved {
            theirs: theirs.then(|| duration::shown(video.duration_seconds).into()),
            text: draft.text,
            kept,
        })
    }

    /// Begins to edit a duration, with what was typed for it before, or was refused; another one that is
    /// being edited is saved first.
    pub fn edit_duration(&self, id: VideoId) {
        if self.open_duration(id).is_some() {
            return;
        }
        self.put_duration_aside();
        let Some(now) = self.seconds_of(id) else {
            return;
        };
        let place = self.place();
        let refused = match self.refused(id) {
            Some(Operation::SetDuration {
                duration_seconds, ..
            }) => u32::try_from(duration_seconds).ok(),
            _ => None,
        };
        self.update(|store| {
            let kept = store.durations.take(id);
            let new = || Draft {
                id,
                place,
                text: match refused.unwrap_or(now) {
                    0 => Rc::default(),
                    seconds => format::clock(seconds).into(),
                },
                base: now.to_string().into(),
                offered: refused.is_some(),
            };
            store.duration = Some(kept.unwrap_or_else(new));
            store.lifted = Some(id);
        });
    }

    /// The duration as it is typed.
    pub fn type_duration(&self, id: VideoId, text: &str) {
        // A field that was left is taken up again.
        self.edit_duration(id);
        if let Some(open) = self.open_duration(id) {
            let draft = Draft {
                text: text.into(),
                offered: false,
                ..open
            };
            remember(&draft);
            self.update(|store| store.duration = Some(draft));
        }
    }

    /// Gives up what was typed.
    pub fn give_up_duration(&self, id: VideoId) {
        forget(id);
        self.close_duration(id);
        self.update(|store| {
            store.durations.take(id);
        });
    }

    /// Saves what was typed for a duration; what cannot be read stays open, and its field says why.
    pub fn save_duration(&self, id: VideoId) {
        if self.duration_draft(id).is_none() {
            return;
        }
        self.edit_duration(id);
        if let Some(open) = self.open_duration(id) {
            let draft = Draft {
                offered: false,
                ..open
            };
            // The field says why.
            let _ = self.settle_duration(draft);
        }
    }

    /// The field of a duration is left: what was typed is saved; what cannot be read stays in its field, which
    /// says why.
    pub fn leave_duration(&self, id: VideoId) {
        self.settle_or_keep(id, "");
    }

    /// Leaves the duration that is being edited, since something else is done or shown now.
    pub fn put_duration_aside(&self) {
        let open = self.feedback().duration.clone();
        if let Some(open) = open {
            self.settle_or_keep(open.id, l10n::notice_duration_unsaved());
        }
    }

    fn settle_or_keep(&self, id: VideoId, why: &str) {
        if let Some(open) = self.open_duration(id) {
            if open.offered {
                return self.give_up_duration(id);
            }
            if self.settle_duration(open.clone()).is_err() {
                self.keep_duration(open, why);
            }
        }
    }

    /// Saves what was typed for a duration in place of what another author has made of it.
    pub fn keep_my_duration(&self, id: VideoId) {
        self.edit_duration(id);
        if let (Some(open), Some(now)) = (self.open_duration(id), self.seconds_of(id)) {
            let base = now.to_string().into();
            let draft = Draft { base, ..open };
            self.update(|store| store.duration = Some(draft));
        }
        self.save_duration(id);
    }

    /// What was typed before the page was loaded anew.
    pub fn take_up_durations(&self) {
        for (place, texts) in typed::all() {
            let id = place.strip_prefix(PLACE).and_then(|id| id.parse().ok());
            let texts = <[String; 3]>::try_from(texts);
            let (Some(id), Ok([place, text, base])) = (id, texts) else {
                continue;
            };
            if self.duration_draft(id).is_some() {
                continue;
            }
            let draft = Draft {
                id,
                place: place.into(),
                text: text.into(),
                base: base.into(),
                offered: false,
            };
            self.update(|store| store.durations.keep(draft));
        }
    }

    /// A duration could not be saved, since others have changed it meanwhile: it goes back to its field,
    /// unless something newer is there.
    pub(super) fn keep_refused_duration(&self, change: &Change, why: &str) {
        let Operation::SetDuration {
            id,
            duration_seconds,
        } = change.operation
        else {
            return;
        };
        let own = self.inner.history.own_base(self, change);
        let only_if = own.as_ref().or(change.only_if.as_ref());
        let base = only_if.and_then(|only_if| only_if.duration_seconds);
        let seconds = u32::try_from(duration_seconds).ok();
        if let (None, Some(base), Some(seconds), false) = (
            self.duration_draft(id),
            base,
            seconds,
            change.undo || change.redo,
        ) {
            let draft = Draft {
                id,
                place: self.place_of(id),
                text: format::clock(seconds).into(),
                base: base.to_string().into(),
                offered: false,
            };
            self.keep_duration(draft, why);
            if !why.is_empty() {
                self.update(|store| store.reveal(id));
            }
        }
    }

    /// Saves a duration, if it is another one.
    ///
    /// # Errors
    /// Why it cannot be read, as a sentence.
    fn settle_duration(&self, draft: Draft) -> Result<(), &'static str> {
        let id = draft.id;
        let duration_seconds = duration::seconds_or_none(&draft.text)?;
        let is = |seconds: u32| duration_seconds == i64::from(seconds);
        let Some(now) = self.seconds_of(id) else {
            let name = self.name_of(id).unwrap_or_else(|| l10n::a_video().into());
            let text = l10n::notice_duration_deleted(&format::quoted(&name), &draft.text);
            self.keep_duration(draft, "");
            self.update(|store| store.notify(ToastKind::Correction, &text, None));
            return Ok(());
        };
        if base(&draft).is_some_and(is) || is(now) {
            self.give_up_duration(id);
        } else if is_changed(&draft, now) {
            self.keep_duration(draft, l10n::notice_changed_meanwhile());
        } else {
            self.give_up_duration(id);
            let set = |duration_seconds| {
                Change::from(Operation::SetDuration {
                    id,
                    duration_seconds,
                })
            };
            let only_if = Condition {
                duration_seconds: Some(now),
                ..Condition::default()
            };
            let change = Change {
                only_if: (!self.waits_unseen(id)).then(|| Rc::new(only_if)),
                ..set(duration_seconds)
            };
            self.issue_one(change, Some(set(now.into())));
        }
        Ok(())
    }

    /// Leaves the field of a duration, which keeps what was typed, and says why.
    fn keep_duration(&self, draft: Draft, why: &str) {
        remember(&draft);
        self.close_duration(draft.id);
        self.update(|store| {
            store.durations.keep(draft);
            if !why.is_empty() {
                store.say(why);
            }
        });
    }

    fn close_duration(&self, id: VideoId) {
        self.update(|store| {
            if store.duration.take_if(|draft| draft.id == id).is_some() {
                store.lifted.take_if(|lifted| *lifted == id);
            }
        });
    }

    fn open_duration(&self, id: VideoId) -> Option<Draft> {
        let store = self.feedback();
        store.duration.clone().filter(|draft| draft.id == id)
    }

    /// What is typed for a duration, and whether its field has been left.
    fn duration_draft(&self, id: VideoId) -> Option<(Draft, bool)> {
        let open = self.open_duration(id).map(|draft| (draft, false));
        open.or_else(|| Some((self.feedback().durations.get(id)?.clone(), true)))
    }

    fn seconds_of(&self, id: VideoId) -> Option<u32> {
        let video = self.inner.client.find::<Videos>(&id);
        let video = video.filter(|video| !video.is_deleted());
        video.map(|video| video.duration_seconds)
    }
}

/// Has another author given the video another duration since it began to be edited?
fn is_changed(draft: &Draft, now: u32) -> bool {
    base(draft) != Some(now) && duration::seconds_or_none(&draft.text) != Ok(now.into())
}

/// The duration that is to be replaced, in seconds.
fn base(draft: &Draft) -> Option<u32> {
    draft.base.parse().ok()
}

fn remember(draft: &Draft) {
    let texts = [&draft.place, &draft.text, &draft.base].map(|text| text.to_string());
    typed::keep(&at(draft.id), Some(texts.into()));
}

fn forget(id: VideoId) {
    typed::keep(&at(id), None);
}

fn at(id: VideoId) -> String {
    format!("{PLACE}{id}")
}
