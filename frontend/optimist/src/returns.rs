//! Mutations whose answers bring something back besides the item.

use optimist_core::{Event, Mutation, OperationId, Outcome, Returned};
use serde::{Serialize, de::DeserializeOwned};

/// A mutation whose answer brings something back: a receipt, a number that the server has given, a link.
/// The component that has issued it takes it from [`UseMutation::output`](crate::UseMutation::output) or
/// [`run_for_output`](crate::UseMutation::run_for_output), also where another tab has sent it. After a reload,
/// [`Event::Returned`] alone tells it. Where an event of the server's stream has told before the answer that
/// the operation was done, the answer brings nothing back.
///
/// ```
/// # use optimist::{Effect, Entity, Failure, Mutation, Timestamp};
/// use optimist::{Key, Outcome, Policy, Returns, Submit, use_mutation};
/// use serde::{Deserialize, Serialize};
/// # use web_sys::AbortSignal;
/// # use yew::prelude::*;
/// # #[derive(Clone, PartialEq)] struct Cart { id: u32 }
/// # impl Entity for Cart {
/// #     type Item = Cart; type Id = u32; const NAME: &'static str = "cart";
/// #     fn id(cart: &Cart) -> u32 { cart.id }
/// # }
/// # async fn post(_: String) -> Result<Receipt, Failure> { Err(Failure::network()) }
/// struct Checkout;
/// # impl Mutation for Checkout {
/// #     type Entity = Cart; type Args = u32; const NAME: &'static str = "checkout";
/// #     const POLICY: Policy = Policy::Confirmed;
/// #     fn target(&id: &u32) -> u32 { id }
/// #     fn predict(_: &u32, _: Option<&Cart>, _: Timestamp) -> Effect<Cart> { Effect::Remove }
/// # }
///
/// #[derive(Clone, Serialize, Deserialize)]
/// struct Receipt { number: String }
///
/// impl Returns for Checkout {
///     type Output = Receipt;
/// }
///
/// impl Submit for Checkout {
///     async fn submit(cart: u32, _: Key, _: AbortSignal) -> Outcome {
///         match post(format!("/api/carts/{cart}/checkout")).await {
///             Ok(receipt) => Checkout::returns(Outcome::done(), &receipt),
///             Err(failure) => Outcome::Unknown(failure),
///         }
///     }
/// }
///
/// #[component]
/// fn Pay() -> Html {
///     let pay = use_mutation::<Checkout>();
///     let paid = pay.output().map(|receipt| format!("Paid: {}", receipt.number));
///     let onclick = move |_| { pay.run(7); };
///     html! { <button {onclick}>{ paid.unwrap_or_else(|| "Pay".to_owned()) }</button> }
/// }
/// ```
pub trait Returns: Mutation {
    /// What the answer brings back. Tabs tell it each other as JSON.
    type Output: Serialize + DeserializeOwned + 'static;

    /// The outcome with what the answer has brought back.
    fn returns(outcome: Outcome, output: &Self::Output) -> Outcome {
        match serde_json::to_string(output) {
            Ok(text) => outcome.with_returned(Returned(text)),
            Err(_) => outcome,
        }
    }

    /// What the answer to an operation of this mutation has brought back, if that is what an event tells.
    fn output_in(event: &Event) -> Option<(OperationId, Self::Output)> {
        match event {
            Event::Returned {
                operation,
                name,
                returned,
                ..
            } if *name == Self::NAME => Some((*operation, read::<Self>(returned)?)),
            _ => None,
        }
    }
}

/// What was brought back; `None`: another version of the app has written it.
pub(crate) fn read<M: Returns>(returned: &Returned) -> Option<M::Output> {
    serde_json::from_str(&returned.0).ok()
}
