use optimist_core::{Entity, ItemStatus, LiveStatus, Operation, OperationId, Reason, Source};
use yew::prelude::*;

use crate::{Client, use_client};

/// What is pending, and what each item and operation is doing.
#[derive(Clone)]
pub struct Operations {
    client: Client,
    version: u64,
}

impl PartialEq for Operations {
    /// Equal handles say the same.
    fn eq(&self, other: &Self) -> bool {
        self.client == other.client && self.version == other.version
    }
}

impl Operations {
    /// How many item operations the server has not answered yet.
    pub fn pending(&self) -> usize {
        self.client.pending()
    }

    /// Does anything answer requests?
    pub fn online(&self) -> bool {
        self.client.online()
    }

    /// Does the API itself answer requests? Something else may: a proxy, a sign-in page.
    pub fn reachable(&self) -> bool {
        self.client.reachable()
    }

    /// Why the API cannot be reached; `None`: it can.
    pub fn why_unreachable(&self) -> Option<Reason> {
        self.client.why_unreachable()
    }

    /// How changes by others come from a source.
    pub fn live_status(&self, source: Source) -> LiveStatus {
        self.client.live_status(source)
    }

    /// What an item is doing.
    pub fn item_status<E: Entity>(&self, id: &E::Id) -> ItemStatus {
        self.client.item_status::<E>(id)
    }

    /// Looks at one operation, if it is still kept. `look` must not act on the client.
    pub fn get<T>(&self, id: OperationId, look: impl FnOnce(&Operation) -> T) -> Option<T> {
        self.client.operation(id, look)
    }

    /// Looks at all operations that are kept, in the order of issue. `look` must not act on the
    /// client.
    pub fn map<T>(&self, look: impl FnMut(&Operation) -> T) -> Vec<T> {
        self.client.operations(look)
    }

    /// The names of stored operations that this version of the page cannot read.
    pub fn unknown_operations(&self) -> Vec<String> {
        self.client.unknown_operations()
    }
}

/// What is pending; the component renders again whenever that changes.
///
/// ```
/// use optimist::use_operations;
/// use yew::prelude::*;
///
/// #[component]
/// fn SaveState() -> Html {
///     let operations = use_operations();
///     let text = match (operations.pending(), operations.online()) {
///         (0, _) => "All changes saved".to_owned(),
///         (waiting, true) => format!("Saving {waiting} changes"),
///         (waiting, false) => format!("Offline: {waiting} changes wait"),
///     };
///     html! { <p role="status">{ text }</p> }
/// }
/// ```
#[hook]
pub fn use_operations() -> Operations {
    let client = use_client();
    let render = use_force_update();
    let version = client.operations_version();
    let rendered = use_mut_ref(|| version);
    *rendered.borrow_mut() = version;
    use_effect_with(client.clone(), move |client| {
        let subscription = client.on_operations(Callback::from({
            let render = render.clone();
            move |()| render.force_update()
        }));
        // Something may have changed between the rendering and this.
        if client.operations_version() != *rendered.borrow() {
            render.force_update();
        }
        move || drop(subscription)
    });
    Operations { client, version }
}
