//! How what is shown, what is pending and what is chosen become rows.

use std::rc::Rc;

use optimist::{ItemStatus, List, Operations};
use shared::{Operation, Video, VideoId};

use super::desk::Desk;
use crate::{
    components::{RowState, RowView, Rows},
    feedback::{Failures, Selection},
    mutations::{Change, ChangeVideo},
    queries::Videos,
};

/// Everything that rows are made of.
#[derive(Clone)]
pub struct Sources {
    /// The videos.
    pub videos: List<Video>,
    /// What is pending.
    pub operations: Operations,
    /// What is chosen.
    pub selection: Selection,
    /// What went wrong.
    pub failures: Failures,
    /// Where titles are edited.
    pub desk: Desk,
}

impl Sources {
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
        Some(RowView {
            video: video.clone(),
            state: self.state(video.id),
            selected: self.selection.contains(&video.id),
            editing: self.desk.draft_of(video.id),
        })
    }

    fn state(&self, id: VideoId) -> RowState {
        if let Some(failure) = self.failures.get(&id) {
            return RowState::Failed(failure.why.clone());
        }
        match self.operations.item_status::<Videos>(&id) {
            ItemStatus::Pending(call) => {
                let change = call.as_any().downcast_ref::<optimist::Call<ChangeVideo>>();
                match change.map(|call| &call.args) {
                    Some(Change {
                        operation: Operation::Delete { .. },
                        ..
                    }) => RowState::Deleting,
                    _ => RowState::Saving,
                }
            }
            _ => RowState::Idle,
        }
    }
}
