//! What the pages over one database share beside it: a channel, and a lock that one of them has.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use futures::{channel::oneshot, future};
use gloo_events::EventListener;
use gloo_timers::future::TimeoutFuture;
use js_sys::{Array, Function, Object, Promise, Reflect};
use optimist_core::TabMessage;
use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, BroadcastChannel, MessageEvent};

/// The format of what goes over the channel; a page leaves alone what it does not know.
const FORMAT: f64 = 1.0;
/// How long the channel may take to bring back what this page itself has said, in milliseconds.
const LOOP_MS: u32 = 1_000;

/// What another page has said.
pub(crate) struct Heard {
    /// The term of the lock in which it was said; `None`: by a page that has no lock.
    pub(crate) term: Option<u64>,
    /// What it tells.
    pub(crate) told: Vec<TabMessage>,
    /// Rows that it has written.
    pub(crate) rows: Vec<String>,
    /// By how many milliseconds the server's clock is ahead of the device's, which all pages read.
    pub(crate) ahead_ms: Option<f64>,
}

/// Carries what pages over one database tell each other, in the order in which each tells it.
pub(crate) struct Channel {
    name: String,
    channel: BroadcastChannel,
    /// Waits for what this page itself has said.
    looped: Rc<Cell<Option<oneshot::Sender<()>>>>,
    _listener: EventListener,
}

impl Channel {
    /// The channel of a database; `None`: the browser has no channels.
    pub(crate) fn open(database: &str, on_heard: impl Fn(Heard) + 'static) -> Option<Self> {
        let name = format!("optimist:{database}");
        let channel = BroadcastChannel::new(&name).ok()?;
        let looped: Rc<Cell<Option<oneshot::Sender<()>>>> = Rc::default();
        let listener = EventListener::new(&channel, "message", {
            let looped = Rc::clone(&looped);
            move |event| {
                let event: &MessageEvent = event.unchecked_ref();
                let message = Array::from(&event.data());
                if message.length() == 1 {
                    drop(looped.take());
                } else if let Some(heard) = heard(&message) {
                    on_heard(heard);
                }
            }
        });
        Some(Self {
            name,
            channel,
            looped,
            _listener: listener,
        })
    }

    /// Tells all other pages.
    pub(crate) fn tell(
        &self,
        term: Option<u64>,
        told: &[TabMessage],
        rows: &[String],
        ahead_ms: Option<f64>,
    ) {
        let term = term.map_or(JsValue::NULL, |term| (term as f64).into());
        let told = serde_json::to_string(told).unwrap_or_default();
        let message = Array::of3(&FORMAT.into(), &term, &told.into());
        for row in rows {
            message.push(&row.into());
        }
        if let Some(ahead_ms) = ahead_ms {
            message.push(&ahead_ms.into());
        }
        let _ = self.channel.post_message(&message);
    }

    /// Does it bring back what this page itself says, over another end?
    pub(crate) async fn works(&self) -> bool {
        let (sender, looped) = oneshot::channel::<()>();
        self.looped.set(Some(sender));
        let Ok(end) = BroadcastChannel::new(&self.name) else {
            return false;
        };
        let _ = end.post_message(&Array::of1(&FORMAT.into()));
        let late = TimeoutFuture::new(LOOP_MS);
        let works = matches!(future::select(looped, late).await, future::Either::Left(_));
        end.close();
        works
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        self.channel.close();
    }
}

fn heard(message: &Array) -> Option<Heard> {
    let mut parts = message.iter();
    if parts.next()?.as_f64()? != FORMAT {
        return None;
    }
    let term = parts.next()?.as_f64().map(|term| term as u64);
    let told = serde_json::from_str(&parts.next()?.as_string()?).ok()?;
    let rest: Vec<JsValue> = parts.collect();
    Some(Heard {
        term,
        told,
        rows: rest.iter().filter_map(JsValue::as_string).collect(),
        ahead_ms: rest.iter().find_map(JsValue::as_f64),
    })
}

#[wasm_bindgen]
extern "C" {
    /// The browser's Web Locks, which web-sys has as an unstable API only.
    #[derive(Clone)]
    type LockManager;

    #[wasm_bindgen(method, catch)]
    fn request(
        this: &LockManager,
        name: &str,
        options: &JsValue,
        granted: &JsValue,
    ) -> Result<Promise, JsValue>;
}

/// The lock of a database.
#[derive(Clone)]
pub(crate) struct Lock {
    manager: LockManager,
    name: String,
}

/// How the lock is asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ask {
    /// Only if no page has it.
    IfFree,
    /// After the pages that have asked before.
    InTurn,
    /// From whoever has it.
    Steal,
}

/// The lock is this page's until this is dropped, or another page takes it.
pub(crate) struct Held(Function);

impl Drop for Held {
    fn drop(&mut self) {
        let _ = self.0.call0(&JsValue::NULL);
    }
}

/// The lock was asked for.
pub(crate) struct Request {
    granted: oneshot::Receiver<Option<Held>>,
    ended: JsFuture,
    /// Gives a request up that is not granted yet.
    pub(crate) abort: AbortController,
}

impl Lock {
    /// The lock of a database; `None`: the browser has no locks, as on pages that are not secure.
    pub(crate) fn of(database: &str) -> Option<Self> {
        let navigator = Reflect::get(&js_sys::global(), &"navigator".into()).ok()?;
        let manager = Reflect::get(&navigator, &"locks".into()).ok()?;
        (!manager.is_falsy()).then(|| Self {
            manager: manager.unchecked_into(),
            name: format!("optimist:{database}"),
        })
    }

    pub(crate) fn request(&self, ask: Ask) -> Result<Request, JsValue> {
        let (sender, granted) = oneshot::channel();
        let on_granted = Closure::once_into_js(move |lock: JsValue| {
            if lock.is_null() {
                let _ = sender.send(None);
                return JsValue::NULL;
            }
            // The browser takes the lock back when this promise is kept.
            let release = RefCell::new(None);
            let held = Promise::new(&mut |resolve, _| drop(release.replace(Some(resolve))));
            let _ = sender.send(release.take().map(Held));
            held.into()
        });
        let options = Object::new();
        let abort = AbortController::new()?;
        let (option, value) = match ask {
            Ask::IfFree => ("ifAvailable", JsValue::TRUE),
            Ask::InTurn => ("signal", abort.signal().into()),
            Ask::Steal => ("steal", JsValue::TRUE),
        };
        Reflect::set(&options, &option.into(), &value)?;
        let ended = self.manager.request(&self.name, &options, &on_granted)?;
        Ok(Request {
            granted,
            ended: ended.into(),
            abort,
        })
    }
}

impl Request {
    /// Waits until the lock is granted: `None` where another page has it, or the request was given up.
    pub(crate) async fn granted(&mut self) -> Result<Option<Held>, JsValue> {
        match future::select(&mut self.granted, &mut self.ended).await {
            future::Either::Left((granted, _)) => Ok(granted.ok().flatten()),
            future::Either::Right((Ok(_), _)) => Ok(None),
            future::Either::Right((Err(error), _)) if is_abort(&error) => Ok(None),
            future::Either::Right((Err(error), _)) => Err(error),
        }
    }

    /// Waits until the lock that was granted is another page's, or is given back.
    pub(crate) async fn ended(self) {
        let _ = self.ended.await;
    }
}

fn is_abort(error: &JsValue) -> bool {
    let name = Reflect::get(error, &"name".into()).ok();
    name.and_then(|name| name.as_string()).as_deref() == Some("AbortError")
}
