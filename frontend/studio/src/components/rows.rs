//! What the list is given and what it emits.

use std::rc::Rc;

use shared::{Video, VideoId, text::isolated};

use yew::Html;

use crate::{duration, l10n};

/// The rows to show, made one by one as they are needed.
#[derive(Clone)]
pub struct Rows {
    /// How many there are.
    pub len: usize,
    /// Makes the row at a place.
    pub at: Rc<dyn Fn(usize) -> Option<RowView>>,
    /// The id at a place, without making the row.
    pub id_at: Rc<dyn Fn(usize) -> Option<VideoId>>,
}

#[cfg(test)]
impl Rows {
    /// Rows with ids alone.
    pub fn without_content(ids: impl Iterator<Item = VideoId>) -> Self {
        let ids: Vec<VideoId> = ids.collect();
        Self {
            len: ids.len(),
            id_at: Rc::new(move |at| ids.get(at).copied()),
            at: Rc::new(|_| None),
        }
    }
}

impl PartialEq for Rows {
    fn eq(&self, other: &Self) -> bool {
        self.len == other.len && Rc::ptr_eq(&self.at, &other.at)
    }
}

impl Rows {
    /// Where the video is; it is looked for at `hint` first.
    pub fn position(&self, id: VideoId, hint: usize) -> Option<usize> {
        if (self.id_at)(hint) == Some(id) {
            return Some(hint);
        }
        (0..self.len).find(|&at| (self.id_at)(at) == Some(id))
    }
}

/// All that a row shows. Two that are equal are drawn alike, so that an unchanged row is not drawn
/// again.
#[derive(Clone, Debug, PartialEq)]
pub struct RowView {
    /// The video, of which unchanged ones keep their identity.
    pub video: Rc<Video>,
    /// What is going on with it.
    pub state: RowState,
    /// Is it chosen?
    pub selected: bool,
    /// The text to begin with, while its title is being edited.
    pub editing: Option<Rc<str>>,
    /// What is to be told of that text.
    pub unsaved: Unsaved,
    /// The field in which its duration is being edited, if it is; of a deleted one, what the trash tells.
    pub duration: Option<Html>,
    /// Its place in its course, counted from 1, where the list is not shown in that order.
    pub place: Option<usize>,
}

impl RowView {
    /// The row as it is said: "4, Numbers and their limits, 8:17, draft", and what is the matter with it.
    pub fn name(&self, place: Option<usize>) -> String {
        let Video {
            title,
            duration_seconds,
            published,
            ..
        } = &*self.video;
        let state = match (self.video.is_deleted(), published) {
            (true, _) => "deleted",
            (_, true) => "published",
            _ => "draft",
        };
        let (title, duration) = (isolated(title), duration::spoken(*duration_seconds));
        let mut name = match place.or(self.place) {
            Some(place) => l10n::row_name_at(&duration, &l10n::number(place), state, &title),
            None => l10n::row_name(&duration, state, &title),
        };
        match &self.state {
            RowState::Failed(why) => name.extend([", ", why]),
            _ if self.unsaved.kept => name.push_str(l10n::row_not_saved()),
            _ => {}
        }
        name
    }
}

/// What is to be told of a text that is typed and not saved.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Unsaved {
    /// Its field has been left.
    pub kept: bool,
    /// What another author has made of it meanwhile.
    pub theirs: Option<Rc<str>>,
    /// What it belongs to is no longer in the list: another author has deleted it, or moved it away.
    pub gone: bool,
}

/// What is going on with a row.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum RowState {
    /// Nothing.
    #[default]
    Idle,
    /// A change waits for the server.
    Saving,
    /// A delete waits for the server, and nothing is shown before its word.
    Deleting,
    /// A change was refused or did not get through; why, as a sentence.
    Failed(Rc<str>),
}

impl RowState {
    /// Its name in the page.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Saving => "saving",
            Self::Deleting => "deleting",
            Self::Failed(_) => "failed",
        }
    }
}

/// What the user did in the list.
#[derive(Clone, Debug, PartialEq)]
pub enum RowAction {
    /// Show it to learners, or hide it.
    Publish(VideoId, bool),
    /// Show all that is chosen to learners or hide it, as this one's state is to be, if it is chosen
    /// itself; else it alone.
    PublishChosen(VideoId, bool),
    /// Delete it.
    Delete(VideoId),
    /// Delete all that is chosen, if it is chosen itself; else it alone.
    DeleteChosen(VideoId),
    /// Choose it alone.
    Only(VideoId),
    /// Choose it or let it go.
    Toggle(VideoId),
    /// Choose it, and let the next range start here.
    Begin(VideoId),
    /// Choose all from the last one to this one.
    Extend(VideoId),
    /// Choose all.
    SelectAll,
    /// Choose none.
    Clear,
    /// Begin to edit its title.
    Rename(VideoId),
    /// The title as typed so far.
    Draft(VideoId, String),
    /// Done with the title: save what was typed.
    Save(VideoId),
    /// The field of the title is left: save what was typed, if anything was.
    Leave(VideoId),
    /// Give up what was typed.
    GiveUp(VideoId),
    /// Save what was typed in place of what another author has made of it.
    KeepMine(VideoId),
    /// Take it out of the trash, and save what was typed for it.
    RestoreAndSave(VideoId),
    /// So many places down, or up.
    Shift(VideoId, isize),
    /// So many places for all that is chosen, if it is chosen itself; else for it alone.
    ShiftChosen(VideoId, isize),
    /// Ask for the place to move it to.
    MoveTo(VideoId),
    /// Take it out of the trash.
    Restore(VideoId),
    /// Try again what failed.
    Retry(VideoId),
    /// Let be what failed.
    Dismiss(VideoId),
}
