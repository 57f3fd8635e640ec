mod disk;

use std::collections::{BTreeMap, BTreeSet};

use disk::Disk;

use super::*;
use crate::fixtures::{rename, set_done, stored, superseding, unencodable};

fn entries(operation: u128, range: std::ops::Range<u128>) -> Vec<Stored> {
    range
        .map(|key| stored(operation, key, set_done(key as u32)))
        .collect()
}

fn keys(range: impl IntoIterator<Item = u128>) -> Vec<Key> {
    range.into_iter().map(Key).collect()
}

fn set(range: impl IntoIterator<Item = u128>) -> BTreeSet<Key> {
    keys(range).into_iter().collect()
}

#[test]
fn a_large_operation_takes_few_rows_and_a_single_one_passes_it() {
    let mut disk = Disk::new();
    disk.rows.store(&entries(1, 1_000..2_000), 0.0);
    disk.rows.store(&entries(2, 3_000..3_001), 0.0);
    let first = disk.step().expect("something waits");
    assert_eq!(first.stored[0].key, Key(3_000));
    assert!(first.stored.len() < 1_000, "one transaction takes a part");
    disk.finish();
    assert_eq!(disk.entries(), set((1_000..2_000).chain([3_000])));
    assert_eq!(disk.held.len(), 1 + 1_000_usize.div_ceil(ENTRIES));
    assert!(!disk.rows.is_urgent());
}

#[test]
fn what_was_never_stored_is_known_and_so_is_what_a_loss_of_power_must_not_undo() {
    let mut disk = Disk::new();
    let mut next = |act: &dyn Fn(&mut LogRows)| {
        act(&mut disk.rows);
        let transaction = disk.step().expect("something waits");
        (transaction.adds, transaction.lasts)
    };
    let one = entries(1, 1..2);
    assert_eq!(next(&|rows| rows.store(&one, 0.0)), (true, true));
    assert_eq!(next(&|rows| rows.store(&one, 0.0)), (false, true));
    assert_eq!(
        next(&|rows| rows.unstore(&keys([1]), false)),
        (false, false)
    );
    assert_eq!(next(&|rows| rows.store(&one, 0.0)), (true, true));
    assert_eq!(next(&|rows| rows.unstore(&keys([1]), true)), (false, true));
}

#[test]
fn a_row_is_written_without_what_has_left_it_and_removed_with_the_last() {
    let mut disk = Disk::new();
    disk.rows.store(&entries(1, 1..65), 0.0);
    disk.finish();
    assert_eq!(disk.row_sizes(), [(Key(1), 64)]);
    disk.rows.unstore(&keys(1..11), false);
    disk.finish();
    assert_eq!(disk.row_sizes(), [(Key(1), 54)]);
    disk.rows.unstore(&keys(11..65), false);
    disk.finish();
    assert!(disk.held.is_empty());
}

#[test]
fn what_is_done_of_a_large_operation_goes_in_few_transactions() {
    let mut disk = Disk::new();
    disk.rows.store(&entries(1, 1_000..11_000), 0.0);
    disk.finish();
    disk.rows.unstore(&keys(1_000..11_000), false);
    let mut transactions = 0;
    while disk.step().is_some() {
        transactions += 1;
    }
    assert!(disk.held.is_empty());
    assert!(transactions <= 10, "{transactions} transactions");
}

/// Loaded again, a row is known by the key under which it is stored, whatever has left it.
#[test]
fn a_row_that_has_lost_its_first_entry_can_be_removed_after_a_reload() {
    let mut disk = Disk::new();
    disk.rows.store(&entries(1, 1..8), 0.0);
    disk.finish();
    disk.rows.unstore(&keys(1..5), false);
    disk.finish();
    let mut disk = disk.reload();
    disk.rows.unstore(&keys(5..8), false);
    disk.finish();
    assert!(disk.held.is_empty());
}

/// The row that has the entry's key still holds others.
#[test]
fn an_entry_that_comes_back_does_not_overwrite_those_that_it_was_stored_with() {
    let mut disk = Disk::new();
    disk.rows.store(&entries(1, 1..5), 0.0);
    disk.finish();
    disk.rows.unstore(&keys([1]), false);
    disk.finish();
    disk.rows.store(&entries(1, 1..2), 0.0);
    disk.finish();
    assert_eq!(disk.entries(), set(1..5));
    let mut disk = disk.reload();
    disk.rows.unstore(&keys(1..5), false);
    disk.finish();
    assert!(disk.held.is_empty());
}

