use std::rc::Rc;

use optimist_core::Entity;
use yew::prelude::*;

use crate::use_client;

/// One item with all pending operations, from whichever query has read it; the component renders again
/// whenever it changes. It reads nothing by itself: `None` where no query on the page knows the item.
///
/// ```
/// use optimist::{Entity, use_item};
/// use yew::prelude::*;
///
/// # #[derive(Properties, PartialEq)] struct Props { id: u32 }
/// #[component]
/// fn Title<E: Entity<Item = String, Id = u32>>(props: &Props) -> Html {
///     match use_item::<E>(props.id) {
///         Some(title) => html! { <h1>{ &*title }</h1> },
///         None => html! {},
///     }
/// }
/// ```
#[hook]
pub fn use_item<E: Entity>(id: E::Id) -> Option<Rc<E::Item>> {
    let client = use_client();
    let render = use_force_update();
    let shown = use_mut_ref(|| None::<Rc<E::Item>>);
    let now = client.find::<E>(&id);
    let before = Rc::clone(&shown);
    use_effect_with((client, id), move |(client, id)| {
        let changed = {
            let (client, id) = (client.clone(), id.clone());
            Callback::from(move |()| {
                if *before.borrow() != client.find::<E>(&id) {
                    render.force_update();
                }
            })
        };
        let subscription = client.on_any_query(changed.clone());
        // Something may have changed between the rendering and this.
        changed.emit(());
        move || drop(subscription)
    });
    shown.borrow_mut().clone_from(&now);
    now
}
