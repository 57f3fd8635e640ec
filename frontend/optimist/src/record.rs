//! A row of the log as it is stored: data, so that a later version of the page can read it.
//!
//! A row is a JSON object. It holds entries of one operation that were issued together:
//!
//! ```json
//! {"format": 2, "operation": KEY, "name": "set-done", "version": 1, "at": 1790000000000,
//!  "entries": [[KEY, ARGS], [KEY, ARGS, {"sent_as": KEY, "overtaken": true, "maybe_sent": true,
//!    "unsent": true, "not_before": 1790000000000,
//!    "refused": {"code": "not-found", "message": "The video is gone."},
//!    "supersedes": [
//!    {"key": KEY, "operation": KEY, "name": "rename", "version": 1, "at": 1790000000000, "args": ARGS}]}]]}
//! ```
//!
//! Format 1 has no field `format`, and no entry with a third part. A page that knows format 1 only
//! reads what it can read rightly: it takes a row with such an entry for unreadable, and leaves it.

use optimist_core::{AnyCall, Key, OperationId, Reason, Stored, Superseded, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::registry::Registry;

/// The format that is written.
const FORMAT: u32 = 2;

/// The name that stands for a row which is none.
pub(crate) const UNREADABLE: &str = "unreadable";

/// What all entries of a row have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RowHead {
    pub(crate) operation: OperationId,
    pub(crate) name: &'static str,
    pub(crate) version: u32,
    pub(crate) at: Timestamp,
}

/// One entry of a row, as it is stored.
pub(crate) type EntryText = Box<RawValue>;

/// A row that the storage gave back.
pub(crate) enum Decoded {
    /// It can go on.
    Known(RowHead, Vec<(Stored, EntryText)>),
    /// This page cannot go on with it; it stays stored.
    Unknown {
        /// The operation's name, or [`UNREADABLE`].
        name: String,
    },
}

#[derive(Serialize)]
struct RowOut<'a> {
    format: u32,
    operation: OperationId,
    name: &'a str,
    version: u32,
    at: Timestamp,
    entries: &'a [&'a RawValue],
}

#[derive(Deserialize)]
struct RowIn {
    #[serde(default)]
    format: u32,
    operation: OperationId,
    name: String,
    version: u32,
    at: Timestamp,
    entries: Vec<EntryText>,
}

#[derive(Serialize, Deserialize)]
struct EntryRecord(
    Key,
    Box<RawValue>,
    #[serde(default, skip_serializing_if = "Extra::is_empty")] Extra,
);

/// What few entries have. A page leaves a row alone that says more of an entry than it knows.
#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Extra {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sent_as: Option<Key>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    overtaken: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    maybe_sent: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    unsent: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    not_before: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    refused: Option<Reason>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    supersedes: Vec<SupersededRecord>,
}

impl Extra {
    fn is_empty(&self) -> bool {
        let flags = self.overtaken || self.maybe_sent || self.unsent || self.not_before.is_some();
        let keyed = self.sent_as.is_some() || self.refused.is_some();
        !keyed && !flags && self.supersedes.is_empty()
    }
}

#[derive(Serialize, Deserialize)]
struct SupersededRecord {
    key: Key,
    operation: OperationId,
    name: String,
    version: u32,
    at: Timestamp,
    args: Box<RawValue>,
}

impl RowHead {
    pub(crate) fn of(stored: &Stored) -> Self {
        Self {
            operation: stored.operation,
            name: stored.call.name(),
            version: stored.call.version(),
            at: stored.call.at(),
        }
    }
}

/// A row of these entries.
pub(crate) fn encode_row(head: &RowHead, entries: &[&RawValue]) -> String {
    let row = RowOut {
        format: FORMAT,
        operation: head.operation,
        name: head.name,
        version: head.version,
        at: head.at,
        entries,
    };
    // Texts, numbers and what is JSON already can be written.
    serde_json::to_string(&row).unwrap_or_default()
}

/// An entry of a row; `None`: its arguments, or those of what it supersedes, cannot be stored.
pub(crate) fn encode_entry(registry: &Registry, stored: &Stored) -> Option<EntryText> {
    let mut supersedes = Vec::new();
    for superseded in &stored.supersedes {
        let call: &dyn AnyCall = &*superseded.call;
        supersedes.push(SupersededRecord {
            key: superseded.key,
            operation: superseded.operation,
            name: call.name().to_owned(),
            version: call.version(),
            at: call.at(),
            args: registry.encode(call)?,
        });
    }
    let extra = Extra {
        sent_as: stored.sent_as,
        overtaken: stored.overtaken,
        maybe_sent: stored.maybe_sent,
        unsent: stored.unsent,
        not_before: stored.not_before,
        refused: stored.refused.clone(),
        supersedes,
    };
    let entry = EntryRecord(stored.key, registry.encode(&*stored.call)?, extra);
    serde_json::value::to_raw_value(&entry).ok()
}

