//! How what is shown, what is pending and what is chosen become rows.

use std::rc::Rc;

use optimist::{ItemState, ItemStatus, List, Operations};
use shared::{Operation, Video, VideoId};
use yew::Html;

use crate::{
    commands::{Editor, is_conflict},
    components::{RowState, RowView, Rows, Unsaved},
    feedback::Selection,
    mutations::change,
    queries::Videos,
    reasons,
};

/// Everything that rows are made of.
#[derive(Clone)]
pub struct RowSources {
    /// The videos.
    pub videos: List<Video>,
    /// All of their course, in its order, where they are not that.
    pub all: Option<List<Video>>,
    /// What each of them is doing.
    pub operations: Operations,
    /// What is chosen.
    pub selection: Selection,
    /// The title that is being edited.
    pub editor: Editor,
    /// Draws the duration that is being edited, once it is loaded.
    pub duration_field: Option<DrawDuration>,
}

/// Draws the field of a video's duration, if that is being edited.
pub type DrawDuration = fn(&Editor, &Rc<Video>) -> Option<Html>;

impl RowSources {
    /// The rows.
    pub fn rows(self) -> Rows {
        let videos = self.videos.clone();
        Rows {
            len: videos.len(),
            id_at: Rc::new(move |at| videos.get(at).map(|video| video.id)),
            at: Rc::new(move |at| self.row(at)),
        }
    }

    fn row(&self, at: usize) -> Option<RowView> {
        let video = self.videos.get(at)?;
        let unsaved = self.editor.unsaved(video);
        Some(RowView {
            video: video.clone(),
            state: self.state(video.id),
            selected: self.selection.contains(&video.id),
            editing: unsaved.as_ref().map(|unsaved| unsaved.text.clone()),
            unsaved: unsaved.map_or_else(Unsaved::default, |unsaved| Unsaved {
                kept: unsaved.kept,
                theirs: unsaved.theirs,
                gone: false,
            }),
            place: self.all.as_ref().and_then(|all| place(all, video)),
            duration: self
                .duration_field
                .and_then(|field| field(&self.editor, video)),
        })
    }

    fn state(&self, id: VideoId) -> RowState {
        match self.operations.item_status::<Videos>(&id) {
            ItemStatus::Idle => RowState::Idle,
            ItemStatus::Pending(call) => match change(&*call).map(|change| &change.operation) {
                Some(Operation::Delete { .. }) => RowState::Deleting,
                _ => RowState::Saving,
            },
            ItemStatus::Unhandled {
                operation,
                item,
                reason,
            }
            | ItemStatus::Unsure {
                operation,
                item,
                reason,
            } => {
                let known = self.operations.get(operation, |known| {
                    let item = known.items().get(item)?;
                    let change = change(&*item.call)?;
                    let conflict = is_conflict(change, &reason);
                    let refused = matches!(item.state(), ItemState::Refused(_));
                    Some((
                        conflict,
                        self.editor.failure_label(change, &reason, refused),
                    ))
                });
                match known.flatten() {
                    // It is as others want it, and the panel says so.
                    Some((true, _)) => RowState::Idle,
                    Some((false, label)) => RowState::Failed(label.into()),
                    None => RowState::Failed(reasons::said(&reason).into()),
                }
            }
        }
    }
}

/// The place of a video among all of its course, which are in the order of their ranks; counted from 1.
pub(super) fn place(all: &List<Video>, video: &Video) -> Option<usize> {
    let rank = |at: usize| Some(&all.get(at)?.rank);
    let (mut low, mut high) = (0, all.len());
    while low < high {
        let middle = (low + high) / 2;
        if rank(middle)? < &video.rank {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    let mut alike = (low..all.len()).take_while(|at| rank(*at) == Some(&video.rank));
    let at = alike.find(|at| all.get(*at).is_some_and(|it| it.id == video.id))?;
    Some(at + 1)
}
