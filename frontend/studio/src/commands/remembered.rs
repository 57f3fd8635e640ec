//! What is remembered in the browser's storage, for later pages and those beside this one.

use std::rc::Rc;

use gloo_timers::future::TimeoutFuture;
use optimist::{OperationId, Records};
use wasm_bindgen_futures::spawn_local;

use super::Editor;
use crate::history::{AT_ONCE, Body, Entry, read_part, written};

impl Editor {
    /// Reads what is remembered, and remembers there what was done until now.
    pub(super) async fn open_history(&self) {
        let history = self.memory();
        // The editor owns the records.
        let editor = Rc::downgrade(&self.inner);
        let on_change = move |name: String, record: Option<String>| {
            if let Some(inner) = editor.upgrade() {
                Self { inner }.hear(&name, record);
            }
        };
        let records = self.inner.client.records("history", on_change).await;
        let records = records.map(Rc::new);
        let known = match &records {
            Some(records) => records.all().await.unwrap_or_default(),
            None => Vec::new(),
        };
        for (_, text) in known {
            // What another version of the page remembers is not for this one.
            if let Ok(entry) = serde_json::from_str(&text) {
                history.entries.borrow_mut().merge(entry);
            }
        }
        let _ = history.records.set(records);
        for (operation, video) in history.not_done.take() {
            self.note_not_done(operation, video);
        }
        let unwritten = history.unwritten.take();
        history.entries.borrow_mut().put_behind(&unwritten);
        unwritten.into_iter().for_each(|id| self.write_new(id));
        self.keep_up();
        let to_release = history.to_release.take();
        to_release.into_iter().for_each(|id| self.release(id));
        self.clean_up();
        self.history_changed();
        self.work();
        // What needs its author is named, wherever its videos are.
        let entries: Vec<Rc<Entry>> = history.entries.borrow().iter().cloned().collect();
        for entry in entries.iter().filter(|entry| entry.outcome.is_some()) {
            let known = self.inner.client.operation(entry.last, |_| ());
            if known.is_some() && self.body(entry.id).await.is_ok() {
                self.history_changed();
            }
        }
    }

    /// Another page has changed an entry.
    fn hear(&self, name: &str, record: Option<String>) {
        let memory = self.memory();
        let entries = &memory.entries;
        match record {
            Some(text) => {
                if let Ok(entry) = serde_json::from_str(&text) {
                    entries.borrow_mut().merge(entry);
                }
            }
            None => {
                if let Ok(key) = name.parse() {
                    entries.borrow_mut().remove(OperationId(key));
                }
            }
        }
        // What takes an entry back goes with it.
        let known = entries.borrow();
        let is_of_use = |id: &OperationId| known.get(*id).is_some_and(|entry| !entry.bare);
        memory.bodies.borrow_mut().retain(|id, _| is_of_use(id));
        drop(known);
        self.keep_up();
        self.history_changed();
    }

    /// Writes an entry with what takes it back; a large one in parts.
    pub(super) fn write_new(&self, id: OperationId) {
        let history = self.memory();
        let Some(records) = history.records.get() else {
            return history.unwritten.borrow_mut().push(id);
        };
        let body = history.bodies.borrow().get(&id).cloned();
        let (Some(records), Some(body)) = (records.clone(), body) else {
            return;
        };
        if body.len() <= AT_ONCE {
            return self.write_whole(&records, id, written(&body).into_iter().collect());
        }
        let editor = self.clone();
        spawn_local(async move {
            let mut parts = Vec::new();
            for part in body.chunks(AT_ONCE) {
                TimeoutFuture::new(0).await;
                parts.extend(written(part));
            }
            editor.write_whole(&records, id, parts);
        });
    }

    fn write_whole(&self, records: &Records, id: OperationId, parts: Vec<String>) {
        let memory = self.memory();
        let entries = memory.entries.borrow();
        let text = entries
            .get(id)
            .and_then(|it| serde_json::to_string(it).ok());
        if let Some(text) = text {
            records.put(&id.to_string(), &text, &parts);
        }
    }

    /// Writes an entry that has changed, unless another page has changed it more.
    pub(super) fn write_change(&self, id: OperationId) {
        let history = self.memory();
        let (Some(Some(records)), Some(entry)) = (
            history.records.get().cloned(),
            history.entries.borrow().get(id).cloned(),
        ) else {
            return;
        };
        spawn_local(async move {
            records
                .update(&id.to_string(), move |stored| {
                    let stored = stored.and_then(|text| serde_json::from_str::<Entry>(&text).ok());
                    let newer = stored.is_some_and(|it| it.version() < entry.version());
                    newer.then(|| serde_json::to_string(&entry).ok()).flatten()
                })
                .await;
        });
    }

    /// Forgets what is too old or too much, here and in the storage.
    pub(super) fn clean_up(&self) {
        let history = self.memory();
        let mut entries = history.entries.borrow_mut();
        let forgotten = entries.forget_old(js_sys::Date::now() as u64);
        let bared = entries.bare_old();
        drop(entries);
        let can_stay = |id: &OperationId| !forgotten.contains(id) && !bared.contains(id);
        let mut given_up = self.inner.given_up.borrow_mut();
        given_up.retain(|(id, _)| can_stay(id));
        drop(given_up);
        let mut bodies = history.bodies.borrow_mut();
        for id in forgotten.iter().chain(&bared) {
            bodies.remove(id);
        }
        if let Some(Some(records)) = history.records.get() {
            let names = |ids: &[OperationId]| ids.iter().map(OperationId::to_string).collect();
            let (forgotten, bare): (Vec<String>, Vec<String>) = (names(&forgotten), names(&bared));
            if !forgotten.is_empty() {
                records.remove(&forgotten);
            }
            if !bare.is_empty() {
                records.remove_parts(&bare);
            }
        }
        drop(bodies);
        bared.into_iter().for_each(|id| self.write_change(id));
    }

    /// What takes an entry back, from this page or from the storage.
    ///
    /// # Errors
    /// Is it known that there is nothing?
    pub(super) async fn body(&self, id: OperationId) -> Result<Body, bool> {
        let history = self.memory();
        if let Some(body) = history.bodies.borrow().get(&id) {
            return Ok(body.clone());
        }
        let Some(Some(records)) = history.records.get().cloned() else {
            return Err(true);
        };
        let parts = records.parts(&id.to_string()).await.ok_or(false)?;
        let parts = parts.ok_or(true)?;
        let mut changes = Vec::new();
        for (at, part) in parts.iter().enumerate() {
            if at > 0 {
                TimeoutFuture::new(0).await;
            }
            if !read_part(part, &mut changes) {
                return Err(true);
            }
        }
        let body = Body::from(changes);
        history.bodies.borrow_mut().insert(id, body.clone());
        Ok(body)
    }
}
