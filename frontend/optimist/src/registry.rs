//! Mutations by name, as the driver and the storage call them.

use std::{any::TypeId, rc::Rc};

use futures::future::LocalBoxFuture;
use optimist_core::{AnyCall, Call, Key, Outcome, Repeat, Timestamp};
use serde_json::value::RawValue;
use wasm_bindgen::JsValue;
use web_sys::AbortSignal;

use crate::{browser, transport::Submit};

/// Two queries, or two mutations, have one name: each would be taken for the other.
///
/// # Panics
/// In a debug build, so that it is found at once. In a release build the browser's console says it.
pub(crate) fn same_name(what: &str, name: &str) {
    let text = format!("two {what} are called \"{name}\": give one of them another NAME");
    if cfg!(debug_assertions) {
        panic!("{text}");
    }
    browser::warn(&text, &JsValue::UNDEFINED);
}

/// The mutations that can be sent and stored.
#[derive(Default)]
pub(crate) struct Registry(Vec<Registered>);

/// One mutation.
pub(crate) struct Registered {
    /// Its type.
    mutation: TypeId,
    pub(crate) name: &'static str,
    pub(crate) version: u32,
    /// Reads stored arguments; `None`: they are not such arguments.
    pub(crate) decode: fn(&RawValue, Timestamp) -> Option<Rc<dyn AnyCall>>,
    encode: fn(&dyn AnyCall) -> Option<Box<RawValue>>,
    submit: fn(&dyn AnyCall, Key, AbortSignal) -> Option<LocalBoxFuture<'static, Outcome>>,
    ask: fn(&dyn AnyCall, Key, AbortSignal) -> Option<LocalBoxFuture<'static, Outcome>>,
}

impl Registry {
    pub(crate) fn add<M: Submit>(&mut self) {
        let mutation = TypeId::of::<M>();
        if let Some(known) = self.get(M::NAME) {
            if known.mutation != mutation {
                same_name("mutations", M::NAME);
            }
            return;
        }
        self.0.push(Registered {
            mutation,
            name: M::NAME,
            version: M::VERSION,
            decode: |args, at| {
                let args = serde_json::from_str(args.get()).ok()?;
                Some(Rc::new(Call::<M>::new(args, at)))
            },
            encode: |call| {
                let call = call.as_any().downcast_ref::<Call<M>>()?;
                serde_json::value::to_raw_value(call.args()).ok()
            },
            submit: |call, key, signal| {
                let args = call.as_any().downcast_ref::<Call<M>>()?.args().clone();
                Some(Box::pin(M::submit(args, key, signal)))
            },
            ask: |call, key, signal| {
                if M::REPEAT != Repeat::Ask {
                    return None;
                }
                let args = call.as_any().downcast_ref::<Call<M>>()?.args().clone();
                Some(Box::pin(M::ask(args, key, signal)))
            },
        });
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Registered> {
        self.0.iter().find(|known| known.name == name)
    }

    /// Sends a call the way its mutation says; `None`: the mutation is not registered.
    pub(crate) fn submit(
        &self,
        call: &dyn AnyCall,
        key: Key,
        signal: AbortSignal,
    ) -> Option<LocalBoxFuture<'static, Outcome>> {
        (self.get(call.name())?.submit)(call, key, signal)
    }

    /// Asks what became of a call, the way its mutation says.
    pub(crate) fn ask(
        &self,
        call: &dyn AnyCall,
        key: Key,
        signal: AbortSignal,
    ) -> Option<LocalBoxFuture<'static, Outcome>> {
        (self.get(call.name())?.ask)(call, key, signal)
    }

    /// A call's arguments as they are stored; `None`: they cannot be.
    pub(crate) fn encode(&self, call: &dyn AnyCall) -> Option<Box<RawValue>> {
        (self.get(call.name())?.encode)(call)
    }
}
