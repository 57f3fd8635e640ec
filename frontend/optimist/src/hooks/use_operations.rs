use optimist_core::{Entity, ItemStatus, Operation, OperationId};
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

    /// Did the last requests reach the server?
    pub fn online(&self) -> bool {
        self.client.online()
    }

    /// What an item is doing.
    pub fn item_status<E: Entity>(&self, id: &E::Id) -> ItemStatus {
        self.client.item_status::<E>(id)
    }

    /// Looks at one operation, if it is under way or waits for the user.
    pub fn get<T>(&self, id: OperationId, look: impl FnOnce(&Operation) -> T) -> Option<T> {
        self.client.operation(id, look)
    }

    /// Looks at all operations that are under way or wait for the user, in the order of issue.
    pub fn map<T>(&self, look: impl FnMut(&Operation) -> T) -> Vec<T> {
        self.client.operations(look)
    }

    /// The names of stored operations that this version of the page does not know.
    pub fn parked(&self) -> Vec<String> {
        self.client.parked()
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
    let version = use_mut_ref(|| 0u64);
    let render = use_force_update();
    let counter = std::rc::Rc::clone(&version);
    use_effect_with(client.clone(), move |client| {
        let watch = client.on_operations(Callback::from(move |()| {
            *counter.borrow_mut() += 1;
            render.force_update();
        }));
        move || drop(watch)
    });
    let version = *version.borrow();
    Operations { client, version }
}
