//! The studio's query and mutation: marker types over the page's own rules.

use std::rc::Rc;

use optimist_core::{
    AnyCall, Call, Correction, Effect, Footprint, Listing, Mutation, Query, Repeat, Scope,
    Timestamp,
};
use shared::{Operation, Video, VideoId};
pub(super) use studio_domain::{Change, VideoListKind, Videos};
use studio_domain::{change, list};

/// The videos of a list.
pub(super) struct CourseVideos;

impl Query for CourseVideos {
    type Entity = Videos;
    type Args = VideoListKind;
    const NAME: &'static str = list::NAME;

    fn listing(list: &VideoListKind) -> Listing<Video> {
        let list = list.clone();
        Listing::sorted(list::order).only(move |video| list::contains(&list, video))
    }
}

/// An operation on a video.
pub(super) struct ChangeVideo;

impl Mutation for ChangeVideo {
    type Entity = Videos;
    type Args = Change;
    const NAME: &'static str = change::NAME;
    const REPEAT: Repeat = Repeat::WithKey;

    fn target(change: &Change) -> VideoId {
        change::target(change)
    }

    fn predict(change: &Change, video: Option<&Video>, at: Timestamp) -> Effect<Video> {
        change::predict(change, video, at)
    }

    fn footprint(change: &Change) -> Footprint {
        change::footprint(change)
    }

    fn scopes(change: &Change) -> Vec<Scope> {
        change::scopes(change)
    }

    fn correction(change: &Change, actual: &Video) -> Option<Correction> {
        change::correction(change, actual)
    }

    fn weight(change: &Change) -> usize {
        change::weight(change)
    }
}

/// What a call asks for.
pub(super) fn change_of(call: &Rc<dyn AnyCall>) -> &Change {
    match call.as_any().downcast_ref::<Call<ChangeVideo>>() {
        Some(call) => call.args(),
        None => unreachable!("there is one mutation"),
    }
}

/// How titles begin that no row can hold.
pub(super) const UNSTORABLE: &str = "Unstorable";

/// Can a call be written as a row?
pub(super) fn is_storable(call: &Rc<dyn AnyCall>) -> bool {
    !matches!(
        &change_of(call).operation,
        Operation::Add { title, .. } | Operation::Rename { title, .. }
            if title.starts_with(UNSTORABLE)
    )
}
