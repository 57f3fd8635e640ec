//! What users do in a schedule, and what befalls them.

use std::collections::BTreeMap;

use optimist_core::{
    Counts, DataStatus, Engine, FetchStatus, Input, ItemState, Key, Mutation, OperationId, Part,
    Query, QueryKey,
};

use crate::{
    domain::{
        Add, Approve, Current, Op, Plain, PlainTop, Remove, SetArchived, SetDone, SetPlace,
        SetTitle, Sort, Top,
    },
    model::IDS,
    server::REFUSED,
    sim::Sim,
};

pub fn act(sim: &mut Sim<'_>, user: usize) -> Result<(), String> {
    sim.users[user].client.now = sim.now;
    match sim.bytes.below(20) {
        0..=8 => issue(sim, user),
        9 => cancel(sim, user),
        10 => retry(sim, user),
        11 => dismiss(sim, user),
        12 => match sim.mix.others {
            true => other_writes(sim),
            false => issue(sim, user),
        },
        13 => invalidate(sim, user),
        14 if sim.mix.reloads && sim.users[user].config.store => return reload(sim, user),
        15 if sim.mix.spells => {
            let ms = sim.bytes.pick(&[500, 3_000, 20_000]);
            sim.users[user].offline_until = sim.now.after(ms);
        }
        16 if sim.mix.switches => {
            let on = !sim.users[user].model.optimism;
            sim.users[user].model.optimism = on;
            let pending = !sim.users[user].model.pending.is_empty();
            sim.users[user]
                .client
                .call(|engine, _| engine.set_optimism(on));
            sim.reached_if(pending, "optimism switched under pending operations");
        }
        17 if sim.mix.sessions => {
            sim.signed_out = !sim.signed_out;
            if !sim.signed_out {
                for user in 0..sim.users.len() {
                    sim.users[user].client.now = sim.now;
                    sim.users[user].client.input(Input::SignedIn);
                    sim.carry_out(user);
                }
            }
        }
        18 => hint(sim, user),
        19 if sim.mix.locks => {
            let id = sim.bytes.below(8) as u32 + 1;
            if !sim.server.locked.remove(&id) {
                sim.server.locked.insert(id);
            }
        }
        _ => issue(sim, user),
    }
    Ok(())
}

fn issue(sim: &mut Sim<'_>, user: usize) {
    let bulk = sim.bytes.chance(40);
    let times = if sim.bytes.chance(30) { 4 } else { 1 };
    let kind = sim.bytes.below(14);
    for _ in 0..times {
        let first = sim.bytes.below(8) as u32 + 1;
        let ids = match bulk {
            true => IDS.filter(|id| id % 2 == first % 2).collect(),
            false => vec![first],
        };
        let ops: Vec<Op> = ids.into_iter().map(|id| op(sim, kind, id)).collect();
        let operation = match ops[0] {
            Op::Add(..) => mutate::<Add>(sim, user, &ops),
            Op::Title(..) => mutate::<SetTitle>(sim, user, &ops),
            Op::Done(..) => mutate::<SetDone>(sim, user, &ops),
            Op::Place(..) => mutate::<SetPlace>(sim, user, &ops),
            Op::Archived(..) => mutate::<SetArchived>(sim, user, &ops),
            Op::Remove(_) => mutate::<Remove>(sim, user, &ops),
            Op::Approve(_) => mutate::<Approve>(sim, user, &ops),
            Op::Sort(..) => mutate::<Sort>(sim, user, &ops),
        };
        sim.users[user].operations.push(operation);
    }
}

fn op(sim: &mut Sim<'_>, kind: usize, id: u32) -> Op {
    let bytes = &mut sim.bytes;
    match kind {
        0..=3 => Op::Title(id, bytes.pick(&["a", "b", " c", "d", REFUSED])),
        4..=6 => Op::Done(id, bytes.one_in(2)),
        7 => Op::Place(id, bytes.pick(&[1, 25, 99])),
        8..=9 => Op::Archived(id, bytes.one_in(2)),
        10 => Op::Add(id, bytes.pick(&["new", "newer"])),
        11 => Op::Remove(id),
        12 => Op::Approve(id),
        _ => Op::Sort(id, bytes.pick(&[5, 45, 77])),
    }
}

