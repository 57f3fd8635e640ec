//! The mutations and queries of an app, as the driver calls them: by name.

use std::{future::Future, pin::Pin, rc::Rc};

use optimist_core::{
    AnyCall, Call, Failure, Fetched, Key, OperationId, Outcome, Stored, Timestamp,
};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use web_sys::AbortSignal;

use crate::remote::{Fetch, Submit};

/// A future of the page's one thread.
pub(crate) type Later<T> = Pin<Box<dyn Future<Output = T>>>;

/// Reads one query.
pub(crate) type Fetcher = Rc<dyn Fn(AbortSignal) -> Later<Result<Fetched, Failure>>>;

pub(crate) fn fetcher<Q: Fetch>(args: Q::Args) -> Fetcher {
    Rc::new(move |signal| {
        let args = args.clone();
        Box::pin(async move {
            let data = Q::fetch(args, signal).await?;
            Ok(Fetched {
                items: Box::new(data.items),
                revision: data.revision,
            })
        })
    })
}

/// The mutations that can be sent and stored.
#[derive(Default)]
pub(crate) struct Registry(Vec<Registered>);

struct Registered {
    name: &'static str,
    submit: fn(&dyn AnyCall, Key, AbortSignal) -> Option<Later<Outcome>>,
    encode: fn(&dyn AnyCall) -> Option<Box<RawValue>>,
    decode: fn(&RawValue, Timestamp) -> Option<Rc<dyn AnyCall>>,
    version: u32,
}

/// A row as it is stored: data, so that a later version of the page can read it.
#[derive(Serialize, Deserialize)]
struct Record {
    operation: Key,
    name: String,
    version: u32,
    at: Timestamp,
    /// Each entry's key and arguments.
    entries: Vec<(Key, Box<RawValue>)>,
}

/// What the storage gave back.
pub(crate) enum Decoded {
    /// It can go on.
    Known(Vec<Stored>),
    /// No mutation of this name and version is known; it stays stored.
    Unknown { name: String },
}

impl Registry {
    pub(crate) fn add<M: Submit>(&mut self) {
        self.0.push(Registered {
            name: M::NAME,
            submit: |call, key, signal| {
                let args = call.as_any().downcast_ref::<Call<M>>()?.args.clone();
                Some(Box::pin(M::submit(args, key, signal)))
            },
            encode: |call| {
                let call = call.as_any().downcast_ref::<Call<M>>()?;
                serde_json::value::to_raw_value(&call.args).ok()
            },
            decode: |args, at| {
                let args = serde_json::from_str(args.get()).ok()?;
                Some(Rc::new(Call::<M> { args, at }))
            },
            version: M::VERSION,
        });
    }

    fn get(&self, name: &str) -> Option<&Registered> {
        self.0.iter().find(|known| known.name == name)
    }

    pub(crate) fn submit(
        &self,
        call: &dyn AnyCall,
        key: Key,
        signal: AbortSignal,
    ) -> Option<Later<Outcome>> {
        (self.get(call.name())?.submit)(call, key, signal)
    }

    /// A row of entries that were issued together.
    pub(crate) fn encode(&self, entries: &[Stored]) -> Option<String> {
        let first = entries.first()?;
        let encode = self.get(first.call.name())?.encode;
        let args = entries
            .iter()
            .filter_map(|entry| Some((entry.key, encode(&*entry.call)?)));
        let record = Record {
            operation: first.operation.0,
            name: first.call.name().to_owned(),
            version: first.call.version(),
            at: first.call.at(),
            entries: args.collect(),
        };
        serde_json::to_string(&record).ok()
    }

    pub(crate) fn decode(&self, text: &str) -> Option<Decoded> {
        let record: Record = serde_json::from_str(text).ok()?;
        let known = self
            .get(&record.name)
            .filter(|known| known.version == record.version);
        let Some(known) = known else {
            return Some(Decoded::Unknown { name: record.name });
        };
        let entries = record.entries.iter().map(|(key, args)| {
            Some(Stored {
                key: *key,
                operation: OperationId(record.operation),
                call: (known.decode)(args, record.at)?,
            })
        });
        entries.collect::<Option<_>>().map(Decoded::Known)
    }
}
