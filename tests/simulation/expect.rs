//! The comparison of a client with its model.

use std::collections::BTreeMap;

use optimist_core::{Engine, ItemState};
use shared::{Video, VideoId};

use super::{
    domain::CourseVideos,
    lists::{Known, List},
    model::Model,
    op::State,
    server::Server,
};

/// Everything that must hold of a client at every moment.
pub(super) fn check(engine: &Engine, model: &Model, server: &Server) -> Result<(), String> {
    engine.check()?;
    check_items(engine, model)?;
    if let Some((notice, count)) = model.notices.iter().next() {
        return Err(format!(
            "a notice was given {} times, not once: {notice:?}",
            1 - count
        ));
    }
    model
        .lists
        .iter()
        .try_for_each(|list| check_list(engine, model, list, server))
}

fn check_list(engine: &Engine, model: &Model, list: &List, server: &Server) -> Result<(), String> {
    let view = engine.view::<CourseVideos>(&list.key);
    match (&view, list.has_data()) {
        (Some(view), true) => {
            let mut shown: BTreeMap<VideoId, &Video> = BTreeMap::new();
            let mut last: Option<&Video> = None;
            for video in view.iter() {
                if last.is_some_and(|last| (&last.rank, last.id) >= (&video.rank, video.id)) {
                    return Err("a view is out of order".into());
                }
                last = Some(video);
                shown.insert(video.id, video);
            }
            check_view(shown, model, list, server)
        }
        (None, false) => Ok(()),
        _ => Err("a view is shown without data, or not shown with them".into()),
    }
}

fn check_view(
    mut shown: BTreeMap<VideoId, &Video>,
    model: &Model,
    list: &List,
    server: &Server,
) -> Result<(), String> {
    let pending = model.ops.values().map(|op| op.change.operation.id());
    let unknown = pending.filter(|id| server.states(*id).is_empty());
    let mut unknown: Vec<VideoId> = unknown.collect();
    unknown.sort_unstable();
    unknown.dedup();
    for id in server.ids().chain(unknown) {
        let actual = shown.remove(&id);
        let known = list.known(id, server);
        if model.of_item(id).is_empty() {
            let expected = match known {
                Known::Is(video) => Some(video),
                _ => None,
            };
            if actual != expected {
                return Err(differs(id, actual, expected, model, list));
            }
            continue;
        }
        let replayed =
            |base: Option<&Video>| model.replayed(id, base).filter(|video| list.holds(video));
        // What lies outside the query may be remembered by the client, or not.
        let right = match known {
            Known::Never => actual == replayed(None).as_ref(),
            Known::Is(video) => actual == replayed(Some(video)).as_ref(),
            Known::Outside(video) => {
                let mut bases = [None, Some(video)].into_iter();
                bases.any(|base| actual == replayed(base).as_ref())
            }
            Known::Absent => {
                // It may also be remembered as what an operation of this client makes of it, which
                // may be why the list does not hold it. Of its content nobody was told.
                let states = server.states(id).iter().cloned();
                let states = states.filter_map(|video| model.until_outside(video, list));
                let deleted = server.states(id).iter().map(|video| Video {
                    deleted_at: Some(0),
                    ..video.clone()
                });
                let deleted = deleted.filter(|_| model.deletes.contains(&id));
                let mut bases = [None].into_iter().chain(states.chain(deleted).map(Some));
                bases.any(|base| actual.is_some() == replayed(base.as_ref()).is_some())
            }
        };
        if !right {
            let base = match known {
                Known::Is(video) | Known::Outside(video) => Some(video),
                Known::Never | Known::Absent => None,
            };
            return Err(differs(id, actual, replayed(base).as_ref(), model, list));
        }
    }
    match shown.into_keys().next() {
        Some(id) => Err(format!("{id} is shown, and there is no such video")),
        None => Ok(()),
    }
}

fn differs(
    id: VideoId,
    actual: Option<&Video>,
    expected: Option<&Video>,
    model: &Model,
    list: &List,
) -> String {
    let ops = model.of_item(id).iter().map(|key| {
        let op = &model.ops[key];
        format!(
            "\n  {key} {:?} sent {} done {:?} by {:?}",
            op.change.operation, op.sent, op.done, op.by
        )
    });
    let ops: String = ops.collect();
    let course = list.course.as_str();
    format!("{course}'s view shows {id} as\n  {actual:?}, not\n  {expected:?}; pending:{ops}")
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