fn mutate<M: Mutation<Args = Op>>(sim: &mut Sim<'_>, user: usize, ops: &[Op]) -> OperationId {
    let user = &mut sim.users[user];
    let operation = user.client.mutate::<M>(ops);
    let states = user.states(operation);
    if states.is_empty() {
        // It has undone what waited, and is over already.
        for op in ops {
            user.model.vanished(operation, op.clone());
        }
    }
    for ((key, _), op) in states.into_iter().zip(ops) {
        user.model.issued(key, operation, op.clone());
    }
    operation
}

fn any_operation(sim: &mut Sim<'_>, user: usize) -> Option<OperationId> {
    let back = sim.bytes.below(6);
    let operations = &sim.users[user].operations;
    operations.iter().rev().nth(back).copied()
}

fn cancel(sim: &mut Sim<'_>, user: usize) {
    let Some(operation) = any_operation(sim, user) else {
        return;
    };
    let states = sim.users[user].states(operation);
    let mut sent = false;
    for (key, state) in states {
        if matches!(state, ItemState::Queued | ItemState::Sending) {
            sent |= sim.users[user].sent.contains(&key);
            take_back(sim, user, key);
        }
    }
    sim.reached_if(sent, "taken back after it was sent");
    sim.users[user]
        .client
        .call(|engine, now| engine.cancel(now, operation));
}

fn take_back(sim: &mut Sim<'_>, user: usize, key: Key) {
    let user = &mut sim.users[user];
    user.model.taken_back.insert(key);
    if !user.sent.contains(&key) && !user.model.restored.contains(&key) {
        user.model.revoked.insert(key);
    }
}

fn retry(sim: &mut Sim<'_>, user: usize) {
    if let Some(operation) = any_operation(sim, user) {
        retry_operation(sim, user, operation);
    }
}

fn retry_operation(sim: &mut Sim<'_>, user: usize, operation: OperationId) {
    let before = sim.users[user].states(operation);
    let failed = before
        .iter()
        .any(|(_, state)| matches!(state, ItemState::Failed(_)));
    sim.reached_if(failed, "a failed one tried again");
    let user_ = &mut sim.users[user];
    user_
        .client
        .call(|engine, now| engine.retry(now, operation));
    let mut again = false;
    for ((old, state), (new, _)) in before.iter().zip(user_.states(operation)) {
        if matches!(state, ItemState::Refused(_)) {
            assert_ne!(*old, new, "what was refused has a new key");
            let op = user_.model.ops[old].clone();
            user_.model.issued(new, operation, op);
            again = true;
        } else {
            assert_eq!(*old, new, "what was not refused keeps its key");
            if matches!(state, ItemState::Failed(_)) {
                user_.model.taken_back.remove(old);
            }
        }
    }
    sim.reached_if(again, "a refused one tried again");
}

fn dismiss(sim: &mut Sim<'_>, user: usize) {
    if let Some(operation) = any_operation(sim, user) {
        dismiss_operation(sim, user, operation);
    }
}

fn dismiss_operation(sim: &mut Sim<'_>, user: usize, operation: OperationId) {
    for (key, state) in sim.users[user].states(operation) {
        if matches!(state, ItemState::Failed(_)) {
            take_back(sim, user, key);
            sim.reached("a failed one given up");
        }
    }
    sim.users[user]
        .client
        .call(|engine, now| engine.dismiss(now, operation));
}

/// In the second phase the user handles whatever waits for him.
pub fn handle_what_failed(sim: &mut Sim<'_>, user: usize) {
    sim.users[user].client.now = sim.now;
    let queries: Vec<String> = sim.users[user].model.queries.keys().cloned().collect();
    for query in queries {
        let query = QueryKey::new(query.split('/').map(str::to_owned));
        let status = sim.users[user].client.engine.status(&query);
        if status.data != DataStatus::Success && status.fetch == FetchStatus::Idle {
            let client = &mut sim.users[user].client;
            client.call(|engine, now| engine.invalidate(now, &query));
        }
    }
    let operations: Vec<OperationId> = {
        let known = sim.users[user].client.engine.operations();
        let waits = |counts: Counts| counts.under_way() == 0 || counts.failed > 0;
        known
            .filter(|known| waits(known.counts()))
            .map(|known| known.id)
            .collect()
    };
    for operation in operations {
        let states = sim.users[user].states(operation);
        match states
            .iter()
            .any(|(_, state)| matches!(state, ItemState::Failed(_)))
        {
            true => {
                // What was refused beside it is not tried for ever.
                let refused =
                    |(_, state): &(Key, ItemState)| matches!(state, ItemState::Refused(_));
                match states.iter().any(refused) {
                    true => dismiss_operation(sim, user, operation),
                    false => retry_operation(sim, user, operation),
                }
            }
            false => dismiss_operation(sim, user, operation),
        }
    }
}

