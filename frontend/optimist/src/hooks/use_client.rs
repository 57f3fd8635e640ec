use yew::prelude::*;

use crate::Client;

/// What [`OptimistProvider`] is given.
#[derive(Clone, PartialEq, Properties)]
pub struct OptimistProviderProps {
    /// The client that all components below share.
    pub client: Client,
    /// Who shares it.
    #[prop_or_default]
    pub children: Html,
}

/// Gives a [`Client`] to all hooks of the components below.
#[component]
pub fn OptimistProvider(props: &OptimistProviderProps) -> Html {
    html! {
        <ContextProvider<Client> context={props.client.clone()}>
            { props.children.clone() }
        </ContextProvider<Client>>
    }
}

/// The client of the nearest [`OptimistProvider`] above.
///
/// # Panics
/// Where there is none: that is a mistake in the app, which its first rendering shows.
#[hook]
pub fn use_client() -> Client {
    match use_context::<Client>() {
        Some(client) => client,
        None => panic!("no OptimistProvider stands above this component"),
    }
}
