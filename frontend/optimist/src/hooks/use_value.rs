use std::rc::Rc;

use yew::prelude::*;

use crate::{UseQuery, Value, ValueOf, Valued, use_query_when};

/// A value, as it is now.
pub struct UseValue<T> {
    query: UseQuery<Valued<T>>,
    value: Option<Rc<Valued<T>>>,
}

impl<T> Clone for UseValue<T> {
    fn clone(&self) -> Self {
        Self {
            query: self.query.clone(),
            value: self.value.clone(),
        }
    }
}

impl<T> PartialEq for UseValue<T> {
    fn eq(&self, other: &Self) -> bool {
        // The value is a part of what the query has.
        self.query == other.query
    }
}

impl<T> UseValue<T> {
    /// The value, with every pending operation replayed over it. `None` before it was first read.
    pub fn data(&self) -> Option<&T> {
        self.value.as_deref().map(|value| &**value)
    }

    /// The same as a query: its statuses, its error, and how to read it again.
    pub fn query(&self) -> &UseQuery<Valued<T>> {
        &self.query
    }
}

/// A [`Value`]; the component renders again whenever the value, or the status of its query, changes.
///
/// ```
/// use optimist::{Value, use_value};
/// use yew::prelude::*;
///
/// #[component]
/// fn Name<Me: Value<Args = (), Data = String>>() -> Html {
///     let me = use_value::<Me>(());
///     html! { <p>{ me.data().cloned().unwrap_or_default() }</p> }
/// }
/// ```
#[hook]
pub fn use_value<V: Value>(args: V::Args) -> UseValue<V::Data> {
    use_value_when::<V>(Some(args))
}

/// A [`Value`] that depends on something which may not be known yet: as long as that is `None` it is read by
/// nobody, and there is none.
#[hook]
pub fn use_value_when<V: Value>(args: Option<V::Args>) -> UseValue<V::Data> {
    let query = use_query_when::<ValueOf<V>>(args);
    let value = query.data().and_then(|data| data.iter().next().cloned());
    UseValue { query, value }
}