#[test]
fn what_leaves_before_it_was_stored_is_never_written() {
    let mut disk = Disk::new();
    disk.rows.store(&entries(1, 1..4), 0.0);
    disk.rows.unstore(&keys(1..4), false);
    let only = disk.step().expect("something waits");
    assert!(only.is_empty());
    assert_eq!(only.stored, []);
}

#[test]
fn rows_of_two_tabs_may_lie_within_each_other() {
    let mut disk = Disk::new();
    let mut first = entries(1, 1..2);
    first.extend(entries(1, 9..10));
    disk.rows.store(&first, 0.0);
    disk.rows.store(&entries(2, 4..6), 0.0);
    disk.finish();
    let mut disk = disk.reload();
    disk.rows.unstore(&keys([9]), false);
    disk.finish();
    assert_eq!(disk.row_sizes(), [(Key(1), 1), (Key(4), 2)]);
}

#[test]
fn an_entry_and_what_it_replaces_change_in_one_transaction() {
    let mut disk = Disk::new();
    // The rows of the two operations do not begin with the same notes.
    let before = entries(1, 1_000..2_000);
    let after = entries(2, 2_990..4_000);
    disk.rows.store(&before, 0.0);
    disk.rows.store(&after, 0.0);
    disk.finish();
    let pairs = || before.iter().zip(&after[10..]);
    let rewritten: Vec<Stored> = pairs()
        .map(|(old, new)| superseding(new.clone(), old))
        .collect();
    disk.rows.store(&rewritten, 0.0);
    let mut transactions = 0;
    while disk.step().is_some() {
        transactions += 1;
        let rows = disk.entries_by_row();
        let held: BTreeMap<Key, &Stored> = rows.values().flatten().map(|e| (e.key, e)).collect();
        for (old, new) in pairs() {
            let supersedes = held[&new.key].supersedes.first();
            let replaced = supersedes.is_some_and(|superseded| superseded.key == old.key);
            assert_eq!(held.contains_key(&old.key), !replaced, "{}", old.key);
        }
    }
    assert!(transactions > 1, "so much does not go in one transaction");
    assert_eq!(disk.entries(), set(2_990..4_000));
}

/// Refused, an entry brings back what it stood for: its own row goes with the writing of theirs.
#[test]
fn what_is_reinstated_is_stored_in_the_transaction_that_removes_its_successor() {
    let mut disk = Disk::new();
    let old = stored(1, 1, rename(7, "old"));
    let new = superseding(stored(2, 2, rename(7, "new")), &old);
    disk.rows.store(std::slice::from_ref(&old), 0.0);
    disk.rows.store(&[new], 0.0);
    disk.finish();
    assert_eq!(disk.entries(), set([2]));
    let mut back = old;
    back.replaces = keys([2]);
    disk.rows.store(&[back], 0.0);
    disk.step();
    assert_eq!(disk.entries(), set([1]));
}

/// Asked for in one turn, a replacement and its end leave what was asked for last.
#[test]
fn a_replacement_that_is_taken_back_before_it_was_written_changes_nothing() {
    let mut disk = Disk::new();
    let old = stored(1, 1, rename(7, "old"));
    let new = stored(2, 2, rename(7, "new"));
    disk.rows.store(&[old.clone(), new.clone()], 0.0);
    disk.finish();
    disk.rows.store(&[superseding(new, &old)], 0.0);
    let mut back = old;
    back.replaces = keys([2]);
    disk.rows.store(&[back], 0.0);
    disk.step();
    assert_eq!(disk.entries(), set([1]));
}

#[test]
fn of_a_removal_and_a_write_of_one_entry_the_later_one_stands() {
    for (awaited, written_between) in [(false, false), (false, true), (true, false), (true, true)] {
        let mut disk = Disk::new();
        disk.rows.store(&entries(1, 1..2), 0.0);
        if written_between {
            disk.step();
        }
        disk.rows.unstore(&keys([1]), awaited);
        if written_between {
            disk.step();
            assert!(disk.held.is_empty());
        }
        disk.rows.store(&entries(1, 1..2), 0.0);
        disk.finish();
        assert_eq!(disk.entries(), set([1]));
        disk.rows.unstore(&keys([1]), awaited);
        disk.finish();
        assert!(disk.held.is_empty());
    }
}

