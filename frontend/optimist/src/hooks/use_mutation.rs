use std::{cell::RefCell, marker::PhantomData, rc::Rc};

use optimist_core::OperationId;
use yew::prelude::*;

use crate::{Client, Run, Submit, run::Watch, use_client};

/// Issues operations of one mutation, and tells what has become of the latest.
pub struct UseMutation<M> {
    client: Client,
    latest: Rc<RefCell<Option<Watch>>>,
    render: UseForceUpdateHandle,
    run: Run,
    mutation: PhantomData<M>,
}

impl<M> Clone for UseMutation<M> {
    fn clone(&self) -> Self {
        Self {
            client: self.client.clone(),
            latest: Rc::clone(&self.latest),
            render: self.render.clone(),
            run: self.run.clone(),
            mutation: PhantomData,
        }
    }
}

impl<M> PartialEq for UseMutation<M> {
    fn eq(&self, other: &Self) -> bool {
        let same = Rc::ptr_eq(&self.latest, &other.latest);
        same && self.client == other.client && self.run == other.run
    }
}

impl<M: Submit> UseMutation<M> {
    /// Issues one operation. Where optimism is on and the mutation's policy allows it, every
    /// query shows its effect from now on.
    pub fn run(&self, args: M::Args) -> OperationId {
        self.follow(self.client.mutate::<M>(args))
    }

    /// Issues one operation that is sent after so many milliseconds at the earliest: time to
    /// [take it back](Client::cancel), which then leaves no trace at the server.
    pub fn run_after(&self, ms: u64, args: M::Args) -> OperationId {
        self.follow(self.client.mutate_after::<M>(ms, args))
    }

    /// Issues one operation over many items: each has its own state and outcome.
    pub fn run_all(&self, args: impl IntoIterator<Item = M::Args>) -> OperationId {
        self.follow(self.client.mutate_all::<M>(args))
    }

    /// Issues one operation, and waits until it is no longer under way.
    pub async fn run_to_end(&self, args: M::Args) -> Run {
        let id = self.run(args);
        self.client.ended(id).await
    }

    /// What has become of the latest operation that was issued by this hook.
    pub fn state(&self) -> &Run {
        &self.run
    }

    /// Forgets the latest operation, which goes on: the state is [`Run::Idle`].
    pub fn reset(&self) {
        if self.latest.take().is_some() {
            self.render.force_update();
        }
    }

    fn follow(&self, id: OperationId) -> OperationId {
        let render = self.render.clone();
        let changed = move |_: Run| render.force_update();
        let watch = Watch::new(&self.client, id, changed.into());
        self.latest.replace(Some(watch));
        self.render.force_update();
        id
    }
}

/// A mutation, ready to run. The mutation must have been made known to the client by
/// [`ClientBuilder::mutation`](crate::ClientBuilder::mutation). The component renders again whenever the
/// latest operation of this hook has come to another state.
///
/// ```
/// use optimist::{Submit, use_mutation};
/// use yew::prelude::*;
///
/// # #[derive(Properties, PartialEq)] struct Props { id: u32 }
/// #[component]
/// fn Rename<M: Submit<Args = (u32, String)>>(props: &Props) -> Html {
///     let rename = use_mutation::<M>();
///     let error = rename.state().reason().and_then(|reason| reason.field("title")).map(str::to_owned);
///     let saving = rename.state().is_pending();
///     let id = props.id;
///     let onclick = move |_| { rename.run((id, "Another".to_owned())); };
///     html! { <><button {onclick} disabled={saving}>{ "Rename" }</button>{ error }</> }
/// }
/// ```
#[hook]
pub fn use_mutation<M: Submit>() -> UseMutation<M> {
    let client = use_client();
    let render = use_force_update();
    let latest = use_mut_ref(|| None::<Watch>);
    let run = latest.borrow().as_ref().map(Watch::run);
    UseMutation {
        client,
        latest,
        render,
        run: run.unwrap_or_default(),
        mutation: PhantomData,
    }
}
