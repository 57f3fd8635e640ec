//! The kinds of queries whose data are kept, and how they are written.

use std::{any::Any, ops::Range};

use optimist_core::{Engine, ItemOf, List, Query, QueryKey};
use serde::{Serialize, de::DeserializeOwned};

/// All kinds.
#[derive(Default)]
pub(crate) struct Kinds(Vec<(QueryKey, KeptKind)>);

/// One kind of query.
#[derive(Clone, Copy)]
pub(crate) struct KeptKind {
    pub(crate) version: u32,
    /// Reads items; `None`: they are not such items.
    pub(crate) decode: fn(&str) -> Option<Box<dyn Any>>,
    /// What the server has said of a query, if that is known.
    pub(crate) confirmed: fn(&Engine, &QueryKey) -> Option<Box<dyn KeptItems>>,
}

/// Items to be written.
pub(crate) trait KeptItems {
    fn len(&self) -> usize;
    /// Adds some as JSON, each with a comma before it but the very first; `None`: one cannot be
    /// written.
    fn write(&self, range: Range<usize>, json: &mut Vec<u8>) -> Option<()>;
}

impl Kinds {
    pub(crate) fn add<Q: Query>(&mut self, version: u32)
    where
        ItemOf<Q>: Serialize + DeserializeOwned,
    {
        let kind = KeptKind {
            version,
            decode: |json| {
                let items: Vec<ItemOf<Q>> = serde_json::from_str(json).ok()?;
                Some(Box::new(items))
            },
            confirmed: |engine, query| Some(Box::new(engine.confirmed::<Q>(query)?)),
        };
        self.0.push((QueryKey::new([Q::NAME.to_owned()]), kind));
    }

    /// How data of a query are kept; `None`: they are not.
    pub(crate) fn of(&self, query: &QueryKey) -> Option<KeptKind> {
        let mut kinds = self.0.iter();
        let kind = kinds.find(|(name, _)| query.starts_with(name));
        kind.map(|(_, kind)| *kind)
    }
}

impl<T: Serialize> KeptItems for List<T> {
    fn len(&self) -> usize {
        self.len()
    }

    fn write(&self, range: Range<usize>, json: &mut Vec<u8>) -> Option<()> {
        for item in self.range(range) {
            if json.len() > 1 {
                json.push(b',');
            }
            // One kind of writer for all JSON: another would be a copy of all its code.
            json.extend(serde_json::to_string(&**item).ok()?.into_bytes());
        }
        Some(())
    }
}