#[test]
fn the_version_that_was_written_is_reported() {
    let version = |write| {
        let mut entry = stored(1, 1, set_done(1));
        entry.write = write;
        entry
    };
    let row = |key, write| RowVersion {
        key: Key(key),
        write,
    };
    let mut disk = Disk::new();
    disk.rows.store(&[version(1)], 0.0);
    disk.rows.store(&[version(2)], 0.0);
    let first = disk.step().expect("something waits");
    assert_eq!(first.stored, [row(1, 2)]);
    disk.rows.store(&[version(3)], 0.0);
    disk.rows.store(&entries(2, 2..3), 0.0);
    let second = disk.step().expect("something waits");
    assert_eq!(second.stored, [row(1, 3), row(2, 1)]);
}

#[test]
fn an_awaited_removal_does_not_wait_for_others() {
    let mut disk = Disk::new();
    disk.rows.store(&entries(1, 1..4), 0.0);
    disk.finish();
    disk.rows.unstore(&keys([1]), false);
    assert!(!disk.rows.is_urgent());
    disk.rows.unstore(&keys([2]), true);
    assert!(disk.rows.is_urgent());
    let first = disk.step().expect("something waits");
    assert_eq!(first.unstored, keys([2]));
    assert_eq!(disk.entries(), set([1, 3]));
    let second = disk.step().expect("something waits");
    assert_eq!(second.unstored, keys([1]));
    assert_eq!(disk.entries(), set([3]));
}

/// Whoever waits for a removal waits no longer when there is nothing to remove.
#[test]
fn the_awaited_removal_of_what_was_never_written_is_reported() {
    let mut disk = Disk::new();
    disk.rows.store(&entries(1, 1..2), 0.0);
    disk.rows.unstore(&keys([1]), true);
    let only = disk.step().expect("something waits");
    assert!(only.is_empty());
    assert_eq!(only.unstored, keys([1]));
    assert_eq!(only.stored, []);
}

#[test]
fn an_entry_that_cannot_be_encoded_is_not_stored_and_replaces_nothing() {
    let mut disk = Disk::new();
    let old = stored(1, 1, set_done(1));
    disk.rows.store(std::slice::from_ref(&old), 0.0);
    disk.finish();
    let new = superseding(stored(2, 2, unencodable()), &old);
    disk.rows.store(&[new, stored(2, 3, set_done(3))], 0.0);
    let transaction = disk.step().expect("something waits");
    assert_eq!(transaction.not_storable, keys([2]));
    assert_eq!(transaction.stored.len(), 1);
    assert_eq!(disk.entries(), set([1, 3]));
}

#[test]
fn the_first_write_of_a_single_operation_is_measured() {
    let mut disk = Disk::new();
    disk.rows.store(&entries(1, 1..2), 10.0);
    disk.rows.store(&entries(2, 2..4), 20.0);
    let first = disk.step().expect("something waits");
    assert_eq!(first.first_asked_at, [10.0]);
    disk.rows.store(&entries(1, 1..2), 30.0);
    let second = disk.step().expect("something waits");
    assert!(second.first_asked_at.is_empty());
}

/// Whatever is asked for in whatever order: in the end the storage holds what was asked for last.
#[test]
fn any_schedule_ends_with_what_was_asked_for_last() {
    let mut random = 1_u64;
    let mut below = |n: u64| {
        random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (random >> 33) % n
    };
    for _ in 0..500 {
        let mut disk = Disk::new();
        let mut wanted = BTreeSet::new();
        for _ in 0..40 {
            let key = u128::from(below(12));
            let entry = stored(key / 4, key, set_done(key as u32));
            match below(6) {
                0 | 1 => {
                    let many: Vec<Stored> = entries(key / 4, key..(key / 4 + 1) * 4);
                    wanted.extend(many.iter().map(|entry| entry.key));
                    disk.rows.store(&many, 0.0);
                }
                2 => {
                    let mut entry = entry;
                    entry.replaces = keys([(key + 1) % 12, (key + 5) % 12]);
                    entry.replaces.iter().for_each(|old| {
                        wanted.remove(old);
                    });
                    wanted.insert(entry.key);
                    disk.rows.store(&[entry], 0.0);
                }
                3 | 4 => {
                    let awaited = below(2) == 0;
                    wanted.remove(&Key(key));
                    disk.rows.unstore(&keys([key]), awaited);
                }
                _ => drop(disk.step()),
            }
            if below(50) == 0 {
                disk.finish();
                disk = disk.reload();
            }
        }
        disk.finish();
        assert_eq!(disk.entries(), wanted);
    }
}
