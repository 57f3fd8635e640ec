//! The comparison of a client with its model.

use std::collections::HashMap;

use optimist_core::{Engine, ItemState, QueryKey};
use shared::{Video, VideoId};

use super::{
    domain::CourseVideos,
    model::{Known, Model, State},
    server::Server,
};

/// Everything that must hold of a client at every moment.
///
/// `whole` asks for every item, otherwise for those with operations alone.
pub(super) fn check(
    engine: &Engine,
    model: &Model,
    query: &QueryKey,
    server: &Server,
) -> Result<(), String> {
    engine.check()?;
    check_items(engine, model)?;
    if let Some((notice, count)) = model.notices.iter().next() {
        return Err(format!(
            "a notice was given {} times, not once: {notice:?}",
            1 - count
        ));
    }
    let view = engine.view::<CourseVideos>(query);
    match (&view, model.has_list()) {
        (Some(view), true) => {
            let mut shown: HashMap<VideoId, &Video> = HashMap::with_capacity(view.len());
            let mut last: Option<&Video> = None;
            for video in view.iter() {
                if last.is_some_and(|last| (&last.rank, last.id) >= (&video.rank, video.id)) {
                    return Err("a view is out of order".into());
                }
                last = Some(video);
                shown.insert(video.id, video);
            }
            check_view(shown, model, server)
        }
        (None, false) => Ok(()),
        _ => Err("a view is shown without data, or not shown with them".into()),
    }
}

fn check_view(
    mut shown: HashMap<VideoId, &Video>,
    model: &Model,
    server: &Server,
) -> Result<(), String> {
    let pending = model.ops.values().map(|op| op.change.operation.id());
    let unknown = pending.filter(|id| server.truth(*id, u64::MAX).is_none());
    let mut unknown: Vec<VideoId> = unknown.collect();
    unknown.sort_unstable();
    unknown.dedup();
    for id in server.ids().chain(unknown) {
        let actual = shown.remove(&id);
        let visible = |video: Option<Video>| {
            video.filter(|video| !video.is_deleted() && video.course_id == server.course)
        };
        let known = model.known(id, server);
        if let Known::Is(video) = known
            && model.of_item(id).is_empty()
        {
            let expected = Some(video).filter(|video| !video.is_deleted());
            if actual != expected {
                return Err(differs(id, actual, expected, model));
            }
            continue;
        }
        let base = match known {
            Known::Is(video) => Some(video),
            Known::Never => None,
            Known::Absent => {
                // What the list leaves out may be remembered by the client, or not.
                let trashed = server.truth(id, u64::MAX).map(|video| Video {
                    deleted_at: Some(0),
                    ..video.clone()
                });
                let either = [None, trashed.as_ref()]
                    .map(|base| visible(model.replayed(id, base)).is_some());
                if either[0] == either[1] && actual.is_some() != either[0] {
                    return Err(differs(id, actual, None, model));
                }
                continue;
            }
        };
        let expected = visible(model.replayed(id, base));
        if actual != expected.as_ref() {
            return Err(differs(id, actual, expected.as_ref(), model));
        }
    }
    match shown.into_keys().next() {
        Some(id) => Err(format!("{id} is shown, and there is no such video")),
        None => Ok(()),
    }
}

fn differs(id: VideoId, actual: Option<&Video>, expected: Option<&Video>, model: &Model) -> String {
    let ops = model.of_item(id).iter().map(|key| {
        let op = &model.ops[key];
        format!(
            "\n  {key} {:?} sent {} done {:?} by {:?}",
            op.change.operation, op.sent, op.done, op.by
        )
    });
    let ops: String = ops.collect();
    format!("a view shows {id} as\n  {actual:?}, not\n  {expected:?}; pending:{ops}")
}

/// Each item has exactly one state, the one that the client was told; the counts add up.
fn check_items(engine: &Engine, model: &Model) -> Result<(), String> {
    let mut held = 0;
    for operation in engine.operations() {
        held += 1;
        let Some(items) = model.items.get(&operation.id) else {
            return Err(format!("nobody issued {}", operation.id));
        };
        let counts = operation.counts();
        let sum = counts.queued
            + counts.sending
            + counts.done
            + counts.refused
            + counts.failed
            + counts.cancelled;
        if counts.total != items.len() || sum != items.len() {
            return Err(format!("the counts of {} do not add up", operation.id));
        }
        for (item, &(key, state)) in operation.items().iter().zip(items) {
            let actual = match item.state() {
                ItemState::Queued | ItemState::Sending => State::UnderWay,
                ItemState::Done => State::Done,
                ItemState::Refused(_) => State::Refused,
                ItemState::Failed(_) => State::Failed,
                ItemState::Cancelled => State::Cancelled,
            };
            if (item.key, actual) != (key, state) {
                return Err(format!(
                    "{key} is {actual:?} (as {}), not {state:?}",
                    item.key
                ));
            }
        }
    }
    if held < model.items.len() {
        for (operation, items) in &model.items {
            let open = items
                .iter()
                .any(|(_, state)| matches!(state, State::UnderWay | State::Failed));
            if open && engine.operation(*operation).is_none() {
                return Err(format!("{operation} is forgotten while under way"));
            }
        }
    }
    Ok(())
}