fn other_writes(sim: &mut Sim<'_>) {
    let before = sim.server.revision();
    let kind = sim.bytes.below(12);
    let id = sim.bytes.below(8) as u32 + 1;
    let op = op(sim, kind, id);
    sim.server.other(&op);
    sim.publish(before);
}

pub fn invalidate(sim: &mut Sim<'_>, user: usize) {
    let everything = QueryKey::new([]);
    let client = &mut sim.users[user].client;
    client.call(|engine, now| engine.invalidate(now, &everything));
}

/// The page crashes or is loaded anew, at whatever moment.
fn reload(sim: &mut Sim<'_>, user: usize) -> Result<(), String> {
    let byte = u64::from(sim.bytes.byte());
    let user_ = &mut sim.users[user];
    user_.page += 1;
    // No two pages have the same seed: two users could make the same key.
    let seed = (user as u64 + 1) << 48 | u64::from(user_.page) << 8 | byte;
    user_.alive.clear();
    user_.session += 1;
    user_.listens = None;
    user_.writes = 0;
    let config = user_.config.clone();
    let rows = user_.client.disk.rows.values();
    let stored: BTreeMap<Key, OperationId> = rows
        .flat_map(|row| {
            let superseded = row.supersedes.iter();
            superseded
                .map(|known| (known.key, known.operation))
                .chain([(row.key, row.operation)])
        })
        .collect();
    let any = !stored.is_empty();
    let rows = user_.client.disk.rows.keys().copied().collect();
    let lost = user_.model.reloaded(stored, rows);
    user_.listed.clear();
    user_.parts.clear();
    user_.client.reload(config, seed);
    sim.reached_if(any, "the page loaded anew with operations waiting");
    sim.look(user);
    lost
}

fn hint(sim: &mut Sim<'_>, user: usize) {
    let what = sim.bytes.below(7);
    let client = &mut sim.users[user].client;
    match what {
        0 => client.input(Input::Hint { online: true }),
        1 => client.input(Input::Hint { online: false }),
        2 => client.input(Input::Focused),
        3 => {
            client.call(|engine, now| engine.cancel_reads(now, &QueryKey::new([])));
            sim.users[user].gave_reads_up = true;
        }
        6 => {
            for query in [Top::NAME, PlainTop::NAME] {
                let key = QueryKey::new([query.to_owned(), "()".to_owned()]);
                let user_ = &mut sim.users[user];
                if user_.listed(&key.to_string()) < IDS.count() {
                    let more = |engine: &mut Engine, now| engine.read_more(now, &key, Part::Next);
                    user_.client.call(more);
                }
            }
        }
        4 if sim.mix.unseen => {
            let user_ = &mut sim.users[user];
            user_.plain = !user_.plain;
            let seen = user_.plain;
            for query in [Plain::NAME, PlainTop::NAME] {
                let key = QueryKey::new([query.to_owned(), "()".to_owned()]);
                let key_ = key.to_string();
                if !seen && user_.model.looks_at(&key_, false) {
                    user_.client.call(|engine, now| engine.unobserve(now, &key));
                }
            }
            if seen {
                sim.look_at_plain(user);
            }
        }
        _ if sim.mix.current => {
            let current = QueryKey::new(["current".to_owned(), "()".to_owned()]);
            let user_ = &mut sim.users[user];
            user_.current = !user_.current;
            match user_.current {
                true => drop(user_.client.observe::<Current>()),
                false => user_
                    .client
                    .call(|engine, now| engine.unobserve(now, &current)),
            }
        }
        _ => {}
    }
}
