//! What a test puts in place of parts of the browser, until it is dropped.

use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, EventTarget, window};

/// A property of an object that is another one for a while.
pub struct Replaced {
    object: Object,
    name: &'static str,
    before: JsValue,
}

impl Replaced {
    pub fn new(object: &JsValue, name: &'static str, value: &JsValue) -> Self {
        let object: Object = object.clone().unchecked_into();
        let before = Object::get_own_property_descriptor(&object, &name.into());
        let descriptor = Object::new();
        set(&descriptor, "value", value);
        set(&descriptor, "configurable", &true.into());
        set(&descriptor, "writable", &true.into());
        Object::define_property(&object, &name.into(), &descriptor);
        Self {
            object,
            name,
            before,
        }
    }

    /// Gives the property another value.
    pub fn set(&self, value: &JsValue) {
        set(&self.object, self.name, value);
    }

    /// What the object itself had under this name.
    pub fn original(&self) -> JsValue {
        get(&self.before, "value")
    }
}

impl Drop for Replaced {
    fn drop(&mut self) {
        if self.before.is_undefined() {
            Reflect::delete_property(&self.object, &self.name.into()).expect("configurable");
        } else {
            let before: &Object = self.before.unchecked_ref();
            Object::define_property(&self.object, &self.name.into(), before);
        }
    }
}

/// A property of an object.
pub fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).expect("an object")
}

fn set(object: &Object, name: &str, value: &JsValue) {
    Reflect::set(object, &name.into(), value).expect("an object");
}

/// A function of JavaScript.
pub fn function(arguments: &str, body: &str) -> JsValue {
    Function::new_with_args(arguments, body).into()
}

/// A global of the page: `"Date"`, `"IDBFactory.prototype"`.
pub fn global(path: &str) -> JsValue {
    let names = path.split('.');
    names.fold(js_sys::global().into(), |object, name| get(&object, name))
}

/// Databases that do not open until they are let.
pub struct SilentDatabases {
    _replaced: Replaced,
    waiting: Array,
}

impl SilentDatabases {
    pub fn new() -> Self {
        let waiting = Array::new();
        let replaced = Replaced::new(&global("IDBFactory.prototype"), "open", &JsValue::NULL);
        let make = Function::new_with_args(
            "original, waiting",
            "return function (...given) {
                const request = new EventTarget();
                waiting.push(() => {
                    const real = original.apply(this, given);
                    const pass = (event) => {
                        request.result = real.result;
                        request.dispatchEvent(new Event(event.type));
                    };
                    real.onupgradeneeded = real.onsuccess = pass;
                });
                return request;
            }",
        );
        let open = make.call2(&JsValue::NULL, &replaced.original(), &waiting);
        replaced.set(&open.expect("a function"));
        Self {
            _replaced: replaced,
            waiting,
        }
    }

    /// Opens what waits.
    pub fn open(&self) {
        for open in self.waiting.iter() {
            let open: Function = open.unchecked_into();
            open.call0(&JsValue::NULL).expect("it opens");
        }
        self.waiting.set_length(0);
    }
}

/// Puts every database that is opened in a list.
pub fn opened_databases() -> (Replaced, Array) {
    let opened = Array::new();
    let replaced = Replaced::new(&global("IDBFactory.prototype"), "open", &JsValue::NULL);
    let make = Function::new_with_args(
        "original, opened",
        "return function () {
            const request = original.apply(this, arguments);
            request.addEventListener('success', () => opened.push(request.result));
            return request;
        }",
    );
    let open = make.call2(&JsValue::NULL, &replaced.original(), &opened);
    replaced.set(&open.expect("a function"));
    (replaced, opened)
}

/// A device without room.
pub fn full_device() -> Replaced {
    let put = function(
        "",
        "throw new DOMException('no room', 'QuotaExceededError')",
    );
    Replaced::new(&global("IDBObjectStore.prototype"), "put", &put)
}

/// A page that nobody sees.
pub fn hidden_page() -> Replaced {
    Replaced::new(&global("document"), "hidden", &true.into())
}

/// Says to the page that it has come into sight, or left it.
pub fn visibility_changed() {
    let document = window().and_then(|window| window.document());
    dispatch(&document.expect("a browser"), "visibilitychange");
}

pub fn dispatch(target: &EventTarget, event: &str) {
    let event = Event::new(event).expect("an event");
    target.dispatch_event(&event).expect("it can be dispatched");
}

/// WebSockets without a network.
pub struct Sockets {
    _replaced: Replaced,
    class: JsValue,
}

impl Sockets {
    pub fn new() -> Self {
        let class = function(
            "",
            "const Fake = class extends EventTarget {
                static all = [];
                constructor(url) {
                    super();
                    this.url = url;
                    this.closed = false;
                    Fake.all.push(this);
                }
                close() { this.closed = true; }
            };
            return Fake",
        );
        let class: Function = class.unchecked_into();
        let class = class.call0(&JsValue::NULL).expect("a class");
        Self {
            _replaced: Replaced::new(&global("window"), "WebSocket", &class),
            class,
        }
    }

    fn all(&self) -> Array {
        get(&self.class, "all").unchecked_into()
    }

    /// How many were opened.
    pub fn count(&self) -> u32 {
        self.all().length()
    }

    pub fn url(&self, socket: u32) -> String {
        let url = get(&self.all().get(socket), "url");
        url.as_string().expect("a text")
    }

    /// Has the page closed it?
    pub fn is_closed(&self, socket: u32) -> bool {
        get(&self.all().get(socket), "closed").is_truthy()
    }

    /// The server sends a message.
    pub fn send(&self, socket: u32, text: &str) {
        let send = Function::new_with_args(
            "socket, data",
            "socket.dispatchEvent(new MessageEvent('message', { data }))",
        );
        let socket = self.all().get(socket);
        send.call2(&JsValue::NULL, &socket, &text.into())
            .expect("a socket");
    }

    /// The connection is cut.
    pub fn cut(&self, socket: u32) {
        let cut =
            Function::new_with_args("socket", "socket.dispatchEvent(new CloseEvent('close'))");
        cut.call1(&JsValue::NULL, &self.all().get(socket))
            .expect("a socket");
    }
}