pub(crate) fn decode_row(registry: &Registry, row: &str) -> Decoded {
    let Ok(row) = serde_json::from_str::<RowIn>(row) else {
        let name = UNREADABLE.into();
        return Decoded::Unknown { name };
    };
    decode_known(registry, &row).unwrap_or(Decoded::Unknown { name: row.name })
}

fn decode_known(registry: &Registry, row: &RowIn) -> Option<Decoded> {
    let registered = registry.get(&row.name);
    let registered = registered.filter(|known| known.version == row.version)?;
    if row.format > FORMAT {
        return None;
    }
    let head = RowHead {
        operation: row.operation,
        name: registered.name,
        version: row.version,
        at: row.at,
    };
    let mut entries = Vec::with_capacity(row.entries.len());
    for text in &row.entries {
        let EntryRecord(key, args, extra) = serde_json::from_str(text.get()).ok()?;
        let mut supersedes = Vec::new();
        for superseded in &extra.supersedes {
            supersedes.push(decode_superseded(registry, superseded)?);
        }
        let stored = Stored {
            key,
            sent_as: extra.sent_as,
            overtaken: extra.overtaken,
            maybe_sent: extra.maybe_sent,
            unsent: extra.unsent,
            not_before: extra.not_before,
            refused: extra.refused,
            operation: row.operation,
            call: (registered.decode)(&args, row.at)?,
            supersedes,
            replaces: Vec::new(),
            write: 0,
        };
        entries.push((stored, text.clone()));
    }
    Some(Decoded::Known(head, entries))
}

