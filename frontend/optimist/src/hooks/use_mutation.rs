use std::marker::PhantomData;

use optimist_core::OperationId;
use yew::prelude::*;

use crate::{Client, Submit, use_client};

/// Issues operations of one mutation.
pub struct UseMutation<M> {
    client: Client,
    mutation: PhantomData<M>,
}

impl<M> Clone for UseMutation<M> {
    fn clone(&self) -> Self {
        Self {
            client: self.client.clone(),
            mutation: PhantomData,
        }
    }
}

impl<M> PartialEq for UseMutation<M> {
    fn eq(&self, other: &Self) -> bool {
        self.client == other.client
    }
}

impl<M: Submit> UseMutation<M> {
    /// Issues one operation. Where optimism is on and the mutation's policy allows it, every
    /// query shows its effect from now on.
    pub fn run(&self, args: M::Args) -> OperationId {
        self.client.mutate::<M>(args)
    }

    /// Issues one operation that is sent after so many milliseconds at the earliest: time to
    /// [take it back](Client::cancel), which then leaves no trace at the server.
    pub fn run_after(&self, ms: u64, args: M::Args) -> OperationId {
        self.client.mutate_after::<M>(ms, args)
    }

    /// Issues one operation over many items: each has its own state and outcome.
    pub fn run_all(&self, args: impl IntoIterator<Item = M::Args>) -> OperationId {
        self.client.mutate_all::<M>(args)
    }
}

/// A mutation, ready to run. The mutation must have been made known to the client by
/// [`ClientBuilder::mutation`](crate::ClientBuilder::mutation).
///
/// ```
/// use optimist::{Submit, use_mutation};
/// use yew::prelude::*;
///
/// # #[derive(Properties, PartialEq)] struct Props { id: u32 }
/// #[component]
/// fn Done<M: Submit<Args = (u32, bool)>>(props: &Props) -> Html {
///     let set_done = use_mutation::<M>();
///     let id = props.id;
///     html! { <button onclick={move |_| { set_done.run((id, true)); }}>{ "Done" }</button> }
/// }
/// ```
#[hook]
pub fn use_mutation<M: Submit>() -> UseMutation<M> {
    UseMutation {
        client: use_client(),
        mutation: PhantomData,
    }
}
