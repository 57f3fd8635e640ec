//! The comparison of a client with its model.

use std::{cmp::Ordering, collections::BTreeMap};

use optimist_core::{Engine, ItemState};
use shared::{Video, VideoId};
use studio_domain::list;

use super::{
    domain::CourseVideos,
    lists::{Known, List},
    model::Model,
    op::State,
    server::{Server, States},
};

/// Everything that must hold of a client at every moment.
pub(super) fn check(engine: &Engine, model: &Model, server: &Server) -> Result<(), String> {
    engine.check()?;
    check_items(engine, model)?;
    model.notices.check()?;
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
                let rises = |last: &Video| {
                    let order = list::order(last, video);
                    order.then_with(|| last.id.cmp(&video.id)) == Ordering::Less
                };
                if last.is_some_and(|last| !rises(last)) {
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
    let pending = model.ops.values().map(|op| op.id());
    let unknown = pending.filter(|id| !server.has_been(*id));
    let mut unknown: Vec<VideoId> = unknown.collect();
    unknown.sort_unstable();
    unknown.dedup();
    let never = States::new();
    let unknown = unknown.into_iter().map(|id| (id, &never));
    for (id, states) in server.all_states().chain(unknown) {
        let actual = shown.remove(&id);
        let known = list.known(id, states, server);
        if list.is_unsure(id) {
            continue;
        }
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
        let shows = |base: Option<&Video>, wanted: &dyn Fn(Option<&Video>) -> bool| {
            let views = model.replayed(id, base).into_iter();
            let mut views = views.map(|video| video.filter(|video| list.holds(video)));
            views.any(|video| wanted(video.as_ref()))
        };
        let same = |base: Option<&Video>| shows(base, &|video| video == actual);
        // What lies outside the query may be remembered by the client, or not.
        let right = match known {
            Known::Never => same(None),
            Known::Is(video) => same(Some(video)),
            Known::Outside(video) => same(None) || same(Some(video)),
            Known::Absent => {
                // It may also be remembered as what an operation of this client makes of it, which
                // may be why the list does not hold it. Of its content nobody was told.
                let states = server.states(id).cloned();
                let states = states.filter_map(|video| model.until_outside(video, list));
                let deleted = server.states(id).map(|video| Video {
                    deleted_at: Some(0),
                    ..video.clone()
                });
                let deleted = deleted.filter(|_| model.deletes.contains(&id));
                let mut bases = [None].into_iter().chain(states.chain(deleted).map(Some));
                let there = |video: Option<&Video>| video.is_some() == actual.is_some();
                bases.any(|base| shows(base.as_ref(), &there))
            }
        };
        if !right {
            let base = match known {
                Known::Is(video) | Known::Outside(video) => Some(video),
                Known::Never | Known::Absent => None,
            };
            let expected = model.replayed(id, base).swap_remove(0);
            return Err(differs(id, actual, expected.as_ref(), model, list));
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
            "\n  {key} {:?} sent {} done {:?} by {:?} shown {:?}",
            op.operation(),
            op.sent,
            op.done,
            op.by,
            op.shown
        )
    });
    let ops: String = ops.collect();
    let kind = &list.kind;
    format!("the view of {kind:?} shows {id} as\n  {actual:?}, not\n  {expected:?}; pending:{ops}")
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
            + counts.unsure
            + counts.cancelled;
        if counts.total != items.list.len() || sum != items.list.len() {
            return Err(format!("the counts of {} do not add up", operation.id));
        }
        for (item, &(key, state)) in operation.items().iter().zip(&items.list) {
            let actual = match item.state() {
                ItemState::Queued | ItemState::Sending => State::UnderWay,
                ItemState::Done => State::Done,
                ItemState::Refused(_) => State::Refused,
                ItemState::Failed(_) | ItemState::Unsure(_) => State::Failed,
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
    let kept = model.items.values().filter(|items| model.keeps(items));
    if kept.count() != held {
        for (operation, items) in &model.items {
            if model.keeps(items) != engine.operation(*operation).is_some() {
                let ends = items.ends();
                return Err(format!(
                    "{operation} with the ends {ends:?} is kept for nothing, or forgotten"
                ));
            }
        }
    }
    Ok(())
}
