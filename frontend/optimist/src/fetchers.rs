//! What reads each query that somebody has asked for.

use std::{any::TypeId, cell::RefCell, rc::Rc};

use futures::future::LocalBoxFuture;
use optimist_core::{Failure, Fetched, QueryKey};
use web_sys::AbortSignal;

use crate::{registry::same_name, transport::Fetch};

/// Reads one query.
pub(crate) type Fetcher =
    Rc<dyn Fn(AbortSignal) -> LocalBoxFuture<'static, Result<Fetched, Failure>>>;

/// The fetchers, by the keys of their queries.
#[derive(Default)]
pub(crate) struct Fetchers(RefCell<Vec<Known>>);

struct Known {
    key: QueryKey,
    /// The query's type.
    query: TypeId,
    fetcher: Fetcher,
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
        });
        true
    }

    /// What reads a query.
    pub(crate) fn get(&self, key: &QueryKey) -> Option<Fetcher> {
        let all = self.0.borrow();
        let known = all.iter().find(|known| known.key == *key)?;
        Some(Rc::clone(&known.fetcher))
    }

    /// Forgets a query.
    pub(crate) fn remove(&self, key: &QueryKey) {
        self.0.borrow_mut().retain(|known| known.key != *key);
    }
}

fn fetcher<Q: Fetch>(args: Q::Args) -> Fetcher {
    Rc::new(move |signal| {
        let args = args.clone();
        Box::pin(async move {
            let data = Q::fetch(args, signal).await?;
            Ok(Fetched {
                items: Box::new(data.items),
                revision: data.revision,
                timeline: data.timeline,
            })
        })
    })
}
