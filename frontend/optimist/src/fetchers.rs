//! What reads each query that somebody has asked for.

use std::{any::TypeId, cell::RefCell, rc::Rc};

use futures::future::LocalBoxFuture;
use optimist_core::{Failure, Fetched, Part, QueryKey};
use web_sys::AbortSignal;

use crate::{
    registry::same_name,
    transport::{Beside, Fetch},
};

/// Reads a part of one query, given what the last read has brought beside the items.
pub(crate) type Fetcher = Rc<dyn Fn(Part, Beside, AbortSignal) -> Fetching>;

/// A read under way: the data, and what is beside them.
pub(crate) type Fetching = LocalBoxFuture<'static, Result<(Fetched, Beside), Failure>>;

/// The fetchers, by the keys of their queries.
#[derive(Default)]
pub(crate) struct Fetchers(RefCell<Vec<Known>>);

struct Known {
    key: QueryKey,
    /// The query's type.
    query: TypeId,
    fetcher: Fetcher,
    /// What the last read has brought beside the items.
    beside: Beside,
}

impl Fetchers {
    /// Takes a query in; tells whether it is new.
    pub(crate) fn add<Q: Fetch>(&self, key: &QueryKey, args: &Q::Args) -> bool {
        let mut all = self.0.borrow_mut();
        let query = TypeId::of::<Q>();
        if let Some(known) = all.iter().find(|known| known.key == *key) {
            if known.query != query {
                same_name("queries", Q::NAME);
            }
            return false;
        }
        all.push(Known {
            key: key.clone(),
            query,
            fetcher: fetcher::<Q>(args.clone()),
            beside: Beside::default(),
        });
        true
    }

    /// What reads a query.
    pub(crate) fn get(&self, key: &QueryKey) -> Option<Fetcher> {
        let all = self.0.borrow();
        let known = all.iter().find(|known| known.key == *key)?;
        Some(Rc::clone(&known.fetcher))
    }

    /// What the last read of a query has brought beside the items.
    pub(crate) fn beside(&self, key: &QueryKey) -> Beside {
        let all = self.0.borrow();
        let known = all.iter().find(|known| known.key == *key);
        known.map_or_else(Beside::default, |known| known.beside.clone())
    }

    pub(crate) fn set_beside(&self, key: &QueryKey, beside: Beside) {
        let mut all = self.0.borrow_mut();
        if let Some(known) = all.iter_mut().find(|known| known.key == *key) {
            known.beside = beside;
        }
    }

    /// Forgets a query.
    pub(crate) fn remove(&self, key: &QueryKey) {
        self.0.borrow_mut().retain(|known| known.key != *key);
    }
}

fn fetcher<Q: Fetch>(args: Q::Args) -> Fetcher {
    Rc::new(move |part, beside, signal| {
        let args = args.clone();
        Box::pin(async move {
            let data = Q::fetch_part(args, part, beside, signal).await?;
            let fetched = Fetched {
                items: Box::new(data.items),
                revision: data.revision,
                timeline: data.timeline,
            };
            Ok((fetched, data.beside))
        })
    })
}