fn decode_superseded(registry: &Registry, record: &SupersededRecord) -> Option<Superseded> {
    let registered = registry.get(&record.name);
    let registered = registered.filter(|known| known.version == record.version)?;
    Some(Superseded {
        key: record.key,
        operation: record.operation,
        call: (registered.decode)(&record.args, record.at)?,
    })
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;
    use crate::fixtures::{
        AT, Rename, registry, rename, set_done, stored, superseding, unencodable,
    };

    const OPERATION: &str = "01a0c53e-6c00-7000-8000-000000000001";
    const FIRST: &str = "01a0c53e-6c00-7001-8000-000000000002";
    const SECOND: &str = "01a0c53e-6c00-7002-8000-000000000003";

    fn key(text: &str) -> Key {
        text.parse().expect("a key")
    }

    fn row(entries: &[Stored]) -> String {
        let registry = registry();
        let texts = entries.iter().map(|entry| encode_entry(&registry, entry));
        let texts: Vec<EntryText> = texts.map(|text| text.expect("it can be stored")).collect();
        let texts: Vec<&RawValue> = texts.iter().map(|text| &**text).collect();
        encode_row(&RowHead::of(&entries[0]), &texts)
    }

    fn read(row: &str) -> (RowHead, Vec<Stored>) {
        match decode_row(&registry(), row) {
            Decoded::Known(head, entries) => {
                (head, entries.into_iter().map(|(entry, _)| entry).collect())
            }
            Decoded::Unknown { name } => panic!("{name} is not known"),
        }
    }

    fn unknown(row: &str) -> String {
        match decode_row(&registry(), row) {
            Decoded::Known(..) => panic!("{row} is known"),
            Decoded::Unknown { name } => name,
        }
    }

    fn args<M: optimist_core::Mutation>(call: &Rc<dyn AnyCall>) -> &M::Args {
        let call = call.as_any().downcast_ref::<optimist_core::Call<M>>();
        call.expect("a call of this mutation").args()
    }

    #[test]
    fn a_row_of_format_1_is_read() {
        let text = format!(
            r#"{{"operation":"{OPERATION}","name":"rename","version":1,"at":1790000000000,"entries":[["{FIRST}",[7,"Milk"]],["{SECOND}",[8,"Bread"]]]}}"#
        );
        let (head, entries) = read(&text);
        assert_eq!(head.operation, OperationId(key(OPERATION)));
        assert_eq!((head.name, head.at), ("rename", AT));
        assert_eq!(entries.len(), 2);
        assert_eq!(entries[0].key, key(FIRST));
        assert_eq!(*args::<Rename>(&entries[0].call), (7, "Milk".to_owned()));
        assert_eq!(entries[0].sent_as, None);
        assert!(entries[0].supersedes.is_empty());
        assert_eq!(entries[1].key, key(SECOND));
        assert_eq!(entries[1].operation, head.operation);
    }

    /// What a page read that knew format 1 alone.
    #[derive(Deserialize)]
    #[expect(dead_code, reason = "whether it can be read is the question")]
    struct Format1 {
        operation: Key,
        name: String,
        version: u32,
        at: Timestamp,
        entries: Vec<(Key, Box<RawValue>)>,
    }

    #[test]
    fn a_page_of_format_1_reads_plain_rows_and_leaves_others() {
        let old = stored(1, 1, rename(7, "Milk"));
        let plain = row(std::slice::from_ref(&old));
        assert!(serde_json::from_str::<Format1>(&plain).is_ok());
        let new = superseding(stored(2, 2, rename(7, "Bread")), &old);
        assert!(serde_json::from_str::<Format1>(&row(&[new])).is_err());
        let mut other_key = old;
        other_key.sent_as = Some(Key(9));
        assert!(serde_json::from_str::<Format1>(&row(&[other_key])).is_err());
    }

    #[test]
    fn what_few_entries_have_is_kept() {
        let renamed = stored(1, 1, rename(7, "Milk"));
        let done = stored(2, 2, set_done(7));
        let new = superseding(stored(3, 3, rename(7, "Bread")), &renamed);
        let mut new = superseding(new, &done);
        new.sent_as = Some(Key(9));
        (new.overtaken, new.maybe_sent, new.unsent) = (true, true, true);
        new.not_before = Some(AT);
        new.refused = Some(Reason::new("locked", "It is locked."));
        let plain = stored(3, 4, rename(8, "Eggs"));
        let (_, entries) = read(&row(&[new, plain]));
        assert_eq!(entries[0].sent_as, Some(Key(9)));
        assert_eq!((entries[0].overtaken, entries[1].overtaken), (true, false));
        assert_eq!(
            (entries[0].maybe_sent, entries[1].maybe_sent),
            (true, false)
        );
        assert_eq!((entries[0].unsent, entries[1].unsent), (true, false));
        assert_eq!(entries[0].not_before, Some(AT));
        let code = |entry: &Stored| entry.refused.as_ref().map(|why| why.code.clone());
        assert_eq!(code(&entries[0]).as_deref(), Some("locked"));
        assert_eq!(code(&entries[1]), None);
        assert_eq!(entries[0].replaces, []);
        let [first, second] = &entries[0].supersedes[..] else {
            panic!("two are superseded");
        };
        assert_eq!((first.key, first.operation), (Key(1), OperationId(Key(1))));
        assert_eq!(*args::<Rename>(&first.call), (7, "Milk".to_owned()));
        assert_eq!(first.call.at(), AT);
        assert_eq!((second.key, second.call.name()), (Key(2), "set-done"));
        assert!(entries[1].supersedes.is_empty());
    }

    #[test]
    fn what_this_page_cannot_read_is_named() {
        let text = row(&[stored(1, 1, rename(7, "Milk"))]);
        assert_eq!(unknown("{"), UNREADABLE);
        assert_eq!(unknown(&text.replace("rename", "paint")), "paint");
        let newer = text.replace(r#""version":1"#, r#""version":2"#);
        assert_eq!(unknown(&newer), "rename");
        let newer = text.replace(r#""format":2"#, r#""format":3"#);
        assert_eq!(unknown(&newer), "rename");
        assert_eq!(unknown(&text.replace(r#""Milk""#, "5")), "rename");
        let newer = text.replace(r#""Milk"]"#, r#""Milk"],{"split":true}"#);
        assert_eq!(unknown(&newer), "rename");
    }

    /// Without what it stands for, a refused entry would lose that for good.
    #[test]
    fn an_entry_that_stands_for_an_unknown_one_is_unknown() {
        let done = stored(1, 1, set_done(7));
        let new = superseding(stored(2, 2, rename(7, "Bread")), &done);
        assert_eq!(unknown(&row(&[new]).replace("set-done", "paint")), "rename");
    }

    #[test]
    fn arguments_that_json_cannot_hold_are_not_stored() {
        let registry = registry();
        assert!(encode_entry(&registry, &stored(1, 1, unencodable())).is_none());
        let old = stored(1, 1, unencodable());
        let new = superseding(stored(2, 2, set_done(1)), &old);
        assert!(encode_entry(&registry, &new).is_none());
    }
}
