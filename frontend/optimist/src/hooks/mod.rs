//! The hooks, one a file.

mod use_client;
mod use_events;
mod use_item;
mod use_mutation;
mod use_operations;
#[cfg(feature = "pages")]
mod use_pages;
mod use_query;
mod use_value;

pub use use_client::{OptimistProvider, OptimistProviderProps, use_client};
pub use use_events::use_events;
pub use use_item::use_item;
pub use use_mutation::{UseMutation, use_mutation};
pub use use_operations::{Operations, use_operations};
#[cfg(feature = "pages")]
pub use use_pages::{UsePages, use_pages};
pub use use_query::{UseQuery, use_query, use_query_select, use_query_when};
pub use use_value::{UseValue, use_value, use_value_when};
